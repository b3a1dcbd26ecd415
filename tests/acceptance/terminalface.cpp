// SPDX-License-Identifier: MIT
#include "../support/places.h"
#include "../support/terminal.h"
#include "face.h"

using namespace Qt::StringLiterals;

namespace acceptance {
namespace {

class TerminalFace : public Face
{
public:
    explicit TerminalFace(bool throughConsole) : m_throughConsole(throughConsole) {}

    void start(const QString &example, const QStringList &arguments, const QProcessEnvironment &environment) override
    {
        TerminalSession::Environment additions;
        for (const QString &key : environment.keys())
            additions.insert(key, environment.value(key));
        QStringList words = m_throughConsole ? QStringList{places::furrow(), u"--headless"_s, example} : QStringList{example};
        words += arguments;
        if (m_outlive)
            words = QStringList{u"/bin/sh"_s, u"-c"_s, u"trap : INT; \"$@\"; status=$?; read -r line; exit $status"_s, u"sh"_s} + words;
        const QString program = words.takeFirst();
        if (!m_terminal.start(program, words, additions))
            throw Failure(u"the program could not be started"_s);
    }

    std::optional<QString> readToPrompt() override
    {
        const auto promptOrEnd = [this] { return m_terminal.unread().endsWith(TerminalSession::prompt()) || !m_terminal.isRunning(); };
        if (!m_terminal.expectThat(promptOrEnd, u"a prompt is shown, or the program ends"_s, patience))
            throw Failure(u"neither a prompt nor the end came"_s);
        if (!m_terminal.unread().endsWith(TerminalSession::prompt()))
            return std::nullopt;
        return m_terminal.expectPrompt(patience);
    }
    QString unread() override { return m_terminal.unread(); }
    void type(const QString &line) override { m_terminal.sendLine(line.toUtf8()); }
    void endInput() override { m_terminal.send(TerminalSession::ctrlD); }
    bool pressInterrupt() override
    {
        m_terminal.send(TerminalSession::ctrlC);
        return true;
    }
    bool hangUp() override
    {
        m_terminal.hangUp();
        m_hungUp = true;
        return true;
    }
    void outliveIt() override { m_outlive = true; }
    bool waitUntil(const std::function<bool()> &condition) override
    {
        return m_terminal.expectThat(condition, u"what the script awaits"_s, patience);
    }
    int waitForEnd() override
    {
        const std::optional<int> status = m_terminal.waitForEnd(patience);
        if (!status)
            throw Failure(u"the program did not end"_s);
        return *status;
    }
    QString leftover() override
    {
        QStringList found;
        if (!m_hungUp && !m_terminal.settingsAreAsFound())
            found += u"the terminal's settings are not as they were"_s;
        for (const QString &process : m_terminal.processes())
            found += u"process "_s + process;
        return found.join(u", "_s);
    }
    QString transcript() override { return m_terminal.text(); }
    qint64 consolePid() const override { return m_terminal.pid(); }

private:
    TerminalSession m_terminal;
    bool m_throughConsole;
    bool m_outlive = false;
    bool m_hungUp = false;
};

} // namespace

std::unique_ptr<Face> makeTerminalFace()
{
    return std::make_unique<TerminalFace>(true);
}

std::unique_ptr<Face> makeSelfStartedFace()
{
    return std::make_unique<TerminalFace>(false);
}

} // namespace acceptance
