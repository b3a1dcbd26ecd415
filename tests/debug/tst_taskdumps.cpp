// SPDX-License-Identifier: MIT
#include "debug/dumplog.h"
#include "debug/dumpsocket.h"
#include "debug/functionnames.h"
#include "debug/protocol.h"
#include "debug/taskdumps.h"
#include "debug/tasktreereader.h"

#include <furrow/detail/runloop.h>
#include <furrow/furrow.h>

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace furrow;
using debug::DumpLog;
using debug::TaskDumps;
namespace dumpsocket = debug::dumpsocket;

namespace {

std::atomic<int> ownHandlerCalled{0};

/// As `furrow dump` asks; to be called from another thread than the main one.
QString collect(pid_t pid)
{
    const int fd = dumpsocket::connectTo(pid);
    if (fd < 0)
        return u"no connection"_s;
    dumpsocket::send(fd, std::string(debug::protocol::askCollect) + "0");
    QByteArray text;
    std::vector<char> buffer(debug::protocol::maxPacket);
    for (;;) {
        const ssize_t got = dumpsocket::receive(fd, buffer.data(), buffer.size(), 20'000);
        if (got <= 0)
            text += "(no end)";
        if (got <= 0 || buffer[0] == debug::protocol::dumpDone)
            break;
        text.append(buffer.data() + 1, got - 1);
    }
    ::close(fd);
    return QString::fromUtf8(text);
}

/// Asks beside the main thread, which meanwhile does what `meanwhile` does until the answer is there.
QString collectWhile(const std::function<void(const std::atomic<bool> &)> &meanwhile)
{
    std::atomic<bool> there{false};
    QString text;
    std::thread asker([&] {
        text = collect(::getpid());
        there = true;
    });
    meanwhile(there);
    asker.join();
    return text;
}

Task<> untilSet(Event &event)
{
    co_await event.wait();
}

Task<> restsShortly()
{
    co_await moveOnAfter(1ms, []() -> Task<> { co_await sleepForever(); });
}

// Blocks the event loop, in a function that a trace can name.
[[gnu::noinline]] void blockTheLoop(const std::atomic<bool> &there)
{
    while (!there)
        ::poll(nullptr, 0, 5);
}

Task<> blocks(const std::atomic<bool> &there)
{
    co_await checkpoint();
    blockTheLoop(there);
}

} // namespace

class TaskDumpsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        QVERIFY(m_folder.isValid());
        qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder.path()));
    }

    void namesFunctions_data()
    {
        QTest::addColumn<QString>("signature");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << u"furrow::Task<> asyncMain()"_s << u"asyncMain"_s;
        QTest::newRow("lambda") << u"asyncMain()::<lambda(furrow::ActorNursery&)>::operator()"_s << u"asyncMain::{lambda}"_s;
        QTest::newRow("lambda in a lambda") << u"asyncMain()::<lambda(furrow::ActorNursery&)>::<lambda(furrow::Context&, const qint64&)>::operator()"_s
                                            << u"asyncMain::{lambda}::{lambda}"_s;
        QTest::newRow("lambda in a function of a class") << u"Foo::bar(std::map<int, long int>)::<lambda()>"_s << u"Foo::bar::{lambda}"_s;
    }
    void namesFunctions()
    {
        QFETCH(QString, signature);
        QTEST(debug::shownFunction(signature), "shown");
    }

    void showsNurseriesAndScopesAsATree()
    {
        QString text;
        const auto main = [&]() -> Task<> {
            Event event;
            co_await openNursery([&](Nursery &outer) -> Task<> {
                outer.start([&] { return untilSet(event); }, "first");
                co_await openCancelScope([&](CancelScope &) -> Task<> {
                    co_await openNursery([&](Nursery &inner) -> Task<> {
                        inner.start([&] { return untilSet(event); }, "second");
                        co_await furrow::sleep(1ms);
                        text = debug::renderTaskTree(*debug::TaskTreeReader::read());
                        event.set();
                    });
                }, {.deadline = Clock::now() + 1h, .shield = true});
            });
        };
        QVERIFY(!detail::runUntilDone(main(), "root"));
        QStringList lines = text.split(u'\n');
        for (QString &line : lines) // where they await is the compiler's to say
            line = line.section(u" at "_s, 0, 0);
        QCOMPARE(lines.value(0), u"-> task 'root'"_s);
        const QStringList tree = lines.filter(QRegularExpression(u"nursery|scope|task|untilSet"_s));
        QCOMPARE(tree.size(), 8);
        QCOMPARE(tree.at(1), u"     nursery"_s);
        QCOMPARE(tree.at(2), u"       task 'first'"_s);
        QVERIFY2(tree.at(3).startsWith(u"         await "_s) && tree.at(3).endsWith(u"untilSet"_s), qPrintable(text));
        QVERIFY2(tree.at(4).startsWith(u"       cancel scope, shielded, deadline in 3"_s), qPrintable(text));
        QCOMPARE(tree.at(5), u"         nursery"_s);
        QCOMPARE(tree.at(6), u"           task 'second'"_s);
        QVERIFY2(tree.at(7).startsWith(u"             await "_s) && tree.at(7).endsWith(u"untilSet"_s), qPrintable(text));
    }

    void readsWhileTheTasksChange()
    {
        std::atomic<bool> stop{false};
        std::atomic<int> read{0};
        std::thread reader([&] {
            for (; !stop; ++read) {
                if (!debug::TaskTreeReader::read())
                    return;
            }
        });
        const auto main = [&]() -> Task<> {
            while (read < 200) {
                co_await openNursery([&](Nursery &nursery) -> Task<> {
                    for (int i = 0; i < 50; ++i)
                        nursery.start(restsShortly);
                    co_await checkpoint();
                });
            }
        };
        QVERIFY(!detail::runUntilDone(main(), "root"));
        stop = true;
        reader.join();
        QVERIFY(read >= 200);
    }

    void logsToAFileThatIsNobodyElses()
    {
        DumpLog log;
        QString why;
        // What stands at its place is not followed.
        const QByteArray place = QFile::encodeName(m_folder.filePath(u"furrow-dumps/strange_name-%1.log"_s.arg(::getpid())));
        const QByteArray elsewhere = QFile::encodeName(m_folder.filePath(u"elsewhere"_s));
        QVERIFY(::mkdir(QFile::encodeName(m_folder.filePath(u"furrow-dumps"_s)).constData(), 0700) == 0);
        QVERIFY(::symlink(elsewhere.constData(), place.constData()) == 0);
        QVERIFY2(log.open(u"strange/name"_s, &why), qPrintable(why));
        QCOMPARE(log.path(), QFile::decodeName(place));
        log.append("one\n");
        log.append("two\n");
        struct stat found{};
        QVERIFY(::lstat(place.constData(), &found) == 0 && S_ISREG(found.st_mode));
        QCOMPARE(found.st_mode & 07777, 0600u);
        QVERIFY(!QFile::exists(QFile::decodeName(elsewhere)));
        QFile file(log.path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "one\ntwo\n"_ba);
        QDir(m_folder.filePath(u"furrow-dumps"_s)).removeRecursively();
    }

    void logsNowhereInAFolderOfOthers()
    {
        QVERIFY(::symlink("/tmp", QFile::encodeName(m_folder.filePath(u"furrow-dumps"_s)).constData()) == 0);
        QTemporaryDir temporary;
        qputenv("TMPDIR", QFile::encodeName(temporary.path()));
        const QByteArray folder = QFile::encodeName(temporary.filePath(u"furrow-dumps-%1"_s.arg(::geteuid())));
        QVERIFY(::mkdir(folder.constData(), 0755) == 0 && ::chmod(folder.constData(), 0755) == 0);
        DumpLog log;
        QString why;
        QVERIFY(!log.open(u"actor"_s, &why));
        QVERIFY2(why.contains("others may enter it"_L1), qPrintable(why));
        QVERIFY(::chmod(folder.constData(), 0700) == 0);
        QVERIFY2(log.open(u"actor"_s, &why), qPrintable(why)); // the next time
        qunsetenv("TMPDIR");
        QFile::remove(m_folder.filePath(u"furrow-dumps"_s));
    }

    void answersFromItsLoop()
    {
        TaskDumps dumps;
        dumps.open({u"me"_s, QUuid::createUuid()}, {});
        QString sentence;
        QVERIFY2(dumps.start(&sentence), qPrintable(sentence));
        const QString text = collectWhile([](const std::atomic<bool> &there) { QTRY_VERIFY_WITH_TIMEOUT(there, 20000); });
        QVERIFY2(text.startsWith(u"furrow: task tree of ('me', "_s), qPrintable(text));
        QVERIFY2(text.contains(u"'main'"_s) && !text.contains(u"has not answered"_s) && !text.contains(u"(no end)"_s), qPrintable(text));
    }

    void answersWhileTheLoopIsBlocked()
    {
        TaskDumps dumps;
        dumps.open({u"me"_s, QUuid::createUuid()}, {});
        QString sentence;
        QVERIFY2(dumps.start(&sentence), qPrintable(sentence));
        const QString text = collectWhile([](const std::atomic<bool> &there) {
            const std::exception_ptr error = detail::runUntilDone(blocks(there), "root");
            QVERIFY(!error);
        });
        QVERIFY2(text.contains(u"the event loop has not answered for 1 s"_s), qPrintable(text));
        QVERIFY2(text.contains(QRegularExpression(u"#\\d+ .*blockTheLoop.* at .*tst_taskdumps\\.cpp:\\d+"_s)), qPrintable(text));
        QVERIFY2(text.contains(QRegularExpression(u"-> task 'root'\\n     runs  .*blocks at .*tst_taskdumps\\.cpp:\\d+"_s)), qPrintable(text));
    }

    void callsTheHandlerThatWasThere()
    {
        struct sigaction own{}, found{};
        own.sa_handler = [](int) { ++ownHandlerCalled; };
        QVERIFY(::sigaction(SIGUSR1, &own, nullptr) == 0);
        const ActorId me{u"me"_s, QUuid::createUuid()};
        {
            TaskDumps dumps;
            dumps.open(me, {});
            QString sentence;
            QVERIFY2(dumps.start(&sentence), qPrintable(sentence));
            QFile log(m_folder.filePath(u"furrow-dumps/me-%1.log"_s.arg(::getpid())));
            ::kill(::getpid(), SIGUSR1);
            QTRY_VERIFY(log.exists() || log.open(QIODevice::ReadOnly));
            QTRY_COMPARE(ownHandlerCalled.load(), 1);
            QVERIFY(log.isOpen() || log.open(QIODevice::ReadOnly));
            QByteArray text;
            QTRY_VERIFY((text += log.readAll()).contains("thread"));
            QVERIFY2(text.contains("(SIGUSR1)"), text.constData());
        }
        QVERIFY(::sigaction(SIGUSR1, nullptr, &found) == 0 && found.sa_handler == own.sa_handler);
        ::signal(SIGUSR1, SIG_DFL);
        QDir(m_folder.filePath(u"furrow-dumps"_s)).removeRecursively();
    }

    void leavesAHandlerThatCameLater()
    {
        TaskDumps dumps;
        dumps.open({u"me"_s, QUuid::createUuid()}, {});
        QString sentence;
        QVERIFY2(dumps.start(&sentence), qPrintable(sentence));
        const auto later = [](int) { ++ownHandlerCalled; };
        ::signal(SIGUSR1, later);
        const QString text = collectWhile([](const std::atomic<bool> &there) { blockTheLoop(there); });
        QVERIFY2(text.contains(u"another handler of SIGUSR1 has come"_s), qPrintable(text));
        dumps.close();
        struct sigaction found{};
        QVERIFY(::sigaction(SIGUSR1, nullptr, &found) == 0 && found.sa_handler == static_cast<void (*)(int)>(later));
        ::signal(SIGUSR1, SIG_DFL);
    }

    void saysThatAProcessHasNone()
    {
        QCOMPARE(dumpsocket::connectTo(::getpid()), -1);
        QCOMPARE(errno, ECONNREFUSED);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TaskDumpsTest)
#include "tst_taskdumps.moc"
