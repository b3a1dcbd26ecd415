// SPDX-License-Identifier: MIT
#include "programrunner.h"

#include "debug/protocol.h"
#include "programfinder.h"

#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;
namespace protocol = furrow::debug::protocol;

namespace furrow::ui {
namespace {

/// Closes itself unless taken.
struct Fd
{
    int fd = -1;
    ~Fd()
    {
        if (fd >= 0)
            ::close(fd);
    }
    int take() { return std::exchange(fd, -1); }
};

QString whyNot(FoundProgram::Lack lack, const QString &program)
{
    using Lack = FoundProgram::Lack;
    switch (lack) {
    case Lack::Unnamed: return u"no program was named"_s;
    case Lack::NotInPath: return u"there is no program '%1' in PATH"_s.arg(program);
    case Lack::InFolderOnly: return u"there is no program '%1' in PATH; the one in this folder is './%1'"_s.arg(program);
    case Lack::Missing: return u"there is no program '%1'"_s.arg(program);
    case Lack::NoFile: return u"'%1' is no program"_s.arg(program);
    case Lack::NotExecutable: return u"'%1' may not be executed"_s.arg(program);
    case Lack::None: break;
    }
    return {};
}

std::vector<char *> pointers(QList<QByteArray> &strings)
{
    std::vector<char *> result;
    for (QByteArray &string : strings)
        result.push_back(string.data());
    result.push_back(nullptr);
    return result;
}

} // namespace

ProgramRunner::Started ProgramRunner::start() const
{
    Started result;
    if (!workingFolder.isEmpty() && !QFileInfo(workingFolder).isDir()) {
        result.error = u"there is no folder '%1'"_s.arg(workingFolder);
        return result;
    }
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (auto it = environment.cbegin(); it != environment.cend(); ++it) {
        if (it.value())
            variables.insert(it.key(), *it.value());
        else
            variables.remove(it.key());
    }
    const std::optional<QString> searchPath =
        environment.contains(u"PATH"_s) ? std::optional(variables.value(u"PATH"_s)) : std::nullopt;
    const auto [path, lack] = findProgram(program, workingFolder, searchPath);
    if (lack != FoundProgram::Lack::None) {
        result.error = whyNot(lack, program);
        return result;
    }

    int out[2] = {-1, -1}, err[2] = {-1, -1};
    const bool piped = ::pipe2(out, O_CLOEXEC) == 0 && ::pipe2(err, O_CLOEXEC) == 0;
    Fd outRead{out[0]}, outWrite{out[1]}, errRead{err[0]}, errWrite{err[1]};
    // The terminal's own descriptors, for the program's end of life without us; closed ones are named -1.
    Fd terminalOut{::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10)}, terminalErr{::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10)};
    Fd spareOut{piped ? ::fcntl(out[0], F_DUPFD_CLOEXEC, 10) : -1}, spareErr{piped ? ::fcntl(err[0], F_DUPFD_CLOEXEC, 10) : -1};
    if (!piped || spareOut.fd < 0 || spareErr.fd < 0) {
        result.error = u"no pipes for '%1': %2"_s.arg(program, qt_error_string(errno));
        return result;
    }

    variables.insert(QLatin1StringView(protocol::envOutputFds),
                     u"%1,%2,%3,%4"_s.arg(terminalOut.fd).arg(terminalErr.fd).arg(spareOut.fd).arg(spareErr.fd));
    QList<QByteArray> environmentStrings, argumentStrings{QFile::encodeName(path)};
    const QStringList list = variables.toStringList();
    for (const QString &variable : list)
        environmentStrings.append(variable.toLocal8Bit());
    for (const QString &argument : arguments)
        argumentStrings.append(argument.toLocal8Bit());
    std::vector<char *> argv = pointers(argumentStrings), envp = pointers(environmentStrings);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    if (!workingFolder.isEmpty())
        ::posix_spawn_file_actions_addchdir_np(&actions, QFile::encodeName(workingFolder).constData());
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, outWrite.fd, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, errWrite.fd, STDERR_FILENO);
    for (const int kept : {terminalOut.fd, terminalErr.fd, spareOut.fd, spareErr.fd}) {
        if (kept >= 0)
            ::posix_spawn_file_actions_adddup2(&actions, kept, kept); // takes close-on-exec away
    }
    // Whatever we ignore or block is ours alone.
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

    pid_t pid = 0;
    const int failed = ::posix_spawn(&pid, argumentStrings.first().constData(), &actions, &attributes, argv.data(), envp.data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed) {
        result.error = u"'%1' cannot be started: %2"_s.arg(program, qt_error_string(failed));
        return result;
    }
    result.pid = pid;
    result.outputFd = outRead.take();
    result.errorFd = errRead.take();
    return result;
}

} // namespace furrow::ui
