// SPDX-License-Identifier: MIT
// The ways to end that C++ has besides an exception: in each the prompt stands where it happened, nothing has been unwound, and the
// parent gets the signal as a boxed error.
#include "dialogue.h"

using namespace Qt::StringLiterals;
using namespace acceptance;

namespace {

struct Way
{
    const char *name;
    const char *source; ///< the line that the prompt stands on
    const char *signal;
    const char *said;   ///< by the header and the boxed error
    const char *command = nullptr; ///< at the prompt
    const char *answer = nullptr;  ///< what it prints
    const char *thread = nullptr;  ///< whose entry it is
};

const Way ways[]{
    {"terminate", "std::terminate()", "SIGABRT", "std::terminate was called"},
    {"noexcept", "here it is thrown", "SIGABRT", "nothing caught std::runtime_error: nobody wants 42", "p mark", "= 42", "task 'child'"},
    {"thread", "here it is thrown", "SIGABRT", "nothing caught std::runtime_error: nobody wants 42", "p noisy", "value = 7", "thread '"},
    {"thread-rethrow", "here it is thrown", "SIGABRT", "nothing caught std::runtime_error: nobody wants 42", "p mark", "= 42", "thread '"},
    {"qthread", "here it is thrown", "SIGABRT", "nothing caught std::runtime_error: nobody wants 42", "p mark", "= 42", "thread '"},
    {"pool", "here it is thrown", "SIGABRT", "nothing caught std::runtime_error: nobody wants 42", "p mark", "= 42", "thread '"},
    {"slot", "here it is thrown", "SIGABRT", "nothing caught std::runtime_error: nobody wants 42", "p mark", "= 42", "thread 'main'"},
    {"joinable", "std::thread thread", "SIGABRT", "std::terminate was called"},
    {"purevirtual", "a pure virtual call", "SIGABRT", "std::terminate was called"},
    {"qfatal", "qFatal", "SIGABRT", "the last of 5 words"},
    {"fpe", "by zero", "SIGFPE", "integer division by zero", "p mark", "= 42"},
    {"ill", "__builtin_trap", "SIGILL", "illegal instruction"},
    {"bus", "the fault", "SIGBUS", "Bus error at address 0x", "p mark", "= 42"},
    {"nowhere", "the call", "SIGSEGV", "at address 0x0", "p mark", "= 42"},
    {"thread-segv", "the fault", "SIGSEGV", "Segmentation fault at address 0x0", "p mark", "= 42", "thread '"},
    {"thread-overflow", "", "SIGSEGV", "stack overflow", "w", "recurse at", "thread '"},
    {"qthread-overflow", "", "SIGSEGV", "stack overflow", "w", "recurse at", "thread '"},
    {"raise", "std::raise", "SIGSEGV", "Segmentation fault"},
};

QString text(const char *latin)
{
    return QString::fromLatin1(latin);
}

void play(Dialogue &d, const Way &way, const QString &answer)
{
    d.startProgram(u"ends"_s, {text(way.name)});
    const Seen child = d.expectEntry(u"crashed"_s, u"child"_s, text(way.source));
    for (const char *part : {way.signal, way.said})
        d.check(child.text.contains(text(part)), u"\"%1\" is not shown:\n%2"_s.arg(text(part), child.text));
    if (way.thread)
        d.check(child.place.startsWith(text(way.thread)), u"it is not the entry of %1:\n%2"_s.arg(text(way.thread), child.place));
    // Thrown again in a catch block: what it shows is the copy of the first throw.
    const bool unwound = QByteArrayView(way.name) == "thread-rethrow";
    d.check(unwound || !child.text.contains(u"a destructor has run"_s), u"it has unwound already:\n"_s + child.text);
    if (way.command) {
        const QString printed = d.command(text(way.command));
        d.check(printed.contains(text(way.answer)), u"%1 prints:\n%2"_s.arg(text(way.command), printed));
    }
    d.answer(answer);
    const Seen root = d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    for (const QString &part : {u"RemoteActorError: ('child', '"_s, u"boxed type: "_s + text(way.signal), text(way.said), u"ends.cpp:"_s})
        d.check(root.text.contains(part), u"the boxed error does not show \"%1\":\n%2"_s.arg(part, root.text));
    d.answer(u"c"_s);
    d.expectEnd(1);
    d.expectText(text(way.signal));
}

/// The root dies of it itself: its report, and the very signal.
void inRoot(Dialogue &d, const char *way, const QString &source, const QString &said, int status)
{
    d.startProgram(u"ends"_s, {u"root:"_s + text(way)});
    d.rootDies();
    d.expectEntry(u"crashed"_s, u"root"_s, source);
    d.answer(u"c"_s);
    d.expectEnd(status);
    d.expectText(u"dies of "_s + said);
    d.expectText(u"ends.cpp:"_s);
}

/// A step over the line that faults comes to the crash.
void stepped(Dialogue &d)
{
    d.startProgram(u"ends"_s, {u"step"_s});
    d.expectEntry(u"paused"_s, u"child"_s, u"furrow::pause()"_s);
    d.step(u"n"_s, u"stepped over"_s);
    d.answer(u"n"_s);
    d.expectEntry(u"crashed"_s, u"child"_s, u"the fault"_s);
    d.answer(u"c"_s);
    d.expectEntry(u"crashed"_s, u"root"_s, u"waitForResult"_s);
    d.answer(u"c"_s);
    d.expectEnd(1);
}

void withoutDebugMode(Dialogue &d)
{
    d.startProgram(u"ends"_s, {u"segv"_s, u"plain"_s});
    d.expectEnd(1);
    d.expectText(u"the actor died of SIGSEGV"_s);
}

std::vector<Script> scripts()
{
    std::vector<Script> all;
    for (const Way &way : ways) {
        const QString answer = all.size() % 2 ? u"q"_s : u"c"_s;
        all.push_back({text(way.name), [&way, answer](Dialogue &d) { play(d, way, answer); }});
    }
    all.push_back({u"the root, SIGSEGV"_s, [](Dialogue &d) { inRoot(d, "segv", u"the fault"_s, u"SIGSEGV: Segmentation fault at address 0x0"_s, 139); }});
    all.push_back({u"the root, noexcept"_s, [](Dialogue &d) { inRoot(d, "noexcept", u"here it is thrown"_s, u"SIGABRT"_s, 134); }});
    all.push_back({u"a step over it"_s, stepped});
    all.push_back({u"without debug mode"_s, withoutDebugMode});
    return all;
}

const Row row("ends", scripts());

} // namespace
