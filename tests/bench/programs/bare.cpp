// SPDX-License-Identifier: MIT
// The yardsticks: the same dialogues over a bare QLocalSocket between two processes, and bare QProcess.
#include "throwing.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QLocalServer>
#include <QLocalSocket>
#include <QProcess>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

constexpr int warmUp = 500, trips = 5000, messageSize = 64;
constexpr qsizetype chunk = 64 * 1024;
constexpr int chunks = 4000;

// The child: echoes, or sends the stream when asked to.
int answer(const QString &server, bool stream)
{
    QLocalSocket socket;
    socket.setSocketOptions(QLocalSocket::AbstractNamespaceOption);
    socket.connectToServer(server);
    QObject::connect(&socket, &QLocalSocket::disconnected, qApp, &QCoreApplication::quit);
    int left = chunks;
    const QByteArray payload(chunk, 'x');
    const auto fill = [&] {
        while (left > 0 && socket.bytesToWrite() < 4 * chunk) {
            socket.write(payload);
            --left;
        }
    };
    if (stream) {
        QObject::connect(&socket, &QLocalSocket::bytesWritten, &socket, fill);
        QObject::connect(&socket, &QLocalSocket::readyRead, &socket, [&] {
            socket.readAll();
            fill();
        });
    } else {
        QObject::connect(&socket, &QLocalSocket::readyRead, &socket, [&] {
            while (socket.bytesAvailable() >= messageSize)
                socket.write(socket.read(messageSize));
        });
    }
    return socket.waitForConnected() ? QCoreApplication::exec() : 1;
}

class Peer
{
public:
    explicit Peer(const QString &mode)
    {
        m_server.setSocketOptions(QLocalServer::AbstractNamespaceOption);
        m_server.listen(u"furrow-bench-%1"_s.arg(QCoreApplication::applicationPid()));
        m_child.start(QCoreApplication::applicationFilePath(), {mode, m_server.serverName()});
        if (!m_server.waitForNewConnection(30000))
            qFatal("no connection");
        socket = m_server.nextPendingConnection();
    }
    ~Peer()
    {
        socket->disconnectFromServer();
        m_child.waitForFinished();
    }
    QLocalSocket *socket = nullptr;

private:
    QLocalServer m_server;
    QProcess m_child;
};

void roundTrip()
{
    Peer peer(u"echo"_s);
    const QByteArray message(messageSize, 'm');
    QEventLoop loop;
    QElapsedTimer timer;
    int done = 0;
    QObject::connect(peer.socket, &QLocalSocket::readyRead, &loop, [&] {
        if (peer.socket->bytesAvailable() < messageSize)
            return;
        peer.socket->read(messageSize);
        if (++done == warmUp)
            timer.start();
        if (done == warmUp + trips)
            loop.quit();
        else
            peer.socket->write(message);
    });
    peer.socket->write(message);
    loop.exec();
    std::printf("%.4f\n", double(timer.nsecsElapsed()) / trips / 1000);
}

void stream()
{
    Peer peer(u"source"_s);
    QEventLoop loop;
    QElapsedTimer timer;
    qsizetype got = 0;
    QByteArray buffer(chunk, Qt::Uninitialized);
    QObject::connect(peer.socket, &QLocalSocket::readyRead, &loop, [&] {
        // Whole messages, as whoever uses them wants them.
        while (peer.socket->bytesAvailable() >= chunk)
            got += peer.socket->read(buffer.data(), chunk);
        if (got == chunk * chunks)
            loop.quit();
    });
    timer.start();
    peer.socket->write("go");
    loop.exec();
    std::printf("%.4f\n", double(got) / 1e6 / (double(timer.nsecsElapsed()) / 1e9));
}

void spawn(const QString &program)
{
    std::vector<double> times;
    for (int i = 0; i < 11; ++i) {
        QElapsedTimer timer;
        timer.start();
        QProcess process;
        QEventLoop loop;
        QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
        process.start(program, {u"nothing"_s});
        loop.exec();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(times);
    std::printf("%.4f\n", times[times.size() / 2]);
}

int throws(const char *socket)
{
    BlockServer server(socket);
    while (server.next())
        server.answer(throwAndCatch(server.number));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList words = application.arguments();
    const QString mode = words.value(1);
    if (mode == "echo"_L1 || mode == "source"_L1)
        return answer(words.value(2), mode == "source"_L1);
    if (words.value(2) == "throws"_L1)
        return throws(argv[1]);
    if (mode == "round-trip"_L1)
        roundTrip();
    else if (mode == "stream"_L1)
        stream();
    else if (mode == "spawn"_L1)
        spawn(words.value(2));
    else
        return 2;
    return 0;
}
