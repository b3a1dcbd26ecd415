// SPDX-License-Identifier: MIT
#pragma once

#include "core/runconfiguration.h"

#include <QObject>

namespace furrow::ui {

/// Looks off the GUI thread whether a configuration could be started, since a file system can take its time. Only the configuration that
/// was given last is answered.
/// Thread: that of the QObject.
class StartCheck : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    void check(const RunConfiguration &configuration);

Q_SIGNALS:
    /// `anchored`: the same, to be started and remembered.
    void checked(const furrow::ui::RunConfiguration &anchored, const QList<furrow::ui::RunConfiguration::Problem> &problems);

private:
    quint64 m_last = 0;
};

} // namespace furrow::ui
