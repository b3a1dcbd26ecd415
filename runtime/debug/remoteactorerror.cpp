// SPDX-License-Identifier: MIT
#include <furrow/remoteactorerror.h>

#include <utility>

using namespace Qt::StringLiterals;

namespace furrow {
namespace {

QByteArray render(QLatin1StringView name, const BoxedError &boxed)
{
    QStringList lines{u"%1: %2"_s.arg(name, boxed.source.toString()), u"  boxed type: "_s + boxed.type};
    const auto section = [&lines](QLatin1StringView label, const QString &text) {
        const QStringList parts = text.split(u'\n');
        if (parts.size() == 1) {
            lines.append(u"  %1: %2"_s.arg(label, text));
            return;
        }
        lines.append(u"  %1:"_s.arg(label));
        for (const QString &part : parts)
            lines.append(u"    "_s + part);
    };
    if (!boxed.message.isEmpty())
        section("message"_L1, boxed.message);
    lines.append(u"  remote trace:"_s);
    if (boxed.trace.isEmpty()) {
        lines.append(u"    (none was recorded)"_s);
    } else {
        for (const QString &frame : boxed.trace.split(u'\n'))
            lines.append(u"    "_s + frame);
    }
    QStringList path;
    for (const ActorId &actor : boxed.relayPath)
        path.append(actor.toString());
    lines.append(u"  relay path: "_s + path.join(" -> "_L1));
    if (boxed.canceller)
        lines.append(u"  cancelled by: "_s + boxed.canceller->toString());
    return lines.join(u'\n').toUtf8();
}

BoxedError withCanceller(BoxedError boxed, ActorId canceller)
{
    boxed.canceller = std::move(canceller);
    return boxed;
}

} // namespace

RemoteActorError::RemoteActorError(BoxedError boxed) : m_boxed(std::move(boxed)), m_what(render("RemoteActorError"_L1, m_boxed)) {}

RemoteActorError::RemoteActorError(BoxedError boxed, QLatin1StringView name) : m_boxed(std::move(boxed)), m_what(render(name, m_boxed)) {}

RemoteActorError::~RemoteActorError() = default;

ContextCancelled::ContextCancelled(BoxedError boxed, ActorId canceller)
    : RemoteActorError(withCanceller(std::move(boxed), std::move(canceller)), "ContextCancelled"_L1)
{
}

ContextCancelled::~ContextCancelled() = default;

} // namespace furrow
