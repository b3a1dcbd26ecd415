// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/function.h>

#include <optional>
#include <stdexcept>
#include <utility>

namespace furrow {

/// `send` on a stream whose other end takes no more.
class StreamClosed : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

namespace detail {

void openStream(Dialogue &dialogue);
/// As wire::decode, but the bytes stay where they are.
QByteArray decodeBytes(QByteArray message);

template<typename T>
class [[nodiscard]] ItemWait final : public DialogueWait
{
public:
    using DialogueWait::DialogueWait;
    bool ready() override { return !m_dialogue->items.empty() || m_dialogue->itemsEnded || m_dialogue->over; }
    FURROW_OWN_FRAME std::optional<T> await_resume()
    {
        resumed();
        if (!m_dialogue->items.empty()) {
            if constexpr (std::is_same_v<T, QByteArray>)
                return decodeBytes(m_dialogue->takeItem());
            else
                return wire::decode<T>(m_dialogue->takeItem());
        }
        if (m_dialogue->failure && !(m_dialogue->cancelAsked && m_dialogue->failure->isCancelled())) {
            m_dialogue->delivered = true;
            m_dialogue->failure->raise();
        }
        return std::nullopt;
    }
};

} // namespace detail

/// Messages between two actors, `In` from the other end and `Out` to it (void: none). A slow receiver holds the sender back: what
/// is under way and unread is about a megabyte at most.
///
/// \code
/// furrow::Stream<QString, int> stream = context.openStream<QString, int>();
/// co_await stream.send(1);
/// while (auto text = co_await stream.next()) use(*text);
/// \endcode
/// `next` gives nothing at the end, and raises the other end's error as RemoteActorError; `send` raises StreamClosed when the other
/// end takes no more. Destroying or closing it ends what this end sends. Main thread of the actor only.
template<typename In, typename Out = void>
class Stream
{
public:
    explicit Stream(std::shared_ptr<detail::Dialogue> dialogue) : m_dialogue(std::move(dialogue)) {}
    Stream(Stream &&other) noexcept : m_dialogue(std::exchange(other.m_dialogue, nullptr)) {}
    Stream &operator=(Stream &&other) noexcept
    {
        std::swap(m_dialogue, other.m_dialogue);
        return *this;
    }
    ~Stream() { close(); }

    detail::ItemWait<In> next()
        requires(!std::is_void_v<In>)
    {
        return detail::ItemWait<In>(m_dialogue);
    }
    template<typename T = Out>
        requires(!std::is_void_v<T>)
    detail::ItemSend send(const T &value)
    {
        return detail::ItemSend(m_dialogue, wire::encode(value));
    }
    void close()
    {
        if (!std::is_void_v<Out> && m_dialogue)
            m_dialogue->endSending();
    }

private:
    std::shared_ptr<detail::Dialogue> m_dialogue;
};

} // namespace furrow
