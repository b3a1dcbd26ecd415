// SPDX-License-Identifier: MIT
#include "darkpalette.h"
#include "xserver.h"

#include "desktop/actortreemodel.h"
#include "desktop/actortreeview.h"
#include "desktop/climb/climbdelegate.h"
#include "desktop/climb/climbmodel.h"
#include "desktop/climb/climbview.h"
#include "desktop/climb/reportexport.h"
#include "desktop/climb/reportview.h"
#include "desktop/themefollower.h"
#include "tree.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTextBlock>
#include <QToolButton>
#include <QTreeWidget>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// The climb view beside the tree of actors, over a console whose actors are played.
class TestClimbView : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<ThemeFollower> m_theme;
    std::unique_ptr<ActorTreeModel> m_actors;
    std::unique_ptr<QSplitter> m_window;
    ActorTreeView *m_treeView = nullptr;
    ClimbView *m_view = nullptr;

    QAbstractItemModel *rows() const { return m_view->list()->model(); }
    QString text(int row, int role = Qt::DisplayRole) const { return rows()->index(row, 0).data(role).toString(); }
    QWidget *child(const QString &name) const { return m_view->findChild<QWidget *>(name); }
    RaisedError raised(const QString &name, const QString &id, const QStringList &path) const
    {
        RaisedError what;
        what.actor = m_tree->actors.at(name).id;
        what.error.id = id;
        what.error.type = u"ValueError"_s;
        what.error.message = u"other"_s;
        for (const QString &hop : path)
            what.error.relayPath.append(m_tree->actors.at(hop).id);
        what.error.source = path.isEmpty() ? what.actor : what.error.relayPath.first();
        return what;
    }
    void clickRow(int row) { hands::click(m_view->list()->viewport(), m_view->list()->visualRect(rows()->index(row, 0)).center()); }
    QImage take(const QString &state)
    {
        QTest::qWait(60); // painted
        const QImage image = m_window->grab().toImage();
        QDir().mkpath(QStringLiteral(FURROW_SCREENSHOTS));
        image.save(QStringLiteral(FURROW_SCREENSHOTS) + u"/climb-%1.png"_s.arg(state));
        return image;
    }
    void takeBoth(const QString &state)
    {
        take(state + u"-light"_s);
        QApplication::setPalette(darkPalette());
        take(state + u"-dark"_s);
        QApplication::setPalette(QPalette());
    }
    /// The error of 'name_error', from its own prompt to the root's.
    std::unique_ptr<Client> climb()
    {
        m_tree->raise(u"name_error"_s);
        const auto crash = m_tree->open(u"name_error"_s, u"crash"_s, 23, u"name_error"_s);
        m_tree->console->submit(u"c"_s);
        if (crash->read() != "continue")
            qFatal("not released");
        m_tree->raise(u"middle"_s);
        return m_tree->open(u"root"_s, u"crash"_s, 36, u"asyncMain"_s);
    }

private Q_SLOTS:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        m_theme = std::make_unique<ThemeFollower>();
        m_actors = std::make_unique<ActorTreeModel>(m_tree->console->tree());
        m_window = std::make_unique<QSplitter>();
        m_treeView = new ActorTreeView(m_actors.get(), m_theme.get());
        m_treeView->setClimbs(m_tree->console->climbs());
        m_view = new ClimbView(m_tree->console->climbs(), m_theme.get());
        connect(m_view, &ClimbView::climbShown, m_treeView, &ActorTreeView::lightUp);
        connect(m_treeView, &ActorTreeView::errorSelected, m_view, &ClimbView::showClimb);
        m_window->addWidget(m_treeView);
        m_window->addWidget(m_view);
        m_window->resize(900, 460);
        m_window->setSizes({380, 520});
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        hands::focus(m_window.get());
        m_tree->add(u"root"_s);
        m_tree->add(u"streamer"_s, u"root"_s);
        m_tree->add(u"middle"_s, u"root"_s);
        m_tree->add(u"worker"_s, u"middle"_s);
        m_tree->add(u"name_error"_s, u"middle"_s);
        m_tree->add(u"last"_s, u"root"_s);
    }
    void cleanup()
    {
        m_window.reset();
        m_actors.reset();
        m_theme.reset();
        m_tree.reset();
    }

    void withNoErrorItSaysWhatWillBeHere()
    {
        QVERIFY(child(u"climbEmpty"_s)->isVisible());
        QVERIFY(!m_view->exportAction()->isEnabled());
        QVERIFY(m_view->shownClimb().isEmpty());
        takeBoth(u"empty"_s);
    }

    void anErrorIsFollowedLive()
    {
        QAbstractItemModelTester tester(rows(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_tree->raise(u"name_error"_s);
        QTRY_COMPARE(rows()->rowCount(), 1);
        QVERIFY(!child(u"climbEmpty"_s)->isVisible());
        QVERIFY(m_view->exportAction()->isEnabled());
        QCOMPARE(text(0), u"name_error"_s);
        QCOMPARE(text(0, ClimbModel::WhatRole), u"raised NameError: name 'doggypants' is not defined"_s);
        const auto crash = m_tree->open(u"name_error"_s, u"crash"_s, 23, u"name_error"_s);
        QTRY_COMPARE(text(0, ClimbModel::ReplRole), u"REPL open"_s);
        QCOMPARE(text(0, ClimbModel::PlaceRole), u"name_error at sample.cpp:23"_s);
        m_view->list()->setCurrentIndex(rows()->index(0, 0));
        takeBoth(u"open"_s);
        m_tree->console->submit(u"c"_s);
        QCOMPARE(crash->read(), "continue");
        QTRY_COMPARE(text(0, ClimbModel::ReplRole), u"REPL was open"_s);
        m_tree->raise(u"middle"_s);
        QTRY_COMPARE(rows()->rowCount(), 2);
        // The highest hop is the first row; what was marked is marked still.
        QCOMPARE(text(0), u"middle"_s);
        QCOMPARE(m_view->list()->currentIndex().row(), 1);
        QCOMPARE(text(0, ClimbModel::WhatRole), u"relayed NameError from name_error"_s);
        QVERIFY(text(1, Qt::AccessibleTextRole).contains(u"name_error at sample.cpp:23, REPL was open"_s));
        const auto *title = static_cast<QLabel *>(child(u"climbTitle"_s));
        QTRY_COMPARE(title->text(), u"NameError: name 'doggypants' is not defined"_s);
        QTRY_VERIFY(static_cast<QLabel *>(child(u"climbSummary"_s))->text().startsWith(u"Raised in name_error, climbed to middle"_s));
    }

    void aClickAndEnterActivateAHop()
    {
        const auto client = climb();
        QTRY_COMPARE(rows()->rowCount(), 3);
        QSignalSpy activated(m_view, &ClimbView::hopActivated);
        clickRow(2);
        QTRY_COMPARE(activated.size(), 1);
        QCOMPARE(activated.last().at(0).value<ClimbHop>().actor.name, u"name_error"_s);
        QCOMPARE(activated.last().at(1).toString(), u"E1"_s);
        hands::press("Up");
        QTRY_COMPARE(m_view->currentHop().actor.name, u"middle"_s);
        QCOMPARE(activated.size(), 1); // looking is not going
        hands::press("Return");
        QTRY_COMPARE(activated.size(), 2);
        QCOMPARE(m_tree->console->standIn(m_view->currentHop()).isEmpty(), false);
        QSignalSpy exported(m_view, &ClimbView::exportRequested);
        // From the button to the file.
        auto *reports = new ReportExport(m_tree->console.get(), m_window.get());
        connect(m_view, &ClimbView::exportRequested, reports, &ReportExport::ask);
        QSignalSpy written(reports, &ReportExport::written), failed(reports, &ReportExport::failed);
        hands::click(child(u"exportReportButton"_s));
        QTRY_COMPARE(exported.size(), 1);
        QCOMPARE(exported.first().first().toString(), u"E1"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        hands::focus(QApplication::activeModalWidget()); // no window manager gives it the keys
        QTemporaryDir folder;
        hands::press("ctrl+a");
        hands::type(folder.filePath(u"mine"_s));
        hands::press("Return");
        QTRY_COMPARE(written.size(), 1);
        QCOMPARE(written.first().first().toString(), folder.filePath(u"mine.furrow-report"_s));
        QVERIFY(reportFile::open(folder.filePath(u"mine.furrow-report"_s)).has_value());
        reports->write(u"E1"_s, folder.filePath(u"no/folder"_s));
        QTRY_COMPARE(failed.size(), 1);
        reports->write(u"none"_s, folder.filePath(u"other"_s));
        QCOMPARE(failed.size(), 2);
        takeBoth(u"climbed"_s);
    }

    void thePathIsLitInTheTree()
    {
        const QImage before = take(u"unlit"_s);
        const auto client = climb();
        QTRY_COMPARE(rows()->rowCount(), 3);
        QCOMPARE(m_treeView->litError(), u"E1"_s);
        // The line left of 'worker', which is no hop: the error has passed there from 'name_error' to 'middle'.
        const auto inBranch = [this](const QString &name) {
            const QRect row = m_treeView->visualRect(m_actors->indexOf(m_tree->actors.at(name).id.uuid));
            const QImage image = m_treeView->viewport()->grab().toImage();
            int red = 0;
            for (int x = 0; x < row.left(); ++x) {
                const QColor color = image.pixelColor(x, row.center().y());
                red += color.red() > color.green() + 60 && color.red() > color.blue() + 60;
            }
            return red;
        };
        QTRY_VERIFY(inBranch(u"worker"_s) > 0);
        QVERIFY(inBranch(u"name_error"_s) > 4);
        QVERIFY(inBranch(u"streamer"_s) > 0);
        QCOMPARE(inBranch(u"last"_s), 0);
        m_treeView->lightUp({});
        QTRY_COMPARE(inBranch(u"worker"_s), 0);
        // Who selects an actor that an error has reached sees the way of that one.
        m_treeView->selectActor(m_tree->actors.at(u"middle"_s).id.uuid);
        QCOMPARE(m_treeView->litError(), u"E1"_s);
        QTRY_VERIFY(inBranch(u"worker"_s) > 0);
    }

    void ofSeveralTheUserChooses()
    {
        auto *choice = static_cast<QComboBox *>(child(u"climbChoice"_s));
        QVERIFY(!choice->isVisible());
        auto *keeper = const_cast<ClimbKeeper *>(m_tree->console->climbs());
        keeper->raised(raised(u"worker"_s, u"E7"_s, {}));
        const auto client = climb();
        QTRY_VERIFY(choice->isVisible());
        QCOMPARE(m_view->shownClimb(), u"E1"_s); // its REPL is open
        QCOMPARE(choice->count(), 2);
        hands::click(choice);
        hands::press("Down");
        hands::press("Return");
        QTRY_COMPARE(m_view->shownClimb(), u"E7"_s);
        QCOMPARE(m_treeView->litError(), u"E7"_s);
        // What the user chose stays, also when more errors climb.
        keeper->raised(raised(u"last"_s, u"E8"_s, {}));
        QTRY_COMPARE(choice->count(), 3);
        QCOMPARE(m_view->shownClimb(), u"E7"_s);
        m_treeView->selectActor(m_tree->actors.at(u"name_error"_s).id.uuid);
        QCOMPARE(m_view->shownClimb(), u"E1"_s);
    }

    void aReportShowsWhatWas()
    {
        Report report;
        report.written = QDateTime::currentDateTime();
        const auto client = climb();
        QTRY_COMPARE(rows()->rowCount(), 3);
        report.climbs = m_tree->console->climbs()->withBranches(u"E1"_s);
        QFile sample(QStringLiteral(FURROW_SAMPLE));
        QVERIFY(sample.open(QIODevice::ReadOnly));
        const QStringList lines = QString::fromUtf8(sample.readAll()).split(u'\n');
        const auto frame = [&](const QString &function, int line) {
            ReportFrame result;
            result.frame = {.kind = Frame::Kind::Native, .level = 0, .function = function, .file = sample.fileName(), .line = line};
            result.firstLine = std::max(1, line - 12);
            result.source = lines.mid(result.firstLine - 1, 25);
            return result;
        };
        ReportFrame raised = frame(u"nameError"_s, 23), hidden = frame(u"resume"_s, 1), awaits = frame(u"asyncMain"_s, 36);
        raised.locals = {{u"name"_s, u"QString"_s, u"\"doggypants\""_s, {}}, {u"hosts"_s, u"QStringList"_s, u"size 2"_s, {{u"[0]"_s, {}, u"\"a\""_s, {}}}}};
        hidden.frame.hidden = true;
        awaits.frame.kind = Frame::Kind::Await;
        report.hops = {{u"E1"_s, m_tree->actors.at(u"name_error"_s).id.uuid, {raised, hidden, awaits}, {}, u"Opening a gdb REPL\n(gdb+) c\n"_s},
                       {u"E1"_s, m_tree->actors.at(u"middle"_s).id.uuid, {}, u"The frozen copy of middle is gone."_s, {}},
                       {u"E1"_s, m_tree->actors.at(u"root"_s).id.uuid, {frame(u"asyncMain"_s, 36)}, {}, {}}};
        report.environment = {{u"Furrow"_s, u"0.1.0"_s}, {u"Build id"_s, u"5f0c"_s}};
        const auto read = reportFile::read(reportFile::write(report));
        QVERIFY(read.has_value());
        cleanup(); // the processes and their console are gone
        m_theme = std::make_unique<ThemeFollower>();
        m_window = std::make_unique<QSplitter>();
        auto *view = new ReportView(*read, m_theme.get());
        m_view = view->climbView();
        m_window->addWidget(view);
        m_window->resize(1100, 700);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        hands::focus(m_window.get());
        QVERIFY(!child(u"exportReportButton"_s)->isVisible());
        // It begins where the error was raised.
        QCOMPARE(m_view->currentHop().actor.name, u"name_error"_s);
        auto *stack = view->findChild<QListWidget *>(u"reportStack"_s);
        auto *source = view->findChild<QPlainTextEdit *>(u"reportSource"_s);
        auto *locals = view->findChild<QTreeWidget *>(u"reportLocals"_s);
        QCOMPARE(stack->count(), 2);
        QCOMPARE(stack->item(0)->text(), u"nameError at sample.cpp:23"_s);
        QVERIFY2(source->toPlainText().contains(u"23 ->     throw NameError"_s), qPrintable(source->toPlainText()));
        QCOMPARE(source->textCursor().blockNumber(), 12);
        QCOMPARE(locals->topLevelItemCount(), 2);
        QCOMPARE(locals->topLevelItem(1)->child(0)->text(1), u"\"a\""_s);
        takeBoth(u"report"_s);
        hands::click(stack->viewport(), stack->visualItemRect(stack->item(1)).center());
        QTRY_VERIFY(source->toPlainText().contains(u"36 ->"_s));
        QVERIFY(locals->topLevelItem(0)->text(0).startsWith(u"No variables"_s));
        clickRow(1);
        QTRY_VERIFY(stack->item(0)->text().contains(u"The frozen copy of middle is gone."_s));
        QCOMPARE(source->toPlainText(), QString());
        clickRow(0);
        QTRY_COMPARE(stack->item(0)->text(), u"asyncMain at sample.cpp:36"_s);
        auto *tabs = view->findChild<QTabWidget *>(u"reportTabs"_s);
        hands::click(tabs->tabBar(), tabs->tabBar()->tabRect(3).center());
        QTRY_COMPARE(tabs->currentIndex(), 3);
        QCOMPARE(view->findChild<QTreeWidget *>(u"reportEnvironment"_s)->topLevelItemCount(), 3);
    }

    void theErrorsOfAGroupMeet()
    {
        auto *keeper = const_cast<ClimbKeeper *>(m_tree->console->climbs());
        QAbstractItemModelTester tester(rows(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        keeper->raised(raised(u"name_error"_s, u"A"_s, {}));
        keeper->raised(raised(u"worker"_s, u"B"_s, {}));
        QCOMPARE(m_view->shownClimb(), u"A"_s);
        RaisedError group = raised(u"middle"_s, u"G"_s, {});
        group.error.type = u"ExceptionGroup"_s;
        group.error.message = u"3 errors"_s;
        Entry entry;
        entry.id = 50;
        entry.kind = Entry::Kind::Crash;
        entry.actor = group.actor;
        entry.hasError = true;
        entry.error = group.error;
        entry.leaves = {{u"A"_s, 0, {}, 0, {}, {}, {}}, {u"B"_s, 0, {}, 0, {}, {}, {}}, {u"C"_s, 9001, u"/src/sample.cpp"_s, 31, u"task"_s, u"KeyError"_s, u"gone"_s}};
        keeper->entryChanged(entry);
        QCOMPARE(m_view->shownClimb(), u"G"_s);
        keeper->raised(raised(u"root"_s, u"G"_s, {u"middle"_s}));
        QCOMPARE(rows()->rowCount(), 5);
        QStringList names;
        for (int row = 0; row < 5; ++row)
            names.append(text(row));
        QCOMPARE(names, QStringList({u"root"_s, u"middle"_s, u"name_error"_s, u"worker"_s, u"middle"_s}));
        const auto rail = [this](int row) { return rows()->index(row, 0).data(ClimbModel::RailRole).value<ClimbRail>(); };
        QCOMPARE(rail(1).joins, QList<int>({1, 2}));
        QCOMPARE(rail(2).through, QList<int>({1, 2}));
        QCOMPARE(rail(3).lane, 1);
        QCOMPARE(rail(3).through, QList<int>{2});
        QVERIFY(rail(4).up && !rail(4).down);
        QCOMPARE(rail(0).lanes, 3);
        QCOMPARE(m_treeView->litError(), u"G"_s);
        takeBoth(u"group"_s);
    }
};

FURROW_WINDOW_TEST(TestClimbView)
#include "tst_climbview.moc"
