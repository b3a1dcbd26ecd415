// SPDX-License-Identifier: MIT
#include "environmentchanges.h"

#include "debug/protocol.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;
namespace protocol = furrow::debug::protocol;

namespace furrow::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(furrow::ui::EnvironmentChanges)
};

// What the console and the actors tell each other.
bool isOurs(const QString &name)
{
    return std::ranges::any_of(std::initializer_list<const char *>{protocol::envConsole, protocol::envConsolePid, protocol::envOutputFds,
                                                                   "FURROW_ACTOR",
                                                                   "FURROW_REFERENCES"},
                               [&name](const char *ours) { return name == QLatin1StringView(ours); });
}

} // namespace

std::expected<EnvironmentChanges, QString> readEnvironmentChanges(const QString &text)
{
    static const QRegularExpression valid(u"\\A[A-Za-z_][A-Za-z0-9_.]*\\z"_s);
    EnvironmentChanges changes;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString &line = lines[i];
        const QString trimmed = line.trimmed();
        if (trimmed.isEmpty() || trimmed.startsWith(u'#'))
            continue;
        const qsizetype equals = line.indexOf(u'=');
        const bool taken = equals < 0 && trimmed.startsWith(u'-');
        const QString name = taken ? trimmed.sliced(1).trimmed() : line.first(qMax<qsizetype>(equals, 0)).trimmed();
        if (equals < 0 && !taken)
            return std::unexpected(Words::tr("Line %1 of the environment is neither NAME=value nor -NAME.").arg(i + 1));
        if (!valid.match(name).hasMatch())
            return std::unexpected(Words::tr("Line %1 of the environment: “%2” is no name of a variable.").arg(i + 1).arg(name));
        if (isOurs(name))
            return std::unexpected(Words::tr("Line %1 of the environment: %2 is set by Furrow itself.").arg(i + 1).arg(name));
        if (line.contains(QChar(u'\0')))
            return std::unexpected(Words::tr("Line %1 of the environment contains a NUL.").arg(i + 1));
        changes[name] = taken ? std::nullopt : std::optional(line.sliced(equals + 1));
    }
    return changes;
}

} // namespace furrow::ui
