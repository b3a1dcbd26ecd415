// SPDX-License-Identifier: MIT
#pragma once

#include <QList>

#include <functional>
#include <thread>

namespace furrow::debug {

/// Where this process's standard output and error go while there is a console: pipes that the console reads. What is needed to
/// put them back is kept here: the terminal's own descriptors, and spare reading ends of the pipes.
///
/// While a console is watched, one thread waits for its death, and then nobody's write may hang: it puts 1 and 2 back and
/// passes on what is left in the pipes. The main thread may be blocked in such a write.
/// Thread: main, but for that.
class OutputRouting
{
public:
    OutputRouting() = default;
    OutputRouting(const OutputRouting &) = delete;
    OutputRouting &operator=(const OutputRouting &) = delete;
    ~OutputRouting();

    /// Takes FURROW_OUTPUT_FDS out of the environment: our starter has routed 1 and 2 already.
    void adopt();
    /// Routes 1 and 2 into new pipes. Their reading ends, for the console, which the caller closes; empty on failure.
    QList<int> routeOwn();
    /// Lets the program have the terminal again, for input and standard output, if there is one; standard error stays routed.
    void giveTerminal();
    bool isRouted() const { return m_spare[0] >= 0; }
    /// What 1 or 2 were before; -1 when they were closed, or are not routed.
    int terminal(int which) const { return m_terminal[which]; }

    /// Starts the thread that waits for the other end of this connection to close; it calls `lost` then.
    void watch(int connection, std::function<void()> lost = {});
    /// Puts 1 and 2 back where they were, passes on what nobody has read, and ends the thread. `drain` false: the console
    /// lives and reads the rest.
    void restore(bool drain);
    /// Ends the thread and lets everything go; 1 and 2 stay routed, unless the console has died.
    void letGo();

    /// For a signal handler whose process is about to die, once the console has gone: returns when what was written has been passed on,
    /// and 1 and 2 are back; a second at most. At once when nobody watches.
    static void awaitPutBack() noexcept;

private:
    void stopWatching();
    void putBack();
    void passOn(bool untilStopped);
    void run(int connection);

    int m_terminal[2] = {-1, -1};
    int m_spare[2] = {-1, -1};
    int m_stop = -1;
    int m_connection = -1;
    bool m_back = false; // written by the thread, read after it was joined
    std::function<void()> m_lost;
    std::thread m_watcher;
};

} // namespace furrow::debug
