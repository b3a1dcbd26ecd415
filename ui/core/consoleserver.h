// SPDX-License-Identifier: MIT
#pragma once

#include "entry.h"

#include <QJsonObject>
#include <QObject>

#include <memory>

class QSocketNotifier;
class QTemporaryDir;

namespace furrow::ui {

class Dialogue;

/// The listening socket of the tree: accepts connections, reads each one's first packet and hands the dialogue on by its kind.
/// The dialogues stay this object's children; who is given one may close it and `deleteLater` it. Thread: that of the QObject.
class ConsoleServer : public QObject
{
    Q_OBJECT
public:
    explicit ConsoleServer(QObject *parent = nullptr);
    /// Closes every dialogue and removes the runtime folder.
    ~ConsoleServer() override;

    /// In a folder of its own (0700) below $XDG_RUNTIME_DIR or the temporary folder, or at `socketPath`.
    bool listen(QString *error, const QString &socketPath = {});
    QString socketPath() const { return m_path; }

Q_SIGNALS:
    void controlOpened(furrow::ui::Dialogue *dialogue, const QJsonObject &hello);
    void entryAsked(furrow::ui::Dialogue *dialogue, const furrow::ui::Entry &entry);
    void quietAsked(furrow::ui::Dialogue *dialogue, const furrow::ActorId &actor);
    void copyOpened(furrow::ui::Dialogue *dialogue, const QJsonObject &packet);
    /// An actor's task dump, or a piece of one; it waits for the word that it is shown.
    void dumpTold(furrow::ui::Dialogue *dialogue, const furrow::ActorId &actor, const QString &text);
    void malformed(const QString &sentence);

private:
    void accept();
    void first(Dialogue *dialogue, const QJsonObject &packet);
    bool bindTo(const QString &path, QString *error);

    int m_fd = -1;
    QString m_path;
    std::unique_ptr<QTemporaryDir> m_folder;
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace furrow::ui
