// SPDX-License-Identifier: MIT
#include "wire/framer.h"

#include <QBuffer>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace furrow;
using namespace furrow::wire;
using namespace Qt::StringLiterals;

namespace {

/// A device that gives and takes at most so many bytes at once.
class Trickle : public QIODevice
{
public:
    explicit Trickle(qint64 step) : m_step(step) { open(ReadWrite | Unbuffered); }
    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override { return stored.size() + QIODevice::bytesAvailable(); }
    QByteArray stored;
    qint64 readable = 0;
    int writes = 0;

protected:
    qint64 readData(char *data, qint64 max) override
    {
        const qint64 n = std::min({max, m_step, readable, qint64(stored.size())});
        memcpy(data, stored.constData(), size_t(n));
        stored.remove(0, n);
        readable -= n;
        return n;
    }
    qint64 writeData(const char *data, qint64 size) override
    {
        stored.append(data, size);
        ++writes;
        return size;
    }

private:
    qint64 m_step;
};

struct Pair
{
    QTemporaryDir folder;
    QLocalServer server;
    QLocalSocket client;
    std::unique_ptr<QLocalSocket> other;

    Pair()
    {
        server.listen(folder.filePath(u"s"_s));
        client.connectToServer(server.fullServerName());
        server.waitForNewConnection(5000);
        other.reset(server.nextPendingConnection());
        client.waitForConnected(5000);
    }
};

} // namespace

class tst_Framer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layout()
    {
        QBuffer buffer;
        buffer.open(QIODevice::ReadWrite);
        writeFrame(buffer, "ab", "cde");
        QCOMPARE(buffer.data(), QByteArray("\5\0\0\0abcde", 9));
    }

    void anySplit()
    {
        QByteArrayList sent;
        Trickle stream(1 << 20);
        for (qsizetype size : {0, 1, 3, 4, 5, 100, 16 * 1024, 70000, 128 * 1024, 128 * 1024 + 1}) {
            sent.append(QByteArray(size, char('a' + size % 26)));
            const int before = stream.writes;
            writeFrame(stream, QByteArrayView(sent.last()).first(size / 3), QByteArrayView(sent.last()).sliced(size / 3));
            QCOMPARE(stream.writes - before, size <= 128 * 1024 ? 1 : 2);
        }
        const QByteArray all = stream.stored;

        for (qint64 step : {1, 2, 3, 5, 7, 1000, 65536, 1 << 20}) {
            Trickle slow(step);
            slow.stored = all;
            FrameReader reader, fed;
            QByteArrayList received, receivedFed;
            while (!slow.stored.isEmpty()) {
                slow.readable = step;
                fed.feed(QByteArrayView(slow.stored).first(std::min<qsizetype>(step, slow.stored.size())));
                while (auto frame = reader.readFrame(slow))
                    received.append(*frame);
                while (auto frame = fed.next())
                    receivedFed.append(*frame);
            }
            QCOMPARE(received, sent);
            QCOMPARE(receivedFed, sent);
            QVERIFY(reader.atBoundary() && fed.atBoundary());
        }
    }

    void tooLarge()
    {
        FrameReader reader(1000);
        Trickle stream(100);
        stream.stored = QByteArray("\xe9\3\0\0x", 5);
        stream.readable = 5;
        QVERIFY_THROWS_EXCEPTION(DecodeError, reader.readFrame(stream));
        QVERIFY_THROWS_EXCEPTION(DecodeError, FrameReader(1000).feed(QByteArray("\xff\xff\xff\xff", 4)));
        try {
            FrameReader(1000).feed(QByteArray("\xe9\3\0\0", 4));
        } catch (const DecodeError &e) {
            QCOMPARE(e.what(), "A frame of 1001 bytes is larger than the limit of 1000 bytes.");
        }

        setMaxMessage(1000);
        const auto restore = qScopeGuard([] { setMaxMessage(qsizetype(64) << 20); });
        QVERIFY_THROWS_EXCEPTION(EncodeError, writeFrame(stream, QByteArray(1001, 'x')));
        QVERIFY(stream.writes == 0);
    }

    void cutOff()
    {
        FrameReader reader;
        reader.feed(QByteArray("\5\0\0\0ab", 6));
        QVERIFY(!reader.next());
        QVERIFY(!reader.atBoundary());
    }

    void refusedWrite()
    {
        QTest::ignoreMessage(QtWarningMsg, "QIODevice::write (QLocalSocket): device not open");
        QLocalSocket unconnected;
        QVERIFY_THROWS_EXCEPTION(EncodeError, writeFrame(unconnected, "x"));
    }

    void asksForNoMoreThanIsThere()
    {
        // As a local socket whose other end is gone, which warns if it has to look for more.
        struct Gone : QBuffer
        {
            qint64 readData(char *data, qint64 max) override
            {
                asked = std::max(asked, max - (size() - pos()));
                return QBuffer::readData(data, max);
            }
            qint64 asked = 0;
        } device;
        device.setData(QByteArray("\x05\0\0\0ab", 6));
        QVERIFY(device.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
        FrameReader reader;
        QVERIFY(!reader.readFrame(device));
        QVERIFY(!reader.readFrame(device));
        QVERIFY2(device.asked <= 0, "more was asked for than there was");
    }

    void overLocalSocket_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("small") << 64;
        QTest::newRow("64 KiB") << 65536;
        QTest::newRow("3 MiB") << 3 * 1024 * 1024;
    }

    void overLocalSocket()
    {
        QFETCH(int, size);
        Pair pair;
        FrameReader reader;
        int received = 0;
        connect(pair.other.get(), &QLocalSocket::readyRead, this, [&] {
            while (auto frame = reader.readFrame(*pair.other)) {
                QCOMPARE(frame->size(), size + 1);
                QCOMPARE(frame->at(0), char(received));
                QCOMPARE(frame->back(), char(received + 1));
                ++received;
            }
        });
        for (int i = 0; i < 20; ++i) {
            const char header = char(i);
            writeFrame(pair.client, QByteArrayView(&header, 1), QByteArray(size, char(i + 1)));
        }
        QTRY_COMPARE(received, 20);
        QVERIFY(reader.atBoundary());
    }
};

QTEST_GUILESS_MAIN(tst_Framer)
#include "tst_framer.moc"
