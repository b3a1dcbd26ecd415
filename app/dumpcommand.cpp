// SPDX-License-Identifier: MIT
#include "dumpcommand.h"

#include "debug/dumpsocket.h"
#include "debug/protocol.h"

#include <QString>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <string>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;
namespace dumpsocket = furrow::debug::dumpsocket;
namespace protocol = furrow::debug::protocol;

namespace furrow::app {
namespace {

// Each actor has its own patience with its event loop and its children.
constexpr int firstWord = 10'000;
constexpr int nextWord = 60'000;

int refuse(const QString &sentence)
{
    std::fprintf(stderr, "furrow: %s\n", qPrintable(sentence));
    return 2;
}

QString whyNot(pid_t pid, int error)
{
    if (::kill(pid, 0) < 0 && errno == ESRCH)
        return u"there is no process %1"_s.arg(pid);
    if (error == EPERM)
        return u"process %1 is another user's, or somebody else answers in its place"_s.arg(pid);
    return u"process %1 is no actor that dumps its tasks: actors do with .taskDumpOnSignal = true in the root's options, "
           "FURROW_TASK_DUMP=1 in the environment, or furrow::enableTaskDumpOnSignal()"_s.arg(pid);
}

/// The process of the tree's root, as that actor knows it; 0 when it does not answer.
pid_t rootOf(pid_t pid, int *error)
{
    const int fd = dumpsocket::connectTo(pid);
    *error = errno;
    if (fd < 0)
        return 0;
    *error = ETIMEDOUT;
    char word[32];
    pid_t root = 0;
    if (dumpsocket::send(fd, protocol::askRoot)) {
        const ssize_t got = dumpsocket::receive(fd, word, sizeof word, firstWord);
        if (got > 0)
            std::from_chars(word, word + got, root);
    }
    ::close(fd);
    return root;
}

} // namespace

int runDump(const QStringList &arguments)
{
    bool isNumber = false;
    const pid_t asked = arguments.value(0).toInt(&isNumber);
    if (arguments.size() != 1 || !isNumber || asked <= 0)
        return refuse(u"furrow dump takes one process id: that of any actor of the tree"_s);
    int error = 0;
    const pid_t root = rootOf(asked, &error);
    if (!root)
        return refuse(error == ETIMEDOUT ? u"process %1 does not answer: it is stopped"_s.arg(asked) : whyNot(asked, error));
    int fd = dumpsocket::connectTo(root);
    if (fd < 0)
        fd = dumpsocket::connectTo(asked); // the root has ended
    if (fd < 0)
        return refuse(u"process %1 has ended"_s.arg(asked));
    const std::string words = std::string(protocol::askCollect) + "0";
    dumpsocket::send(fd, words);
    std::vector<char> piece(protocol::maxPacket);
    for (int wait = firstWord;; wait = nextWord) {
        const ssize_t got = dumpsocket::receive(fd, piece.data(), piece.size(), wait);
        if (got <= 0) {
            std::fflush(stdout);
            ::close(fd);
            return refuse(got == 0 ? u"the tree ended before it had told everything"_s : u"the root, process %1, does not answer"_s.arg(root));
        }
        if (piece[0] == protocol::dumpDone)
            break;
        std::fwrite(piece.data() + 1, 1, std::size_t(got - 1), stdout);
    }
    ::close(fd);
    return 0;
}

} // namespace furrow::app
