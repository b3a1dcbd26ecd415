// SPDX-License-Identifier: MIT
#pragma once

#include "runconfigurationfile.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QThreadPool>

namespace furrow::ui {

/// The run configurations that the user has named, pinned or started lately, the last used first; the same in every console of the user,
/// also in those that are open at once.
///
/// \code
/// RunConfigurations store;
/// connect(&store, &RunConfigurations::changed, list, [&] { list->show(store.list()); });
/// store.remember(configuration); // as it is started
/// \endcode
/// Thread: that of the QObject. Nothing here waits for the disk but the destructor, for what is still to be written.
class RunConfigurations : public QObject
{
    Q_OBJECT
public:
    explicit RunConfigurations(const QString &path = RunConfigurationFile::defaultPath(), QObject *parent = nullptr);
    ~RunConfigurations() override;

    QList<RunConfiguration> list() const { return m_list; }
    std::optional<RunConfiguration> find(const QUuid &id) const;
    /// The file has been read once.
    bool isLoaded() const { return m_loaded; }

    /// It is being started: it becomes the last used one.
    void remember(const RunConfiguration &configuration);
    /// As it is, in the place of the one with its id, if there is one. The id, a new one if it had none.
    QUuid save(RunConfiguration configuration);
    void remove(const QUuid &id);
    void setPinned(const QUuid &id, bool pinned);

Q_SIGNALS:
    void loaded();
    void changed();
    void problem(const QString &sentence); ///< the file is damaged, or cannot be read or written; the list goes on without it

private:
    using Change = std::function<void(QList<RunConfiguration> &)>;
    void change(const Change &how);
    void read();
    void take(const RunConfigurationFile::Outcome &outcome);
    void watch();

    QString m_path;
    QList<RunConfiguration> m_list;
    QFileSystemWatcher m_watcher;
    QThreadPool m_pool; ///< one thread: what is asked for happens in order
    int m_pending = 0;
    bool m_loaded = false;
    QString m_lastProblem;
};

} // namespace furrow::ui
