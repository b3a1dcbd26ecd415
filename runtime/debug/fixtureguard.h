// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/replfixture.h>

#include <QString>

namespace furrow::debug {

/// Runs a program's fixture around one prompt, and says in one sentence when it throws or takes long. Any thread.
class FixtureGuard
{
public:
    FixtureGuard(ReplFixture fixture, QString what) : m_fixture(std::move(fixture)), m_what(std::move(what)) {}
    /// False: no prompt this time.
    bool enter();
    void leave();

private:
    template<typename F>
    void guarded(const char *part, F function);
    ReplFixture m_fixture;
    QString m_what;
};

} // namespace furrow::debug
