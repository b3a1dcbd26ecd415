// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <stdexcept>
#include <vector>

namespace guide {

/// A page that is not as it should be; says where.
class PageError : public std::runtime_error
{
public:
    explicit PageError(const QString &what) : std::runtime_error(what.toStdString()) {}
};

/// What a person does in a transcript.
struct Action
{
    enum Kind {
        Type,      ///< a line at the prompt, or a further line that such a command asks for
        Interrupt, ///< ctrl-c, at the prompt or while the program runs
        Elsewhere, ///< a command in another terminal, `$ ...`, once all above it is shown
    };
    Kind kind = Type;
    QString text;
    bool atPrompt = false; ///< after `(gdb+) `
};

/// A transcript cut at what a person does: what is shown up to and including each action, and what comes after the last one.
struct Part
{
    QStringList lines; ///< the last one is the action's own, if there is one
    std::optional<Action> action;
};

/// A fenced text in a page of the guide that shows what an example does. It is its own script:
///
///     <!-- transcript: FURROW_TASK_DUMP=1 furrow --headless subactor_error -->
///     ```
///     Opening a gdb REPL in crashed actor: ...
///     ...
///     (gdb+) c
///     ```
///
/// The comment names what is started: settings of the environment, then an example by its name, by itself or under
/// `furrow --headless`, with its arguments. What follows `(gdb+) ` is typed; so are the lines after `> ` that a command of several
/// lines asks for. `^C` is ctrl-c. `$ COMMAND` is run in another terminal. A line `...` stands for any lines that are left out.
struct Transcript
{
    QStringList command; ///< what the comment says, in words
    QStringList lines;   ///< as they stand in the page
    qsizetype first = 0; ///< index of the first of them in the page's lines

    std::vector<Part> parts() const;
};

struct Page
{
    QString path;
    QStringList lines;
    std::vector<Transcript> transcripts;

    /// Throws PageError: a fence with a prompt that nothing compares, a comment without a fence, a page with neither a transcript nor
    /// a comment `<!-- no transcript: WHY -->`.
    static Page read(const QString &path);
    /// With other lines in place of a transcript's. From the last to the first, since indexes behind it change.
    void replace(const Transcript &transcript, const QStringList &with);
    void write() const;
};

inline QString prompt()
{
    return QStringLiteral("(gdb+)");
}
inline QString leftOut()
{
    return QStringLiteral("...");
}

/// Cuts lines at the actions that are found in them.
std::vector<Part> partsOf(const QStringList &lines);

} // namespace guide
