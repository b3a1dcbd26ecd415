// SPDX-License-Identifier: MIT
#include "examplelist.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

QList<Example> readExamples(const QString &folder)
{
    QFile file(QDir(folder).filePath(u"examples.json"_s));
    if (folder.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    QList<Example> examples;
    const QJsonArray entries = QJsonDocument::fromJson(file.readAll()).array();
    for (const QJsonValue &entry : entries) {
        const QString name = entry["name"_L1].toString();
        if (name.isEmpty() || name.contains(u'/'))
            continue;
        const QFileInfo program(QDir(folder), name);
        examples.append({name, QDir::cleanPath(program.absoluteFilePath()), entry["description"_L1].toString(),
                         program.isFile() && program.isExecutable()});
    }
    std::ranges::stable_partition(examples, &Example::isBuilt);
    return examples;
}

} // namespace furrow::ui
