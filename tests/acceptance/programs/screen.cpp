// SPDX-License-Identifier: MIT
// The root has made the terminal its own, and has no fixture that puts its screen away: a child's prompt ("pause"), or a fault of its
// own ("segv"), opens over it.
#include <furrow/furrow.h>

#include <csignal>
#include <cstdio>
#include <termios.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

static volatile std::sig_atomic_t drawnAnew = 0;

furrow::Task<> child()
{
    co_await furrow::pause();
}

void touch(volatile int *what)
{
    *what = 42; // the fault
}

furrow::Task<> asyncMain(QString way)
{
    termios own = {};
    const bool there = ::tcgetattr(STDIN_FILENO, &own) == 0;
    own.c_lflag &= ~tcflag_t(ICANON | ECHO);
    own.c_oflag &= ~tcflag_t(ONLCR);
    own.c_cc[VMIN] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &own);
    if (way == "segv"_L1)
        touch(nullptr);
    co_await furrow::openActorNursery({}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&child>();
        co_await portal.waitForResult();
    });
    termios now = {};
    const auto isOwn = [&] { return !there || (::tcgetattr(STDIN_FILENO, &now) == 0 && now.c_lflag == own.c_lflag && now.c_oflag == own.c_oflag); };
    co_await furrow::moveOnAfter(10s, [&]() -> furrow::Task<> {
        while (!isOwn() || !drawnAnew)
            co_await furrow::sleep(5ms);
    });
    std::fprintf(stderr, "the terminal is %s, and the screen is %s\n", isOwn() ? "mine again" : "not mine", drawnAnew ? "drawn anew" : "lost");
}

int main(int argc, char **argv)
{
    const QString way = QString::fromLocal8Bit(argc > 1 ? argv[1] : "");
    std::signal(SIGWINCH, [](int) { drawnAnew = 1; });
    return furrow::run(argc, argv, [way] { return asyncMain(way); }, {.debugMode = true, .ownsTerminal = true});
}
