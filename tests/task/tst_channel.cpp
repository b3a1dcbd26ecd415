// SPDX-License-Identifier: MIT
#include "taskfixture.h"

#include <furrow/channel.h>

#include <stdexcept>

using furrow::Channel;
using furrow::Task;

class TestChannel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void handsValuesOnInOrder()
    {
        QList<int> seen;
        runTask([&]() -> Task<> {
            Channel<int> channel(2);
            co_await furrow::openNursery([&](furrow::Nursery &nursery) -> Task<> {
                nursery.start([&]() -> Task<> {
                    for (int i = 0; i < 10; ++i) {
                        co_await channel.send(i);
                        if (channel.size() > 2)
                            seen.append(-1);
                    }
                    channel.close();
                });
                while (const std::optional<int> value = co_await channel.receive())
                    seen.append(*value);
            });
        });
        QCOMPARE(seen, (QList<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    }

    void closeDeliversWhatIsLeftThenItsError()
    {
        runTask([]() -> Task<> {
            Channel<int> channel;
            co_await channel.send(1);
            channel.close(std::make_exception_ptr(std::runtime_error("gone")));
            QVERIFY(!co_await channel.send(2));
            QCOMPARE((co_await channel.receive()).value_or(0), 1);
            bool thrown = false;
            try {
                co_await channel.receive();
            } catch (const std::runtime_error &) {
                thrown = true;
            }
            QVERIFY(thrown);
        });
    }

    void cancelledReceiverLosesNothing()
    {
        runTask([]() -> Task<> {
            Channel<int> channel;
            QVERIFY(!co_await furrow::moveOnAfter(1ms, [&]() -> Task<> { co_await channel.receive(); }));
            co_await channel.send(5);
            QCOMPARE((co_await channel.receive()).value_or(0), 5);
        });
    }
};

QTEST_GUILESS_MAIN(TestChannel)
#include "tst_channel.moc"
