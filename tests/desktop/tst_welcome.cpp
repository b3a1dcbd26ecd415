// SPDX-License-Identifier: MIT
#include "darkpalette.h"
#include "xserver.h"

#include "core/runconfigurations.h"
#include "desktop/messagebar.h"
#include "desktop/start/examplelist.h"
#include "desktop/start/launchlist.h"
#include "desktop/start/pathfield.h"
#include "desktop/start/problemlabel.h"
#include "desktop/start/runconfigurationeditor.h"
#include "desktop/start/startpage.h"
#include "desktop/start/welcomepage.h"
#include "desktop/themefollower.h"
#include "support/places.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// Where programs are started, with a real keyboard and mouse.
class TestWelcome : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RunConfigurations> m_store;
    std::unique_ptr<ThemeFollower> m_theme;
    std::unique_ptr<StartPage> m_page;
    QList<RunConfiguration> m_started;

    template<typename T = QWidget>
    T *part(const QString &name) const
    {
        T *found = m_page->findChild<T *>(name);
        if (!found)
            qFatal("there is no %s", qPrintable(name));
        return found;
    }
    LaunchList *list() const { return part<LaunchList>(u"launchList"_s); }
    QString problem(const QString &field) const
    {
        const auto *label = part<ProblemLabel>(field);
        return label->isVisible() ? label->text() : QString();
    }
    QStringList rows(int role = Qt::DisplayRole) const
    {
        QStringList result;
        for (int row = 0; row < list()->model()->rowCount(); ++row)
            result.append(list()->model()->index(row, 0).data(role).toString());
        return result;
    }
    QString chosen() const { return list()->currentIndex().data().toString(); }
    QModelIndex row(const QString &title) const { return list()->model()->index(int(rows().indexOf(title)), 0); }
    QString program(const QString &name) const
    {
        const QString path = m_folder->filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no folder");
        file.write("#!/bin/sh\n");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    void addRecent(const QString &program, const QStringList &arguments = {})
    {
        m_store->remember(RunConfiguration::of(program, arguments, m_folder->path()));
        QTest::qWait(2); // the next one is later
    }
    void addExamples()
    {
        QDir(m_folder->path()).mkdir(u"examples"_s);
        QFile file(m_folder->filePath(u"examples/examples.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[{\"name\": \"ahead\", \"description\": \"It is not built.\"},"
                   "{\"name\": \"first_pause\", \"description\": \"It pauses once.\"},"
                   "{\"name\": \"../program\", \"description\": \"Elsewhere.\"}, 7]");
        program(u"examples/first_pause"_s);
    }
    /// The page, as a window shows it at its start.
    void open(bool withExamples = false)
    {
        m_page = std::make_unique<StartPage>(m_store.get(), m_theme.get());
        connect(m_page.get(), &StartPage::startRequested, this, [this](const RunConfiguration &one) { m_started.append(one); });
        if (withExamples)
            m_page->setExamplesFolder(m_folder->filePath(u"examples"_s));
        m_page->resize(1000, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        hands::focus(m_page.get());
    }

    /// For people to look at: in light, and in dark without a new page, since it follows live.
    void takeBoth(const QString &state)
    {
        QDir().mkpath(QStringLiteral(FURROW_SCREENSHOTS));
        for (const bool isDark : {false, true}) {
            QApplication::setPalette(isDark ? darkPalette() : QPalette());
            QTest::qWait(100); // painted
            const QImage image = m_page->grab().toImage();
            QVERIFY(image.save(QStringLiteral(FURROW_SCREENSHOTS) + u"/%1-%2-%3x.png"_s.arg(state, isDark ? u"dark"_s : u"light"_s).arg(image.devicePixelRatio())));
            QSet<QRgb> colors;
            for (int y = 0; y < image.height(); y += 7)
                for (int x = 0; x < image.width(); x += 7)
                    colors.insert(image.pixel(x, y));
            QVERIFY(colors.size() > 20); // not blank
            QCOMPARE(image.pixelColor(3, 3).lightness() < 128, isDark);
        }
        QApplication::setPalette(QPalette());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<RunConfigurations>(m_folder->filePath(u"config/runs.json"_s));
        m_theme = std::make_unique<ThemeFollower>();
        QTRY_VERIFY(m_store->isLoaded());
    }
    void cleanup()
    {
        m_started.clear();
        m_page.reset();
        m_store.reset();
        m_theme.reset();
    }

    void theStoreIsTheTestsOwn()
    {
        QVERIFY(!RunConfigurationFile::defaultPath().startsWith(QDir::homePath()));
    }

    void aProgramIsTypedAndEnterStartsIt()
    {
        open();
        QTRY_COMPARE(QApplication::focusWidget(), part(u"program"_s)); // nothing is recent: name one
        const QString path = program(u"mine"_s);
        hands::type(path);
        hands::press("Tab");
        QTRY_COMPARE(QApplication::focusWidget(), part(u"arguments"_s));
        hands::type(u"--jobs 4 'a b'"_s);
        hands::press("Return");
        QTRY_COMPARE(m_started.size(), 1);
        QCOMPARE(m_started[0].program, path);
        QCOMPARE(m_started[0].argumentList(), (QStringList{u"--jobs"_s, u"4"_s, u"a b"_s}));
        QCOMPARE(m_started[0].workingFolder, QDir::currentPath());
        QCOMPARE(rows(), (QStringList{u"Recent"_s, u"mine"_s}));
        QTRY_COMPARE(RunConfigurationFile(m_folder->filePath(u"config/runs.json"_s)).read().list->size(), 1);
    }

    void whatIsWrongIsSaidAndGoesAsItIsMended()
    {
        open();
        const QString path = program(u"mine"_s);
        hands::click(part(u"arguments"_s));
        hands::type(u"it's"_s);
        hands::click(part(u"start"_s));
        QTRY_VERIFY(problem(u"programProblem"_s).contains(u"Name the program"_s));
        QVERIFY(problem(u"argumentsProblem"_s).contains(u"not closed"_s));
        QTRY_COMPARE(QApplication::focusWidget(), part(u"program"_s));
        hands::type(path + u'x');
        QTRY_VERIFY(problem(u"programProblem"_s).contains(u"There is no file"_s));
        QVERIFY(part(u"program"_s)->accessibleDescription().contains(u"There is no file"_s));
        hands::press("BackSpace");
        QTRY_VERIFY(problem(u"programProblem"_s).isEmpty());
        hands::press("Return");
        QTRY_COMPARE(QApplication::focusWidget(), part(u"arguments"_s));
        QVERIFY(m_started.isEmpty());
        hands::press("BackSpace");
        hands::press("BackSpace");
        hands::press("Return");
        QTRY_COMPARE(m_started.size(), 1);
        QCOMPARE(m_started[0].argumentList(), QStringList{u"it"_s});
    }

    void theArrowsChooseAndEnterStarts()
    {
        for (const QString &name : {u"one"_s, u"two"_s, u"three"_s})
            addRecent(program(name));
        addExamples();
        open(true);
        QTRY_COMPARE(rows(), (QStringList{u"Recent"_s, u"three"_s, u"two"_s, u"one"_s, u"Examples"_s, u"first_pause"_s, u"ahead"_s}));
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(list()));
        QCOMPARE(chosen(), u"three"_s);
        hands::press("Down");
        QTRY_COMPARE(chosen(), u"two"_s);
        hands::press("Return");
        QTRY_COMPARE(m_started.size(), 1);
        QCOMPARE(m_started[0].title(), u"two"_s);
        QCOMPARE(m_started[0].workingFolder, m_folder->path());
        QCOMPARE(rows().sliced(1, 3), (QStringList{u"two"_s, u"three"_s, u"one"_s})); // and it is still the chosen one
        QCOMPARE(chosen(), u"two"_s);
        hands::press("End");
        QTRY_COMPARE(chosen(), u"ahead"_s);
        hands::press("Up");
        QTRY_COMPARE(chosen(), u"first_pause"_s);
        hands::press("Up"); // over the heading
        QTRY_COMPARE(chosen(), u"one"_s);
        hands::press("Home");
        QTRY_COMPARE(chosen(), u"two"_s);
    }

    void typingSearchesAndEscapeLeaves()
    {
        for (const QString &name : {u"alpha"_s, u"beta"_s, u"gamma"_s})
            addRecent(program(name), {name == u"alpha"_s ? u"--deep"_s : u"--flat"_s});
        addExamples();
        open(true);
        QTRY_COMPARE(rows().size(), 7);
        hands::type(u"DEEP alp"_s);
        QTRY_COMPARE(rows(), (QStringList{u"Recent"_s, u"alpha"_s}));
        QCOMPARE(part<QLineEdit>(u"launchSearch"_s)->text(), u"DEEP alp"_s);
        hands::press("Return");
        QTRY_COMPARE(m_started.size(), 1);
        QCOMPARE(m_started[0].title(), u"alpha"_s);
        hands::press("Escape");
        QTRY_COMPARE(rows().size(), 7);
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget *>(list()));
        hands::press("ctrl+f");
        hands::type(u"once"_s); // of what an example shows
        QTRY_COMPARE(rows(), (QStringList{u"Examples"_s, u"first_pause"_s}));
        hands::press("Escape");
        hands::type(u"a"_s);
        QTRY_VERIFY(rows().size() > 3);
        QCOMPARE(chosen(), u"alpha"_s); // last started
        hands::press("Down"); // from the search line
        QTRY_COMPARE(chosen(), u"gamma"_s);
        hands::type(u"zzz"_s);
        QTRY_VERIFY(rows().isEmpty());
        hands::press("Return");
        QTest::qWait(100);
        QCOMPARE(m_started.size(), 1);
    }

    void aDoubleClickStarts()
    {
        addRecent(program(u"one"_s));
        addExamples();
        open(true);
        QTRY_COMPARE(rows().size(), 5);
        hands::click(list()->viewport(), list()->visualRect(row(u"one"_s)).center(), 1);
        QTest::qWait(QApplication::doubleClickInterval() + 50);
        QVERIFY(m_started.isEmpty());
        hands::click(list()->viewport(), list()->visualRect(row(u"first_pause"_s)).center(), 2);
        QTRY_COMPARE(m_started.size(), 1);
        QCOMPARE(m_started[0].program, m_folder->filePath(u"examples/first_pause"_s));
        QTRY_VERIFY(rows().indexOf(u"first_pause"_s) < rows().indexOf(u"Examples"_s)); // it is recent now, too
    }

    void whatIsMissingIsGreyAndSaysWhy()
    {
        addRecent(program(u"there"_s));
        addRecent(m_folder->filePath(u"gone"_s));
        addExamples();
        open(true);
        QTRY_VERIFY(rows(LaunchModel::ReasonRole).contains(u"There is no file “%1”."_s.arg(m_folder->filePath(u"gone"_s))));
        QVERIFY(row(u"there"_s).data(LaunchModel::ReasonRole).toString().isEmpty());
        QVERIFY(row(u"gone"_s).data(Qt::AccessibleTextRole).toString().contains(u"There is no file"_s));
        QCOMPARE(chosen(), u"gone"_s);
        hands::press("Return");
        auto *bar = part<MessageBar>(u"welcomeBar"_s);
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(bar->text().contains(u"There is no file"_s));
        QVERIFY(m_started.isEmpty());
        program(u"gone"_s); // built meanwhile
        hands::press("Return");
        QTRY_COMPARE(m_started.size(), 1);
        QVERIFY(!bar->isVisible());
        QTRY_VERIFY(row(u"gone"_s).data(LaunchModel::ReasonRole).toString().isEmpty());
        hands::press("End");
        QTRY_COMPARE(chosen(), u"ahead"_s);
        hands::press("Return");
        QTRY_VERIFY(bar->isVisible() && bar->text().contains(u"./run ahead"_s));
        QCOMPARE(m_started.size(), 1);
    }

    void oneIsPinnedAndRemovedAndBroughtBack()
    {
        for (const QString &name : {u"one"_s, u"two"_s, u"three"_s})
            addRecent(program(name));
        open();
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(list()));
        hands::press("End");
        QTRY_COMPARE(chosen(), u"one"_s);
        hands::press("ctrl+d");
        QTRY_COMPARE(rows(), (QStringList{u"Pinned"_s, u"one"_s, u"Recent"_s, u"three"_s, u"two"_s}));
        QCOMPARE(chosen(), u"one"_s);
        QCOMPARE(part<QToolButton>(u"pinChosen"_s)->text(), u"Unpin"_s);
        hands::click(part(u"pinChosen"_s));
        QTRY_COMPARE(rows().first(), u"Recent"_s);
        hands::click(list()->viewport(), list()->visualRect(row(u"two"_s)).center());
        hands::press("Delete");
        QTRY_COMPARE(rows(), (QStringList{u"Recent"_s, u"three"_s, u"one"_s}));
        QCOMPARE(chosen(), u"one"_s); // it took its place
        hands::press("Delete");
        QTRY_COMPARE(rows(), (QStringList{u"Recent"_s, u"three"_s}));
        QCOMPARE(chosen(), u"three"_s); // the last one: the one before
        hands::click(part(u"undoRemove"_s));
        QTRY_COMPARE(rows(), (QStringList{u"Recent"_s, u"three"_s, u"one"_s}));
        QTRY_COMPARE(RunConfigurationFile(m_folder->filePath(u"config/runs.json"_s)).read().list->size(), 2);
        QCOMPARE(list()->currentIndex().data(LaunchModel::ReasonRole).toString(), QString());
    }

    void theMenuOffersWhatTheButtonsDo()
    {
        addRecent(program(u"one"_s));
        open();
        QTRY_COMPARE(rows().size(), 2);
        hands::moveTo(list()->viewport(), list()->visualRect(row(u"one"_s)).center());
        hands::xdotool({u"click"_s, u"3"_s});
        QTRY_VERIFY(QApplication::activePopupWidget());
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QStringList texts;
        for (const QAction *action : menu->actions())
            texts.append(action->text());
        QCOMPARE(texts, (QStringList{u"Start"_s, u"Edit…"_s, u"Pin"_s, u"Remove"_s}));
        hands::click(menu, menu->actionGeometry(menu->actions()[1]).center());
        QTRY_VERIFY(part(u"runConfigurationEditor"_s)->isVisible());
    }

    void aConfigurationIsEditedSavedAndStarted()
    {
        addRecent(program(u"one"_s));
        open();
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(list()));
        hands::press("F2");
        QTRY_COMPARE(QApplication::focusWidget(), part(u"nameField"_s));
        hands::type(u"Nightly"_s);
        hands::press("Tab"); // program
        hands::press("Tab");
        QTRY_COMPARE(QApplication::focusWidget(), part(u"argumentsField"_s));
        hands::type(u"'--all"_s);
        QTRY_VERIFY(problem(u"argumentsFieldProblem"_s).contains(u"not closed"_s));
        hands::press("ctrl+s");
        QTest::qWait(100);
        QVERIFY(part(u"runConfigurationEditor"_s)->isVisible()); // not with that
        hands::type(u"'"_s);
        QTRY_VERIFY(problem(u"argumentsFieldProblem"_s).isEmpty());
        hands::press("Tab"); // folder
        hands::press("Tab");
        QTRY_COMPARE(QApplication::focusWidget(), part(u"environmentField"_s));
        hands::type(u"FURROW_CONSOLE=x"_s);
        QTRY_VERIFY(problem(u"environmentFieldProblem"_s).contains(u"set by Furrow itself"_s));
        hands::press("ctrl+a");
        hands::type(u"DEPTH=3"_s);
        hands::press("Return");
        hands::type(u"-LANG"_s);
        QTRY_VERIFY(problem(u"environmentFieldProblem"_s).isEmpty());
        hands::press("Tab");
        QTRY_COMPARE(QApplication::focusWidget(), part(u"logLevel"_s));
        hands::press("End");
        QTRY_COMPARE(part<QComboBox>(u"logLevel"_s)->currentData().toString(), u"trace"_s);
        hands::press("Tab");
        hands::press("space");
        hands::press("ctrl+s");
        QTRY_VERIFY(part(u"welcomePage"_s)->isVisible());
        QCOMPARE(rows(), (QStringList{u"Recent"_s, u"Nightly"_s}));
        QVERIFY(m_started.isEmpty());
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(list()));
        hands::press("Return");
        QTRY_COMPARE(m_started.size(), 1);
        QCOMPARE(m_started[0].argumentList(), QStringList{u"--all"_s});
        const EnvironmentChanges expected{{u"DEPTH"_s, u"3"_s}, {u"LANG"_s, std::nullopt}, {u"FURROW_LOG_LEVEL"_s, u"trace"_s},
                                          {u"FURROW_TASK_DUMP"_s, u"1"_s}};
        QCOMPARE(m_started[0].environmentChanges(), expected);
        QCOMPARE(rows(), (QStringList{u"Recent"_s, u"Nightly"_s})); // a start of it is no other one
    }

    void theEditorStartsWithoutSavingAndEscapeLeavesAllAsItWas()
    {
        RunConfiguration kept;
        kept.name = u"Kept"_s;
        kept.program = program(u"one"_s);
        kept.workingFolder = m_folder->path();
        m_store->save(kept);
        open();
        QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget *>(list()));
        hands::press("F2");
        QTRY_COMPARE(QApplication::focusWidget(), part(u"nameField"_s));
        hands::type(u"thrown away"_s);
        hands::press("Escape");
        QTRY_VERIFY(part(u"welcomePage"_s)->isVisible());
        QCOMPARE(rows(), (QStringList{u"Recent"_s, u"Kept"_s}));
        hands::press("F2");
        QTRY_COMPARE(QApplication::focusWidget(), part(u"nameField"_s));
        hands::click(part(u"argumentsField"_s));
        hands::type(u"altered"_s);
        hands::press("Return");
        QTRY_COMPARE(m_started.size(), 1);
        QCOMPARE(m_started[0].arguments, u"altered"_s);
        QCOMPARE(m_store->list().size(), 2); // the altered one is another, without a name
        QCOMPARE(m_store->list().first().name, QString());
    }

    void aNameIsThereOnce()
    {
        RunConfiguration kept;
        kept.name = u"Kept"_s;
        kept.program = program(u"one"_s);
        m_store->save(kept);
        open();
        m_page->edit({});
        QTRY_COMPARE(QApplication::focusWidget(), part(u"programField"_s));
        hands::press("ctrl+s");
        QTRY_VERIFY(problem(u"programFieldProblem"_s).contains(u"Name the program"_s));
        hands::type(m_folder->filePath(u"notbuilt"_s));
        hands::click(part(u"nameField"_s));
        hands::type(u"Kept"_s);
        QTRY_VERIFY(problem(u"nameFieldProblem"_s).contains(u"Another run configuration"_s));
        hands::click(part(u"saveEdited"_s));
        QTest::qWait(100);
        QVERIFY(part(u"runConfigurationEditor"_s)->isVisible());
        hands::type(u"2"_s);
        QTRY_VERIFY(problem(u"nameFieldProblem"_s).isEmpty());
        hands::click(part(u"saveEdited"_s));
        QTRY_VERIFY(part(u"welcomePage"_s)->isVisible()); // what is not built yet may be saved
        QVERIFY(rows().contains(u"Kept2"_s));
    }

    void theChooserFillsTheLine()
    {
        const QString path = program(u"one"_s);
        open();
        part<PathField>(u"program"_s)->setText(path);
        hands::press("ctrl+o");
        QTRY_VERIFY(m_page->findChild<QFileDialog *>());
        auto *dialog = m_page->findChild<QFileDialog *>();
        QTRY_VERIFY(dialog->isVisible());
        QCOMPARE(dialog->directory().path(), m_folder->path());
        part<PathField>(u"program"_s)->clear();
        hands::focus(dialog);
        hands::press("Return");
        QTRY_COMPARE(part<PathField>(u"program"_s)->text(), path);
    }

    void aDamagedStoreIsSaidInABar()
    {
        m_store.reset();
        QFile file(m_folder->filePath(u"config/runs.json"_s));
        QDir(m_folder->path()).mkpath(u"config"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
        file.close();
        m_store = std::make_unique<RunConfigurations>(file.fileName());
        open();
        auto *bar = part<MessageBar>(u"welcomeBar"_s);
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(bar->text().contains(u".damaged"_s));
        QVERIFY(m_page->isEnabled());
    }

    void everyPartHasAName()
    {
        addRecent(program(u"one"_s));
        open();
        QTRY_COMPARE(rows().size(), 2);
        for (const bool edits : {false, true}) {
            if (edits)
                m_page->edit(m_store->list().first());
            for (QWidget *widget : m_page->findChildren<QWidget *>()) {
                if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible())
                    continue;
                QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
                QVERIFY(interface);
                QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                         qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
            }
        }
    }

    void pictures()
    {
        for (const QString &name : {u"hello"_s, u"bank_of_actors"_s, u"simulate"_s, u"worker_pool"_s})
            addRecent(program(name), name == u"simulate"_s ? QStringList{u"--steps"_s, u"200"_s, u"two words"_s} : QStringList());
        addRecent(m_folder->filePath(u"not_there_any_more"_s));
        m_store->setPinned(m_store->list().at(2).id, true);
        open();
        m_page->setExamplesFolder(places::inBuild(u"examples"_s));
        QTRY_VERIFY(rows().size() > 25);
        QTRY_VERIFY(rows(LaunchModel::ReasonRole).join(QString()).contains(u"There is no file"_s));
        takeBoth(u"welcome"_s);
        part<PathField>(u"program"_s)->setText(u"/no/such/program"_s);
        part<QLineEdit>(u"arguments"_s)->setText(u"it's"_s);
        hands::click(part(u"start"_s));
        QTRY_VERIFY(!problem(u"programProblem"_s).isEmpty());
        hands::click(list()->viewport(), list()->visualRect(row(u"hello"_s)).center());
        hands::press("Delete");
        QTRY_VERIFY(part(u"welcomeBar"_s)->isVisible());
        takeBoth(u"welcome-problems"_s);
        RunConfiguration one = m_store->list().at(2);
        one.name = u"Two hundred steps"_s;
        one.environment = u"QT_LOGGING_RULES=app.*=true\nwrong"_s;
        m_page->edit(one);
        QTRY_VERIFY(!problem(u"environmentFieldProblem"_s).isEmpty());
        takeBoth(u"configuration"_s);
        m_store->remove(m_store->list().at(0).id);
        QFont large = QApplication::font();
        large.setPointSizeF(large.pointSizeF() * 2);
        QApplication::setFont(large);
        open();
        m_page->setExamplesFolder(places::inBuild(u"examples"_s));
        QTRY_VERIFY(rows().size() > 25);
        takeBoth(u"welcome-200-percent"_s);
        large.setPointSizeF(large.pointSizeF() / 2);
        QApplication::setFont(large);
    }

    void anInstalledFurrowShowsNoExamples()
    {
        QVERIFY(readExamples({}).isEmpty());
        QVERIFY(readExamples(m_folder->path()).isEmpty());
        addExamples();
        const QList<Example> examples = readExamples(m_folder->filePath(u"examples"_s));
        QCOMPARE(examples.size(), 2);
        QVERIFY(examples[0].isBuilt && examples[0].name == u"first_pause"_s && examples[0].description == u"It pauses once."_s);
        QVERIFY(!examples[1].isBuilt);
    }

    void everyExampleOfTheBuildIsDescribed()
    {
        const QList<Example> examples = readExamples(places::inBuild(u"examples"_s));
        QVERIFY(examples.size() > 20);
        for (const Example &example : examples) {
            QVERIFY2(example.description.size() > 20 && example.description.endsWith(u'.'), qPrintable(example.name + u": "_s + example.description));
            QVERIFY2(!example.description.contains(u'\n') && !example.description.contains(u"//"_s), qPrintable(example.description));
        }
    }
};

FURROW_WINDOW_TEST(TestWelcome)
#include "tst_welcome.moc"
