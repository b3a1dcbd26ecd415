// SPDX-License-Identifier: MIT
#include "fixtureguard.h"

#include "longcall.h"
#include "report.h"

#include <furrow/boxederror.h>

using namespace Qt::StringLiterals;

namespace furrow::debug {

template<typename F>
void FixtureGuard::guarded(const char *part, F function)
{
    const QString name = u"the %1 of the replFixture of %2"_s.arg(QLatin1StringView(part), m_what);
    const LongCall watched(name + u" takes long: the prompt is waited for, or the code after it"_s);
    try {
        function();
    } catch (...) {
        report(u"%1 threw, and the prompt goes on without it: %2"_s.arg(name, renderError(std::current_exception())));
    }
}

bool FixtureGuard::enter()
{
    bool opens = true;
    if (m_fixture.enter)
        guarded("enter", [&] { opens = m_fixture.enter(); });
    return opens;
}

void FixtureGuard::leave()
{
    if (m_fixture.leave)
        guarded("leave", [this] { m_fixture.leave(); });
}

} // namespace furrow::debug
