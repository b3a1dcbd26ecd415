// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/boxederror.h>

#include <QByteArray>

#include <exception>

namespace furrow {

/// An error of another actor, raised in the task that awaited that actor.
///
/// \code
/// try {
///     co_await portal.run<&nameError>();
/// } catch (const furrow::RemoteActorError &error) {
///     if (!error.is<NameError>()) throw;
///     qInfo() << error.source().name << error.boxedType();
/// }
/// \endcode
/// A value; any thread.
class RemoteActorError : public std::exception
{
public:
    explicit RemoteActorError(BoxedError boxed);
    ~RemoteActorError() override;

    /// Type of the error that was raised there, as `errorTypeName` names it.
    QString boxedType() const { return m_boxed.type; }
    /// The error raised there was an E itself (not a class derived from it).
    template<class E>
    bool is() const
    {
        return m_boxed.type == errorTypeName(typeid(E));
    }
    /// The actor that raised it.
    ActorId source() const { return m_boxed.source; }
    /// The source first, then each actor that passed it on, this one not included.
    QList<ActorId> relayPath() const { return m_boxed.relayPath; }
    /// Trace of the place where it was raised, rendered.
    QString traceback() const { return m_boxed.trace; }
    const BoxedError &boxed() const { return m_boxed; }
    /// Everything of it in several lines, the first `RemoteActorError: ('NAME', 'UUID')`.
    const char *what() const noexcept override { return m_what.constData(); }

protected:
    RemoteActorError(BoxedError boxed, QLatin1StringView name);

private:
    BoxedError m_boxed;
    QByteArray m_what;
};

/// The other side of a context ended because somebody cancelled it: `canceller()`.
class ContextCancelled : public RemoteActorError
{
public:
    ContextCancelled(BoxedError boxed, ActorId canceller);
    ~ContextCancelled() override;
    ActorId canceller() const { return boxed().canceller.value_or(ActorId()); }
};

} // namespace furrow
