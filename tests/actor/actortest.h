// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/furrow.h>

#include <QCoreApplication>
#include <QFile>
#include <QTest>

#include <unistd.h>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Runs `body(nursery)` in a root actor with real processes, and rethrows what it raised. Returns run()'s status.
template<typename F>
int runActors(F body, furrow::RootOptions options = {})
{
    int argc = 1;
    char name[] = "test";
    char *argv[] = {name, nullptr};
    std::exception_ptr error;
    const int status = furrow::run(argc, argv, [&]() -> furrow::Task<> {
        try {
            co_await furrow::openActorNursery(options, body);
        } catch (const furrow::Cancelled &) {
            throw;
        } catch (...) {
            error = std::current_exception();
        }
    });
    if (error)
        std::rethrow_exception(error);
    return status;
}

/// Processes whose parent is this one.
inline QByteArrayList children()
{
    QFile file(QStringLiteral("/proc/self/task/%1/children").arg(::getpid()));
    return file.open(QIODevice::ReadOnly) ? file.readAll().simplified().split(' ') : QByteArrayList();
}

/// Nothing outlives a nursery: no child, no zombie.
inline void verifyNothingLeft()
{
    QCOMPARE(children(), QByteArrayList{QByteArray()});
}

/// The test's main(): this very program is what its actors run.
#define ACTOR_TEST(Class)                                                                                                                  \
    int main(int argc, char **argv)                                                                                                        \
    {                                                                                                                                      \
        if (furrow::isSubactor())                                                                                                          \
            return furrow::run(argc, argv, []() -> furrow::Task<> { co_return; });                                                        \
        QCoreApplication application(argc, argv);                                                                                          \
        Class test;                                                                                                                        \
        return QTest::qExec(&test, argc, argv);                                                                                            \
    }
