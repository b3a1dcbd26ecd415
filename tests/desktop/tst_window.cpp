// SPDX-License-Identifier: MIT
#include "xserver.h"

#include "desktop/actortreemodel.h"
#include "desktop/actortreeview.h"
#include "desktop/consolepane.h"
#include "desktop/docks/sourceeditor.h"
#include "desktop/docks/sourcepane.h"
#include "desktop/docks/stackview.h"
#include "desktop/mainwindow.h"
#include "desktop/messagebar.h"
#include "desktop/promptline.h"
#include "desktop/treepage.h"
#include "tree.h"

#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// The window around the prompt: tree, bars, closing; with a real mouse.
class TestWindow : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<MainWindow> m_window;

    MessageBar *bar(const QString &name) const { return m_window->findChild<MessageBar *>(name); }
    QToolButton *button(const QString &name) const { return m_window->findChild<QToolButton *>(name); }
    QString status(const QString &label) const { return m_window->findChild<QLabel *>(label)->text(); }
    QString shown() const
    {
        m_window->currentPage()->pane()->flush(); // not at the next frame
        return m_window->currentPage()->pane()->visibleText();
    }
    QModelIndex row(const QString &name) const
    {
        return static_cast<ActorTreeModel *>(m_window->currentPage()->treeView()->model())->indexOf(m_tree->actors.at(name).id.uuid);
    }
    void doubleClick(const QString &name)
    {
        const QRect place = m_window->currentPage()->treeView()->visualRect(row(name));
        QVERIFY(place.isValid());
        hands::click(m_window->currentPage()->treeView()->viewport(), place.center(), 2);
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
        for (const QString &name : {u"root"_s, u"bp_forever"_s, u"name_error"_s})
            m_tree->print(name, u"printed by "_s + name);
    }
    void cleanup()
    {
        m_window.reset();
        m_tree.reset();
    }

    void titleAndStatusSayWhatRuns()
    {
        QCOMPARE(m_window->windowTitle(), u"multi_daemon_subactors — Furrow"_s);
        QCOMPARE(status(u"programLabel"_s), u"Running"_s);
        const auto first = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        const auto second = m_tree->ask(u"root"_s, u"pause"_s, 30, u"asyncMain"_s);
        QTRY_VERIFY(status(u"ownerLabel"_s).startsWith(u"bp_forever (pid %1) has the console"_s.arg(m_tree->actors.at(u"bp_forever"_s).pid)));
        QVERIFY2(status(u"ownerLabel"_s).contains(u"1 wait"_s), qPrintable(status(u"ownerLabel"_s)));
    }

    void doubleClickOnARunningActorShowsItsTranscript()
    {
        doubleClick(u"bp_forever"_s);
        QTRY_VERIFY(bar(u"actorBar"_s)->isVisible());
        QVERIFY(bar(u"actorBar"_s)->text().contains(u"running"_s));
        QVERIFY(shown().contains(u"printed by bp_forever"_s));
        QVERIFY(!shown().contains(u"printed by root"_s));
        hands::click(button(u"showAll"_s));
        QTRY_VERIFY(!bar(u"actorBar"_s)->isVisible());
        QVERIFY(shown().contains(u"printed by root"_s));
    }

    void doubleClickTwiceOnARunningActorBreaksIn()
    {
        doubleClick(u"bp_forever"_s);
        QTRY_VERIFY(button(u"breakIn"_s)->isVisible() && button(u"alwaysBreakIn"_s)->isVisible());
        QVERIFY(!m_tree->console->current());
        doubleClick(u"bp_forever"_s);
        QTRY_VERIFY(m_window->currentPage()->pane()->isPromptShown());
        QCOMPARE(m_tree->console->current()->actor.name, u"bp_forever"_s);
        QVERIFY(!bar(u"actorBar"_s)->isVisible());
        QVERIFY(m_window->currentPage()->pane()->promptLine()->hasFocus());
        m_tree->console->submit(u"c"_s);
        QTRY_VERIFY(!m_tree->console->current());
        // Once it has been turned off, it does not ask.
        doubleClick(u"name_error"_s);
        QTRY_VERIFY(button(u"alwaysBreakIn"_s)->isVisible());
        hands::click(button(u"alwaysBreakIn"_s));
        QTRY_COMPARE(m_tree->console->current() ? m_tree->console->current()->actor.name : QString(), u"name_error"_s);
        m_tree->console->submit(u"c"_s);
        QTRY_VERIFY(!m_tree->console->current());
        doubleClick(u"bp_forever"_s);
        QTRY_COMPARE(m_tree->console->current() ? m_tree->console->current()->actor.name : QString(), u"bp_forever"_s);
        m_tree->console->submit(u"c"_s);
        m_window->findChild<QAction *>(u"asksToBreakIn"_s)->setChecked(true);
    }

    void doubleClickOnAWaiterShowsItsPlaceAndKeepsItCurrent()
    {
        const auto first = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        const auto second = m_tree->ask(u"root"_s, u"pause"_s, 30, u"asyncMain"_s);
        const auto third = m_tree->ask(u"name_error"_s, u"crash"_s, 23, u"name_error"_s);
        doubleClick(u"name_error"_s);
        QTRY_VERIFY(bar(u"actorBar"_s)->isVisible());
        QVERIFY2(bar(u"actorBar"_s)->text().contains(u"place 2 of 2"_s), qPrintable(bar(u"actorBar"_s)->text()));
        QVERIFY(bar(u"actorBar"_s)->text().contains(u"The prompt is in bp_forever"_s));
        QVERIFY(!m_window->currentPage()->pane()->isPromptShown());
        m_tree->console->submit(u"c"_s);
        QCOMPARE(first->read(), "continue");
        QTRY_VERIFY2(bar(u"actorBar"_s)->text().contains(u"place 1 of 1"_s), qPrintable(bar(u"actorBar"_s)->text()));
        m_tree->stand(*second, m_tree->actors.at(u"root"_s).pid);
        hands::click(button(u"goToPrompt"_s));
        QTRY_VERIFY(m_window->currentPage()->pane()->promptLine()->hasFocus());
        QVERIFY(shown().endsWith(u"(gdb+) "_s));
    }

    void nextPleasePutsAWaiterFirst()
    {
        const auto first = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        const auto second = m_tree->ask(u"root"_s, u"pause"_s, 30, u"asyncMain"_s);
        const auto third = m_tree->ask(u"name_error"_s, u"crash"_s, 23, u"name_error"_s);
        doubleClick(u"name_error"_s);
        QTRY_VERIFY(button(u"nextPlease"_s)->isVisible());
        hands::click(button(u"nextPlease"_s));
        QTRY_VERIFY2(bar(u"actorBar"_s)->text().contains(u"place 1 of 2"_s), qPrintable(bar(u"actorBar"_s)->text()));
        QVERIFY(!button(u"nextPlease"_s)->isVisible());
        m_tree->console->submit(u"c"_s);
        QCOMPARE(third->read(), "granted");
    }

    void doubleClickOnTheOwnerGoesToItsPrompt()
    {
        const auto first = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_window->currentPage()->treeView()->setFocus();
        doubleClick(u"bp_forever"_s);
        QTRY_VERIFY(m_window->currentPage()->pane()->promptLine()->hasFocus());
        QVERIFY(!bar(u"actorBar"_s)->isVisible());
    }

    void searchFindsActors()
    {
        const auto isShown = [this](const QString &name) { return m_window->currentPage()->treeView()->visualRect(row(name)).isValid(); };
        auto *search = m_window->findChild<QLineEdit *>(u"actorSearch"_s);
        hands::press("ctrl+shift+f");
        QTRY_VERIFY(search->hasFocus());
        hands::type(u"error"_s);
        QTRY_VERIFY(!isShown(u"bp_forever"_s));
        QVERIFY(isShown(u"name_error"_s) && isShown(u"root"_s)); // what is above stays, for its place in the tree
        hands::press("Return");
        QTRY_COMPARE(m_window->currentPage()->treeView()->selectedActor(), m_tree->actors.at(u"name_error"_s).id.uuid);
        QVERIFY(m_window->currentPage()->treeView()->hasFocus());
        hands::press("ctrl+shift+f");
        hands::press("Escape");
        QTRY_VERIFY(isShown(u"bp_forever"_s));
    }

    void endedActorsFoldAway()
    {
        const auto isShown = [this](const QString &name) { return m_window->currentPage()->treeView()->visualRect(row(name)).isValid(); };
        auto *fold = m_window->findChild<QToolButton *>(u"hideEnded"_s);
        QVERIFY(!fold->isVisible());
        m_tree->end(u"name_error"_s, u"root"_s, 0);
        QTRY_VERIFY(fold->isVisible());
        QVERIFY(isShown(u"name_error"_s));
        hands::click(fold);
        QTRY_VERIFY(!isShown(u"name_error"_s));
        QVERIFY(isShown(u"bp_forever"_s));
        QCOMPARE(fold->text(), u"1 ended, hidden"_s);
        hands::click(fold);
        QTRY_VERIFY(isShown(u"name_error"_s));
    }

    void livingActorsTellTheirLoad()
    {
        QTRY_VERIFY(row(u"root"_s).data(ActorTreeModel::LoadRole).toString().contains(u" % · "_s));
        m_tree->end(u"name_error"_s, u"root"_s, 0);
        QTRY_VERIFY(row(u"name_error"_s).data(ActorTreeModel::LoadRole).toString().isEmpty());
    }

    void enterInTheTreeIsADoubleClick()
    {
        m_window->currentPage()->treeView()->setFocus();
        m_window->currentPage()->treeView()->selectActor(m_tree->actors.at(u"name_error"_s).id.uuid);
        hands::press("Return");
        QTRY_VERIFY(bar(u"actorBar"_s)->isVisible());
        QVERIFY(shown().contains(u"printed by name_error"_s));
        hands::press("Escape");
        QTRY_VERIFY(!bar(u"actorBar"_s)->isVisible());
    }

    void aCrashClimbsInTheTree()
    {
        const auto crash = m_tree->open(u"name_error"_s, u"crash"_s, 23, u"name_error"_s);
        m_tree->raise(u"name_error"_s);
        QTRY_COMPARE(row(u"name_error"_s).data(ActorTreeModel::ErrorIdRole).toString(), u"E1"_s);
        QVERIFY(row(u"root"_s).data(ActorTreeModel::ErrorIdRole).toString().isEmpty());
        m_tree->console->submit(u"c"_s);
        QCOMPARE(crash->read(), "continue");
        m_tree->end(u"name_error"_s, u"root"_s, 1);
        m_tree->raise(u"root"_s);
        const auto climbed = m_tree->open(u"root"_s, u"crash"_s, 36, u"asyncMain"_s);
        QTRY_COMPARE(row(u"root"_s).data(ActorTreeModel::ErrorIdRole).toString(), u"E1"_s);
        QVERIFY(row(u"root"_s).data(ActorTreeModel::RelayedRole).toBool());
        QTRY_VERIFY(shown().contains(u"RemoteActorError: ('name_error'"_s));
        // The one that ended is still there to be read, and where it stood.
        doubleClick(u"name_error"_s);
        QTRY_VERIFY(bar(u"actorBar"_s)->isVisible());
        QVERIFY2(bar(u"actorBar"_s)->text().contains(u"NameError: name 'doggypants' is not defined"_s), qPrintable(bar(u"actorBar"_s)->text()));
        QVERIFY(shown().contains(u"->      throw NameError"_s));
    }

    void theSelectionStaysWithItsActor()
    {
        m_window->currentPage()->treeView()->selectActor(m_tree->actors.at(u"name_error"_s).id.uuid);
        m_tree->add(u"grandchild"_s, u"bp_forever"_s); // a row above it
        QTRY_VERIFY(row(u"grandchild"_s).isValid());
        QCOMPARE(m_window->currentPage()->treeView()->selectedActor(), m_tree->actors.at(u"name_error"_s).id.uuid);
        QVERIFY(m_window->currentPage()->treeView()->isExpanded(row(u"bp_forever"_s)));
        m_window->currentPage()->treeView()->collapse(row(u"root"_s));
        m_tree->add(u"late"_s, u"root"_s);
        QVERIFY(!m_window->currentPage()->treeView()->isExpanded(row(u"root"_s))); // closed by hand
    }

    void thePaletteFindsWhatCanBeDone()
    {
        const auto first = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        QTRY_VERIFY(m_window->currentPage()->pane()->promptLine()->hasFocus());
        auto *line = m_window->findChild<QLineEdit *>(u"paletteLine"_s);
        hands::press("ctrl+shift+p");
        QTRY_VERIFY(line->isVisible() && line->hasFocus());
        hands::press("Escape");
        QTRY_VERIFY(!line->isVisible());
        QVERIFY(m_window->currentPage()->pane()->promptLine()->hasFocus());
        // An actor, by some letters of its name.
        hands::press("ctrl+shift+p");
        QTRY_VERIFY(line->hasFocus());
        hands::type(u"go nameerr"_s);
        hands::press("Return");
        QTRY_COMPARE(m_window->currentPage()->treeView()->selectedActor(), m_tree->actors.at(u"name_error"_s).id.uuid);
        QTRY_VERIFY(bar(u"actorBar"_s)->isVisible());
        // A command.
        hands::press("ctrl+shift+p");
        QTRY_VERIFY(line->hasFocus());
        hands::type(u"debug continue"_s);
        hands::press("Return");
        QCOMPARE(first->read(), "continue");
    }

    void docksShowTheProcessAtThePrompt()
    {
        m_tree->engine->frames = {{.level = 0, .function = u"bp_forever"_s, .file = QStringLiteral(FURROW_SAMPLE), .line = 13, .current = true},
                                  {.level = 1, .function = u"furrow::run"_s, .hidden = true},
                                  {.level = 2, .function = u"main"_s, .file = QStringLiteral(FURROW_SAMPLE), .line = 36}};
        auto *source = m_window->findChild<SourcePane *>();
        auto *stack = m_window->findChild<StackView *>();
        const auto first = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        QTRY_COMPARE(source->editor()->currentLine(), 13);
        hands::press("ctrl+shift+p");
        QTRY_VERIFY(m_window->findChild<QLineEdit *>(u"paletteLine"_s)->hasFocus());
        hands::type(u"view stack"_s); // behind the tab of the locals
        hands::press("Return");
        QTRY_COMPARE(stack->model()->rowCount(), 3);
        QVERIFY(stack->model()->index(0, 0).data(StackModel::CurrentRole).toBool());
        QCOMPARE(stack->model()->index(1, 0).data().toString(), u"1 hidden frame(s)"_s);
        QCOMPARE(stack->model()->rowCount(stack->model()->index(1, 0)), 1);
        hands::click(stack->viewport(), stack->visualRect(stack->model()->index(2, 0)).center(), 2);
        QTRY_VERIFY(m_tree->engine->inspections.contains(u"select 2"_s));
        QTRY_COMPARE(source->editor()->currentLine(), 36);
        // A click in the margin reaches gdb, and what gdb has is shown.
        source->editor()->setFocus();
        hands::press("F9");
        QTRY_VERIFY(source->editor()->breakpointAt(36));
        QVERIFY(m_tree->engine->calls.contains(u"break %1:36"_s.arg(QStringLiteral(FURROW_SAMPLE))));
        m_tree->console->submit(u"c"_s);
        QTRY_COMPARE(source->editor()->currentLine(), 0);
        QTRY_COMPARE(stack->model()->rowCount(), 0);
    }

    void theMenuOfAnActor()
    {
        const auto menu = [this] { return m_window->findChild<QMenu *>(u"actorMenu"_s); };
        const auto open = [&](const QString &name) {
            hands::moveTo(m_window.get(), m_window->rect().center());
            const QRect place = m_window->currentPage()->treeView()->visualRect(row(name));
            hands::moveTo(m_window->currentPage()->treeView()->viewport(), place.center());
            hands::xdotool({u"click"_s, u"3"_s});
            QTRY_VERIFY(menu() && menu()->isVisible());
        };
        open(u"name_error"_s);
        hands::press("p");
        QTRY_COMPARE(QApplication::clipboard()->text(), QString::number(m_tree->actors.at(u"name_error"_s).pid));
        QTRY_VERIFY(!menu());
        open(u"name_error"_s);
        hands::press("c");
        const QByteArray said = m_tree->actors.at(u"name_error"_s).control->read();
        QVERIFY2(said.contains("cancelled from the window"), said.constData());
        QTRY_VERIFY(!menu());
        open(u"bp_forever"_s);
        hands::press("t");
        QTRY_COMPARE(m_tree->actors.at(u"bp_forever"_s).process->state(), QProcess::NotRunning);
        // The root's is the whole tree's.
        QTRY_VERIFY(!menu());
        open(u"root"_s);
        hands::press("c");
        QVERIFY(m_tree->actors.at(u"root"_s).control->read().contains("cancel"));
    }

    void closingAtAPromptAsks()
    {
        const auto entry = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        hands::press("ctrl+q");
        QTRY_VERIFY(bar(u"closeBar"_s)->isVisible());
        QVERIFY(m_window->isVisible());
        QVERIFY(bar(u"closeBar"_s)->text().startsWith(u"bp_forever stands at its prompt"_s));
        hands::click(button(u"stay"_s));
        QTRY_VERIFY(!bar(u"closeBar"_s)->isVisible());
        QVERIFY(m_window->isVisible());
        hands::press("ctrl+q");
        QTRY_VERIFY(bar(u"closeBar"_s)->isVisible());
        hands::click(button(u"letItRun"_s));
        QTRY_VERIFY(!m_window->isVisible());
        QVERIFY(m_tree->actors.at(u"root"_s).process->state() == QProcess::Running);
    }

    void closingCanCancelTheTree()
    {
        const auto entry = m_tree->open(u"bp_forever"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_window->close();
        QTRY_VERIFY(bar(u"closeBar"_s)->isVisible());
        hands::click(button(u"cancelTree"_s));
        QVERIFY(m_tree->actors.at(u"root"_s).control->read().contains("cancel"));
        m_tree->actors.at(u"root"_s).process->kill();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), 10'000);
    }

    void afterTheEndEverythingStaysReadable()
    {
        m_tree->actors.at(u"root"_s).control->send({{u"type"_s, u"ending"_s}});
        QVERIFY(m_tree->actors.at(u"root"_s).control->read().contains("farewell"));
        m_tree->actors.at(u"root"_s).process->kill();
        QTRY_VERIFY(m_tree->console->isFinished());
        QTRY_VERIFY2(status(u"programLabel"_s).contains(u"exit status 0"_s), qPrintable(status(u"programLabel"_s)));
        QVERIFY(shown().contains(u"printed by name_error"_s));
        m_window->close(); // nothing to ask
        QVERIFY(!m_window->isVisible());
    }

    void aProgramThatDoesNotStartIsSaidInOneSentence()
    {
        m_tree->console->startProgram(u"/no/such/program"_s, {});
        QTRY_VERIFY(bar(u"errorBar"_s)->isVisible());
        QVERIFY(!bar(u"errorBar"_s)->text().isEmpty());
    }
};

FURROW_WINDOW_TEST(TestWindow)
#include "tst_window.moc"
