// SPDX-License-Identifier: MIT
#include "darkpalette.h"
#include "xserver.h"

#include "core/inspector.h"
#include "desktop/docks/threadsmodel.h"
#include "desktop/docks/threadsview.h"
#include "desktop/docks/variablesmodel.h"
#include "desktop/docks/variablesview.h"
#include "desktop/themefollower.h"
#include "tree.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QRandomGenerator>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// The docks "Locals" and "Threads", with a real mouse and keyboard.
class TestVariables : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<ThemeFollower> m_theme;
    std::unique_ptr<QWidget> m_window;
    VariablesView *m_view = nullptr;
    ThreadsView *m_threads = nullptr;
    std::unique_ptr<Client> m_entry;

    FakeEngine *engine() const { return m_tree->engine; }
    VariablesModel *model() const { return m_view->variables(); }
    bool isReady() const { return m_tree->console->prompt() == Console::Prompt::Ready; }

    static Variable variable(const QString &name, const QString &value, const QString &type = u"int"_s, quint64 parts = 0)
    {
        static quint64 last = 1000;
        return {.name = name, .value = value, .type = type, .expression = name, .hasChildren = parts != 0,
                .assignable = parts == 0, .reference = parts ? parts : ++last};
    }
    static QList<Variable> numbers(int count)
    {
        QList<Variable> list;
        for (int i = 0; i < count; ++i)
            list.append(variable(u"[%1]"_s.arg(i), QString::number(i * i)));
        return list;
    }
    QModelIndex find(const QString &name, const QModelIndex &parent = {}) const
    {
        for (int row = 0; row < model()->rowCount(parent); ++row) {
            if (model()->index(row, 0, parent).data().toString() == name)
                return model()->index(row, 0, parent);
        }
        return {};
    }
    QString valueOf(const QString &name, const QModelIndex &parent = {}) const
    {
        return find(name, parent).siblingAtColumn(VariablesModel::Value).data().toString();
    }
    bool isMarked(const QString &name, const QModelIndex &parent = {}) const { return find(name, parent).data(VariablesModel::ChangedRole).toBool(); }
    static QPoint cell(const QTreeView *view, const QModelIndex &index, int column) { return view->visualRect(index.siblingAtColumn(column)).center(); }
    void click(const QModelIndex &index, int column = 0, int times = 1) { hands::click(m_view->viewport(), cell(m_view, index, column), times); }
    void open() { m_entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s); }
    /// As a step does: the same variables under other numbers.
    void step(QList<Variable> locals, QHash<quint64, QList<Variable>> parts = {}, const QString &function = u"function"_s)
    {
        engine()->locals = locals;
        engine()->parts = parts;
        engine()->function = function;
        const qsizetype before = engine()->inspections.count(u"variables"_s);
        m_tree->console->submit(u"n"_s);
        QTRY_VERIFY(isReady() && engine()->inspections.count(u"variables"_s) > before);
        QTRY_COMPARE(model()->rowCount(), locals.size());
    }

private Q_SLOTS:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        m_theme = std::make_unique<ThemeFollower>();
        m_window = std::make_unique<QWidget>();
        auto *row = new QHBoxLayout(m_window.get());
        m_view = new VariablesView(m_tree->console.get(), m_theme.get());
        m_threads = new ThreadsView(m_tree->console.get(), m_theme.get());
        row->addWidget(m_view, 3);
        row->addWidget(m_threads, 2);
        // It is the view that asks for more.
        (new QAbstractItemModelTester(m_view->variables(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_view))->setUseFetchMore(false);
        new QAbstractItemModelTester(m_threads->threads(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_threads);
        m_window->resize(1100, 400);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        hands::focus(m_window.get());
        m_view->setFocus();
        m_tree->add(u"root"_s);
        m_tree->add(u"child"_s, u"root"_s);
        engine()->locals = {variable(u"number"_s, u"7"_s), variable(u"text"_s, u"\"text\""_s, u"QString"_s),
                            variable(u"list"_s, u"QList<int> (size = 250) = {0, 1, 4, 9, …"_s, u"QList<int>"_s, 10),
                            variable(u"point"_s, u"{x = 1, inner = {…}}"_s, u"Point"_s, 20)};
        engine()->parts[10] = numbers(250);
        engine()->parts[20] = {variable(u"x"_s, u"1"_s), variable(u"inner"_s, u"{y = 2}"_s, u"Inner"_s, 30)};
        engine()->parts[30] = {variable(u"y"_s, u"2"_s)};
    }
    void cleanup()
    {
        m_entry.reset();
        m_window.reset();
        m_tree.reset();
    }

    void withoutAPromptASentenceSaysSo()
    {
        QCOMPARE(m_view->message(), u"Locals are shown while an actor stands at its prompt."_s);
        QCOMPARE(m_threads->message(), u"Threads are shown while an actor stands at its prompt."_s);
        QVERIFY(engine()->inspections.isEmpty());
        open();
        QTRY_COMPARE(model()->rowCount(), 4);
        QCOMPARE(m_view->message(), QString());
        QCOMPARE(valueOf(u"number"_s), u"7"_s);
        QVERIFY(!isMarked(u"number"_s));
        m_tree->console->submit(u"c"_s);
        QTRY_COMPARE(model()->rowCount(), 0);
        QCOMPARE(m_view->message(), u"Locals are shown while an actor stands at its prompt."_s);
    }

    void nobodyIsAskedForWhatIsHidden()
    {
        m_view->hide();
        m_threads->hide();
        open();
        m_tree->console->submit(u"p 1"_s);
        QTRY_VERIFY(engine()->calls.contains(u"execute p 1"_s) && isReady());
        QTest::qWait(20); // nothing may come of it
        QCOMPARE(engine()->inspections, QStringList());
        m_view->show();
        QTRY_COMPARE(model()->rowCount(), 4);
    }

    void partsComeInChunks()
    {
        open();
        QTRY_COMPARE(model()->rowCount(), 4);
        click(find(u"list"_s));
        hands::press("Right"); // opens
        QTRY_COMPARE(model()->rowCount(find(u"list"_s)), 100);
        QTest::qWait(50);
        QCOMPARE(model()->rowCount(find(u"list"_s)), 100); // and no more, as nobody looks further
        for (const int rows : {200, 250}) {
            m_view->scrollTo(model()->index(model()->rowCount(find(u"list"_s)) - 1, 0, find(u"list"_s)));
            QTRY_COMPARE(model()->rowCount(find(u"list"_s)), rows);
        }
        QVERIFY(engine()->inspections.contains(u"children 10 200 100"_s));
        QCOMPARE(valueOf(u"[249]"_s, find(u"list"_s)), QString::number(249 * 249));
        QVERIFY(!model()->hasMore(find(u"list"_s)));
        m_view->scrollToTop();
        click(find(u"list"_s));
        hands::press("Left");
        QTRY_VERIFY(!m_view->isExpanded(find(u"list"_s)));
    }

    void whatIsOpenStaysOpenAndWhatChangedIsMarked()
    {
        open();
        QTRY_COMPARE(model()->rowCount(), 4);
        click(find(u"point"_s), 0, 2); // a double-click opens
        QTRY_COMPARE(model()->rowCount(find(u"point"_s)), 2);
        click(find(u"inner"_s, find(u"point"_s)));
        hands::press("Right");
        QTRY_COMPARE(model()->rowCount(find(u"inner"_s, find(u"point"_s))), 1);

        step({variable(u"number"_s, u"8"_s), variable(u"text"_s, u"\"text\""_s, u"QString"_s), variable(u"added"_s, u"1"_s),
              variable(u"point"_s, u"{x = 1, inner = {…}}"_s, u"Point"_s, 21)},
             {{21, {variable(u"x"_s, u"1"_s), variable(u"inner"_s, u"{y = 3}"_s, u"Inner"_s, 31)}}, {31, {variable(u"y"_s, u"3"_s)}}});
        QTRY_COMPARE(valueOf(u"y"_s, find(u"inner"_s, find(u"point"_s))), u"3"_s);
        QVERIFY(m_view->isExpanded(find(u"point"_s)) && m_view->isExpanded(find(u"inner"_s, find(u"point"_s))));
        QVERIFY(isMarked(u"number"_s) && !isMarked(u"text"_s) && !isMarked(u"added"_s) && !isMarked(u"point"_s));
        QVERIFY(isMarked(u"y"_s, find(u"inner"_s, find(u"point"_s))) && !isMarked(u"x"_s, find(u"point"_s)));
        QVERIFY(find(u"number"_s).data(Qt::AccessibleTextRole).toString().endsWith(u"changed since the last stop"_s));
        QVERIFY(!find(u"list"_s).isValid());

        // A command is no stop: the marks stay.
        m_tree->console->submit(u"p 1"_s);
        QTRY_VERIFY(engine()->calls.contains(u"execute p 1"_s) && isReady());
        QTRY_COMPARE(engine()->inspections.count(u"variables"_s), 3);
        QTest::qWait(20);
        QVERIFY(isMarked(u"number"_s));

        // Into another function and back.
        const QList<Variable> here = engine()->locals;
        const auto parts = engine()->parts;
        step({variable(u"point"_s, u"{other = 1}"_s, u"Other"_s, 40)}, {{40, {variable(u"other"_s, u"1"_s)}}}, u"callee"_s);
        QTRY_VERIFY(!isMarked(u"point"_s));
        step(here, parts);
        QTRY_COMPARE(valueOf(u"y"_s, find(u"inner"_s, find(u"point"_s))), u"3"_s);
        QVERIFY(m_view->isExpanded(find(u"inner"_s, find(u"point"_s))));
        QVERIFY(!isMarked(u"number"_s) && !isMarked(u"y"_s, find(u"inner"_s, find(u"point"_s))));
    }

    void aPartThatCannotBeReadSaysWhy()
    {
        engine()->failures[20] = u"The printer of point failed: ValueError: no luck"_s;
        engine()->parts[20].clear();
        open();
        QTRY_COMPARE(model()->rowCount(), 4);
        click(find(u"point"_s));
        hands::press("Right");
        QTRY_COMPARE(model()->rowCount(find(u"point"_s)), 1);
        const QModelIndex row = model()->index(0, VariablesModel::Value, find(u"point"_s));
        QCOMPARE(row.data().toString(), u"The printer of point failed: ValueError: no luck"_s);
        QVERIFY(row.data(VariablesModel::FailedRole).toBool() && !(row.flags() & Qt::ItemIsEditable));
        QCOMPARE(valueOf(u"number"_s), u"7"_s);
    }

    void aValueIsSet()
    {
        open();
        QTRY_COMPARE(model()->rowCount(), 4);
        const quint64 reference = engine()->locals.first().reference;
        click(find(u"number"_s), VariablesModel::Value, 2);
        QTRY_VERIFY(m_view->findChild<QLineEdit *>());
        hands::press("ctrl+a");
        hands::type(u"42"_s);
        hands::press("Return");
        QTRY_COMPARE(valueOf(u"number"_s), u"42"_s);
        QVERIFY(engine()->inspections.contains(u"assign %1 42"_s.arg(reference)));
        QTRY_VERIFY(!m_view->findChild<QLineEdit *>());

        // What is refused says why, and the value stays.
        engine()->refusedValues[u"x"_s] = u"No symbol \"x\" in current context."_s;
        QSignalSpy refused(m_view, &VariablesView::refused);
        click(find(u"number"_s)); // the name
        hands::press("F2");
        QTRY_VERIFY(m_view->findChild<QLineEdit *>());
        QCOMPARE(m_view->findChild<QLineEdit *>()->accessibleName(), u"Value of number"_s);
        hands::press("ctrl+a");
        hands::type(u"x"_s);
        hands::press("Return");
        QTRY_COMPARE(refused.size(), 1);
        QCOMPARE(refused.first().first().toString(), u"No symbol \"x\" in current context."_s);
        QCOMPARE(valueOf(u"number"_s), u"42"_s);
        QCOMPARE(find(u"number"_s).data(Qt::ToolTipRole).toString(), u"It was not set: No symbol \"x\" in current context."_s);

        // Esc leaves it.
        const qsizetype asked = engine()->inspections.size();
        hands::press("Return");
        QTRY_VERIFY(m_view->findChild<QLineEdit *>());
        hands::type(u"5"_s);
        hands::press("Escape");
        QTRY_VERIFY(!m_view->findChild<QLineEdit *>());
        QCOMPARE(valueOf(u"number"_s), u"42"_s);
        QCOMPARE(engine()->inspections.size(), asked);
        // A container has no value to type.
        QVERIFY(!(find(u"list"_s).siblingAtColumn(VariablesModel::Value).flags() & Qt::ItemIsEditable));
    }

    void namesAndValuesAreCopiedAndPrinted()
    {
        open();
        QTRY_COMPARE(model()->rowCount(), 4);
        click(find(u"text"_s));
        hands::press("ctrl+c");
        QTRY_COMPARE(QApplication::clipboard()->text(), u"\"text\""_s);
        const auto choose = [&](const QString &name, const char *key) {
            hands::moveTo(m_view->viewport(), cell(m_view, find(name), VariablesModel::Value));
            hands::xdotool({u"click"_s, u"3"_s});
            QTRY_VERIFY(QApplication::activePopupWidget());
            hands::press(key);
            QTRY_VERIFY(!QApplication::activePopupWidget());
        };
        choose(u"number"_s, "n");
        QTRY_COMPARE(QApplication::clipboard()->text(), u"number"_s);
        choose(u"text"_s, "p");
        QTRY_VERIFY(engine()->calls.contains(u"execute pp text"_s));
        QTRY_VERIFY(isReady());
        // The keyboard's menu key as well; and what the prompt has no name for is not printed.
        engine()->locals.first().expression.clear();
        m_tree->console->submit(u"p 1"_s);
        QTRY_COMPARE(find(u"number"_s).data(VariablesModel::ExpressionRole).toString(), QString());
        m_view->setCurrentIndex(find(u"number"_s));
        hands::press("Menu");
        QTRY_VERIFY(QApplication::activePopupWidget());
        QVERIFY(!m_view->findChild<QAction *>(u"printInConsole"_s)->isEnabled());
        hands::press("c");
        QTRY_COMPARE(QApplication::clipboard()->text(), u"7"_s);
    }

    void rowsMayComeAndGo()
    {
        open();
        QTRY_COMPARE(model()->rowCount(), 4);
        QRandomGenerator random(7);
        for (int turn = 0; turn < 60; ++turn) {
            QList<Variable> locals;
            for (int i = 0; i < 12; ++i) {
                if (random.bounded(3))
                    locals.append(variable(u"v%1"_s.arg(i / 2), QString::number(random.bounded(3)), u"int"_s, random.bounded(4) ? 0 : 500 + turn));
            }
            step(locals, {{500 + turn, numbers(int(random.bounded(5)))}});
            QStringList wanted, shown;
            for (const Variable &one : locals)
                wanted.append(one.name + u'=' + one.value);
            const auto rows = [&] {
                shown.clear();
                for (int row = 0; row < model()->rowCount(); ++row)
                    shown.append(model()->index(row, 0).data().toString() + u'=' + model()->index(row, 1).data().toString());
                return shown;
            };
            QTRY_COMPARE(rows(), wanted);
            if (model()->rowCount())
                m_view->expand(model()->index(int(random.bounded(model()->rowCount())), 0));
        }
    }

    void threadsAreListedAndSelected()
    {
        const qint64 pid = m_tree->actors.at(u"child"_s).pid;
        engine()->threadList = {{.tid = pid, .name = u"child"_s, .function = u"bpForever"_s, .file = QStringLiteral(FURROW_SAMPLE), .line = 13, .current = true},
                                {.tid = 4711, .name = u"pool"_s, .function = u"work"_s, .file = QStringLiteral(FURROW_SAMPLE), .line = 20},
                                {.tid = 4712, .name = u"spins"_s}};
        open();
        ThreadsModel *threads = m_threads->threads();
        QTRY_COMPARE(threads->rowCount(), 3);
        QCOMPARE(threads->index(0, ThreadsModel::Where).data().toString(), u"bpForever · sample.cpp:13"_s);
        QCOMPARE(threads->index(2, ThreadsModel::Where).data().toString(), u"runs"_s);
        QVERIFY(threads->index(0, 0).data(ThreadsModel::CurrentRole).toBool());
        hands::click(m_threads->viewport(), cell(m_threads, threads->index(1, 0), ThreadsModel::Where), 2);
        QTRY_VERIFY(engine()->inspections.contains(u"selectThread 4711"_s));
        QTRY_VERIFY(threads->index(1, 0).data(ThreadsModel::CurrentRole).toBool() && !threads->index(0, 0).data(ThreadsModel::CurrentRole).toBool());
        QVERIFY(threads->index(1, 0).data(Qt::AccessibleTextRole).toString().endsWith(u"the prompt stands here"_s));
        hands::press("Up");
        hands::press("Return");
        QTRY_VERIFY(engine()->inspections.contains(u"selectThread %1"_s.arg(pid)));
        engine()->threadList.removeAt(1);
        m_tree->console->submit(u"n"_s);
        QTRY_COMPARE(threads->rowCount(), 2);
        QTRY_VERIFY(isReady());
        m_tree->console->submit(u"c"_s);
        QTRY_COMPARE(threads->rowCount(), 0);
        QCOMPARE(m_threads->message(), u"Threads are shown while an actor stands at its prompt."_s);
    }

    /// For people to look at.
    void pictures()
    {
        engine()->threadList = {{.tid = 4710, .name = u"child"_s, .function = u"bpForever"_s, .file = QStringLiteral(FURROW_SAMPLE), .line = 13, .current = true},
                                {.tid = 4711, .name = u"pool"_s, .function = u"work"_s, .file = QStringLiteral(FURROW_SAMPLE), .line = 20},
                                {.tid = 4712, .name = u"spins"_s}};
        QDir().mkpath(QStringLiteral(FURROW_SCREENSHOTS));
        const auto take = [&](const QString &name) {
            QTest::qWait(100); // painted
            QVERIFY(m_window->grab().save(QStringLiteral(FURROW_SCREENSHOTS) + u"/docks-%1.png"_s.arg(name)));
        };
        take(u"empty"_s);
        open();
        QTRY_COMPARE(model()->rowCount(), 4);
        m_view->expand(find(u"point"_s));
        QTRY_COMPARE(model()->rowCount(find(u"point"_s)), 2);
        step({variable(u"number"_s, u"8"_s), variable(u"flag"_s, u"true"_s, u"bool"_s), variable(u"ratio"_s, u"-1.5"_s, u"double"_s),
              variable(u"text"_s, u"\"text\""_s, u"QString"_s),
              variable(u"list"_s, u"QList<int> (size = 250) = {0, 1, 4, 9, …"_s, u"QList<int>"_s, 10), variable(u"pointer"_s, u"0x7fffffffdc40"_s, u"Shape *"_s, 50),
              Variable{.name = u"gone"_s, .value = u"<optimized out>"_s, .type = u"int"_s, .failed = true}, variable(u"point"_s, u"{x = 2, inner = {…}}"_s, u"Point"_s, 20)},
             {{10, numbers(250)}, {20, {variable(u"x"_s, u"2"_s), variable(u"inner"_s, u"{y = 2}"_s, u"Inner"_s, 30)}}});
        QTRY_COMPARE(valueOf(u"x"_s, find(u"point"_s)), u"2"_s);
        m_view->setCurrentIndex(find(u"text"_s));
        take(u"light"_s);
        QApplication::setPalette(darkPalette());
        take(u"dark"_s);
        QApplication::setPalette(QPalette());
    }
};

FURROW_WINDOW_TEST(TestVariables)
#include "tst_variables.moc"
