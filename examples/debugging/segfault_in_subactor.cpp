// SPDX-License-Identifier: MIT
// A child reads through a null pointer: the crash prompt opens in the child on that very line, in the live process with its locals; then
// the child dies of SIGSEGV, and the root gets that as a boxed error, with the address and the child's trace.
#include <furrow/furrow.h>

struct Account
{
    int balance = 0;
};

Account *find(const QString &owner)
{
    return owner == QStringLiteral("alice") ? new Account{100} : nullptr;
}

int balanceOf(const QString &owner)
{
    Account *account = find(owner);
    return account->balance;
}

furrow::Task<int> badPointer()
{
    const int sum = balanceOf(QStringLiteral("alice")) + balanceOf(QStringLiteral("bob"));
    co_return sum;
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.runInActor<&badPointer>();
        co_await portal.waitForResult();
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
