// SPDX-License-Identifier: MIT
#include "fixtureguard.h"

#include "report.h"

#include <furrow/boxederror.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

using namespace Qt::StringLiterals;

namespace furrow::debug {
namespace {

constexpr std::chrono::seconds patience{2};

/// Reports, once, that what is being done takes long; from a thread of its own, since this one is busy with it.
class Watch
{
public:
    explicit Watch(const QString &sentence)
        : m_thread([this, sentence](std::stop_token stop) {
              std::unique_lock lock(m_mutex);
              if (!m_condition.wait_for(lock, stop, patience, [&stop] { return stop.stop_requested(); }))
                  report(sentence);
          })
    {
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_condition;
    std::jthread m_thread; // the last member: it ends first
};

} // namespace

template<typename F>
void FixtureGuard::guarded(const char *part, F call)
{
    const QString name = u"the %1 of the replFixture of %2"_s.arg(QLatin1StringView(part), m_what);
    const Watch watch(name + u" takes long: the prompt is waited for, or the code after it"_s);
    try {
        call();
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
