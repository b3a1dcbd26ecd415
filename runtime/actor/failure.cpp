// SPDX-License-Identifier: MIT
#include <furrow/detail/failure.h>

#include <furrow/actornursery.h>
#include <furrow/exceptiongroup.h>
#include <furrow/remoteactorerror.h>

namespace furrow::detail {

Failure Failure::remote(BoxedError boxed)
{
    Failure failure(Kind::Remote);
    failure.m_boxed = std::move(boxed);
    return failure;
}

Failure Failure::cancelled(BoxedError boxed)
{
    Failure failure(Kind::Cancelled);
    failure.m_boxed = std::move(boxed);
    return failure;
}

Failure Failure::passed(std::exception_ptr error)
{
    Failure failure(Kind::Passed);
    failure.m_error = std::move(error);
    return failure;
}

Failure Failure::spawn(QString message)
{
    Failure failure(Kind::Spawn);
    failure.m_message = std::move(message);
    return failure;
}

Failure Failure::group(std::vector<Failure> several)
{
    Failure failure(Kind::Group);
    failure.m_several = std::move(several);
    return failure;
}

std::exception_ptr Failure::grouped() const
{
    std::vector<std::exception_ptr> errors;
    for (const Failure &failure : m_several)
        errors.push_back(failure.toException());
    return combined(errors);
}

void Failure::raise() const
{
    switch (m_kind) {
    case Kind::Remote:
        throw RemoteActorError(m_boxed);
    case Kind::Cancelled:
        throw ContextCancelled(m_boxed, m_boxed.canceller.value_or(ActorId()));
    case Kind::Spawn:
        throw SpawnError(m_message.toStdString());
    case Kind::Group: {
        std::vector<std::exception_ptr> errors;
        for (const Failure &failure : m_several) {
            const std::exception_ptr error = failure.toException();
            try {
                std::rethrow_exception(error);
            } catch (const ExceptionGroup &inner) {
                errors.insert(errors.end(), inner.errors().begin(), inner.errors().end());
            } catch (...) {
                errors.push_back(error);
            }
        }
        throw ExceptionGroup(std::move(errors));
    }
    case Kind::Passed:
        break;
    }
    std::rethrow_exception(m_error);
}

std::exception_ptr Failure::toException() const
{
    switch (m_kind) {
    case Kind::Remote:
        return std::make_exception_ptr(RemoteActorError(m_boxed));
    case Kind::Cancelled:
        return std::make_exception_ptr(ContextCancelled(m_boxed, m_boxed.canceller.value_or(ActorId())));
    case Kind::Spawn:
        return std::make_exception_ptr(SpawnError(m_message.toStdString()));
    case Kind::Group:
        return grouped();
    case Kind::Passed:
        break;
    }
    return m_error;
}

QString Failure::text() const
{
    switch (m_kind) {
    case Kind::Remote:
    case Kind::Cancelled:
        return m_boxed.type + QStringLiteral(": ") + m_boxed.message;
    case Kind::Spawn:
        return m_message;
    default:
        return box(toException(), currentActor()).message;
    }
}

} // namespace furrow::detail
