// SPDX-License-Identifier: MIT
#pragma once

#include <QDateTime>
#include <QHash>
#include <QList>

#include <chrono>
#include <optional>

namespace furrow::ui {

/// What one process uses, as the system tells it. Plain value.
struct ProcessLoad
{
    std::optional<double> processors; ///< busy ones on average since the look before (of half a second ago at least); none at the first look
    qint64 memory = 0;                ///< bytes of its own that are in memory: resident, without what files and others share
    QDateTime born;
};

/// Looks at processes once in a while, and remembers what the next look needs. A look at one takes some 20 microseconds, so only those
/// that somebody sees should be looked at.
///
/// \code
/// loads.look({pid, other});
/// if (const auto load = loads.of(pid)) show(load->processors, load->memory);
/// \endcode
/// Thread: any one. Source of the figures: proc(5), /proc/PID/stat and statm.
class ProcessLoads
{
public:
    /// Forgets those that are not named.
    void look(const QList<qint64> &pids);
    /// None: it was not looked at, or has ended.
    std::optional<ProcessLoad> of(qint64 pid) const;

private:
    struct Look
    {
        ProcessLoad load;
        std::chrono::steady_clock::time_point when;
        double seconds = 0; ///< of processor time it has used
    };
    QHash<qint64, Look> m_looks;
};

} // namespace furrow::ui
