// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/actorid.h>

#include <QList>
#include <QObject>

#include <functional>

namespace furrow::ui {

class Dialogue;

/// Parents that are about to cancel ask for quiet below them and are answered once `isQuiet` holds for their actor.
/// Thread: that of the QObject.
class QuietWatch : public QObject
{
    Q_OBJECT
public:
    QuietWatch(std::function<bool(const ActorId &)> isQuiet, QObject *parent) : QObject(parent), m_isQuiet(std::move(isQuiet)) {}

    void add(Dialogue *dialogue, const ActorId &actor);
    /// The queue or an entry has changed.
    void check();

private:
    struct Question
    {
        Dialogue *dialogue;
        ActorId actor;
    };
    std::function<bool(const ActorId &)> m_isQuiet;
    QList<Question> m_questions;
};

} // namespace furrow::ui
