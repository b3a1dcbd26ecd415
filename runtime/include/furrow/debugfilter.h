// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <QByteArray>
#include <QString>

#include <concepts>
#include <exception>
#include <functional>
#include <string_view>
#include <utility>

namespace furrow {

/// Where an error has arrived that may open a crash REPL. Plain value.
struct ErrorContext
{
    ActorId actor;      ///< whose REPL it would be
    QString task;       ///< that the error leaves
    ActorId source;     ///< the actor that raised it; another one for an error that climbs
    QString function;   ///< of this actor, that threw it; empty: not known
    QString file;
    int line = 0;
};

/// A filter that a whole tree can use, since every process finds it by name. Made by `debugFilter<&function>()`.
class NamedDebugFilter
{
public:
    using Function = bool (*)(const std::exception_ptr &error, const ErrorContext &context);

    NamedDebugFilter() = default;
    const QByteArray &key() const { return m_key; }
    bool isNull() const { return m_key.isEmpty(); }

    // For the runtime.
    explicit NamedDebugFilter(QByteArray key) : m_key(std::move(key)) {}
    static QByteArray add(std::string_view name, Function function);
    /// Null when this program has none of that name.
    static Function find(const QByteArray &key);

private:
    QByteArray m_key;
};

namespace detail {

template<NamedDebugFilter::Function function>
struct RegisteredFilter
{
    static constexpr std::string_view name()
    {
        std::string_view text = __PRETTY_FUNCTION__;
        text.remove_prefix(text.find("function = ") + 11);
        text = text.substr(0, text.find(';'));
        return text.substr(0, text.find(']'));
    }
    inline static const QByteArray key = NamedDebugFilter::add(name(), function);
};

} // namespace detail

/// Names a function as a filter: `bool onlyMine(const std::exception_ptr &error, const furrow::ErrorContext &context)`.
template<NamedDebugFilter::Function function>
NamedDebugFilter debugFilter()
{
    using Registered = detail::RegisteredFilter<function>;
    (void) &Registered::key; // every process has it before main(); whoever names it earlier does not wait for that
    return NamedDebugFilter(NamedDebugFilter::add(Registered::name(), function));
}

/// Decides which errors open a crash REPL: false means that this one does not, in this actor. Any callable serves in a root; one
/// made by `debugFilter<&function>()` holds for the actors below as well.
///
/// \code
/// bool worthALook(const std::exception_ptr &error, const furrow::ErrorContext &context)
/// {
///     return context.actor.name != u"flaky" && context.source.uuid == context.actor.uuid;
/// }
/// co_await furrow::openActorNursery({.debugMode = true, .debugFilter = furrow::debugFilter<&worthALook>()}, body);
/// \endcode
/// Never asked about cancellation, alone or in groups, and about a DebuggerQuit of this actor: those open nothing anyway. One that
/// throws counts as true, with a warning. Called on the main thread of its actor.
class DebugFilter
{
public:
    DebugFilter() = default;
    DebugFilter(NamedDebugFilter named) : m_named(std::move(named))
    {
        if (NamedDebugFilter::Function function = NamedDebugFilter::find(m_named.key()))
            m_function = function;
    }
    template<typename F>
        requires(!std::same_as<std::remove_cvref_t<F>, DebugFilter>) && std::predicate<F &, const std::exception_ptr &>
    DebugFilter(F filter)
        : m_function([filter = std::move(filter)](const std::exception_ptr &error, const ErrorContext &) mutable { return filter(error); })
    {
    }
    template<typename F>
        requires std::predicate<F &, const std::exception_ptr &, const ErrorContext &>
    DebugFilter(F filter) : m_function(std::move(filter))
    {
    }

    explicit operator bool() const { return bool(m_function); }
    bool operator()(const std::exception_ptr &error, const ErrorContext &context) const { return m_function(error, context); }
    /// Null for one that cannot be handed to other processes.
    const NamedDebugFilter &named() const { return m_named; }

private:
    NamedDebugFilter m_named;
    std::function<bool(const std::exception_ptr &, const ErrorContext &)> m_function;
};

} // namespace furrow
