// SPDX-License-Identifier: MIT
#include "fakeconsole.h"

#include "debug/debugchannel.h"

#include <QTest>

#include <cerrno>
#include <csignal>
#include <pthread.h>
#include <thread>

using namespace furrow::debug;

class TestDebugChannel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void packetIsJson()
    {
        char buffer[256];
        const auto length = PacketWriter(buffer, sizeof buffer)
                                .text("name", "a \"b\" \\ \n\x01")
                                .number("min", std::numeric_limits<long long>::min())
                                .number("zero", 0)
                                .boolean("yes", true)
                                .null("none")
                                .finish();
        QJsonParseError error;
        const QJsonObject object = QJsonDocument::fromJson(QByteArray(buffer, qsizetype(length)), &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(object[QStringLiteral("name")].toString(), QStringLiteral("a \"b\" \\ \n\x01"));
        QCOMPARE(object[QStringLiteral("min")].toInteger(), std::numeric_limits<qint64>::min());
        QCOMPARE(object[QStringLiteral("zero")].toInteger(-1), 0);
        QVERIFY(object[QStringLiteral("yes")].toBool());
        QVERIFY(object[QStringLiteral("none")].isNull());
    }

    void packetThatDoesNotFitIsRefused()
    {
        char buffer[16];
        QCOMPARE(PacketWriter(buffer, sizeof buffer).text("name", "longer than the buffer").finish(), std::size_t(0));
    }

    void consoleThatIsGone()
    {
        FakeConsole console;
        DebugChannel channel;
        QVERIFY(channel.open(console.path().constData()));
        console.close();
        char word[16];
        QVERIFY(channel.receive(word, sizeof word) <= 0);
        QVERIFY(!channel.send("x", 1)); // and no SIGPIPE
        QVERIFY(!DebugChannel().open(console.path().constData()));
        QVERIFY(!DebugChannel().open(QByteArray(500, 'x').constData()));
        QCOMPARE(errno, ENAMETOOLONG);
    }

    void receiveOutlivesSignals()
    {
        struct sigaction action{}, former;
        static std::atomic<int> seen;
        action.sa_handler = [](int) { ++seen; }; // no SA_RESTART: recv fails with EINTR
        ::sigaction(SIGUSR2, &action, &former);
        FakeConsole console;
        DebugChannel channel;
        QVERIFY(channel.open(console.path().constData()));
        const int peer = console.accept();
        const pthread_t main = ::pthread_self();
        std::thread other([&] {
            for (int i = 0; i < 20; ++i) {
                ::pthread_kill(main, SIGUSR2);
                while (seen <= i)
                    std::this_thread::yield();
            }
            ::send(peer, "granted", 7, 0);
        });
        char word[16];
        const ssize_t n = channel.receive(word, sizeof word);
        other.join();
        ::sigaction(SIGUSR2, &former, nullptr);
        ::close(peer);
        QCOMPARE(n, ssize_t(7));
        QCOMPARE(QByteArray(word), QByteArray("granted"));
        QCOMPARE(seen.load(), 20);
    }
};

QTEST_GUILESS_MAIN(TestDebugChannel)
#include "tst_debugchannel.moc"
