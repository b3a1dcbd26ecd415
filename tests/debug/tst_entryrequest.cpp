// SPDX-License-Identifier: MIT
#include "fakeconsole.h"

#include "debug/entryrequest.h"

#include <QTest>

#include <thread>

using namespace furrow;
using namespace furrow::debug;
using namespace Qt::StringLiterals;
using Release = EntryRequest::Release;

class TestEntryRequest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void wordsRelease_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<int>("release");
        QTest::addColumn<QString>("reason");
        QTest::newRow("continue") << "continue"_ba << int(Release::Continue) << QString();
        QTest::newRow("quit") << "quit"_ba << int(Release::Quit) << QString();
        QTest::newRow("step") << "step"_ba << int(Release::Step) << QString();
        QTest::newRow("skip") << "skip could not attach"_ba << int(Release::Skipped) << u"could not attach"_s;
        QTest::newRow("unknown") << "dance"_ba << int(Release::Skipped) << u"dance"_s;
        QTest::newRow("console gone") << QByteArray() << int(Release::ConsoleGone) << QString();
    }

    void wordsRelease()
    {
        QFETCH(QByteArray, word);
        QFETCH(int, release);
        QFETCH(QString, reason);
        FakeConsole console;
        QJsonObject asked, standing;
        std::thread other([&] {
            const int fd = console.accept();
            asked = FakeConsole::read(fd);
            ::send(fd, "granted", 7, 0);
            standing = FakeConsole::read(fd);
            if (!word.isEmpty())
                ::send(fd, word.constData(), size_t(word.size()), 0);
            ::close(fd);
        });
        EntryRequest request;
        EntryInfo info;
        info.actor = {u"child"_s, QUuid::createUuid()};
        info.file = u"a \"file\".cpp"_s;
        info.line = 7;
        info.task = u"main task"_s;
        const bool granted = request.ask(console.path(), info) && request.waitForGrant();
        const Release got = granted ? request.stand() : Release::ConsoleGone;
        other.join();
        QVERIFY(granted);
        QCOMPARE(int(got), release);
        QCOMPARE(request.reason(), reason);
        QCOMPARE(asked["type"_L1].toString(), u"entry"_s);
        QCOMPARE(asked["kind"_L1].toString(), u"pause"_s);
        QCOMPARE(asked["file"_L1].toString(), info.file);
        QCOMPARE(asked["pid"_L1].toInteger(), qint64(::getpid()));
        QCOMPARE(asked["actor"_L1]["uuid"_L1].toString(), info.actor.uuid.toString(QUuid::WithoutBraces));
        QVERIFY(asked["copy"_L1].isNull());
        QCOMPARE(standing["type"_L1].toString(), u"standing"_s);
        QCOMPARE(standing["tid"_L1].toInteger(), qint64(::gettid()));
    }

    void consoleDiesWhileQueued()
    {
        FakeConsole console;
        std::thread other([&] { ::close(console.accept()); });
        EntryRequest request;
        QVERIFY(request.ask(console.path(), {}));
        QVERIFY(!request.waitForGrant());
        other.join();
        console.close();
        QVERIFY(!request.ask(console.path(), {}));
    }

    void withdrawnRequestIsSeenByTheConsole()
    {
        FakeConsole console;
        EntryRequest request;
        QVERIFY(request.ask(console.path(), {}));
        const int fd = console.accept();
        QVERIFY(!FakeConsole::read(fd).isEmpty());
        request.withdraw();
        QVERIFY(FakeConsole::read(fd).isEmpty()); // end of the dialogue
        // The grant that crosses the withdrawal goes nowhere, and hurts nobody.
        QCOMPARE(::send(fd, "granted", 7, MSG_NOSIGNAL), ssize_t(-1));
        ::close(fd);
    }

    void tooLargeIsRefused()
    {
        FakeConsole console;
        EntryInfo info;
        info.function = QString(200 * 1024, u'x');
        QVERIFY(!EntryRequest().ask(console.path(), info));
    }
};

QTEST_GUILESS_MAIN(TestEntryRequest)
#include "tst_entryrequest.moc"
