// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <functional>

namespace furrow::ui {

/// What ctrl-c does to the tree when no REPL is open, press by press: asks the root to cancel, then SIGTERM, then SIGKILL.
class CancelLadder
{
public:
    struct Means
    {
        std::function<bool(const QString &reason)> cancel; ///< false: the root does not listen
        std::function<bool(int signal)> kill;              ///< false: there is no process
        std::function<void(const QString &sentence)> say;
    };
    explicit CancelLadder(Means means) : m_means(std::move(means)) {}

    void press(const QString &reason);

private:
    Means m_means;
    int m_presses = 0;
};

} // namespace furrow::ui
