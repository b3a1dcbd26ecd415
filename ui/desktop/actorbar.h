// SPDX-License-Identifier: MIT
#pragma once

#include "messagebar.h"

#include <QUuid>

namespace furrow::ui {

class Console;
struct ActorInfo;

/// Says of the one actor that is shown how it stands, and offers what can be done about it. Hidden while all are shown.
/// Thread: the GUI thread.
class ActorBar : public MessageBar
{
    Q_OBJECT
public:
    ActorBar(Console *console, ThemeFollower *theme, QWidget *parent = nullptr);

    /// Null: all are shown.
    void setActor(const QUuid &uuid);
    /// Whether breaking in is asked about first, so that there is something to turn off.
    void setAsksToBreakIn(bool asks);
    void refresh();

    /// A running actor that would hear of it.
    static bool canBreakIn(const Console *console, const ActorInfo &info);

Q_SIGNALS:
    void goToPromptRequested();
    void breakInRequested(const QUuid &actor);
    void alwaysBreakInRequested(const QUuid &actor);
    void showAllRequested();

private:
    QString sentence(const ActorInfo &info) const;
    bool isWaiting() const;

    Console *m_console;
    QUuid m_actor;
    bool m_asks = true;
    QToolButton *m_goToPrompt;
    QToolButton *m_breakIn;
    QToolButton *m_alwaysBreakIn;
    QToolButton *m_nextPlease;
};

} // namespace furrow::ui
