// SPDX-License-Identifier: MIT
#include "fakeconsole.h"

#include "debug/controlconnection.h"

#include <QSignalSpy>
#include <QTest>

#include <cstring>

using namespace furrow::debug;
using namespace Qt::StringLiterals;

class TestControlConnection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void packetsBothWaysThenTheEnd()
    {
        FakeConsole console;
        ControlConnection control;
        QSignalSpy received(&control, &ControlConnection::received), closed(&control, &ControlConnection::closed);
        QVERIFY(control.open(console.path()));
        const int fd = console.accept();
        QVERIFY(control.send({{"type"_L1, u"hello"_s}}));
        QCOMPARE(FakeConsole::read(fd)["type"_L1].toString(), u"hello"_s);
        ::send(fd, "not json", 8, 0);
        ::send(fd, R"({"type":"cancel"})", 17, 0);
        QTRY_COMPARE(received.size(), 1);
        QCOMPARE(received[0][0].toJsonObject()["type"_L1].toString(), u"cancel"_s);
        ::close(fd);
        QTRY_COMPARE(closed.size(), 1);
        QVERIFY(!control.isOpen());
        QVERIFY(!control.send({}));
    }

    void slowConsoleBlocksNobodyAndLosesNothing()
    {
        FakeConsole console;
        ControlConnection control;
        QVERIFY(control.open(console.path()));
        const int fd = console.accept();
        const QString filling(1000, u'x');
        constexpr int count = 2000;
        for (int i = 0; i < count; ++i)
            QVERIFY(control.send({{"n"_L1, i}, {"filling"_L1, filling}}));
        QVERIFY(control.waiting() > 0);
        for (int i = 0; i < count; ++i) {
            pollfd ready{fd, POLLIN, 0};
            QTRY_VERIFY(::poll(&ready, 1, 0) == 1); // the loop runs, the rest follows
            QCOMPARE(FakeConsole::read(fd)["n"_L1].toInt(-1), i);
        }
        QCOMPARE(control.waiting(), 0);
        ::close(fd);
    }

    void descriptorsTravel()
    {
        FakeConsole console;
        ControlConnection control;
        QVERIFY(control.open(console.path()));
        const int fd = console.accept();
        int ends[2];
        QVERIFY(::pipe(ends) == 0);
        QVERIFY(control.send({{"type"_L1, u"output"_s}}, {ends[0]}));
        ::close(ends[0]);
        char text[256];
        alignas(cmsghdr) char room[CMSG_SPACE(sizeof(int))];
        iovec part{text, sizeof text};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = room;
        message.msg_controllen = sizeof room;
        QVERIFY(::recvmsg(fd, &message, 0) > 0);
        const cmsghdr *header = CMSG_FIRSTHDR(&message);
        QVERIFY(header && header->cmsg_type == SCM_RIGHTS);
        int got;
        std::memcpy(&got, CMSG_DATA(header), sizeof got);
        QCOMPARE(::write(ends[1], "hi", 2), ssize_t(2));
        QCOMPARE(::read(got, text, sizeof text), ssize_t(2));
        for (const int each : {got, ends[1], fd})
            ::close(each);
    }
};

QTEST_GUILESS_MAIN(TestControlConnection)
#include "tst_controlconnection.moc"
