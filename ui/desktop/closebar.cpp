// SPDX-License-Identifier: MIT
#include "closebar.h"

#include <QToolButton>

using namespace Qt::StringLiterals;

namespace furrow::ui {

CloseBar::CloseBar(ThemeFollower *theme, QWidget *parent)
    : MessageBar(theme, Tone::Question, parent),
      m_letItRun(addButton(tr("Let It Run"), tr("Close it; every actor goes on, without a debugger"))),
      m_cancel(addButton(tr("Cancel the Tree"), tr("Cancel every actor, and close when the program has ended"))), m_stay(addButton(tr("Stay")))
{
    setObjectName(u"closeBar"_s);
    m_letItRun->setObjectName(u"letItRun"_s);
    m_cancel->setObjectName(u"cancelTree"_s);
    m_stay->setObjectName(u"stay"_s);
    connect(m_letItRun, &QToolButton::clicked, this, &CloseBar::letItRun);
    connect(m_cancel, &QToolButton::clicked, this, &CloseBar::cancelTree);
    connect(m_stay, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT stay();
    });
    hide();
}

void CloseBar::ask(const QString &owner)
{
    setText(!owner.isEmpty() ? tr("%1 stands at its prompt. What shall become of the program when this closes?").arg(owner)
                             : tr("The program is running. What shall become of it when this closes?"));
    m_cancel->show();
    show();
    m_stay->setFocus(); // the harmless answer
}

void CloseBar::sayCancelling()
{
    setText(tr("Cancelling the tree. This closes when the program has ended."));
    m_cancel->hide();
    show();
}

} // namespace furrow::ui
