// SPDX-License-Identifier: MIT
// A child that does not behave: its argument says how.
#include "actor/birth.h"
#include "actor/buildid.h"
#include "actor/childactor.h"

#include <unistd.h>

using namespace furrow::detail;

namespace {

void sendFrame(int socket, char kind, const QByteArray &payload)
{
    QByteArray frame = QByteArray("\x82", 1) + kind + '\0' + payload;
    const auto size = quint32(frame.size());
    frame.prepend(reinterpret_cast<const char *>(&size), 4);
    if (::write(socket, frame.constData(), size_t(frame.size())) < 0)
        ::_exit(9);
}

} // namespace

int main(int, char **argv)
{
    const QByteArray mode = argv[1];
    const Birth birth = *Birth::take();
    const auto hello = [&](quint32 protocol) {
        sendFrame(birth.socket, char(FrameKind::Hello), furrow::wire::encode(HelloInfo{protocol, "99.0", buildId()}));
    };
    if (mode == "exits")
        return 7;
    if (mode == "version")
        hello(99);
    if (mode == "twice") {
        hello(protocolVersion);
        ::usleep(50000);
        hello(protocolVersion);
    }
    if (mode == "garbage" && ::write(birth.socket, "\x04\0\0\0oops", 8) < 0)
        return 9;
    if (mode == "closes")
        ::close(birth.socket);
    ::sleep(100);
}
