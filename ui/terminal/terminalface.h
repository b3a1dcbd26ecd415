// SPDX-License-Identifier: MIT
#pragma once

#include "../core/console.h"
#include "colormode.h"

#include <QObject>

#include <memory>
#include <optional>

namespace furrow::ui {

/// The console on a terminal, or on a pipe: prints the transcript, edits lines with readline (or reads them, one for
/// each prompt), turns the terminal's signals into what the console understands. Nothing is printed into a prompt being
/// edited.
///
/// \code
/// furrow::ui::TerminalFace face(&console, {});
/// QObject::connect(&face, &TerminalFace::finished, &app, &QCoreApplication::exit);
/// face.start();
/// console.startProgram(program, arguments);
/// return app.exec();
/// \endcode
/// Thread: that of the QObject. One at a time in a process (readline and signal handlers are the process's). At its
/// end, or when it is destroyed, the terminal's settings and the signal handlers are what they were before start().
class TerminalFace : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        std::optional<ColorMode> color;     ///< unset: as the environment and the output say
        std::optional<QString> historyFile; ///< unset: the user's; empty: none is kept
        int input = 0;
        int output = 1;
        int error = 2; ///< gets what programs wrote to theirs, where it is another place than output
    };

    explicit TerminalFace(Console *console, const Options &options, QObject *parent = nullptr);
    ~TerminalFace() override;

    void start();
    /// What this face can show, for FURROW_COLOR (`colorModeName`).
    ColorMode colorMode() const;
    /// Whether lines are edited with readline: input and output are terminals.
    bool isInteractive() const;

Q_SIGNALS:
    /// The tree has ended (or its program could not be started: 127); everything is printed and the terminal is as it
    /// was.
    void finished(int status);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace furrow::ui
