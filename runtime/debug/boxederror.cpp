// SPDX-License-Identifier: MIT
#include <furrow/boxederror.h>

#include <furrow/exceptiongroup.h>
#include <furrow/remoteactorerror.h>

#include "throwsite.h"
#include "trace.h"

#include <QJsonArray>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>

using namespace Qt::StringLiterals;

namespace furrow {
namespace {

QJsonObject actorToJson(const ActorId &actor)
{
    return {{"name"_L1, actor.name}, {"uuid"_L1, actor.uuid.toString(QUuid::WithoutBraces)}};
}

std::optional<ActorId> actorFromJson(const QJsonValue &value)
{
    if (!value.isObject())
        return {};
    const ActorId actor{value["name"_L1].toString(), QUuid::fromString(value["uuid"_L1].toString())};
    return actor.isNull() ? std::nullopt : std::optional(actor);
}

struct Said
{
    QString type;
    QString message;
};

Said saidBy(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception &known) {
        return {errorTypeName(typeid(known)), QString::fromUtf8(known.what())};
    } catch (...) {
        const std::type_info *type = abi::__cxa_current_exception_type();
        return {type ? errorTypeName(*type) : u"unknown exception"_s, {}};
    }
}

QString traceOf(const std::exception_ptr &error)
{
    return debug::renderTrace(debug::recordedTrace(error));
}

QString indented(const QString &text, QStringView by)
{
    QStringList lines = text.split(u'\n');
    for (QString &line : lines)
        line.prepend(by);
    return lines.join(u'\n');
}

QString headline(const QString &type, const QString &message)
{
    return message.isEmpty() ? type : u"%1: %2"_s.arg(type, message);
}

void lookInto(const std::exception_ptr &error, const ExceptionGroup *&group, const RemoteActorError *&remote)
{
    // The object lives as long as `error` does.
    try {
        std::rethrow_exception(error);
    } catch (const ExceptionGroup &known) {
        group = &known;
    } catch (const RemoteActorError &known) {
        remote = &known;
    } catch (...) {
    }
}

} // namespace

QJsonObject BoxedError::toJson() const
{
    QJsonArray path;
    for (const ActorId &actor : relayPath)
        path.append(actorToJson(actor));
    QJsonObject object{{"id"_L1, id},       {"type"_L1, type},      {"message"_L1, message},
                       {"trace"_L1, trace}, {"relayPath"_L1, path}, {"source"_L1, actorToJson(source)}};
    if (canceller)
        object["canceller"_L1] = actorToJson(*canceller);
    return object;
}

std::optional<BoxedError> BoxedError::fromJson(const QJsonObject &object)
{
    BoxedError error{object["id"_L1].toString(),
                     object["type"_L1].toString(),
                     object["message"_L1].toString(),
                     object["trace"_L1].toString(),
                     actorFromJson(object["source"_L1]).value_or(ActorId()),
                     {},
                     actorFromJson(object["canceller"_L1])};
    for (const QJsonValue &each : object["relayPath"_L1].toArray()) {
        if (const auto actor = actorFromJson(each))
            error.relayPath.append(*actor);
    }
    if (error.isNull() || error.source.isNull())
        return {};
    return error;
}

QString errorTypeName(const std::type_info &type)
{
    int status = 0;
    char *plain = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
    QString name = QString::fromUtf8(status == 0 ? plain : type.name());
    std::free(plain);
    if (name.startsWith("furrow::"_L1) && name.indexOf("::"_L1, 8) < 0)
        name.remove(0, 8);
    return name;
}

BoxedError box(const std::exception_ptr &error, const ActorId &self)
{
    const ExceptionGroup *group = nullptr;
    const RemoteActorError *remote = nullptr;
    lookInto(error, group, remote);
    if (remote) {
        BoxedError boxed = remote->boxed();
        boxed.relayPath.append(self);
        return boxed;
    }
    const Said said = saidBy(error);
    BoxedError boxed{{}, said.type, said.message, traceOf(error), self, {self}, {}};
    const std::uint64_t serial = debug::serialOf(error);
    boxed.id = serial ? u"%1-%2"_s.arg(self.uuid.toString(QUuid::WithoutBraces)).arg(serial)
                      : QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (group) {
        boxed.message = u"%1 errors"_s.arg(group->errors().size());
        for (const std::exception_ptr &leaf : group->errors())
            boxed.message += u"\n- "_s + indented(renderError(leaf), u"  ").sliced(2);
    }
    return boxed;
}

BoxedError boxSignal(const ActorId &dead, int signal, const QString &trace)
{
    const char *name = ::sigabbrev_np(signal);
    const QString type = name ? u"SIG"_s + QString::fromLatin1(name) : u"signal %1"_s.arg(signal);
    const char *meaning = ::sigdescr_np(signal);
    return {QUuid::createUuid().toString(QUuid::WithoutBraces),
            type,
            u"the actor died of %1%2"_s.arg(type, meaning ? u" (%1)"_s.arg(QString::fromLatin1(meaning)) : QString()),
            trace,
            dead,
            {dead},
            {}};
}

QString renderError(const std::exception_ptr &error)
{
    if (!error)
        return u"no error"_s;
    const ExceptionGroup *group = nullptr;
    const RemoteActorError *remote = nullptr;
    lookInto(error, group, remote);
    if (group) {
        QString text = headline(u"ExceptionGroup"_s, u"%1 errors"_s.arg(group->errors().size()));
        for (const std::exception_ptr &leaf : group->errors())
            text += u"\n- "_s + indented(renderError(leaf), u"  ").sliced(2);
        return text;
    }
    if (remote)
        return QString::fromUtf8(remote->what());
    const Said said = saidBy(error);
    QString text = headline(said.type, said.message);
    if (const QString trace = traceOf(error); !trace.isEmpty())
        text += u"\n  trace:\n"_s + indented(trace, u"    ");
    return text;
}

} // namespace furrow
