// SPDX-License-Identifier: MIT
#pragma once

#include "../engine/debugengine.h"
#include "climb.h"

#include <expected>

namespace furrow::ui {

/// A variable as it was. Plain value.
struct ReportVariable
{
    QString name;
    QString type;
    QString value;
    QList<ReportVariable> children;
};

/// A frame of a hop as it was, with the source around its line. Plain value.
struct ReportFrame
{
    Frame frame;
    int firstLine = 0;          ///< of `source`
    QStringList source;
    QList<ReportVariable> locals;
};

/// What a hop of the climb was found with. Plain value.
struct ReportHop
{
    QString errorId;            ///< with `actor`: whose it is
    QUuid actor;
    QList<ReportFrame> frames;  ///< innermost first; the first is where the hop stood, and all there is if nothing could be asked
    QString whyNoStack;         ///< one sentence, or empty
    QString transcript;         ///< of its entries
};

/// A climb that can be looked at without the processes. Plain value.
struct Report
{
    QDateTime written;
    QList<Climb> climbs;        ///< the shown one first, its branches after it
    QList<ReportHop> hops;
    QList<std::pair<QString, QString>> environment; ///< name, value

    const ReportHop *hopOf(const QString &errorId, const QUuid &actor) const;
};

/// The file of a report: a head of fixed size (magic, version, size and SHA-256 of the rest), then CBOR. Strict: what is cut short, damaged,
/// forged or from a later version is refused with one sentence, and costs no more memory than a few times the file's size.
namespace reportFile {

inline constexpr char suffix[] = "furrow-report";
inline constexpr qint64 limit = 64 * 1024 * 1024; ///< bytes of a file

/// What is beyond the limits of a file is left out.
QByteArray write(const Report &report);
std::expected<Report, QString> read(const QByteArray &file);
/// The same of a file by name, which the sentence names. Blocks while it reads.
std::expected<Report, QString> open(const QString &path);
/// Empty, or one sentence. Blocks while it writes; a file of that name is whole or as it was.
QString save(const Report &report, const QString &path);

} // namespace reportFile

/// The report as plain text, for a terminal.
QString reportText(const Report &report);

} // namespace furrow::ui
