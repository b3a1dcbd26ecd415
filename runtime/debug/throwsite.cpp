// SPDX-License-Identifier: MIT
#include "throwsite.h"

#include "fatalsignals.h"
#include "procfile.h"

#include <furrow/detail/taskstate.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <cxxabi.h>
#include <dlfcn.h>
#include <mutex>
#include <span>
#include <cstddef>
#include <cstdlib>
#include <sys/sysinfo.h>
#include <typeinfo>
#include <unistd.h>
#include <utility>
#include <unwind.h>

extern "C" _Unwind_Reason_Code __gxx_personality_v0(int, _Unwind_Action, _Unwind_Exception_Class, _Unwind_Exception *,
                                                    _Unwind_Context *);

// Within furrow, so that a debugger knows these frames for the runtime's.
namespace furrow::debug {

constinit thread_local bool (*isExpectedThrow)(const std::type_info &type, const void *object) = nullptr;

namespace {

// libstdc++'s exception header (unwind-cxx.h); part of the Itanium ABI, and what a personality routine may read.
struct ExceptionHeader
{
    std::type_info *type;
    void (*destructor)(void *);
    void (*unexpectedHandler)();
    void (*terminateHandler)();
    ExceptionHeader *next;
    int handlerCount;
    int handlerSwitchValue;
    const unsigned char *actionRecord;
    const unsigned char *languageSpecificData;
    _Unwind_Ptr landingPad;
    void *adjustedObject;
    _Unwind_Exception unwindHeader;
};

constexpr std::uint64_t gnuPrimary = 0x474e5543432b2b00ULL;   // "GNUCC++\0"
constexpr std::uint64_t gnuDependent = 0x474e5543432b2b01ULL; // made by rethrow_exception

struct Record
{
    void *object = nullptr;
    void (*destructor)(void *) = nullptr;
    NewCopy copy{}; // without a sign once somebody has asked for it
    const char *whyNoCopy = nullptr;
    pid_t maker = 0; // a fork()ed child inherits the table, not the children
    _Unwind_Ptr firstPad = 0;
    _Unwind_Ptr lastPad = 0;
    bool escaped = false;
    std::uint64_t serial = 0;
    int depth = 0;
    int awaiterCount = 0;
    std::array<furrow::debug::AwaitPoint, 32> awaiters{};
    std::array<std::uintptr_t, 64> addresses{};
};

// Plain arrays and a constant-initialised mutex: exceptions are thrown before the first and after the last static object.
constinit std::mutex mutex;
constinit std::array<Record, 64> records{};
constexpr std::size_t padSlots = 4096;
constinit std::array<std::atomic<_Unwind_Ptr>, padSlots> usersPads{};
constinit std::atomic<bool> copying{false};
constinit std::atomic<bool> looking{false};
int copyLimit = 0;
int leasedCopies = 0; // of this process, that live on after their exceptions
std::uint64_t lastSerial = 0;
char socketPath[128];
char actorJson[512];
long consolePid = 0;

std::size_t padSlot(_Unwind_Ptr pad)
{
    return (pad * 0x9e3779b97f4a7c15ULL) >> 52;
}

bool isUsersPad(_Unwind_Ptr pad)
{
    for (std::size_t i = padSlot(pad), n = 0; n < 8; ++n, i = (i + 1) % padSlots) {
        if (usersPads[i].load(std::memory_order_relaxed) == pad)
            return true;
    }
    return false;
}

void learnUsersPad(_Unwind_Ptr pad)
{
    for (std::size_t i = padSlot(pad), n = 0; n < 8; ++n, i = (i + 1) % padSlots) {
        _Unwind_Ptr empty = 0;
        if (usersPads[i].compare_exchange_strong(empty, pad, std::memory_order_relaxed) || empty == pad)
            return;
    }
}

void forgetUsersPad(_Unwind_Ptr pad)
{
    for (std::size_t i = padSlot(pad), n = 0; n < 8; ++n, i = (i + 1) % padSlots) {
        _Unwind_Ptr known = pad;
        if (usersPads[i].compare_exchange_strong(known, 1, std::memory_order_relaxed)) // no pad is there, and the slot stays taken
            return;
    }
}

/// Were every page of this process written to, each copy would take as much as the process itself.
bool copiesWouldFit(int alive)
{
    std::array<long, 3> pages; // size, resident, and of those the ones that a file or others share
    if (!ProcFile("/proc/self/statm").read(pages))
        return true;
    const unsigned long long most = static_cast<unsigned long long>(pages[1] - pages[2]) * static_cast<unsigned long long>(::getpagesize()) * unsigned(alive + 1);
    // What is free besides is had for the asking; the sum of what could be made free takes the system ten times as long.
    struct sysinfo system;
    if (::sysinfo(&system) == 0 && most <= static_cast<unsigned long long>(system.freeram) * system.mem_unit)
        return true;
    const long available = ProcFile("/proc/meminfo").after("MemAvailable:");
    return available < 0 || most <= static_cast<unsigned long long>(available) * 1024;
}

Record *find(const void *object)
{
    for (Record &record : records) {
        if (record.object == object)
            return &record;
    }
    return nullptr;
}

constexpr char refused[] = "the system or the console refused it";

/// The record's copy, as soon as it may be looked at: whoever throws does not wait for that.
pid_t settledCopy(Record *record)
{
    if (!record)
        return 0;
    NewCopy &copy = record->copy;
    if (copy.sign && record->maker == ::getpid()) {
        copy = {connectedCopy(copy), nullptr};
        if (!copy.pid)
            record->whyNoCopy = refused;
    }
    return copy.pid;
}

// Stands in for the exception's own destructor, so that its death is known.
void exceptionDies(void *object)
{
    void (*destructor)(void *) = nullptr;
    NewCopy copy;
    {
        std::lock_guard lock(mutex);
        if (Record *record = find(object)) {
            destructor = record->destructor;
            if (record->maker == ::getpid())
                copy = record->copy;
            // Where it was caught in the end is the user's, unless it came there by way of a stored exception.
            if (!record->escaped && record->firstPad == record->lastPad)
                learnUsersPad(record->lastPad);
            *record = Record{};
        }
    }
    if (destructor)
        destructor(object);
    furrow::debug::endCopy(copy);
}

_Unwind_Reason_Code collect(_Unwind_Context *context, void *data)
{
    auto *record = static_cast<Record *>(data);
    if (record->depth == int(record->addresses.size()))
        return _URC_END_OF_STACK;
    int before = 0;
    const _Unwind_Ptr pc = _Unwind_GetIPInfo(context, &before);
    if (!pc)
        return _URC_END_OF_STACK;
    record->addresses[std::size_t(record->depth++)] = pc - (before ? 0 : 1);
    return _URC_NO_REASON;
}

// The trace begins with this file; it shall begin with what raised the exception.
void dropOwnFrames(Record &record)
{
    for (int i = 0; i < record.depth; ++i) {
        void *pc = reinterpret_cast<void *>(record.addresses[std::size_t(i)]);
        if (_Unwind_FindEnclosingFunction(pc) != reinterpret_cast<void *>(&__gxx_personality_v0))
            continue;
        std::copy(record.addresses.begin() + i + 1, record.addresses.begin() + record.depth, record.addresses.begin());
        record.depth -= i + 1;
        return;
    }
}

ExceptionHeader *headerOf(_Unwind_Exception *unwind)
{
    return reinterpret_cast<ExceptionHeader *>(reinterpret_cast<char *>(unwind) - offsetof(ExceptionHeader, unwindHeader));
}

void handlerFound(_Unwind_Exception *unwind, bool dependent)
{
    ExceptionHeader *header = headerOf(unwind);
    const _Unwind_Ptr pad = header->landingPad;
    // A dependent exception's header begins with a pointer to the object that it shares.
    void *object = dependent ? *reinterpret_cast<void **>(header) : static_cast<void *>(header + 1);
    ExceptionHeader *primary = static_cast<ExceptionHeader *>(object) - 1;
    if (std::strcmp(primary->type->name(), "N6furrow9CancelledE") == 0)
        return;
    if (furrow::debug::isExpectedThrow && furrow::debug::isExpectedThrow(*primary->type, object))
        return;

    // Most throws are caught where others were before: they take no lock.
    const bool known = primary->destructor == exceptionDies;
    if (!known && isUsersPad(pad))
        return;
    std::lock_guard lock(mutex);
    if (known) {
        if (Record *record = find(object))
            record->lastPad = pad;
        return;
    }
    Record *record = find(nullptr);
    if (!record)
        return;
    record->object = object;
    record->destructor = primary->destructor;
    record->maker = ::getpid();
    record->serial = ++lastSerial;
    record->firstPad = record->lastPad = pad;
    primary->destructor = exceptionDies;
    _Unwind_Backtrace(collect, record);
    dropOwnFrames(*record);

    if (!copying.load(std::memory_order_relaxed))
        return;
    int alive = leasedCopies;
    for (const Record &other : records)
        alive += other.copy.pid != 0;
    if (alive >= copyLimit)
        record->whyNoCopy = "as many as are allowed are held already";
    else if (!copiesWouldFit(alive))
        record->whyNoCopy = "there is not enough memory for what it might take";
    else if (record->copy = furrow::debug::beginCopy({socketPath, consolePid, actorJson}); !record->copy.pid)
        record->whyNoCopy = refused;
}

using Personality = _Unwind_Reason_Code (*)(int, _Unwind_Action, _Unwind_Exception_Class, _Unwind_Exception *,
                                            _Unwind_Context *);

Personality realPersonality()
{
    static const auto real = reinterpret_cast<Personality>(::dlsym(RTLD_NEXT, "__gxx_personality_v0"));
    return real;
}

} // namespace
} // namespace furrow::debug

// Comes before libstdc++'s, for the program and for every shared library it uses.
extern "C" __attribute__((visibility("default"))) _Unwind_Reason_Code
__gxx_personality_v0(int version, _Unwind_Action actions, _Unwind_Exception_Class exceptionClass,
                     _Unwind_Exception *exception, _Unwind_Context *context)
{
    const _Unwind_Reason_Code answer = furrow::debug::realPersonality()(version, actions, exceptionClass, exception, context);
    if (answer == _URC_HANDLER_FOUND && (actions & _UA_SEARCH_PHASE)
        && (exceptionClass == furrow::debug::gnuPrimary || exceptionClass == furrow::debug::gnuDependent)
        && !furrow::debug::looking.load(std::memory_order_relaxed)) {
        // What raises it then calls std::terminate, where it stands.
        if (furrow::debug::endsInTerminate(furrow::debug::headerOf(exception)->landingPad,
                                           reinterpret_cast<void *>(_Unwind_GetRegionStart(context)), _Unwind_GetCFA(context)))
            return _URC_FATAL_PHASE1_ERROR;
        furrow::debug::handlerFound(exception, exceptionClass == furrow::debug::gnuDependent);
    }
    return answer;
}

namespace furrow::debug {

const void *exceptionObject(const std::exception_ptr &error)
{
    static_assert(sizeof error == sizeof(void *)); // libstdc++'s holds the object's address alone
    const void *object;
    std::memcpy(&object, &error, sizeof object);
    return object;
}

void enableCopies(const CopyTarget &target, int limit)
{
    std::lock_guard lock(mutex);
    if (std::strlen(target.socketPath) >= sizeof socketPath || std::strlen(target.actorJson) >= sizeof actorJson)
        return;
    std::strcpy(socketPath, target.socketPath);
    std::strcpy(actorJson, target.actorJson);
    consolePid = target.consolePid;
    copyLimit = limit;
    copying = true;
}

void disableCopies()
{
    std::lock_guard lock(mutex);
    copying = false;
    for (Record &record : records) {
        if (record.copy.pid && record.maker == ::getpid())
            endCopy(record.copy);
        record.copy = {};
    }
}

std::vector<std::uintptr_t> throwAddresses(const std::exception_ptr &error)
{
    std::lock_guard lock(mutex);
    const Record *record = error ? find(exceptionObject(error)) : nullptr;
    if (!record)
        return {};
    return {record->addresses.begin(), record->addresses.begin() + record->depth};
}

std::vector<AwaitPoint> awaitersOf(const std::exception_ptr &error)
{
    std::lock_guard lock(mutex);
    const Record *record = error ? find(exceptionObject(error)) : nullptr;
    if (!record)
        return {};
    return {record->awaiters.begin(), record->awaiters.begin() + record->awaiterCount};
}

std::uint64_t serialOf(const std::exception_ptr &error)
{
    std::lock_guard lock(mutex);
    const Record *record = error ? find(exceptionObject(error)) : nullptr;
    return record ? record->serial : 0;
}

pid_t copyOf(const std::exception_ptr &error)
{
    std::lock_guard lock(mutex);
    return settledCopy(error ? find(exceptionObject(error)) : nullptr);
}

pid_t leaseCopy(const std::exception_ptr &error)
{
    std::lock_guard lock(mutex);
    Record *record = error ? find(exceptionObject(error)) : nullptr;
    if (!record)
        return 0;
    record->escaped = true;
    const pid_t copy = settledCopy(record);
    leasedCopies += copy != 0;
    record->copy = {};
    return copy;
}

void leasedCopyEnded()
{
    std::lock_guard lock(mutex);
    leasedCopies -= leasedCopies > 0;
}

QString whyNoCopy(const std::exception_ptr &error)
{
    std::lock_guard lock(mutex);
    Record *record = error ? find(exceptionObject(error)) : nullptr;
    if (record) {
        settledCopy(record);
        return QString::fromLatin1(record->whyNoCopy);
    }
    if (!error || !copying.load(std::memory_order_relaxed))
        return {};
    const auto *header = static_cast<const ExceptionHeader *>(exceptionObject(error)) - 1;
    const _Unwind_Ptr pad = header->landingPad;
    if (!pad || std::strcmp(header->type->name(), "N6furrow9CancelledE") == 0)
        return {}; // it was never thrown, or is none of which anything is kept
    if (!isUsersPad(pad))
        return QStringLiteral("too many errors are alive");
    // Its handler had shown itself to be the user's, and now somebody looks at what it caught.
    forgetUsersPad(pad);
    return QStringLiteral("errors that were caught here before were never looked at; the next one is kept");
}

void noteEscaped(const std::exception_ptr &error)
{
    std::lock_guard lock(mutex);
    Record *record = error ? find(exceptionObject(error)) : nullptr;
    if (!record || record->escaped)
        return;
    record->escaped = true;
    // The first coroutine that it leaves was on the stack of the throw; who waits for that one is on no stack.
    const detail::TaskState *task = detail::currentTask();
    if (!task || !task->innermost || ::gettid() != ::getpid())
        return;
    for (const detail::AwaitFrame *frame = task->innermost->awaiter; frame && record->awaiterCount < int(record->awaiters.size());
         frame = frame->awaiter)
        record->awaiters[std::size_t(record->awaiterCount++)] = {frame->function, frame->file, frame->line};
}

void ignoreThrows()
{
    looking = true;
}

int ownedCopies()
{
    std::lock_guard lock(mutex);
    int alive = 0;
    for (const Record &record : records)
        alive += record.copy.pid != 0;
    return alive;
}

} // namespace furrow::debug
