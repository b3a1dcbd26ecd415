// SPDX-License-Identifier: MIT
#pragma once

#include "messagebar.h"

namespace furrow::ui {

/// What shall become of a program that still runs when its page closes. Thread: the GUI thread.
class CloseBar : public MessageBar
{
    Q_OBJECT
public:
    explicit CloseBar(ThemeFollower *theme, QWidget *parent = nullptr);

    /// `owner`: the actor that stands at its prompt, or empty.
    void ask(const QString &owner);
    void sayCancelling();

Q_SIGNALS:
    void letItRun();
    void cancelTree();
    void stay();

private:
    QToolButton *m_letItRun;
    QToolButton *m_cancel;
    QToolButton *m_stay;
};

} // namespace furrow::ui
