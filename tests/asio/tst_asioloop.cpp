// SPDX-License-Identifier: MIT
#include "asiofixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QProcess>
#include <QSignalSpy>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

/// What Qt needs of a dispatcher, and that neither loop starves the other.
class TestAsioLoop : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void timers()
    {
        QTimer every;
        int ticks = 0;
        connect(&every, &QTimer::timeout, this, [&] { ++ticks; });
        every.start(5ms);
        QElapsedTimer time;
        time.start();
        QTRY_COMPARE_GE(ticks, 10);
        QCOMPARE_GE(time.elapsed(), 45);
        QVERIFY(every.remainingTime() >= 0);
        every.stop();
        const int before = ticks;
        QTest::qWait(20);
        QCOMPARE(ticks, before);
    }

    void aTimerStopsItselfAndOthers()
    {
        auto *doomed = new QTimer;
        int doomedTicks = 0, order = 0;
        connect(doomed, &QTimer::timeout, this, [&] { ++doomedTicks; });
        QTimer::singleShot(3ms, this, [&] {
            delete doomed;
            order = 1;
        });
        doomed->start(10ms);
        QTRY_COMPARE(order, 1);
        QTest::qWait(20);
        QCOMPARE(doomedTicks, 0);
    }

    void aTimerWaitsForItsOwnHandler()
    {
        // A loop within the handler of a timer runs other timers, not that one again.
        QTimer timer;
        int running = 0, deepest = 0, others = 0, rounds = 0;
        connect(&timer, &QTimer::timeout, this, [&] {
            deepest = std::max(deepest, ++running);
            QEventLoop within;
            QTimer::singleShot(10ms, &within, [&] {
                ++others;
                within.quit();
            });
            within.exec();
            --running;
            ++rounds;
        });
        timer.start(1ms);
        QTRY_COMPARE_GE(rounds, 3);
        QCOMPARE(deepest, 1);
        QCOMPARE_GE(others, 3);
    }

    void descriptors()
    {
        int ends[2];
        QVERIFY(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        QSocketNotifier reads(ends[0], QSocketNotifier::Read), writes(ends[0], QSocketNotifier::Write);
        int read = 0, written = 0;
        connect(&reads, &QSocketNotifier::activated, this, [&] { ++read; });
        connect(&writes, &QSocketNotifier::activated, this, [&] {
            if (++written == 3)
                writes.setEnabled(false);
        });
        QTRY_COMPARE(written, 3);
        QCOMPARE(read, 0);
        QVERIFY(::write(ends[1], "x", 1) == 1);
        QTRY_COMPARE_GE(read, 3); // as long as there is something to read
        char c;
        QVERIFY(::read(ends[0], &c, 1) == 1);
        QTest::qWait(5);
        const int after = read;
        QTest::qWait(10);
        QCOMPARE(read, after);
        ::close(ends[1]);
        QTRY_COMPARE_GT(read, after); // the end counts as something
        reads.setEnabled(false);

        // The number comes again, for another thing.
        ::close(ends[0]);
        int second[2];
        QVERIFY(::pipe2(second, O_CLOEXEC) == 0);
        QSocketNotifier again(second[0], QSocketNotifier::Read);
        int readAgain = 0;
        connect(&again, &QSocketNotifier::activated, this, [&] {
            ++readAgain;
            again.setEnabled(false);
        });
        QVERIFY(::write(second[1], "x", 1) == 1);
        QTRY_COMPARE(readAgain, 1);
        ::close(second[0]);
        ::close(second[1]);
    }

    void aFileIsAlwaysReady()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        QSocketNotifier notifier(file.handle(), QSocketNotifier::Read);
        int read = 0;
        connect(&notifier, &QSocketNotifier::activated, this, [&] {
            if (++read == 3)
                notifier.setEnabled(false);
        });
        QTRY_COMPARE(read, 3);
    }

    void processesAndSockets()
    {
        QProcess process;
        process.start(u"cat"_s, {});
        process.write("through a process");
        process.closeWriteChannel();
        QSignalSpy finished(&process, &QProcess::finished);
        QVERIFY(finished.wait());
        QCOMPARE(process.readAllStandardOutput(), "through a process");

        QTemporaryDir folder;
        QLocalServer server;
        QVERIFY(server.listen(folder.filePath(u"s"_s)));
        QLocalSocket client;
        client.connectToServer(server.fullServerName());
        QSignalSpy connected(&server, &QLocalServer::newConnection);
        QVERIFY(connected.count() || connected.wait());
        QLocalSocket *peer = server.nextPendingConnection();
        QByteArray got;
        connect(peer, &QIODevice::readyRead, this, [&] { got += peer->readAll(); });
        const QByteArray much(1'000'000, 'y');
        client.write(much);
        QTRY_COMPARE(got.size(), much.size());
    }

    void otherThreadsWakeIt()
    {
        // From either loop's side, while this thread waits.
        int viaQt = 0, viaAsio = 0;
        std::thread other([&] {
            for (int i = 0; i < 200; ++i) {
                QMetaObject::invokeMethod(this, [&] { ++viaQt; }, Qt::QueuedConnection);
                asio::post(furrow::toAsio::ioContext(), [&] { ++viaAsio; });
                if (i % 10 == 0)
                    std::this_thread::yield();
            }
        });
        QTRY_COMPARE(viaQt, 200);
        QTRY_COMPARE(viaAsio, 200);
        other.join();
    }

    void isPrompt()
    {
        // How long a post from another thread takes, when this one is at rest: both sides, in turns.
        std::vector<qint64> qt, viaAsio;
        QEventLoop loop;
        std::thread other;
        const auto measured = [](std::vector<qint64> &times) {
            std::ranges::sort(times);
            return times[times.size() / 2];
        };
        const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch().count(); };
        for (int i = 0; i < 100; ++i) {
            other = std::thread([&, i] {
                std::this_thread::sleep_for(500us); // until it rests
                const qint64 sent = now();
                const auto arrived = [&, sent, i] {
                    (i % 2 ? qt : viaAsio).push_back(now() - sent);
                    loop.quit();
                };
                if (i % 2)
                    QMetaObject::invokeMethod(this, arrived, Qt::QueuedConnection);
                else
                    asio::post(furrow::toAsio::ioContext(), arrived);
            });
            loop.exec();
            other.join();
        }
        qInfo("from another thread, median: Qt's event %lld us, Asio's handler %lld us", measured(qt) / 1000, measured(viaAsio) / 1000);
        QVERIFY(measured(qt) < 10'000'000);
        QVERIFY(measured(viaAsio) < 10'000'000);
    }

    void idleCostsNothing()
    {
        // With everything waiting that there is: a timer of either kind, a descriptor, a notifier.
        int ends[2];
        QVERIFY(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        QSocketNotifier notifier(ends[0], QSocketNotifier::Read);
        QTimer far;
        far.start(1h);
        asio::steady_timer asioTimer(furrow::toAsio::ioContext(), 1h);
        asioTimer.async_wait([](const boost::system::error_code &) { });
        QTest::qWait(10);
        QEventLoop loop;
        QTimer::singleShot(500ms, &loop, &QEventLoop::quit);
        const auto before = cpuTime();
        loop.exec();
        const auto used = cpuTime() - before;
        qInfo("idle for 500 ms: %lld us of the processor", (long long)(used / 1us));
        QVERIFY(used < 10ms);
        asioTimer.cancel();
        ::close(ends[1]);
        notifier.setEnabled(false);
        ::close(ends[0]);
    }

    void aFloodOfHandlersStarvesNoTimer()
    {
        bool on = true;
        qint64 handlers = 0;
        std::function<void()> again = [&] {
            ++handlers;
            if (on)
                asio::post(furrow::toAsio::ioContext(), again);
        };
        for (int i = 0; i < 1000; ++i)
            asio::post(furrow::toAsio::ioContext(), again);
        QTimer timer;
        int ticks = 0;
        qint64 latest = 0;
        QElapsedTimer since;
        connect(&timer, &QTimer::timeout, this, [&] {
            ++ticks;
            latest = std::max(latest, since.restart());
        });
        since.start();
        timer.start(5ms);
        QTRY_COMPARE_GE(ticks, 20);
        on = false;
        qInfo("while %lld handlers ran, a timer of 5 ms came after %lld ms at the latest", handlers, latest);
        QVERIFY(handlers > 1000);
        QVERIFY(latest < 500);
        QTest::qWait(1); // what is left of them ends
        bool last = false;
        asio::post(furrow::toAsio::ioContext(), [&] { last = true; });
        QTRY_VERIFY(last);
    }

    void aFloodOfEventsStarvesNoHandler()
    {
        QTimer zero;
        qint64 events = 0;
        connect(&zero, &QTimer::timeout, this, [&] { ++events; });
        zero.start(0);
        std::function<void()> again = [&] {
            ++events;
            if (zero.isActive())
                QMetaObject::invokeMethod(this, again, Qt::QueuedConnection);
        };
        again();
        int ticks = 0;
        qint64 latest = 0;
        QElapsedTimer since;
        asio::steady_timer timer(furrow::toAsio::ioContext());
        std::function<void(const boost::system::error_code &)> tick = [&](const boost::system::error_code &error) {
            if (error)
                return;
            ++ticks;
            latest = std::max(latest, since.restart());
            timer.expires_after(5ms);
            timer.async_wait(tick);
        };
        since.start();
        timer.expires_after(5ms);
        timer.async_wait(tick);
        QTRY_COMPARE_GE(ticks, 20);
        zero.stop();
        timer.cancel();
        qInfo("while %lld events were handled, a timer of 5 ms of Asio's came after %lld ms at the latest", events, latest);
        QVERIFY(events > 1000);
        QVERIFY(latest < 500);
        QTest::qWait(5);
    }

    void aLoopWithinRunsHandlers()
    {
        // As a dialog's, opened by a handler of Asio's.
        int steps = 0;
        asio::post(furrow::toAsio::ioContext(), [&] {
            QEventLoop within;
            asio::post(furrow::toAsio::ioContext(), [&] {
                ++steps;
                QTimer::singleShot(1ms, &within, [&] {
                    ++steps;
                    within.quit();
                });
            });
            within.exec();
            ++steps;
        });
        QTRY_COMPARE(steps, 3);
    }

    void quitsAtOnce()
    {
        QEventLoop loop;
        std::thread other([&] { QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection); });
        loop.exec();
        other.join();
        asio::post(furrow::toAsio::ioContext(), [&] { loop.quit(); });
        loop.exec();
    }

    void stopIsNoEnd()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"somebody has stopped"_s));
        furrow::toAsio::ioContext().stop();
        int ticks = 0;
        QTimer::singleShot(1ms, this, [&] { ++ticks; });
        QTRY_COMPARE(ticks, 1);
        asio::post(furrow::toAsio::ioContext(), [&] { ++ticks; });
        QTRY_COMPARE(ticks, 2);
    }

    void deletesLater()
    {
        QPointer<QObject> object = new QObject;
        object->deleteLater();
        QTRY_VERIFY(!object);
    }
};

ASIO_TEST(TestAsioLoop)

#include "tst_asioloop.moc"
