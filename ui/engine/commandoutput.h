// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringDecoder>

namespace furrow::ui {

/// Cuts the debugger's output into what a command prints and the mark that ends it. Plain value.
///
/// A mark is `\x1e TOKEN ID OK \x1e`; the token is the session's, so that no program can print one by chance. What stands between
/// `\x1e TOKEN tasks` and `\x1e` is a task tree as JSON, whose text is made here, as the runtime makes it of its own.
class CommandOutput
{
public:
    struct End
    {
        int id = 0;          ///< negative: of what a breakpoint's `commands` print in the process of that number
        bool ok = false;
        bool begins = false; ///< it is the mark of a command's beginning
    };

    explicit CommandOutput(const QByteArray &token);

    void append(const QByteArray &bytes) { m_pending += bytes; }
    /// The next piece of text; empty when there is none before more bytes come, or before an end.
    QString takeText();
    /// True when an end stands next.
    bool takeEnd(End *end);

private:
    QByteArray m_start;
    QByteArray m_pending;
    QStringDecoder m_decoder{QStringDecoder::Utf8};
};

} // namespace furrow::ui
