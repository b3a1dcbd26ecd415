// SPDX-License-Identifier: MIT
#include "player.h"

#include "comparison.h"

#include "../support/leftovers.h"
#include "../support/places.h"
#include "../support/terminal.h"

#include <QElapsedTimer>
#include <QProcess>

#include <csignal>

using namespace Qt::StringLiterals;

namespace guide {
namespace {

// So wide that no line is wrapped: what wraps is the reader's terminal's affair.
constexpr TerminalSize size{400, 50};

class Player
{
public:
    Player(const Transcript &transcript, bool patient) : m_parts(transcript.parts()), m_command(transcript.command), m_patient(patient) {}

    Played play()
    {
        start();
        for (std::size_t i = 0; m_played.stopped.isEmpty() && i < m_parts.size(); ++i) {
            const Part &part = m_parts[i];
            if (!part.action)
                finish(part);
            else if (canAct(part))
                act(*part.action);
        }
        if (!m_played.stopped.isEmpty())
            m_played.parts.push_back(sinceLast());
        m_terminal.reset();
        m_leftovers.find();
        return m_played;
    }

private:
    void start()
    {
        TerminalSession::Environment environment;
        const QProcessEnvironment folders = m_leftovers.environment();
        for (const QString &key : folders.keys())
            environment.insert(key, folders.value(key));
        // Nothing of what the person who runs this has set up for himself.
        for (const char *name : {"QT_LOGGING_RULES", "QT_LOGGING_CONF", "QT_MESSAGE_PATTERN", "FURROW_LOG_LEVEL", "FURROW_TASK_DUMP"})
            environment.insert(QString::fromLatin1(name), QString());
        environment.insert(u"HOME"_s, folders.value(u"XDG_CONFIG_HOME"_s));
        while (!m_command.isEmpty() && m_command.front().contains(u'=')) {
            const QString setting = m_command.takeFirst();
            environment.insert(setting.section(u'=', 0, 0), setting.section(u'=', 1));
        }
        const bool underConsole = m_command.value(0) == u"furrow"_s && m_command.value(1) == u"--headless"_s;
        if (underConsole)
            m_command = m_command.sliced(2);
        if (m_command.isEmpty())
            throw PageError(u"the comment names no example"_s);
        QStringList words = underConsole ? QStringList{places::furrow(), u"--headless"_s} : QStringList{};
        words += places::example(m_command.takeFirst());
        words += m_command;
        const QString program = words.takeFirst();
        m_terminal.emplace();
        if (!m_terminal->start(program, words, environment, size))
            throw PageError(u"%1 could not be started"_s.arg(program));
    }

    /// Everything that the screen has shown, as the page would say it.
    QStringList screen() const
    {
        QString text = m_terminal->screen();
        text.replace(QString::fromUtf8(FURROW_SOURCE) + u'/', u"/home/me/furrow/"_s);
        text.replace(m_leftovers.environment().value(u"XDG_RUNTIME_DIR"_s), u"/run/user/1000"_s);
        return text.isEmpty() ? QStringList() : text.split(u'\n');
    }
    QStringList sinceLast() const
    {
        const QStringList all = screen();
        return all.sliced(std::min(m_begin, all.size()));
    }

    bool isAtPrompt() const { return m_terminal->unread().endsWith(TerminalSession::prompt()); }

    bool stop(const QString &why)
    {
        m_played.stopped = why;
        return false;
    }

    /// Waits until it is time for a part's action.
    bool canAct(const Part &part)
    {
        const Action &action = *part.action;
        if (action.atPrompt) {
            m_terminal->expectThat([this] { return isAtPrompt() || !m_terminal->isRunning(); }, u"a prompt is shown"_s);
            return isAtPrompt() || stop(m_terminal->isRunning() ? u"no prompt came"_s : u"the program ended"_s);
        }
        if (action.kind == Action::Type) { // the line before it asked for more
            const auto isAsked = [this] { return m_terminal->unread() == u"> "_s || m_terminal->unread().endsWith(u"\n> "_s); };
            m_terminal->expectThat([&] { return isAsked() || !m_terminal->isRunning(); }, u"`> ` is shown"_s);
            return isAsked() || stop(u"the command did not ask for a further line"_s);
        }
        const QStringList above = part.lines.first(part.lines.size() - 1);
        QElapsedTimer quiet;
        qsizetype seen = -1;
        bool agreed = false;
        const auto isShown = [&] {
            const QStringList now = sinceLast();
            if (m_terminal->transcript().size() != seen) {
                seen = m_terminal->transcript().size();
                quiet.start();
            }
            agreed = !above.isEmpty() && agrees(above, now);
            return agreed || !m_terminal->isRunning() || (m_patient && quiet.hasExpired(3000));
        };
        m_terminal->expectThat(isShown, u"what stands above "_s + action.text + u" is shown"_s);
        if (!agreed && !m_terminal->isRunning())
            return stop(u"the program ended"_s);
        return agreed || m_patient || stop(u"what stands above \"%1\" did not come"_s.arg(action.text));
    }

    void act(const Action &action)
    {
        if (action.atPrompt)
            m_terminal->expectPrompt();
        const QStringList before = screen();
        if (action.kind == Action::Elsewhere) {
            m_played.parts.push_back(sinceLast() + QStringList{u"$ "_s + action.text});
            m_begin = before.size();
            runElsewhere(action.text);
            return;
        }
        // The line that is typed shows up on the screen where the cursor is: at the prompt, or on a line of its own.
        const bool onLast = action.atPrompt || action.kind == Action::Type;
        const qsizetype line = before.size() - (onLast ? 1 : 0);
        const auto isEchoed = [&] { return screen().value(line).endsWith(action.text) || !m_terminal->isRunning(); };
        if (action.kind == Action::Interrupt)
            m_terminal->send(TerminalSession::ctrlC);
        else
            m_terminal->send(action.text.toUtf8());
        if (!m_terminal->expectThat(isEchoed, u"\"%1\" is shown"_s.arg(action.text))) {
            stop(u"what was typed did not show"_s);
            return;
        }
        m_played.parts.push_back(screen().sliced(m_begin, line + 1 - m_begin));
        m_begin = line + 1;
        if (action.kind != Action::Interrupt)
            m_terminal->send(TerminalSession::enter);
        if (action.atPrompt)
            m_terminal->expect(u"\n"_s); // of the line that was left, so that its prompt is not taken for the next
    }

    /// `pkill -SIGNAL -f NAME`, but within this run alone.
    void runElsewhere(const QString &command)
    {
        const QStringList words = command.split(u' ', Qt::SkipEmptyParts);
        if (words.size() != 4 || words[0] != u"pkill"_s || words[1] != u"-USR1"_s || words[2] != u"-f"_s)
            throw PageError(u"of commands in another terminal only \"pkill -USR1 -f NAME\" can be played, not \"%1\""_s.arg(command));
        for (const pid_t pid : m_leftovers.pids(words[3]))
            ::kill(pid, SIGUSR1);
    }

    /// After the last action: the end, or a prompt at which the page leaves off.
    void finish(const Part &part)
    {
        const bool endsAtPrompt = !part.lines.isEmpty() && part.lines.back().startsWith(prompt());
        m_terminal->expectThat([this] { return isAtPrompt() || !m_terminal->isRunning(); }, u"a prompt is shown, or the program ends"_s);
        if (!isAtPrompt())
            m_terminal->waitForEnd();
        if (endsAtPrompt && !isAtPrompt())
            stop(u"the program ended"_s);
        else
            m_played.parts.push_back(sinceLast());
    }

    const std::vector<Part> m_parts;
    QStringList m_command;
    const bool m_patient;
    acceptance::Leftovers m_leftovers;
    std::optional<TerminalSession> m_terminal;
    Played m_played;
    qsizetype m_begin = 0; ///< of the part that is being played, in the screen's lines
};

} // namespace

Played play(const Transcript &transcript, bool patient)
{
    return Player(transcript, patient).play();
}

} // namespace guide
