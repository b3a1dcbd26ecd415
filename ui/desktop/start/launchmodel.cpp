// SPDX-License-Identifier: MIT
#include "launchmodel.h"

#include <QDir>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

QString shortPath(const QString &path)
{
    const QString home = QDir::homePath();
    return path == home || path.startsWith(home + u'/') ? u'~' + path.sliced(home.size()) : path;
}

} // namespace

void LaunchModel::setConfigurations(const QList<RunConfiguration> &configurations)
{
    if (m_configurations == configurations)
        return;
    m_configurations = configurations;
    rebuild();
}

void LaunchModel::setReasons(const QHash<QUuid, QString> &reasons)
{
    if (std::exchange(m_reasons, reasons) != reasons)
        rebuild();
}

void LaunchModel::setExamples(const QList<Example> &examples)
{
    if (std::exchange(m_examples, examples) != examples)
        rebuild();
}

void LaunchModel::setFilter(const QString &filter)
{
    if (std::exchange(m_filter, filter) != filter)
        rebuild();
}

LaunchModel::Row LaunchModel::rowOf(const RunConfiguration &configuration) const
{
    Row row;
    row.title = configuration.title();
    row.key = configuration.id.toString(QUuid::WithoutBraces);
    row.configuration = configuration;
    row.reason = m_reasons.value(configuration.id);
    RunConfiguration shortened = configuration;
    const QDir folder(configuration.workingFolder);
    const QString within = configuration.workingFolder.isEmpty() ? QString() : folder.relativeFilePath(configuration.program);
    if (configuration.program.startsWith(u'/') && !within.isEmpty() && !within.startsWith(u".."_s))
        shortened.program = u"./"_s + within;
    else
        shortened.program = shortPath(configuration.program);
    QStringList parts{shortened.commandLine()};
    if (!configuration.workingFolder.isEmpty())
        parts.append(tr("in %1").arg(shortPath(configuration.workingFolder)));
    if (!configuration.environment.trimmed().isEmpty())
        parts.append(tr("own environment"));
    if (!configuration.logLevel.isEmpty())
        parts.append(tr("log level %1").arg(configuration.logLevel));
    row.detail = parts.join(u"  ·  "_s);
    return row;
}

void LaunchModel::addSection(const QString &heading, QList<Row> rows)
{
    const QStringList words = m_filter.split(u' ', Qt::SkipEmptyParts);
    rows.removeIf([&words](const Row &row) {
        return std::ranges::any_of(words, [&row](const QString &word) {
            return !row.title.contains(word, Qt::CaseInsensitive) && !row.detail.contains(word, Qt::CaseInsensitive);
        });
    });
    if (rows.isEmpty())
        return;
    m_rows.append({heading, {}, {}, {}, {}, false});
    m_rows += rows;
}

void LaunchModel::rebuild()
{
    QList<Row> pinned, recent, examples;
    for (const RunConfiguration &configuration : std::as_const(m_configurations))
        (configuration.pinned ? pinned : recent).append(rowOf(configuration));
    for (const Example &example : std::as_const(m_examples)) {
        Row row{example.name, example.description, {}, u"example "_s + example.name, {}, true};
        row.configuration.program = example.program;
        if (!example.isBuilt)
            row.reason = tr("Not built here; “./run %1” builds and starts it.").arg(example.name);
        examples.append(row);
    }
    beginResetModel();
    m_rows.clear();
    addSection(tr("Pinned"), pinned);
    addSection(tr("Recent"), recent);
    addSection(tr("Examples"), examples);
    endResetModel();
}

RunConfiguration LaunchModel::configuration(const QModelIndex &index) const
{
    return index.isValid() ? m_rows[index.row()].configuration : RunConfiguration();
}

QModelIndex LaunchModel::indexOf(const QString &key) const
{
    const auto found = std::ranges::find(m_rows, key, &Row::key);
    return key.isEmpty() || found == m_rows.cend() ? QModelIndex() : index(int(found - m_rows.cbegin()));
}

QModelIndex LaunchModel::nextChoice(int row, int direction) const
{
    for (; row >= 0 && row < m_rows.size(); row += direction) {
        if (!m_rows[row].key.isEmpty())
            return index(row);
    }
    return {};
}

int LaunchModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

Qt::ItemFlags LaunchModel::flags(const QModelIndex &index) const
{
    const bool isHeading = !index.isValid() || m_rows[index.row()].key.isEmpty();
    return isHeading ? Qt::ItemFlags(Qt::ItemNeverHasChildren) : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

QVariant LaunchModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole: return row.title;
    case Qt::AccessibleTextRole:
        return row.key.isEmpty() ? row.title : QStringList{row.title, row.detail, row.reason}.filter(QRegularExpression(u"."_s)).join(u", "_s);
    case Qt::ToolTipRole:
        if (row.key.isEmpty())
            return {};
        return row.reason.isEmpty() ? row.detail : row.detail + u'\n' + row.reason;
    case DetailRole: return row.detail;
    case ReasonRole: return row.reason;
    case HeadingRole: return row.key.isEmpty();
    case ExampleRole: return row.example;
    case PinnedRole: return row.configuration.pinned;
    case KeyRole: return row.key;
    default: return {};
    }
}

} // namespace furrow::ui
