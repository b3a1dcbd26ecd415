// SPDX-License-Identifier: MIT
#include <furrow/asio.h>

#include <furrow/cancelscope.h>

#include "debug/entrygate.h"
#include "debug/functionnames.h"
#include "debug/throwsite.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>

#include <cstdlib>
#include <cxxabi.h>

namespace furrow::detail {

struct AsioTask::Private
{
    QByteArray name;
    // There while the coroutine runs: the debugger's list of tasks shows it.
    std::unique_ptr<TaskState> state;
    // Stands for the coroutine, of which Asio tells nothing, between its own frames and the task that awaits it.
    AwaitFrame frame;
    void *noFrame = nullptr;
    boost::asio::cancellation_signal signal;
    Body body;
    std::exception_ptr error;
    AsioEnd *waiter = nullptr;
    bool cancelled = false;
    bool begun = false;
    bool ended = false;
    bool aborted = false;
};

namespace {

bool isAbort(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const Cancelled &) {
        return true; // of a checkpoint, in code that the coroutine called
    } catch (const boost::system::system_error &system) {
        return system.code() == boost::asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

bool isAbortThrow(const std::type_info &type, const void *object)
{
    return type == typeid(boost::system::system_error)
           && static_cast<const boost::system::system_error *>(object)->code() == boost::asio::error::operation_aborted;
}

} // namespace

/// As long as it lives, a handler of that coroutine runs.
class AsioMark
{
public:
    explicit AsioMark(AsioTask &task, void *stack) : m_task(task.shared_from_this()), m_state(task.d->state.get())
    {
        m_outerTask = std::exchange(furrow_debug_current_task, m_state);
        m_outerStack = std::exchange(taskStack, stack);
        // Of a coroutine that is cancelled every await throws: no copies of that.
        m_outerExpected = std::exchange(debug::isExpectedThrow, task.d->cancelled ? isAbortThrow : nullptr);
    }
    ~AsioMark()
    {
        if (m_state && furrow_debug_quit_task == m_state) {
            // `q` after a step: nothing can be thrown into a coroutine of Asio's.
            furrow_debug_quit_task = nullptr;
            debug::quitLater();
        }
        furrow_debug_current_task = m_outerTask;
        taskStack = m_outerStack;
        debug::isExpectedThrow = m_outerExpected;
    }
    AsioMark(const AsioMark &) = delete;
    AsioMark &operator=(const AsioMark &) = delete;

private:
    std::shared_ptr<AsioTask> m_task;
    TaskState *m_state;
    TaskState *m_outerTask;
    void *m_outerStack;
    bool (*m_outerExpected)(const std::type_info &, const void *);
};

/// The io_context's executor, which runs everything of one coroutine under a mark.
template<typename Inner>
class AsioMarkingExecutor
{
public:
    AsioMarkingExecutor(Inner inner, std::shared_ptr<AsioTask> task) : m_inner(std::move(inner)), m_task(std::move(task)) {}

    template<typename Property>
        requires boost::asio::can_query<const Inner &, Property>::value
    decltype(auto) query(const Property &property) const noexcept
    {
        return boost::asio::query(m_inner, property);
    }
    template<typename Property>
        requires boost::asio::can_require<const Inner &, Property>::value
    auto require(const Property &property) const
    {
        using Required = std::decay_t<decltype(boost::asio::require(m_inner, property))>;
        return AsioMarkingExecutor<Required>(boost::asio::require(m_inner, property), m_task);
    }
    template<typename Function>
    void execute(Function &&function) const
    {
        m_inner.execute([task = m_task, function = std::decay_t<Function>(std::forward<Function>(function))]() mutable {
            const AsioMark mark(*task, __builtin_frame_address(0));
            std::move(function)();
        });
    }
    friend bool operator==(const AsioMarkingExecutor &one, const AsioMarkingExecutor &other) noexcept
    {
        return one.m_task == other.m_task && one.m_inner == other.m_inner;
    }

private:
    Inner m_inner;
    std::shared_ptr<AsioTask> m_task;
};

AsioTask::AsioTask(QByteArray name) : d(new Private)
{
    d->name = std::move(name);
}

AsioTask::~AsioTask() = default;

void AsioTask::start(Body body, AwaitFrame &awaiter)
{
    d->begun = true;
    d->body = std::move(body);
    d->frame.awaiter = &awaiter;
    d->frame.frame = &d->noFrame;
    d->state = std::make_unique<TaskState>();
    d->state->nameText = d->name;
    d->state->name = d->state->nameText.constData();
    d->state->scope = awaiter.task->scope;
    d->state->nursery = awaiter.task->nursery; // where a dump shows it
    d->frame.task = d->state.get();
    d->state->innermost = &d->frame;

    const auto self = shared_from_this();
    const boost::asio::any_io_executor executor = AsioMarkingExecutor(toAsio::ioContext().get_executor(), self);
    boost::asio::co_spawn(executor, d->body, boost::asio::bind_cancellation_slot(d->signal.slot(), [self](std::exception_ptr error) {
        // That it left its coroutine is known now, while the coroutine still is the running one.
        if (error && exceptionStored)
            exceptionStored(error);
        // Here, under the mark, since to look at it is to throw it.
        self->d->aborted = error && isAbort(error);
        self->d->error = std::move(error);
        self->d->ended = true;
        if (furrow_debug_current_task == self->d->state.get())
            furrow_debug_current_task = nullptr; // what else its executor runs belongs to no task
        self->d->state.reset();
        if (AsioEnd *waiter = std::exchange(self->d->waiter, nullptr))
            waiter->wake();
    }));
}

void AsioTask::cancel()
{
    if (std::exchange(d->cancelled, true) || d->ended)
        return;
    d->signal.emit(boost::asio::cancellation_type::terminal);
}

bool AsioTask::hasBegun() const
{
    return d->begun;
}

bool AsioTask::hasEnded() const
{
    return d->ended;
}

const std::exception_ptr &AsioTask::error() const
{
    return d->error;
}

bool AsioTask::wasAborted() const
{
    return d->aborted;
}

bool AsioEnd::begin()
{
    if (m_body)
        m_asio.start(std::exchange(m_body, nullptr), *task()->innermost);
    if (m_asio.hasEnded())
        return false;
    m_asio.d->waiter = this;
    return true;
}

void AsioEnd::withdraw() noexcept
{
    m_asio.d->waiter = nullptr;
}

Failure asioCancelled()
{
    return Failure::passed(std::make_exception_ptr(toAsio::AsioCancelled()));
}

QByteArray asioName(std::string_view function)
{
    return "asio " + debug::functionOfSignature(QString::fromUtf8(function.data(), qsizetype(function.size()))).toUtf8();
}

QByteArray asioName(const std::type_info &callable)
{
    char *text = abi::__cxa_demangle(callable.name(), nullptr, nullptr, nullptr);
    QByteArray name = text ? text : "";
    std::free(text);
    // `foo(int)::{lambda(...)#1}`: a lambda of foo's. Of a pointer the type is all that is known.
    const qsizetype lambda = name.indexOf("::{lambda(");
    if (lambda <= 0)
        return "asio coroutine";
    return "asio lambda of " + debug::functionOfSignature(QString::fromUtf8(name.first(lambda))).toUtf8();
}

} // namespace furrow::detail
