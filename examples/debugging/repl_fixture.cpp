// SPDX-License-Identifier: MIT
// A full-screen program puts its screen away while a prompt is open: the replFixture's `enter` runs before it, and `leave` after it.
// Without a terminal it prints lines instead. Arguments: `skip` has `enter` say no, `throw` has it fail, `hang` has it take its time.
#include <furrow/furrow.h>

#include <QCoreApplication>

#include <clocale>
#include <cstdio>
#include <curses.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class Screen
{
public:
    Screen()
    {
        if (m_isThere) {
            std::setlocale(LC_ALL, "");
            ::initscr();
        }
    }
    ~Screen() { putAway(); }

    void show(int count)
    {
        if (!m_isThere) {
            std::printf("counted to %d\n", count);
            std::fflush(stdout);
            return;
        }
        ::mvprintw(1, 2, "counted to %d", count);
        ::refresh();
    }
    void putAway()
    {
        if (m_isThere)
            ::endwin();
    }
    void bringBack()
    {
        if (!m_isThere)
            return;
        ::clearok(stdscr, TRUE);
        ::refresh();
    }

private:
    const bool m_isThere = ::isatty(STDIN_FILENO) && ::isatty(STDOUT_FILENO);
};

furrow::Task<> count(Screen &screen)
{
    for (int i = 1; i <= 5; ++i) {
        screen.show(i);
        co_await furrow::sleep(20ms);
        if (i == 3)
            co_await furrow::pause();
    }
}

int main(int argc, char **argv)
{
    const QString how = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    Screen *screen = nullptr;
    const auto enter = [&screen, how] {
        if (how == u"throw"_s)
            throw std::runtime_error("no way to put the screen away");
        if (how == u"hang"_s)
            std::this_thread::sleep_for(2500ms);
        if (how == u"skip"_s)
            return false;
        screen->putAway();
        std::printf("the screen is put away\n");
        std::fflush(stdout);
        return true;
    };
    const auto leave = [&screen] { screen->bringBack(); };
    const auto asyncMain = [&screen]() -> furrow::Task<> {
        Screen mine; // once the runtime has given us the terminal
        screen = &mine;
        co_await count(mine);
    };
    const int status = furrow::run(argc, argv, asyncMain, {.debugMode = true, .replFixture = {enter, leave}, .ownsTerminal = true});
    std::printf("counted\n");
    return status;
}
