// SPDX-License-Identifier: MIT
#pragma once

#include "transcriptfilter.h"

#include <QObject>
#include <QSaveFile>
#include <QTimer>

#include <vector>

namespace furrow::ui {

class ThemeFollower;
class TranscriptDocument;

/// Writes lines of a TranscriptDocument to a file, a few milliseconds at a time: what is there when it starts, as plain text or
/// as a page of HTML in the theme's colours. The file appears when it is complete.
/// Thread: that of the document.
class TranscriptWriter : public QObject
{
    Q_OBJECT
public:
    enum class Format { Text, Html };
    enum class Lines {
        Shown, ///< as filtered and cleared
        All,   ///< everything that is still kept
    };

    TranscriptWriter(const TranscriptDocument *document, const ThemeFollower *theme, QObject *parent = nullptr);

    static Format formatOf(const QString &path); ///< by its ending
    /// Once for each writer. `finished` follows, never from within this call.
    void start(const QString &path, Format format, Lines lines);
    QString path() const { return m_file.fileName(); }

Q_SIGNALS:
    /// `error`: one sentence, or empty.
    void finished(const QString &error);

private:
    void write();
    void end(const QString &error);
    void begin();
    void writeText(qint64 line);
    void writeHtml(qint64 line);

    const TranscriptDocument *m_document;
    const ThemeFollower *m_theme;
    QSaveFile m_file;
    QTimer m_timer;
    QByteArray m_bytes;
    QString m_refused; ///< why it was not begun
    Format m_format = Format::Text;
    Lines m_lines = Lines::All;
    TranscriptFilter m_filter;
    qint64 m_next = 0;
    qint64 m_end = 0;
};

} // namespace furrow::ui
