// SPDX-License-Identifier: MIT
// An error that is caught is looked at by hand, with postMortem(), in the child and in the root; rethrown, it opens the runtime's own
// crash prompt as well. Each of the four prompts shows the same error from where it stands.
#include <furrow/furrow.h>

#include "nameerror.h"

using namespace Qt::StringLiterals;

int lookUp(const QByteArray &name)
{
    const int namesSearched = 0;
    throw NameError(name);
    return namesSearched;
}

furrow::Task<> nameError(furrow::Context &)
{
    try {
        lookUp("doggypants");
    } catch (const NameError &) {
        furrow::postMortem();
        throw;
    }
    co_return;
}

furrow::Task<> asyncMain()
{
    co_await furrow::openActorNursery({.debugMode = true}, [](furrow::ActorNursery &an) -> furrow::Task<> {
        auto portal = co_await an.startActor(u"child"_s, {.exposes = furrow::exposes<&nameError>()});
        try {
            co_await portal.openContext<&nameError>([](furrow::Context &) -> furrow::Task<> { co_return; });
        } catch (const furrow::RemoteActorError &error) {
            if (!error.is<NameError>())
                throw;
            furrow::postMortem();
            throw;
        }
    });
}

int main(int argc, char **argv)
{
    return furrow::run(argc, argv, asyncMain);
}
