// SPDX-License-Identifier: MIT
#include "panetest.h"

#include "desktop/pane/linkfinder.h"

#include <QMenu>

using namespace furrow;
using namespace furrow::ui;
using namespace Qt::StringLiterals;

/// What leads from the pane to the source and to the tree.
class TestLinks : public PaneTest
{
    Q_OBJECT

private:
    std::optional<ConsoleLinks::Place> link(const QString &text) const
    {
        for (qint64 line = m_pane->document()->endLine() - 1; line >= m_pane->document()->firstLine(); --line) {
            for (const Link &link : m_pane->links()->of(line)) {
                if (m_pane->document()->lineText(line).mid(link.start, link.length) == text)
                    return ConsoleLinks::Place{line, link};
            }
        }
        return {};
    }
    QPoint pointOf(const QString &text) const
    {
        const auto place = link(text);
        return place ? m_pane->rectOf(*place).center() : QPoint(-1, -1);
    }
    void clickOnLink(const QString &text)
    {
        QVERIFY2(pointOf(text).x() > 0, qPrintable(text));
        hands::click(m_pane->viewport(), pointOf(text));
    }

private Q_SLOTS:
    void init() { openPanel(); }
    void cleanup() { closePanel(); }

    void whatIsALink_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("files"); // FILE LINE
        QTest::newRow("absolute") << u"at /home/me/src/main.cpp:12"_s << QStringList{u"/home/me/src/main.cpp 12"_s};
        QTest::newRow("compiler") << u"../src/a.cpp:3:14: error: no"_s << QStringList{u"../src/a.cpp 3"_s};
        QTest::newRow("two") << u"In file included from b.h:7,\n                 from c.cc:9:"_s << QStringList{u"b.h 7"_s, u"c.cc 9"_s};
        QTest::newRow("trace") << u"#0 nameError() at sample.cpp:23"_s << QStringList{u"sample.cpp 23"_s};
        QTest::newRow("QtTest") << u"   Loc: [/work/tst_x.cpp(62)]"_s << QStringList{u"/work/tst_x.cpp 62"_s};
        QTest::newRow("log line") << u"21:03:11.402 debug   root text (portal.cpp:88)"_s << QStringList{u"portal.cpp 88"_s};
        QTest::newRow("CMake") << u"CMake Error at CMakeLists.txt:5 (find_package):"_s << QStringList{u"CMakeLists.txt 5"_s};
        QTest::newRow("umlauts") << u"größe/maß.cpp:1"_s << QStringList{u"größe/maß.cpp 1"_s};
        QTest::newRow("url") << u"file:///a/b.cpp:4"_s << QStringList{u"/a/b.cpp 4"_s};
        QTest::newRow("time") << u"21:03:11 and 12:30"_s << QStringList{};
        QTest::newRow("host") << u"localhost:80 example.com:443 10.0.0.1:22"_s << QStringList{};
        QTest::newRow("no line") << u"main.cpp: main.cpp:x main.cpp:0"_s << QStringList{};
        QTest::newRow("no name") << u".cpp:12 /.h:3"_s << QStringList{};
        QTest::newRow("too many digits") << u"a.cpp:123456789"_s << QStringList{};
        QTest::newRow("goes on") << u"a.cpp:12x"_s << QStringList{};
        QTest::newRow("call") << u"f(12) foo.bar(3)"_s << QStringList{};
    }
    void whatIsALink()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, files);
        QStringList found;
        for (const Link &link : findLinks(text))
            found.append(u"%1 %2"_s.arg(link.file).arg(link.line));
        QCOMPARE(found, files);
    }
    void aLongLineIsLookedThroughQuickly()
    {
        const QString text = u"a/"_s.repeated(8000) + u":1 "_s + u"b.:2"_s.repeated(4000);
        QElapsedTimer timer;
        timer.start();
        findLinks(text);
        QVERIFY2(timer.elapsed() < 200, qPrintable(QString::number(timer.elapsed())));
    }
    void actorsAreLinks()
    {
        const QUuid uuid = QUuid::createUuid();
        const QList<Link> links = findLinks(u"Opening a gdb REPL in paused actor: %1"_s.arg(ActorId{u"it's"_s, uuid}.toString()));
        QCOMPARE(links.size(), 1);
        QCOMPARE(links[0].actor, uuid);
        QCOMPARE(links[0].length, 4);
        QVERIFY(findLinks(u"('a', 'not-a-uuid')").isEmpty());
    }

    void aClickOpensTheSource()
    {
        print(u"/src/app/main.cpp:12:3: error: no such thing"_s);
        QSignalSpy requested(m_panel.get(), &ConsolePanel::sourceRequested);
        clickOnLink(u"/src/app/main.cpp:12"_s);
        QTRY_COMPARE(requested.size(), 1);
        QCOMPARE(requested[0], QVariantList({u"/src/app/main.cpp"_s, 12}));
        hands::click(m_pane->viewport(), pointOf(u"/src/app/main.cpp:12"_s) + QPoint(300, 0)); // beside it
        hands::xdotool({u"keydown"_s, u"ctrl"_s});
        clickOnLink(u"/src/app/main.cpp:12"_s);
        hands::xdotool({u"keyup"_s, u"ctrl"_s});
        QTRY_COMPARE(requested.size(), 2);
    }
    void theHeadersPlaceIsTheWholeFile()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_pane->flush();
        QSignalSpy requested(m_panel.get(), &ConsolePanel::sourceRequested);
        clickOnLink(u"sample.cpp:13"_s);
        QTRY_COMPARE(requested.size(), 1);
        QCOMPARE(requested[0], QVariantList({QStringLiteral(FURROW_SAMPLE), 13}));
    }
    void aRelativeFileIsFoundWhereTheActorRuns()
    {
        // The actor's process runs in the folder of the test.
        QTemporaryDir folder(QDir::currentPath() + u"/linksXXXXXX"_s);
        QFile file(folder.filePath(u"rel.cpp"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QString relative = QDir::current().relativeFilePath(file.fileName());
        print(u"../%1/%2:7: warning"_s.arg(QDir::current().dirName(), relative));
        QSignalSpy requested(m_panel.get(), &ConsolePanel::sourceRequested);
        clickOnLink(u"../%1/%2:7"_s.arg(QDir::current().dirName(), relative));
        QTRY_COMPARE(requested.size(), 1);
        QCOMPARE(QFileInfo(requested[0][0].toString()).canonicalFilePath(), QFileInfo(file).canonicalFilePath());
    }
    void anActorsNameLeadsToTheTree()
    {
        const auto entry = m_tree->open(u"child"_s, u"pause"_s, 13, u"bp_forever"_s);
        m_pane->flush();
        QSignalSpy requested(m_panel.get(), &ConsolePanel::actorRequested);
        clickOnLink(u"child"_s);
        QTRY_COMPARE(requested.size(), 1);
        QCOMPARE(requested[0][0].toUuid(), m_tree->actors.at(u"child"_s).id.uuid);
    }
    void thePointerTells()
    {
        print(u"see main.cpp:12 there"_s);
        const QPoint point = pointOf(u"main.cpp:12"_s);
        hands::moveTo(m_pane->viewport(), point + QPoint(0, 60));
        QTRY_COMPARE(m_pane->viewport()->cursor().shape(), Qt::IBeamCursor);
        hands::moveTo(m_pane->viewport(), point);
        QTRY_COMPARE(m_pane->viewport()->cursor().shape(), Qt::PointingHandCursor);
        QVERIFY(m_pane->links()->hovered());
        takePictures("link");
        hands::moveTo(m_pane->viewport(), {point.x() + 300, point.y()});
        QTRY_COMPARE(m_pane->viewport()->cursor().shape(), Qt::IBeamCursor);
    }
    void draggingOverALinkSelects()
    {
        print(u"see main.cpp:12 there"_s);
        QSignalSpy requested(m_panel.get(), &ConsolePanel::sourceRequested);
        const QRect rect = m_pane->rectOf(*link(u"main.cpp:12"_s));
        hands::drag(m_pane->viewport(), {rect.left() + 1, rect.center().y()}, {rect.right() + 1, rect.center().y()});
        QTRY_COMPARE(m_pane->selectedText(), u"main.cpp:12"_s);
        QCOMPARE(requested.size(), 0);
        clickOnLink(u"main.cpp:12"_s); // lets go of the selection
        QTRY_VERIFY(!m_pane->hasSelection());
        QCOMPARE(requested.size(), 0);
        QTest::qWait(QApplication::doubleClickInterval() + 100); // another click, not a double one
        clickOnLink(u"main.cpp:12"_s);
        QTRY_COMPARE(requested.size(), 1);
    }
    void theKeyboardGoesFromLinkToLink()
    {
        print(u"one.cpp:1 and two.cpp:2\nnothing\nthree.cpp:3"_s);
        QSignalSpy requested(m_panel.get(), &ConsolePanel::sourceRequested);
        for (const auto &[key, file] : {std::pair("alt+Up", u"three.cpp"_s), {"alt+Up", u"two.cpp"_s}, {"alt+Up", u"one.cpp"_s},
                                        {"alt+Down", u"two.cpp"_s}}) {
            hands::press(key);
            QTRY_VERIFY(m_pane->links()->focused() && m_pane->links()->focused()->link.file == file);
        }
        takePictures("link-by-keyboard");
        hands::press("alt+Return");
        QTRY_COMPARE(requested.size(), 1);
        QCOMPARE(requested[0], QVariantList({u"two.cpp"_s, 2}));
        hands::press("Escape");
        QTRY_VERIFY(!m_pane->links()->focused());
    }
    void theMenuOffersThem()
    {
        print(u"/src/main.cpp:12"_s);
        QSignalSpy requested(m_panel.get(), &ConsolePanel::sourceRequested);
        for (const char *name : {"openLinkHere", "copyPath"}) {
            hands::moveTo(m_pane->viewport(), pointOf(u"/src/main.cpp:12"_s));
            bool found = false;
            QTimer look;
            connect(&look, &QTimer::timeout, this, [&] {
                auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
                if (!menu)
                    return;
                look.stop();
                auto *action = menu->findChild<QAction *>(QString::fromLatin1(name));
                found = action != nullptr;
                if (action && action->objectName() == u"openLinkHere"_s)
                    QCOMPARE(action->text(), u"&Open main.cpp:12"_s);
                if (action)
                    hands::click(menu, menu->actionGeometry(action).center());
                else
                    menu->close();
            });
            look.start(20);
            hands::xdotool({u"click"_s, u"3"_s});
            QTRY_VERIFY(found);
        }
        QTRY_COMPARE(requested.size(), 1);
        QTRY_COMPARE(QApplication::clipboard()->text(), u"/src/main.cpp"_s);
    }
};

FURROW_WINDOW_TEST(TestLinks)
#include "tst_links.moc"
