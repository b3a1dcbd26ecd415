// SPDX-License-Identifier: MIT
#include "darkpalette.h"
#include "xserver.h"

#include "desktop/actortreeview.h"
#include "desktop/consolepane.h"
#include "desktop/mainwindow.h"
#include "desktop/promptline.h"
#include "desktop/treepage.h"
#include "tree.h"

#include <QApplication>
#include <QScreen>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// Pictures of the window's named states, for people to look at, in light and dark; the scale is Qt's own (QT_SCALE_FACTOR).
class TestPictures : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<MainWindow> m_window;

    void take(const QString &state)
    {
        m_window->currentPage()->pane()->flush();
        QTest::qWait(100); // painted
        const QImage image = m_window->grab().toImage();
        const QString theme = QApplication::palette().color(QPalette::Base).lightness() < 128 ? u"dark"_s : u"light"_s;
        QDir().mkpath(QStringLiteral(FURROW_SCREENSHOTS));
        QVERIFY(image.save(QStringLiteral(FURROW_SCREENSHOTS) + u"/%1-%2-%3x.png"_s.arg(state, theme).arg(image.devicePixelRatio())));
        QSet<QRgb> colors;
        for (int y = 0; y < image.height(); y += 7)
            for (int x = 0; x < image.width(); x += 7)
                colors.insert(image.pixel(x, y));
        QVERIFY(colors.size() > 20); // not blank
        QCOMPARE(m_window->currentPage()->pane()->viewport()->palette().color(QPalette::Base).lightness() < 128, theme == u"dark"_s);
    }
    /// Once in light, and in dark without a new window: the theme follows live.
    void takeBoth(const QString &state)
    {
        take(state);
        QApplication::setPalette(darkPalette());
        take(state);
        QApplication::setPalette(QPalette());
    }

private Q_SLOTS:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        m_window = std::make_unique<MainWindow>(m_tree->console.get());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        hands::focus(m_window.get());
        m_tree->add(u"root"_s);
        m_tree->add(u"bp_forever"_s, u"root"_s);
        m_tree->add(u"name_error"_s, u"root"_s);
        m_tree->print(u"root"_s, u"starting two daemons"_s);
        m_tree->print(u"bp_forever"_s,
                      u"\x1b[2m21:03:11.402\x1b[0m \x1b[32minfo\x1b[0m  bp_forever: streaming to root\n"
                      "ticks: \x1b[1;33m1 2 3\x1b[0m, \x1b[38;2;120;90;220mtrue colour\x1b[0m; \x1b]0;a title\x07 is shown as text"_s,
                      true);
    }
    void cleanup()
    {
        m_window.reset();
        m_tree.reset();
    }

    void running()
    {
        for (int i = 1; i <= 9; ++i) {
            const QString name = u"worker_%1"_s.arg(i);
            m_tree->add(name, i < 5 ? u"bp_forever"_s : u"root"_s);
            m_tree->print(name, u"worker %1 took job %2"_s.arg(i).arg(i * 7));
        }
        m_tree->end(u"worker_9"_s, u"root"_s, 0);
        takeBoth(u"running"_s);
    }
    void promptInAChild()
    {
        m_tree->engine->answers[u"p counter"_s] = u"$1 = 3\n"_s;
        const auto first = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        const auto second = m_tree->ask(u"name_error"_s, u"crash"_s, 23, u"name_error"_s);
        m_tree->console->submit(u"p counter"_s);
        QTRY_COMPARE(m_tree->console->prompt(), Console::Prompt::Ready);
        QTRY_VERIFY(m_window->currentPage()->pane()->visibleText().contains(u"$1 = 3"_s));
        hands::type(u"info locals"_s);
        QTRY_COMPARE(m_window->currentPage()->pane()->promptLine()->text(), u"info locals"_s);
        takeBoth(u"prompt"_s);
        m_window->currentPage()->showActor(m_tree->actors.at(u"name_error"_s).id.uuid);
        takeBoth(u"waiting"_s);
        m_window->currentPage()->showAll();
        m_window->close();
        takeBoth(u"closing"_s);
    }
    void climbed()
    {
        const auto crash = m_tree->open(u"name_error"_s, u"crash"_s, 23, u"name_error"_s);
        m_tree->raise(u"name_error"_s);
        m_tree->console->submit(u"c"_s);
        QCOMPARE(crash->read(), "continue");
        m_tree->end(u"name_error"_s, u"root"_s, 1);
        m_tree->raise(u"root"_s);
        const auto climbed = m_tree->open(u"root"_s, u"crash"_s, 36, u"asyncMain"_s);
        m_window->currentPage()->treeView()->selectActor(m_tree->actors.at(u"name_error"_s).id.uuid);
        takeBoth(u"climbed"_s);
        m_window->currentPage()->showActor(m_tree->actors.at(u"name_error"_s).id.uuid);
        takeBoth(u"frozen"_s);
    }
};

FURROW_WINDOW_TEST(TestPictures)
#include "tst_pictures.moc"
