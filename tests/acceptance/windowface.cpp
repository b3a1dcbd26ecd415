// SPDX-License-Identifier: MIT
#include "pipeface.h"
#include "virtualdisplay.h"

#include "../support/places.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace acceptance {
namespace {

// The window driver shows the window and tells on standard output what its pane shows; keys come from the X server.
class WindowFace final : public PipeFace
{
public:
    ~WindowFace() override { m_process.closeWriteChannel(); }

    void start(const QString &example, const QStringList &arguments, const QProcessEnvironment &environment) override
    {
        QProcessEnvironment ours = environment;
        ours.insert(u"DISPLAY"_s, VirtualDisplay::instance().name());
        ours.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
        launch(places::inBuild(u"tests/acceptance/furrow-window-driver"_s), QStringList{example} + arguments, ours);
    }

    void type(const QString &line) override
    {
        focus();
        QStringList keys{u"key"_s, u"--delay"_s, u"0"_s};
        for (const QChar c : line)
            keys += u"U%1"_s.arg(uint(c.unicode()), 4, 16, QLatin1Char('0'));
        if (!line.isEmpty())
            VirtualDisplay::instance().xdotool(keys);
        VirtualDisplay::instance().xdotool({u"key"_s, u"Return"_s});
    }
    void endInput() override
    {
        focus();
        VirtualDisplay::instance().xdotool({u"key"_s, u"ctrl+d"_s});
    }
    bool pressInterrupt() override
    {
        focus();
        VirtualDisplay::instance().xdotool({u"key"_s, u"ctrl+c"_s});
        return true;
    }
    int waitForEnd() override
    {
        while (!hasEnded()) {
            if (!m_process.waitForReadyRead(patience))
                throw Failure(u"the program in the window did not end"_s);
        }
        const int status = m_status.value_or(-1);
        m_process.closeWriteChannel(); // closes the window
        PipeFace::waitForEnd();
        return status;
    }
    void keepPicture(const QString &path) override { VirtualDisplay::instance().screenshot(path); }

protected:
    // The window stays when the program has ended.
    bool hasEnded() override
    {
        take();
        static const QRegularExpression ended(u"\\x{1e}ended (\\d+)\\n"_s);
        if (const auto match = ended.match(m_text); match.hasMatch())
            m_status = match.captured(1).toInt();
        return m_status || PipeFace::hasEnded();
    }

private:
    void focus()
    {
        if (m_window.isEmpty())
            m_window = VirtualDisplay::instance().xdotool({u"search"_s, u"--sync"_s, u"--onlyvisible"_s, u"--pid"_s, QString::number(m_pid)}).section(u'\n', -1);
        VirtualDisplay::instance().xdotool({u"windowfocus"_s, u"--sync"_s, m_window});
    }
    QString m_window;
    std::optional<int> m_status;
};

} // namespace

std::unique_ptr<Face> makeWindowFace()
{
    return std::make_unique<WindowFace>();
}

} // namespace acceptance
