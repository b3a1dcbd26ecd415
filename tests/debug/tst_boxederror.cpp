// SPDX-License-Identifier: MIT
#include "debug/throwsite.h"
#include "debug/trace.h"

#include <furrow/debuggerquit.h>
#include <furrow/detail/runloop.h>
#include <furrow/exceptiongroup.h>
#include <furrow/remoteactorerror.h>
#include <furrow/sleep.h>

#include <QTest>

#include <csignal>

using namespace furrow;
using namespace Qt::StringLiterals;

struct NameError : std::exception
{
    const char *what() const noexcept override { return "name 'doggypants' is not defined"; }
};
struct NoException
{
    int value = 3;
};

template<typename E>
[[gnu::noinline]] std::exception_ptr thrown(E error)
{
    try {
        throw error;
    } catch (...) {
        return std::current_exception();
    }
}

static int innerLine = 0, outerLine = 0;

static Task<> inner()
{
    co_await furrow::checkpoint();
    innerLine = __LINE__ + 1;
    throw NameError();
}

static Task<> outer()
{
    outerLine = __LINE__ + 1;
    co_await inner();
}

class TestBoxedError : public QObject
{
    Q_OBJECT
    const ActorId child{u"name_error"_s, QUuid::createUuid()}, middle{u"spawner"_s, QUuid::createUuid()};

private Q_SLOTS:
    void initTestCase() { detail::exceptionStored = debug::noteEscaped; }

    void boxesAndTravels()
    {
        const std::exception_ptr error = thrown(NameError());
        const BoxedError boxed = box(error, child);
        QCOMPARE(boxed.type, u"NameError"_s);
        QCOMPARE(boxed.message, u"name 'doggypants' is not defined"_s);
        QCOMPARE(boxed.source, child);
        QCOMPARE(boxed.relayPath, QList{child});
        QVERIFY(!boxed.id.isEmpty());
        QCOMPARE(box(error, child).id, boxed.id);
        QCOMPARE(BoxedError::fromJson(boxed.toJson()), std::optional(boxed));
        QVERIFY(!BoxedError::fromJson({}));

        const BoxedError relayed = box(thrown(RemoteActorError(boxed)), middle);
        QCOMPARE(relayed.id, boxed.id);
        QCOMPARE(relayed.type, boxed.type);
        QCOMPARE(relayed.trace, boxed.trace);
        QCOMPARE(relayed.source, child);
        QCOMPARE(relayed.relayPath, (QList{child, middle}));
    }

    void renders()
    {
        BoxedError boxed = box(thrown(NameError()), child);
        boxed.trace = u"#0 nameError at a.cpp:7"_s;
        boxed.relayPath.append(middle);
        const RemoteActorError error(boxed);
        QVERIFY(error.is<NameError>());
        QVERIFY(!error.is<std::runtime_error>());
        const QStringList lines = QString::fromUtf8(error.what()).split(u'\n');
        QCOMPARE(lines.value(0), u"RemoteActorError: "_s + child.toString());
        QCOMPARE(lines.value(1), u"  boxed type: NameError"_s);
        QCOMPARE(lines.value(2), u"  message: name 'doggypants' is not defined"_s);
        QCOMPARE(lines.value(3), u"  remote trace:"_s);
        QCOMPARE(lines.value(4), u"    #0 nameError at a.cpp:7"_s);
        QCOMPARE(lines.value(5), u"  relay path: %1 -> %2"_s.arg(child.toString(), middle.toString()));
        QCOMPARE(renderError(std::make_exception_ptr(error)), QString::fromUtf8(error.what()));
    }

    void traceGoesOnThroughTheCoroutinesThatWait()
    {
        const std::exception_ptr error = detail::runUntilDone(outer(), "main");
        const QList<debug::TraceFrame> trace = debug::recordedTrace(error);
        QVERIFY2(trace.size() == 2, qPrintable(debug::renderTrace(trace))); // nothing of the loop below
        QCOMPARE(trace[0].function, u"inner"_s);
        QCOMPARE(trace[0].line, innerLine);
        QCOMPARE(trace.last().function, u"outer"_s);
        QCOMPARE(trace.last().line, outerLine);
        QVERIFY(box(error, child).trace.contains(u"#0 inner at "_s));
        QVERIFY(renderError(error).startsWith(u"NameError: name 'doggypants'"_s));
        QVERIFY(renderError(error).contains(u"tst_boxederror.cpp:%1"_s.arg(innerLine)));
    }

    void theRuntimesOwnAndForeignTypes()
    {
        QCOMPARE(box(thrown(DebuggerQuit()), child).type, u"DebuggerQuit"_s);
        QVERIFY(RemoteActorError(box(thrown(DebuggerQuit()), child)).is<DebuggerQuit>());
        QCOMPARE(box(thrown(NoException()), child).type, u"NoException"_s);
        QCOMPARE(box(thrown(3), child).type, u"int"_s);
        QVERIFY(!renderError(thrown(3)).isEmpty());
        const BoxedError signal = boxSignal(child, SIGSEGV);
        QCOMPARE(signal.type, u"SIGSEGV"_s);
        QCOMPARE(signal.source, child);
    }

    void groupsListTheirLeaves()
    {
        const auto group = combined({thrown(NameError()), thrown(DebuggerQuit())});
        const BoxedError boxed = box(group, middle);
        QCOMPARE(boxed.type, u"ExceptionGroup"_s);
        QVERIFY(boxed.message.startsWith(u"2 errors\n- NameError: name"_s));
        QVERIFY(boxed.message.contains(u"\n- DebuggerQuit: "_s));
        QVERIFY(renderError(group).startsWith(u"ExceptionGroup: 2 errors\n- NameError"_s));
    }

    void contextCancelledKeepsWhoDidIt()
    {
        const ContextCancelled error(BoxedError{u"1"_s, u"ContextCancelled"_s, {}, {}, child, {child}, {}}, middle);
        QCOMPARE(error.canceller(), middle);
        QVERIFY(QByteArrayView(error.what()).startsWith("ContextCancelled: ('name_error'"));
        const auto back = BoxedError::fromJson(box(std::make_exception_ptr(error), middle).toJson());
        QVERIFY(back && back->canceller == middle);
    }

    void signatures_data()
    {
        QTest::addColumn<QByteArray>("signature");
        QTest::addColumn<QString>("function");
        QTest::newRow("coroutine") << "furrow::Task<> breakpointForever()"_ba << u"breakpointForever"_s;
        QTest::newRow("member") << "furrow::Task<std::pair<int, int> > A::B::f(int, const QString&)"_ba << u"A::B::f"_s;
        QTest::newRow("template") << "T f(T) [with T = int]"_ba << u"f"_s;
        QTest::newRow("lambda") << "main()::<lambda(int)>"_ba << u"main()::<lambda(int)>"_s;
        QTest::newRow("empty") << ""_ba << u""_s;
    }
    void signatures()
    {
        QFETCH(QByteArray, signature);
        QTEST(debug::functionOfSignature(signature.constData()), "function");
    }
};

QTEST_GUILESS_MAIN(TestBoxedError)
#include "tst_boxederror.moc"
