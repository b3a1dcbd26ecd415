// SPDX-License-Identifier: MIT
#include "crashtrace.h"

#include "throwsite.h"
#include "trace.h"

#include "log/lastfatal.h"

#include <furrow/boxederror.h>
#include <furrow/detail/taskstate.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unwind.h>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

constexpr int patience = 5000; // ms; a large program's debug information takes some hundred

// One crash at a time, and the copy has this for itself.
struct Job
{
    LastWords *words;
    Ending ending;
    bool onMainThread;
    std::uintptr_t begin; // leave out what is above this program counter; 0: nothing
    int count;
    std::uintptr_t addresses[LastWords::maxFrames];
};
Job job;
ucontext_t reading;
alignas(64) char readingStack[512 * 1024];

bool isSystems(const char *path)
{
    // As the console's: what lies there is not the user's.
    return std::strncmp(path, "/usr/lib", 8) == 0 || std::strncmp(path, "/lib", 4) == 0;
}

void add(std::uintptr_t address)
{
    dl_find_object object;
    const bool known = ::_dl_find_object(reinterpret_cast<void *>(address), &object) == 0;
    const char *path = known ? object.dlfo_link_map->l_name : "";
    if (isSystems(path))
        return;
    job.addresses[job.count++] = address;
    LastWords &words = *job.words;
    LastWords::Frame &frame = words.frames[words.depth++];
    if (!known)
        return;
    int module = 0;
    while (module < words.moduleCount && std::strncmp(words.modules[module], path, sizeof words.modules[0]) != 0)
        ++module;
    if (module == LastWords::maxModules || std::strlen(path) >= sizeof words.modules[0])
        return;
    if (module == words.moduleCount)
        copyText(words.modules[words.moduleCount++], sizeof words.modules[0], path);
    frame = {module, address - object.dlfo_link_map->l_addr};
}

_Unwind_Reason_Code step(_Unwind_Context *context, void *)
{
    if (job.count == LastWords::maxFrames)
        return _URC_END_OF_STACK;
    int before = 0;
    const std::uintptr_t pc = _Unwind_GetIPInfo(context, &before);
    if (!pc)
        return _URC_END_OF_STACK;
    if (job.begin && pc != job.begin)
        return _URC_NO_REASON;
    job.begin = 0;
    add(pc - (before ? 0 : 1));
    return _URC_NO_REASON;
}

QString uncaught()
{
    const std::exception_ptr error = std::current_exception();
    if (!error)
        return u"std::terminate was called"_s;
    QString type, message;
    try {
        std::rethrow_exception(error);
    } catch (const std::exception &known) {
        type = errorTypeName(typeid(known));
        message = QString::fromUtf8(known.what());
    } catch (...) {
        const std::type_info *known = abi::__cxa_current_exception_type();
        type = known ? errorTypeName(*known) : u"an unknown exception"_s;
    }
    return message.isEmpty() ? u"std::terminate, since nothing caught %1"_s.arg(type)
                             : u"std::terminate, since nothing caught %1: %2"_s.arg(type, message);
}

QString lastSaid()
{
    if (const QString fatal = log::lastFatal(); !fatal.isEmpty())
        return fatal;
    // What the C library said before it aborted: a failed assert(), a damaged heap.
    struct Said
    {
        unsigned int size;
        char text[1];
    };
    const auto *said = static_cast<Said *const *>(::dlsym(RTLD_DEFAULT, "__abort_msg"));
    return said && *said ? QString::fromLocal8Bit(static_cast<const char *>((*said)->text)).trimmed() : QString();
}

/// As renderTrace; of a recursion only the first frames.
QByteArray render(const QList<TraceFrame> &frames)
{
    constexpr int shown = 4;
    const auto same = [](const TraceFrame &one, const TraceFrame &other) { return one.function == other.function && one.file == other.file; };
    QByteArray text;
    int run = 0;
    for (qsizetype i = 0; i < frames.size(); ++i) {
        if (i > 0)
            text += '\n';
        run = i > 0 && same(frames[i], frames[i - 1]) ? run + 1 : 0;
        qsizetype end = i;
        while (run == shown && end < frames.size() && same(frames[i], frames[end]))
            ++end;
        if (end - i > shown) {
            const bool cut = job.count == LastWords::maxFrames;
            text += u"... %1%2 frames of %3"_s.arg(end - i).arg(cut ? " and more"_L1 : QLatin1StringView(), frames[i].function).toUtf8();
            i = end - 1;
        } else {
            text += u"#%1 %2"_s.arg(i).arg(frames[i].toString()).toUtf8();
        }
    }
    return text;
}

void read()
{
    LastWords &words = *job.words;
    const QString message = job.ending == Ending::Terminate ? uncaught() : job.ending == Ending::Abort ? lastSaid() : QString();
    if (!message.isEmpty()) {
        const QByteArray whole = QByteArray(words.message) + ": " + message.toUtf8();
        copyText(words.message, sizeof words.message, whole.constData());
    }
    std::vector<std::uintptr_t> addresses;
    if (job.ending == Ending::Terminate)
        addresses = throwAddresses(std::current_exception()); // kept when its stack was left before
    if (addresses.empty())
        addresses.assign(job.addresses, job.addresses + job.count);
    QList<TraceFrame> frames = symbolize(addresses);
    if (const detail::TaskState *task = job.onMainThread ? detail::currentTask() : nullptr; task && task->innermost) {
        for (const detail::AwaitFrame *frame = task->innermost->awaiter; frame && frames.size() < 2 * LastWords::maxFrames; frame = frame->awaiter) {
            const QString function = functionOfSignature(frame->function ? frame->function : "");
            if (!isHidden(function))
                frames.append({function, QString::fromUtf8(frame->file), int(frame->line)});
        }
    }
    if (frames.isEmpty())
        return;
    copyText(words.function, sizeof words.function, frames.first().function.toUtf8().constData());
    copyText(words.file, sizeof words.file, frames.first().file.toUtf8().constData());
    words.line = frames.first().line;
    copyText(words.trace, sizeof words.trace, render(frames).constData());
}

void readAndEnd()
{
    read();
    ::_exit(0);
}

[[noreturn]] void lookAndEnd(ucontext_t *context)
{
    // No core of its own, and seen by nobody: whoever finds it left behind knows it for a copy.
    ignoreThrows();
    ::prctl(PR_SET_DUMPABLE, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NAME, "furrow-copy");
    if (context) {
        dl_find_object object;
        job.begin = programCounter(*context);
        if (::_dl_find_object(reinterpret_cast<void *>(job.begin), &object) != 0 && stackPointer(*context)) {
#if defined(__x86_64__)
            // A call into nowhere: the caller's is the newest frame that there is.
            const auto top = reinterpret_cast<const std::uintptr_t *>(stackPointer(*context));
            context->uc_mcontext.gregs[REG_RSP] += sizeof *top;
            job.begin = *top;
            setProgramCounter(*context, job.begin);
#endif
        }
    }
    _Unwind_Backtrace(step, nullptr);
    if (job.count == 0 && context)
        add(programCounter(*context));
    // The handler's stack may be a small one of the program's own.
    ::getcontext(&reading);
    reading.uc_stack.ss_sp = readingStack;
    reading.uc_stack.ss_size = sizeof readingStack;
    reading.uc_link = nullptr;
    ::makecontext(&reading, readAndEnd, 0);
    ::setcontext(&reading);
    ::_exit(1);
}

} // namespace

void traceInCopy(LastWords &words, const ucontext_t *context, Ending ending) noexcept
{
    job.words = &words;
    job.ending = ending;
    job.onMainThread = ::gettid() == ::getpid();
    job.count = 0;
    job.begin = 0;
    // As frozencopy.cpp's: no exit signal, nothing of what fork() does for the living, and no debugger takes it for a thread.
    const long copy = ::syscall(SYS_clone, static_cast<unsigned long>(CLONE_UNTRACED), nullptr, nullptr, nullptr, 0UL);
    if (copy == 0)
        lookAndEnd(const_cast<ucontext_t *>(context)); // its own memory by now
    if (copy < 0) {
        if (context)
            add(programCounter(*context)); // for the parent to look up; the stack may be damaged
        return;
    }
    const int end = int(::syscall(SYS_pidfd_open, pid_t(copy), 0U));
    pollfd ready{end, POLLIN, 0};
    int result;
    do {
        result = end < 0 ? 0 : ::poll(&ready, 1, patience);
    } while (result < 0 && errno == EINTR);
    if (end >= 0)
        ::close(end);
    if (result != 1)
        ::kill(pid_t(copy), SIGKILL);
    int status;
    while (::waitpid(pid_t(copy), &status, __WALL) < 0 && errno == EINTR) {
    }
}

#if defined(__x86_64__)
std::uintptr_t programCounter(const ucontext_t &context)
{
    return std::uintptr_t(context.uc_mcontext.gregs[REG_RIP]);
}

std::uintptr_t stackPointer(const ucontext_t &context)
{
    return std::uintptr_t(context.uc_mcontext.gregs[REG_RSP]);
}

void setProgramCounter(ucontext_t &context, std::uintptr_t value)
{
    context.uc_mcontext.gregs[REG_RIP] = greg_t(value);
}
#elif defined(__aarch64__)
std::uintptr_t programCounter(const ucontext_t &context)
{
    return context.uc_mcontext.pc;
}

std::uintptr_t stackPointer(const ucontext_t &context)
{
    return context.uc_mcontext.sp;
}

void setProgramCounter(ucontext_t &context, std::uintptr_t value)
{
    context.uc_mcontext.pc = value;
}
#else
// Crashes are reported and shown without what needs these.
std::uintptr_t programCounter(const ucontext_t &)
{
    return 0;
}

std::uintptr_t stackPointer(const ucontext_t &)
{
    return 0;
}

void setProgramCounter(ucontext_t &, std::uintptr_t) {}
#endif

} // namespace furrow::debug
