// SPDX-License-Identifier: MIT
#include <furrow/nursery.h>

#include <furrow/detail/wait.h>
#include <furrow/exceptiongroup.h>

#include <algorithm>
#include <stdexcept>

namespace furrow {

struct Nursery::Child : detail::TaskState
{
    explicit Child(Task<> body) : task(std::move(body)) {}
    Task<> task;
};

// Waits until the last task has ended.
class Nursery::AllDone final : public detail::Wait
{
public:
    AllDone(Nursery &nursery, bool cancellable) : Wait(cancellable), m_nursery(nursery) {}
    void await_resume() { resumed(); }

private:
    bool begin() override
    {
        m_nursery.m_waiter = this;
        return true;
    }
    void withdraw() noexcept override { m_nursery.m_waiter = nullptr; }
    Nursery &m_nursery;
};

Nursery::Nursery() : m_scope(CancelScope::Options{})
{
    m_scope.setKind("nursery");
}

Nursery::~Nursery() = default;

void Nursery::open(detail::TaskState *parent)
{
    m_parent = parent;
    m_scope.enter(parent);
    m_open = true;
}

void Nursery::start(Task<> task, const QByteArray &name, std::source_location where)
{
    if (!m_open)
        throw std::logic_error("a task was started in a nursery that is closed");
    auto child = std::make_unique<Child>(std::move(task));
    const QByteArrayView file(where.file_name());
    child->nameText = !name.isEmpty() ? name
                                      : file.sliced(file.lastIndexOf('/') + 1).toByteArray() + ':'
                                            + QByteArray::number(static_cast<uint>(where.line()));
    child->name = child->nameText.constData();
    child->nursery = this;
    child->finished = &Nursery::finished;
    child->task.promise().startTask(*child);
    m_scope.enterChild(child.get());
    detail::schedule(child.get());
    m_tasks.push_back(std::move(child));
}

void Nursery::finished(detail::TaskState *task)
{
    auto *child = static_cast<Child *>(task);
    Nursery &self = *child->nursery;
    std::exception_ptr error = child->task.promise().takeError();
    self.m_scope.leaveChild(child);
    const auto at = std::ranges::find(self.m_tasks, child, &std::unique_ptr<Child>::get);
    const std::unique_ptr<Child> dies = std::move(*at);
    self.m_tasks.erase(at);
    if (error) {
        const bool failed = !isCancelled(error);
        self.m_errors.push_back(std::move(error));
        if (failed)
            self.m_scope.cancel(QString::fromUtf8("task '" + child->nameText + "' failed"));
    }
    if (self.m_tasks.empty() && self.m_waiter)
        std::exchange(self.m_waiter, nullptr)->wake();
}

Task<> Nursery::close(std::exception_ptr bodyError)
{
    if (bodyError) {
        m_errors.push_back(std::move(bodyError));
        m_scope.cancel(QStringLiteral("the nursery's body failed"));
    }
    while (!m_tasks.empty()) {
        try {
            co_await AllDone(*this, !m_scope.effectivelyCancelled());
        } catch (...) {
            m_errors.push_back(std::current_exception());
            m_scope.cancel(QStringLiteral("the nursery's own task was cancelled"));
        }
    }
    m_open = false;
    std::exception_ptr error = m_scope.leave(m_parent, combined(m_errors));
    m_errors.clear();
    if (error)
        std::rethrow_exception(std::move(error));
}

} // namespace furrow
