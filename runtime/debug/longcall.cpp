// SPDX-License-Identifier: MIT
#include "longcall.h"

#include "report.h"

#include <chrono>
#include <system_error>

namespace furrow::debug {
namespace {

constexpr std::chrono::seconds patience{2};

} // namespace

LongCall::LongCall(const QString &sentence)
{
    try {
        m_thread = std::jthread([this, sentence](std::stop_token stop) {
            std::unique_lock lock(m_mutex);
            if (!m_condition.wait_for(lock, stop, patience, [&stop] { return stop.stop_requested(); }))
                report(sentence);
        });
    } catch (const std::system_error &) {
    }
}

} // namespace furrow::debug
