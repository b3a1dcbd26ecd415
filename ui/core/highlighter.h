// SPDX-License-Identifier: MIT
#pragma once

#include "transcript.h"

namespace KSyntaxHighlighting {
class Repository;
}

namespace furrow::ui {

/// Spans for what the console shows, from KSyntaxHighlighting's definitions and our own (resources/syntax/furrow-repl.xml).
/// A span carries a format, not a colour: a face colours it with the theme of its choice from `repository()`.
/// GUI thread only.
class Highlighter
{
public:
    enum class Language {
        Cpp,
        Backtrace, ///< gdb's
        Repl,      ///< headers, boxed errors, relay paths, notices
    };
    static KSyntaxHighlighting::Repository &repository();
    static QList<TextSpan> highlight(const QString &text, Language language);
};

} // namespace furrow::ui
