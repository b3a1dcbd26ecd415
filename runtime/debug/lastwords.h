// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/boxederror.h>

#include <atomic>
#include <cstdint>
#include <optional>

namespace furrow::debug {

/// What an actor leaves behind when a signal ends it: memory that its parent made and reads once it has been reaped, so that
/// nothing is sent, waited for or lost. A plain record; written in a signal handler and by a copy of the process.
struct LastWords
{
    static constexpr int maxFrames = 64;
    static constexpr int maxModules = 16;

    std::atomic<std::uint32_t> signal{0}; ///< 0: it had none; set last
    std::int32_t code = 0;                ///< siginfo's
    std::uint64_t address = 0;
    bool hasAddress = false;
    char id[64] = {};
    char message[1024] = {};
    // The place and the rendered trace; empty when debug information could not be read there.
    char function[512] = {};
    char file[1024] = {};
    std::int32_t line = 0;
    char trace[12 * 1024] = {};
    // What the trace is made of, so that the parent may read the debug information.
    std::int32_t depth = 0;
    std::int32_t moduleCount = 0;
    struct Frame
    {
        std::int32_t module = -1;
        std::uint64_t offset = 0;
    };
    Frame frames[maxFrames] = {};
    char modules[maxModules][256] = {}; ///< paths; the executable's is empty
};

/// A descriptor of such memory, to be inherited; -1 when the system has none to give.
int makeLastWords();
/// Maps it and closes the descriptor (-1: memory of this process alone). Null when the system refuses. It stays for the life of the process.
LastWords *mapLastWords(int fd);

/// The box of an actor that died of a signal: with what its last words say, if it left some (`words`: the descriptor, or -1).
/// `signal` 0: it ended with that `status`, which a handler of its own may have done after the signal; a null box when nothing says so.
/// `sameProgram`: it ran the executable that this process runs. `debugged`: it was in debug mode, so that a signal that
/// opens a prompt should have left some.
BoxedError boxDeath(const ActorId &dead, int signal, int status, int words, bool sameProgram, bool debugged);

/// Copies text, cut to the room there is; in a signal handler too.
void copyText(char *to, std::size_t size, const char *from);

} // namespace furrow::debug
