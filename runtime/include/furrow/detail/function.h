// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/asyncgenerator.h>
#include <furrow/detail/dialogue.h>
#include <furrow/task.h>
#include <furrow/wire.h>

#include <QByteArray>

#include <functional>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace furrow {

class Context;

namespace detail {

/// A function that other actors can name. Entries of the table live as long as the program.
struct Function
{
    QByteArray key;       ///< qualified name and type, or what `expose` was given
    QByteArray qualified; ///< as the compiler writes it
    QByteArray name;      ///< without namespace, in snake_case
    QByteArray signature; ///< with the structure of every type
    CallKind kind = CallKind::Task;
    void (*address)() = nullptr;
    Task<QByteArray> (*invoke)(Dialogue &dialogue, const QByteArray &arguments) = nullptr;
};

/// What this program can run, filled at load time, before main().
class FunctionTable
{
public:
    static const Function *add(Function function);
    static const Function *find(const QByteArray &key);
    /// Two different functions with one key: one sentence that names both, else empty.
    static QString clash();
};

template<auto fn>
constexpr std::string_view functionName()
{
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("fn = ") + 5);
    text = text.substr(0, text.find("; std::string_view"));
    if (text.ends_with(']'))
        text.remove_suffix(1);
    if (text.starts_with('&'))
        text.remove_prefix(1);
    return text;
}

QByteArray snakeCase(std::string_view qualified);

template<typename T>
struct ResultOf;
template<typename T>
struct ResultOf<Task<T>>
{
    using Type = T;
    static constexpr CallKind kind = CallKind::Task;
};
template<typename T>
struct ResultOf<AsyncGenerator<T>>
{
    using Type = T;
    static constexpr CallKind kind = CallKind::Stream;
};

/// Takes a function type to pieces: `Task<R>(Args...)`, `AsyncGenerator<R>(Args...)`, `Task<R>(Context &, Args...)`.
template<typename F>
struct FunctionTraits;
template<typename R, typename... Args>
struct FunctionTraits<R(Args...)>
{
    using Returned = R;
    using Result = typename ResultOf<R>::Type;
    using Arguments = std::tuple<std::remove_cvref_t<Args>...>;
    static constexpr CallKind kind = ResultOf<R>::kind;

    /// Encodes what the caller gave, as the types that the function takes.
    static QByteArray encode(const std::remove_cvref_t<Args> &...args) { return wire::encodeAll(args...); }
    static QByteArray signature()
    {
        QByteArray text = (kind == CallKind::Stream ? "AsyncGenerator<" : "Task<") + wire::typeName<Result>() + ">(";
        qsizetype count = 0;
        ((text += (count++ ? ", " : "") + wire::typeName<std::remove_cvref_t<Args>>()), ...);
        return text + ')';
    }
};
template<typename R, typename... Args>
struct FunctionTraits<Task<R>(Context &, Args...)> : FunctionTraits<Task<R>(Args...)>
{
    static constexpr CallKind kind = CallKind::Context;
    static QByteArray signature() { return "context " + FunctionTraits<Task<R>(Args...)>::signature(); }
};
template<typename R, typename... Args>
struct FunctionTraits<R(Args...) noexcept> : FunctionTraits<R(Args...)>
{
};

template<auto fn>
using TraitsOf = FunctionTraits<std::remove_pointer_t<decltype(fn)>>;

Task<QByteArray> invokeContext(Dialogue &dialogue, std::function<Task<QByteArray>(Context &)> body);

/// Waits for room, then sends one item of a stream.
class [[nodiscard]] ItemSend final : public DialogueWait
{
public:
    ItemSend(std::shared_ptr<Dialogue> dialogue, QByteArray bytes) : DialogueWait(std::move(dialogue)), m_bytes(std::move(bytes)) {}
    FURROW_OWN_FRAME void await_resume()
    {
        resumed();
        if (!m_sent)
            refuse();
    }
    bool ready() override;

private:
    [[noreturn]] void refuse();
    QByteArray m_bytes;
    std::exception_ptr m_error;
    bool m_sent = false;
};

template<auto fn>
Task<QByteArray> invokeTask(Dialogue &dialogue, typename TraitsOf<fn>::Arguments arguments)
{
    if constexpr (std::is_void_v<typename TraitsOf<fn>::Result>) {
        co_await std::apply(fn, std::move(arguments));
        co_return wire::encode(std::monostate());
    } else {
        auto result = co_await std::apply(fn, std::move(arguments));
        dialogue.encodingResult = true;
        co_return wire::encode(result);
    }
}

template<auto fn>
Task<QByteArray> invokeStream(Dialogue &dialogue, typename TraitsOf<fn>::Arguments arguments)
{
    auto generator = std::apply(fn, std::move(arguments));
    while (auto item = co_await generator.next()) {
        dialogue.encodingResult = true;
        QByteArray bytes = wire::encode(*item);
        dialogue.encodingResult = false;
        co_await ItemSend(dialogue.shared_from_this(), std::move(bytes));
    }
    co_return wire::encode(std::monostate());
}

template<auto fn>
Task<QByteArray> invokeInContext(Dialogue &dialogue, Context &context, typename TraitsOf<fn>::Arguments arguments)
{
    auto call = [&context](auto &&...args) { return fn(context, std::forward<decltype(args)>(args)...); };
    if constexpr (std::is_void_v<typename TraitsOf<fn>::Result>) {
        co_await std::apply(call, std::move(arguments));
        co_return wire::encode(std::monostate());
    } else {
        auto result = co_await std::apply(call, std::move(arguments));
        dialogue.encodingResult = true;
        co_return wire::encode(result);
    }
}

/// Decodes the arguments (throws DecodeError), and makes the task that runs the function with them.
template<auto fn>
Task<QByteArray> invoke(Dialogue &dialogue, const QByteArray &bytes)
{
    using Traits = TraitsOf<fn>;
    auto arguments = wire::decode<typename Traits::Arguments>(bytes);
    if constexpr (Traits::kind == CallKind::Task) {
        return invokeTask<fn>(dialogue, std::move(arguments));
    } else if constexpr (Traits::kind == CallKind::Stream) {
        return invokeStream<fn>(dialogue, std::move(arguments));
    } else {
        return invokeContext(dialogue, [&dialogue, arguments = std::move(arguments)](Context &context) mutable {
            return invokeInContext<fn>(dialogue, context, std::move(arguments));
        });
    }
}

template<auto fn>
Function describe()
{
    constexpr std::string_view name = functionName<fn>();
    constexpr std::string_view type = wire::detail::plainName<decltype(fn)>();
    const auto bytes = [](std::string_view text) { return QByteArray(text.data(), qsizetype(text.size())); };
    return {.key = bytes(name) + ' ' + bytes(type),
            .qualified = bytes(name),
            .name = snakeCase(name),
            .signature = TraitsOf<fn>::signature(),
            .kind = TraitsOf<fn>::kind,
            .address = reinterpret_cast<void (*)()>(fn),
            .invoke = &detail::invoke<fn>};
}

/// Naming this registers the function, in parent and child alike, since both are the same program.
template<auto fn>
struct Registered
{
    inline static const Function *const entry = FunctionTable::add(describe<fn>());
};

template<auto fn>
CallInfo callInfo()
{
    const Function *function = Registered<fn>::entry;
    return CallInfo(function->kind, false, function->key, function->signature, {}, 0);
}
template<typename Signature>
CallInfo callInfo(const QByteArray &key)
{
    return CallInfo(FunctionTraits<Signature>::kind, false, key, FunctionTraits<Signature>::signature(), {}, 0);
}

} // namespace detail
} // namespace furrow
