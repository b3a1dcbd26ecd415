// SPDX-License-Identifier: MIT
#include "taskdumps.h"

#include "debugchannel.h"
#include "dumplog.h"
#include "dumpsignal.h"
#include "dumpsocket.h"
#include "protocol.h"
#include "tasktreereader.h"
#include "trace.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

/// How long signals that belong to one request may take to reach all whom they are sent to.
constexpr qint64 together = 500;
/// How long an actor that the signal reached waits for one above to be reached.
constexpr qint64 askAbove = 250;
/// After this an event loop that does not answer counts as blocked.
constexpr int loopPatience = 1000;
constexpr int stackPatience = 500;
constexpr int childPatience = 5000;
constexpr int consolePatience = 3000;
/// Fits a packet whatever has to be escaped.
constexpr qsizetype pieceSize = 12'000;

qint64 now()
{
    timespec time;
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return qint64(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

void poke(int eventFd)
{
    const std::uint64_t one = 1;
    while (::write(eventFd, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

std::uint64_t drain(int eventFd)
{
    std::uint64_t count = 0;
    while (::read(eventFd, &count, sizeof count) < 0 && errno == EINTR) {
    }
    return count;
}

/// The letter of its state in /proc; a space when it is gone.
char stateOf(const QString &folder)
{
    QFile file(folder + u"/stat"_s);
    if (!file.open(QIODevice::ReadOnly))
        return ' ';
    const QByteArray text = file.readAll();
    const qsizetype end = text.lastIndexOf(')');
    return end >= 0 && end + 2 < text.size() ? text.at(end + 2) : ' ';
}

QString stateName(char state)
{
    switch (state) {
    case 'R':
        return u"runs"_s;
    case 'S':
        return u"waits"_s;
    case 'D':
        return u"waits in the kernel"_s;
    case 't':
        return u"stands at a debugger's prompt"_s;
    case 'T':
        return u"is stopped"_s;
    case 'Z':
        return u"has ended"_s;
    default:
        return u"is gone"_s;
    }
}

QString threads()
{
    QStringList lines;
    const QString folder = u"/proc/self/task"_s;
    const QStringList numbers = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &number : numbers) {
        QFile file(folder + u'/' + number + u"/comm"_s);
        QString name = number == QString::number(::getpid()) ? u"main"_s : QString();
        if (name.isEmpty() && file.open(QIODevice::ReadOnly))
            name = QString::fromLocal8Bit(file.readAll()).trimmed();
        lines.append(u"   thread %1 '%2' %3"_s.arg(number, name, stateName(stateOf(folder + u'/' + number))));
    }
    return lines.join(u'\n');
}

QStringList pieces(const QString &text)
{
    QStringList result;
    qsizetype start = 0;
    while (start < text.size()) {
        qsizetype end = start + pieceSize;
        if (end < text.size()) {
            const qsizetype line = text.lastIndexOf(u'\n', end);
            end = line > start ? line : end;
        }
        result.append(text.sliced(start, qMin(end, text.size()) - start));
        start = end < text.size() && text.at(end) == u'\n' ? end + 1 : end;
    }
    return result;
}

struct Request
{
    QByteArray id;
    QString why;
    qint64 began = 0;
    int reply = -1;        ///< to whom the end is told
    bool collect = false;  ///< the text goes there
};

} // namespace

class TaskDumps::Private
{
public:
    struct Child
    {
        ActorId id;
        qint64 pid;
    };
    struct Waiting
    {
        bool on = false;
        bool claimed = false;      ///< one above passes it on
        qint64 began = 0;
        std::vector<int> above;    ///< connections to those above
    };

    // The thread that listens.
    void listen();
    void hit();
    void lead(qint64 began);
    void endWaiting();
    void claimAbove(int fd);
    void packet(int fd, std::string_view words);
    void tellHeld();
    void closeHeld();
    void enqueue(Request request);

    // The thread that works.
    void work();
    void serve(const Request &request);
    QString compose(const Request &request);
    QString readTree(QString *blocked);
    void relay(const Request &request, const Child &child);
    void say(const Request &request, const QString &text);
    void show(const QString &text);
    bool showAtConsole(const QByteArray &path, const QString &text);
    void writeToTerminal(const QByteArray &text);
    bool stopped() const
    {
        pollfd stopping{stop, POLLIN, 0};
        return stop >= 0 && ::poll(&stopping, 1, 0) > 0;
    }

    // The main thread.
    void answer();

    ActorId self;
    QList<qint64> ancestors;
    bool started = false;
    std::thread listener, worker;
    std::unique_ptr<QSocketNotifier> notifier;
    int stop = -1, signalled = -1, finishedOne = -1, askLoop = -1, loopAnswered = -1, listening = -1;

    std::mutex mutex; ///< of what follows
    std::condition_variable changed;
    QByteArray console;
    std::vector<Child> children;
    std::deque<Request> queue;
    bool stopping = false;
    std::uint64_t asked = 0, answered = 0;
    QString answerText;
    std::mutex logMutex;
    DumpLog log;

    // The listening thread's own.
    Waiting waiting;
    std::vector<int> fresh; ///< connections that have not said a word
    std::vector<int> held;  ///< those below that the signal reached
    qint64 lastBegan = -1'000'000;
    bool hitUsed = true;    ///< the signal that came with the last request
    std::atomic<int> active{0}; ///< requests that are not answered yet and that go on to those below
};

// ---------------------------------------------------------------------------------------------- the thread that listens

void TaskDumps::Private::listen()
{
    ::pthread_setname_np(::pthread_self(), "furrow-dump");
    for (;;) {
        std::vector<pollfd> ready{{stop, POLLIN, 0}, {signalled, POLLIN, 0}, {listening, POLLIN, 0}, {finishedOne, POLLIN, 0}};
        for (const auto *list : {&fresh, &held, &waiting.above}) {
            for (const int fd : *list)
                ready.push_back({fd, POLLIN, 0});
        }
        int wait = -1;
        if (waiting.on && !waiting.claimed)
            wait = int(std::max<qint64>(0, waiting.began + askAbove - now()));
        const int count = ::poll(ready.data(), nfds_t(ready.size()), wait);
        if (ready[0].revents)
            break;
        if (count < 0)
            continue;
        if (ready[3].revents && drain(finishedOne) && active == 0 && !waiting.on)
            closeHeld();
        for (std::size_t i = 4; i < ready.size(); ++i) {
            if (!ready[i].revents)
                continue;
            const int fd = ready[i].fd;
            if (std::ranges::find(waiting.above, fd) != waiting.above.end()) {
                claimAbove(fd);
                continue;
            }
            char buffer[256];
            const ssize_t got = ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
            if (got < 0 && (errno == EAGAIN || errno == EINTR))
                continue;
            const bool said = got > 0 && std::erase(fresh, fd);
            if (said) {
                packet(fd, {buffer, std::size_t(got)});
            } else if (std::erase(fresh, fd) + std::erase(held, fd)) {
                ::close(fd);
            }
        }
        if (ready[2].revents) {
            for (int fd; (fd = dumpsocket::acceptOne(listening)) >= 0;)
                fresh.push_back(fd);
        }
        // After what those above said: a request that is passed on brings its own signal with it.
        if (ready[1].revents && drain(signalled))
            hit();
        if (waiting.on && !waiting.claimed && now() >= waiting.began + askAbove)
            lead(waiting.began);
    }
    for (const auto *list : {&fresh, &held, &waiting.above}) {
        for (const int fd : *list)
            ::close(fd);
    }
}

void TaskDumps::Private::hit()
{
    if (waiting.on)
        return;
    const qint64 time = now();
    if (!hitUsed && (active > 0 || time - lastBegan < together)) {
        hitUsed = true; // of the request that came from above already
        return;
    }
    waiting.on = true;
    waiting.claimed = false;
    waiting.began = time;
    tellHeld();
    for (const qint64 pid : ancestors) {
        const int fd = dumpsocket::connectTo(pid_t(pid));
        if (fd >= 0 && dumpsocket::send(fd, protocol::askHit))
            waiting.above.push_back(fd);
        else if (fd >= 0)
            ::close(fd);
    }
    if (waiting.above.empty())
        lead(time);
}

/// The request is ours.
void TaskDumps::Private::lead(qint64 began)
{
    endWaiting();
    static thread_local std::mt19937 random{std::random_device()()};
    enqueue({QByteArray::number(random(), 16).rightJustified(8, '0'), u"SIGUSR1"_s, began});
    lastBegan = began;
    hitUsed = true;
}

void TaskDumps::Private::endWaiting()
{
    for (const int fd : waiting.above)
        ::close(fd);
    waiting.above.clear();
    waiting.on = waiting.claimed = false;
}

void TaskDumps::Private::claimAbove(int fd)
{
    char buffer[64];
    if (const ssize_t got = ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT); got > 0) {
        waiting.claimed = true; // and the request comes; or else that one closes
        return;
    } else if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    ::close(fd);
    std::erase(waiting.above, fd);
    if (waiting.above.empty() && waiting.on)
        lead(waiting.began);
}

void TaskDumps::Private::packet(int fd, std::string_view words)
{
    if (words == protocol::askHit) {
        held.push_back(fd);
        if (waiting.on || active > 0 || now() - lastBegan < together)
            dumpsocket::send(fd, protocol::mine);
        if (!waiting.on && active == 0 && now() - lastBegan < together)
            closeHeld(); // it was passed on to whomever there was; what came later reports by itself
        return;
    }
    if (words == protocol::askRoot) {
        dumpsocket::send(fd, std::to_string(ancestors.isEmpty() ? ::getpid() : pid_t(ancestors.last())));
        ::close(fd);
        return;
    }
    pollfd end{fd, POLLIN, 0};
    if (::poll(&end, 1, 0) > 0) { // whoever asked has given up: we were stopped
        ::close(fd);
        return;
    }
    const QByteArrayList parts = QByteArray(words.data(), qsizetype(words.size())).split(' ');
    if (words.starts_with(protocol::askCollect)) {
        enqueue({parts.value(1), {}, now(), fd, true});
    } else if (words.starts_with(protocol::askDump)) {
        hitUsed = std::exchange(waiting.on, false);
        endWaiting();
        lastBegan = parts.value(2).toLongLong();
        enqueue({parts.value(1), u"relayed"_s, lastBegan, fd});
        tellHeld();
    } else {
        ::close(fd);
    }
}

void TaskDumps::Private::tellHeld()
{
    for (const int fd : held)
        dumpsocket::send(fd, protocol::mine);
}

void TaskDumps::Private::closeHeld()
{
    for (const int fd : held)
        ::close(fd);
    held.clear();
}

void TaskDumps::Private::enqueue(Request request)
{
    if (!request.collect)
        ++active;
    const std::lock_guard lock(mutex);
    queue.push_back(std::move(request));
    changed.notify_one();
}

// ------------------------------------------------------------------------------------------------- the thread that works

void TaskDumps::Private::work()
{
    ::pthread_setname_np(::pthread_self(), "furrow-dump");
    for (;;) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return stopping || !queue.empty(); });
        if (stopping)
            break;
        const Request request = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        serve(request);
        if (request.reply >= 0) {
            dumpsocket::send(request.reply, std::string_view(&protocol::dumpDone, 1));
            ::close(request.reply);
        }
        if (!request.collect) {
            --active;
            poke(finishedOne);
        }
    }
    for (const Request &request : queue) {
        if (request.reply >= 0)
            ::close(request.reply);
    }
}

void TaskDumps::Private::serve(const Request &request)
{
    say(request, compose(request));
    if (request.reply >= 0 && !request.collect)
        dumpsocket::send(request.reply, std::string_view(&protocol::dumpShown, 1));
    std::vector<Child> below;
    {
        const std::lock_guard lock(mutex);
        below = children;
    }
    if (below.empty())
        return;
    if (!request.collect) {
        QStringList names;
        for (const Child &child : below)
            names.append(child.id.toString());
        say(request, u"furrow: %1 relaying request %2 to %3"_s.arg(self.toString(), QString::fromLatin1(request.id), names.join(u", "_s)));
    }
    for (const Child &child : below) {
        if (stopped())
            return;
        relay(request, child);
    }
}

void TaskDumps::Private::relay(const Request &request, const Child &child)
{
    const auto silent = [&](const QString &why) {
        say(request, u"furrow: no task tree of %1, process %2: %3"_s.arg(child.id.toString()).arg(child.pid).arg(why));
    };
    const int fd = dumpsocket::connectTo(pid_t(child.pid));
    if (fd < 0) {
        const int why = errno;
        if (const char state = stateOf(u"/proc/%1"_s.arg(child.pid)); state == ' ' || state == 'Z')
            return silent(u"it has ended"_s);
        return silent(why == ECONNREFUSED ? u"it has no task dumps"_s : qt_error_string(why));
    }
    const QByteArray words = request.collect ? protocol::askCollect + request.id
                                             : protocol::askDump + request.id + ' ' + QByteArray::number(request.began);
    dumpsocket::send(fd, {words.constData(), std::size_t(words.size())});
    bool reported = false;
    std::vector<char> buffer(protocol::maxPacket);
    for (;;) {
        // Once it has reported, those below it are waited for, each of which has its own patience.
        const ssize_t got = dumpsocket::receive(fd, buffer.data(), buffer.size(), reported ? 10 * childPatience : childPatience, stop);
        if (got <= 0) {
            if (stopped())
                break;
            if (got == 0)
                silent(u"it ended meanwhile"_s);
            else if (!reported)
                silent(u"it does not answer: it %1"_s.arg(stateName(stateOf(u"/proc/%1"_s.arg(child.pid)))));
            break;
        }
        reported = true;
        if (buffer[0] == protocol::dumpDone)
            break;
        if (buffer[0] == protocol::dumpText && request.collect)
            dumpsocket::send(request.reply, {buffer.data(), std::size_t(got)});
    }
    ::close(fd);
}

QString TaskDumps::Private::readTree(QString *blocked)
{
    const char state = stateOf(u"/proc/self/task/%1"_s.arg(::getpid()));
    if (state == 't' || state == 'T') {
        *blocked = u"the main thread %1"_s.arg(stateName(state));
        return treeText();
    }
    std::uint64_t number;
    {
        const std::lock_guard lock(mutex);
        number = ++asked;
    }
    poke(askLoop);
    const qint64 deadline = now() + loopPatience;
    for (;;) {
        {
            const std::lock_guard lock(mutex);
            if (answered == number)
                return answerText;
        }
        const qint64 left = deadline - now();
        pollfd ready[2] = {{loopAnswered, POLLIN, 0}, {stop, POLLIN, 0}};
        if (left <= 0 || (::poll(ready, 2, int(left)) > 0 && ready[1].revents))
            break;
        if (ready[0].revents)
            drain(loopAnswered);
    }
    *blocked = u"the event loop has not answered for %1 s"_s.arg(loopPatience / 1000);
    if (stopped())
        return {};
    const std::vector<std::uintptr_t> addresses = dumpsignal::mainThreadStack(stackPatience);
    QList<TraceFrame> frames;
    if (addresses.empty()) {
        *blocked += dumpsignal::isInstalled() ? u"; the main thread takes no signal, so that its stack is not known"_s
                                              : u"; another handler of SIGUSR1 has come, so that the main thread's stack is not known"_s;
    } else {
        frames = symbolize(addresses);
        *blocked += frames.isEmpty() ? u"; the main thread is in no code of the program's"_s : u"; the main thread is here:"_s;
        for (const QString &line : renderTrace(frames).split(u'\n', Qt::SkipEmptyParts))
            *blocked += u"\n      "_s + line;
    }
    return treeText(frames);
}

QString TaskDumps::Private::compose(const Request &request)
{
    QString blocked;
    const QString tree = readTree(&blocked);
    QString text = u"furrow: task tree of %1, process %2"_s.arg(self.toString()).arg(::getpid());
    if (!request.collect && !request.id.isEmpty())
        text += u", request %1 (%2)"_s.arg(QString::fromLatin1(request.id), request.why);
    if (!request.collect) {
        const std::lock_guard lock(logMutex);
        QString why;
        text += log.open(self.name, &why) ? u", also in "_s + log.path() : u", in no file: "_s + why;
    }
    if (!blocked.isEmpty())
        text += u"\n   "_s + blocked;
    return text + u'\n' + tree + u'\n' + threads();
}

void TaskDumps::Private::say(const Request &request, const QString &text)
{
    if (!request.collect)
        return show(text);
    const QStringList parts = pieces(text + u'\n');
    for (const QString &part : parts) {
        const QByteArray bytes = protocol::dumpText + part.toUtf8();
        dumpsocket::send(request.reply, {bytes.constData(), std::size_t(bytes.size())});
    }
}

void TaskDumps::Private::show(const QString &text)
{
    QByteArray path;
    {
        const std::lock_guard lock(mutex);
        path = console;
    }
    const QByteArray bytes = text.toUtf8() + '\n';
    {
        const std::lock_guard lock(logMutex);
        log.append(bytes); // first: whoever reads the terminal may be slow
    }
    if (!showAtConsole(path, text))
        writeToTerminal(bytes);
}

bool TaskDumps::Private::showAtConsole(const QByteArray &path, const QString &text)
{
    if (path.isEmpty())
        return false;
    const QJsonObject actor{{"name"_L1, self.name}, {"uuid"_L1, self.uuid.toString(QUuid::WithoutBraces)}};
    const QStringList parts = pieces(text);
    for (const QString &part : parts) {
        const QByteArray packet = QJsonDocument(QJsonObject{{"type"_L1, QLatin1StringView(protocol::dump)}, {"actor"_L1, actor}, {"text"_L1, part}})
                                      .toJson(QJsonDocument::Compact);
        DebugChannel channel;
        char word[16];
        // Its word says that those who come after us come below.
        if (!channel.open(path.constData()) || !channel.send(packet.constData(), std::size_t(packet.size()))
            || dumpsocket::receive(channel.fd(), word, sizeof word, consolePatience, stop) <= 0)
            return false;
    }
    return true;
}

/// Not with the writers of log lines, which the main thread may be one of, blocked by a terminal that is stopped.
void TaskDumps::Private::writeToTerminal(const QByteArray &text)
{
    qsizetype done = 0;
    while (done < text.size()) {
        pollfd room[2] = {{STDERR_FILENO, POLLOUT, 0}, {stop, POLLIN, 0}};
        const int count = ::poll(room, 2, consolePatience);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 || room[1].revents || !(room[0].revents & POLLOUT))
            return;
        // So much a pipe takes at once when it says that it has room.
        const ssize_t n = ::write(STDERR_FILENO, text.constData() + done, std::size_t(qMin<qsizetype>(4096, text.size() - done)));
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return;
        done += qMax<ssize_t>(n, 0);
    }
}

// ------------------------------------------------------------------------------------------------------- the main thread

void TaskDumps::Private::answer()
{
    drain(askLoop);
    QString text = treeText();
    {
        const std::lock_guard lock(mutex);
        answerText = std::move(text);
        answered = asked;
    }
    poke(loopAnswered);
}

TaskDumps::TaskDumps(QObject *parent) : QObject(parent), d(std::make_unique<Private>()) {}

TaskDumps::~TaskDumps()
{
    close();
}

void TaskDumps::open(const ActorId &self, const QList<qint64> &ancestors)
{
    d->self = self;
    d->ancestors = ancestors;
}

bool TaskDumps::isStarted() const
{
    return d->started;
}

bool TaskDumps::start(QString *sentence)
{
    if (d->started)
        return true;
    for (int *fd : {&d->stop, &d->signalled, &d->finishedOne, &d->askLoop, &d->loopAnswered})
        *fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const bool counted = d->stop >= 0 && d->signalled >= 0 && d->finishedOne >= 0 && d->askLoop >= 0 && d->loopAnswered >= 0;
    d->listening = counted ? dumpsocket::listenHere() : -1;
    d->started = true;
    if (d->listening < 0 || !dumpsignal::install(d->signalled)) {
        *sentence = u"SIGUSR1 dumps no tasks in %1: %2"_s.arg(d->self.toString(), qt_error_string(errno));
        close();
        return false;
    }
    d->stopping = false;
    d->notifier = std::make_unique<QSocketNotifier>(d->askLoop, QSocketNotifier::Read);
    connect(d->notifier.get(), &QSocketNotifier::activated, this, [this] { d->answer(); });
    sigset_t all, former;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &former);
    d->worker = std::thread([this] { d->work(); });
    // While a debugger holds the other threads, somebody has to take the signal.
    ::sigdelset(&all, SIGUSR1);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
    d->listener = std::thread([this] { d->listen(); });
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
    return true;
}

void TaskDumps::setConsole(const QByteArray &socketPath)
{
    const std::lock_guard lock(d->mutex);
    d->console = socketPath;
}

void TaskDumps::childSpawned(const ActorId &child, qint64 pid)
{
    const std::lock_guard lock(d->mutex);
    d->children.push_back({child, pid});
}

void TaskDumps::childEnded(qint64 pid)
{
    const std::lock_guard lock(d->mutex);
    std::erase_if(d->children, [pid](const Private::Child &child) { return child.pid == pid; });
}

void TaskDumps::close()
{
    if (!std::exchange(d->started, false))
        return;
    dumpsignal::remove();
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        d->changed.notify_all();
    }
    if (d->stop >= 0)
        poke(d->stop);
    for (std::thread *thread : {&d->listener, &d->worker}) {
        if (thread->joinable())
            thread->join();
    }
    d->notifier.reset();
    for (int *fd : {&d->stop, &d->signalled, &d->finishedOne, &d->askLoop, &d->loopAnswered, &d->listening}) {
        if (*fd >= 0)
            ::close(std::exchange(*fd, -1));
    }
    d->fresh.clear();
    d->held.clear();
    d->waiting = {};
    d->queue.clear();
    d->children.clear();
    d->active = 0;
    d->log.close();
}

QString TaskDumps::treeText()
{
    return treeText({});
}

QString TaskDumps::treeText(const QList<TraceFrame> &stack)
{
    std::optional<TaskTree> tree = TaskTreeReader::read();
    if (!tree)
        return u"   the tasks cannot be read: the kernel forbids it, and the main thread does not answer"_s;
    for (TaskTree::Task &task : tree->tasks) {
        if (!task.runs)
            continue;
        const QString function = functionOfSignature(task.runs->function);
        const auto found = std::ranges::find_if(stack, [&](const TraceFrame &frame) { return frame.line && function == frame.function; });
        if (found != stack.end()) {
            task.runs->file = found->file;
            task.runs->line = found->line;
        }
    }
    return renderTaskTree(*tree);
}

void TaskDumps::dumpHere()
{
    QString text = u"furrow: task tree of %1, process %2"_s.arg(d->self.toString()).arg(::getpid());
    {
        const std::lock_guard lock(d->logMutex);
        QString why;
        text += d->log.open(d->self.name, &why) ? u", also in "_s + d->log.path() : u", in no file: "_s + why;
    }
    d->show(text + u'\n' + treeText() + u'\n' + threads());
}

} // namespace furrow::debug
