// SPDX-License-Identifier: MIT
#pragma once

#include "darkpalette.h"
#include "xserver.h"

#include "desktop/consolepane.h"
#include "desktop/consolepanel.h"
#include "desktop/pane/searchbar.h"
#include "desktop/pane/transcriptsearch.h"
#include "desktop/promptline.h"
#include "desktop/themefollower.h"
#include "tree.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QToolButton>

/// The console pane with its bars in a window of its own, over a tree that the test plays.
class PaneTest : public QObject
{
protected:
    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<furrow::ui::ThemeFollower> m_theme;
    std::unique_ptr<furrow::ui::ConsolePanel> m_panel;
    furrow::ui::ConsolePane *m_pane = nullptr;

    void openPanel()
    {
        m_tree = std::make_unique<Tree>();
        m_theme = std::make_unique<furrow::ui::ThemeFollower>();
        m_panel = std::make_unique<furrow::ui::ConsolePanel>(m_tree->console.get(), m_theme.get());
        m_pane = m_panel->pane();
        m_panel->resize(1000, 600);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        hands::focus(m_panel.get());
        m_tree->add(QStringLiteral("root"));
        m_tree->add(QStringLiteral("child"), QStringLiteral("root"));
        m_pane->setFocus();
    }
    void closePanel()
    {
        QApplication::setPalette(QPalette());
        m_panel.reset();
        m_theme.reset();
        m_tree.reset();
    }
    void print(const QString &text, bool standardError = false, const QString &actor = QStringLiteral("root"))
    {
        m_tree->print(actor, text, standardError);
        m_pane->flush();
    }
    /// Microseconds that this thread has worked: a busy machine holds a loop too, but that is not what is tested.
    static qint64 cpuTime()
    {
        timespec now;
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return qint64(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
    }
    template <typename Widget>
    Widget *find(const char *name) const
    {
        return m_panel->findChild<Widget *>(QString::fromLatin1(name));
    }
    /// For people to look at, in light and dark.
    void takePictures(const char *state)
    {
        for (const auto &[palette, theme] : {std::pair(QPalette(), "light"), {darkPalette(), "dark"}}) {
            QApplication::setPalette(palette);
            QTest::qWait(50); // painted
            QDir().mkpath(QStringLiteral(FURROW_SCREENSHOTS));
            const QString path = QStringLiteral(FURROW_SCREENSHOTS) + QStringLiteral("/pane-%1-%2.png").arg(QLatin1StringView(state), QLatin1StringView(theme));
            QVERIFY(m_panel->grab().save(path));
        }
        QApplication::setPalette(QPalette());
    }
};
