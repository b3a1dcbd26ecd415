// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <QJsonObject>
#include <QList>
#include <QString>

#include <exception>
#include <optional>
#include <typeinfo>

namespace furrow {

/// An error as it travels between actors: ERROR of the console protocol (docs/architecture.md, section 4). Plain value; any thread.
///
/// \code
/// catch (...) { send(furrow::box(std::current_exception(), self).toJson()); }     // in the child
/// throw furrow::RemoteActorError(*furrow::BoxedError::fromJson(packet));          // in the parent
/// \endcode
struct BoxedError
{
    QString id;      ///< made where the error was first raised; the same at every hop
    QString type;    ///< `NameError`; the runtime's own without `furrow::`
    QString message;
    QString trace;   ///< rendered, innermost first, one `#N FUNCTION at FILE:LINE` a line; empty when nothing was recorded
    ActorId source;  ///< the actor that raised it
    QList<ActorId> relayPath; ///< the source first, then each actor that passed it on
    std::optional<ActorId> canceller; ///< of a ContextCancelled: who asked for it

    bool isNull() const { return type.isEmpty(); }
    QJsonObject toJson() const;
    /// Nothing when the object is no ERROR.
    static std::optional<BoxedError> fromJson(const QJsonObject &object);
    friend bool operator==(const BoxedError &, const BoxedError &) = default;
};

/// Boxes an exception that leaves `self`. One that came from another actor keeps what it says and gets `self` at the end of its
/// relay path; an ExceptionGroup lists its leaves in the message. Reads debug information for the trace: some milliseconds.
/// The same exception keeps its id when it is boxed again in the same actor.
BoxedError box(const std::exception_ptr &error, const ActorId &self);
/// The box of an actor that died of a signal, in its parent's words.
BoxedError boxSignal(const ActorId &dead, int signal, const QString &trace = {});

/// Name of a type as `BoxedError::type` holds it.
QString errorTypeName(const std::type_info &type);

/// The report of an error that leaves the root actor: type, message, trace; leaves of a group each. Ends without a newline.
QString renderError(const std::exception_ptr &error);

} // namespace furrow
