// SPDX-License-Identifier: MIT
#pragma once

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

namespace acceptance {

/// What was expected did not happen. The message says what; the dialogue adds the transcript.
class Failure : public std::runtime_error
{
public:
    explicit Failure(const QString &what) : std::runtime_error(what.toStdString()) {}
};

/// What a person sees and does at one face of the console: a terminal, a pipe, the window.
class Face
{
public:
    static constexpr int patience = 60'000; ///< milliseconds until something expected counts as not coming

    virtual ~Face() = default;
    virtual void start(const QString &example, const QStringList &arguments, const QProcessEnvironment &environment) = 0;
    /// Waits for a prompt, and returns all that came since the last one; nothing when the program ended instead.
    virtual std::optional<QString> readToPrompt() = 0;
    /// What came since the last prompt, without waiting.
    virtual QString unread() = 0;
    virtual void type(const QString &line) = 0;
    /// End of input (ctrl-d, or the pipe closed).
    virtual void endInput() = 0;
    /// ctrl-c as this face has it; false where it has none.
    virtual bool pressInterrupt() = 0;
    /// The terminal's window is closed; false where there is none.
    virtual bool hangUp() { return false; }
    /// To be called before `start`: the program is started by a shell that waits for a line at the end, so that a terminal outlives it.
    virtual void outliveIt() {}
    /// Asks again whenever something comes, and every few milliseconds; false when it does not come true.
    virtual bool waitUntil(const std::function<bool()> &condition) = 0;
    virtual int waitForEnd() = 0;
    /// What is not as it was before `start`, of the face's own (terminal settings); empty when all is well.
    virtual QString leftover() { return {}; }
    virtual QString transcript() = 0;
    /// A picture of it, where there is one.
    virtual void keepPicture(const QString &path) { Q_UNUSED(path) }
    virtual qint64 consolePid() const = 0;
};

struct Variant
{
    QString name;
    bool interrupts = false; ///< ctrl-c three times at every prompt
    std::unique_ptr<Face> (*make)();
};
/// Every way a row is run, in the order of the table's columns.
const std::vector<Variant> &variants();

std::unique_ptr<Face> makeTerminalFace();     ///< `furrow --headless EXAMPLE` in a pseudo-terminal
std::unique_ptr<Face> makeSelfStartedFace();  ///< EXAMPLE by itself in a pseudo-terminal
std::unique_ptr<Face> makePipeFace();         ///< `furrow --headless EXAMPLE` between pipes
std::unique_ptr<Face> makeWindowFace();       ///< the window under Xvfb, with keys pressed on its X server

} // namespace acceptance
