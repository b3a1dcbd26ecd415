// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace furrow::debug {

/// As long as this lives, this thread runs code of the program's that may take long or hang; after two seconds the sentence is
/// reported, once, by a thread of its own. Any thread; where the system gives no thread, nothing is reported.
class LongCall
{
public:
    explicit LongCall(const QString &sentence);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_condition;
    std::jthread m_thread; // the last member: it ends first
};

} // namespace furrow::debug
