// SPDX-License-Identifier: MIT
#include "taskfixture.h"

#include <furrow/asyncgenerator.h>

#include <stdexcept>

using furrow::AsyncGenerator;
using furrow::Task;

static AsyncGenerator<int> countTo(int n)
{
    for (int i = 1; i <= n; ++i) {
        co_await furrow::checkpoint();
        co_yield i;
    }
}

static AsyncGenerator<QString> failing()
{
    co_yield QStringLiteral("one");
    throw std::runtime_error("in the generator");
}

class TestAsyncGenerator : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void yieldsValuesThenNothing()
    {
        QList<int> seen;
        runTask([&]() -> Task<> {
            auto numbers = countTo(3);
            while (const auto n = co_await numbers.next())
                seen.append(*n);
            QVERIFY(!co_await numbers.next());
        });
        QCOMPARE(seen, (QList<int>{1, 2, 3}));
    }

    void throwsWhatItsCoroutineThrows()
    {
        runTask([]() -> Task<> {
            auto words = failing();
            QCOMPARE(*co_await words.next(), QStringLiteral("one"));
            bool thrown = false;
            try {
                co_await words.next();
            } catch (const std::runtime_error &) {
                thrown = true;
            }
            QVERIFY(thrown);
            QVERIFY(!co_await words.next());
        });
    }

    void isCancelledWhereItWaits()
    {
        bool cancelled = false;
        auto forever = [&]() -> AsyncGenerator<int> {
            try {
                co_await furrow::sleepForever();
            } catch (const furrow::Cancelled &) {
                cancelled = true;
                throw;
            }
            co_yield 1;
        };
        runTask([&]() -> Task<> {
            QVERIFY(!co_await furrow::moveOnAfter(1ms, [&]() -> Task<> {
                auto numbers = forever();
                co_await numbers.next();
            }));
        });
        QVERIFY(cancelled);
    }

    void canBeDroppedInTheMiddle()
    {
        runTask([]() -> Task<> {
            auto numbers = countTo(100);
            QCOMPARE(*co_await numbers.next(), 1);
        });
    }
};

QTEST_GUILESS_MAIN(TestAsyncGenerator)
#include "tst_asyncgenerator.moc"
