// SPDX-License-Identifier: MIT
#include <furrow/run.h>

#include <furrow/boxederror.h>
#include <furrow/detail/foreignloop.h>
#include <furrow/detail/runloop.h>
#include <furrow/exceptiongroup.h>

#include "actor/birth.h"
#include "actor/runtime.h"
#include "actor/subactor.h"

#include <QCoreApplication>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace furrow {
namespace detail {
namespace {

// Read before main() can start processes that would inherit it; the environment is in place then.
std::optional<Birth> &birth()
{
    static std::optional<Birth> birth = Birth::take();
    return birth;
}

void say(const QString &text)
{
    const QByteArray line = text.toUtf8() + '\n';
    std::fwrite(line.constData(), 1, std::size_t(line.size()), stderr);
    std::fflush(stderr);
}

/// One sentence when it cannot be.
QString chooseAsio()
{
    if (!installAsioLoop)
        return QStringLiteral("furrow: infectAsio needs the library Furrow::Asio: link it, and include <furrow/asio.h> in the program");
    if (QCoreApplication::instance())
        return QStringLiteral("furrow: infectAsio needs an application object that furrow::run() makes, since the event loop is chosen before it: "
                              "make none in main()");
    installAsioLoop();
    return {};
}

Task<> rootTask(Runtime &runtime, std::function<Task<int>()> main, int &status, std::exception_ptr &error)
{
    status = co_await runtime.runMain(std::move(main), error);
}

} // namespace

int runProgram(int &argc, char **argv, std::function<Task<int>()> asyncMain, RootOptions options, bool openAtOnce)
{
    const QString clash = FunctionTable::clash();
    if (!clash.isEmpty()) {
        say(clash);
        return 1;
    }
    if (Runtime::instance())
        throw std::logic_error("furrow::run() is running already");
    const bool child = birth().has_value();
    const bool onAsio = child ? birth()->infectAsio : options.infectAsio;
    if (onAsio) {
        if (const QString refusal = chooseAsio(); !refusal.isEmpty()) {
            say(refusal);
            return 1;
        }
    }
    std::unique_ptr<QCoreApplication> application;
    if (!QCoreApplication::instance()) {
        if (options.application && !child)
            application = options.application(argc, argv);
        else
            application = std::make_unique<QCoreApplication>(argc, argv);
    }

    if (onAsio && QCoreApplication::instance()->inherits("QGuiApplication")) {
        say(QStringLiteral("furrow: an actor with windows cannot run on Asio's loop, which serves no window system: start a subactor with infectAsio"));
        return 1;
    }

    // Qt remembers it: the file may be built anew while this runs, and /proc names it "(deleted)" then.
    (void)QCoreApplication::applicationFilePath();

    int status = 0;
    std::exception_ptr error;
    Runtime runtime;
    if (child) {
        runtime.openSubactor(*birth());
        Subactor subactor(*std::exchange(birth(), std::nullopt));
        std::exception_ptr outer = runUntilDone(rootTask(runtime, [&subactor] { return subactor.run(); }, status, error), "subactor");
        subactor.farewell();
        if (!error)
            error = outer;
    } else {
        if (openAtOnce)
            runtime.openRoot(options);
        std::exception_ptr outer = runUntilDone(rootTask(runtime, std::move(asyncMain), status, error), "main");
        if (!error)
            error = outer;
    }
    if (error && !isCancelled(error)) {
        say(renderError(error));
        status = 1;
    }
    return runtime.wasInterrupted() && !child ? 130 : status;
}

} // namespace detail

bool isSubactor()
{
    return detail::birth().has_value() || (detail::Runtime::instance() && detail::Runtime::instance()->isSubactor());
}

} // namespace furrow
