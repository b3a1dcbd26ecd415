// SPDX-License-Identifier: MIT
#include "pastebar.h"

#include "desktop/messagebar.h"
#include "desktop/sgrparser.h"
#include "desktop/themefollower.h"
#include "eventclock.h"

#include <QFontDatabase>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

constexpr qsizetype previewLines = 8;
constexpr qsizetype previewWidth = 200; ///< characters

PasteBar::PasteBar(ThemeFollower *theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_bar(new MessageBar(theme, MessageBar::Tone::Question, this)), m_preview(new QLabel(this))
{
    setObjectName(u"pasteBar"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_preview);
    m_preview->setObjectName(u"pastePreview"_s);
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_preview->setContentsMargins(16, 6, 12, 8);
    m_preview->setAccessibleName(tr("The pasted lines"));
    m_run = m_bar->addButton(tr("&Run"), tr("Run them at the prompt, one after the other"));
    m_run->setObjectName(u"pasteRun"_s);
    QToolButton *insert = m_bar->addButton(tr("&Insert as One Line"), tr("Put them into the prompt, with blanks between them"));
    insert->setObjectName(u"pasteInsert"_s);
    m_cancel = m_bar->addButton(tr("Cancel"), tr("Forget what was pasted (Esc)"));
    m_cancel->setObjectName(u"pasteCancel"_s);
    for (QToolButton *button : {m_run, insert, m_cancel})
        button->installEventFilter(this);
    connect(m_run, &QToolButton::clicked, this, [this] {
        const QStringList lines = m_lines;
        finish();
        Q_EMIT runRequested(lines);
    });
    connect(insert, &QToolButton::clicked, this, [this] {
        QStringList parts;
        for (const QString &line : std::as_const(m_lines)) {
            if (const QString part = line.trimmed(); !part.isEmpty())
                parts.append(part);
        }
        finish();
        Q_EMIT insertRequested(parts.join(u' '));
    });
    connect(m_cancel, &QToolButton::clicked, this, &PasteBar::cancel);
    hide();
}

void PasteBar::ask(const QStringList &lines, const QString &actor)
{
    m_lines = lines;
    const auto count = std::ranges::count_if(lines, [](const QString &line) { return !line.trimmed().isEmpty(); });
    m_bar->setText(actor.isEmpty() ? tr("%L1 lines were pasted, and no prompt is open that could run them.").arg(count)
                                   : tr("Run %L1 lines at the prompt of %2?").arg(count).arg(actor));
    m_run->setVisible(!actor.isEmpty());
    QStringList shown;
    SgrParser plain; // what is hidden in it shows
    for (const QString &line : lines.first(std::min(previewLines, lines.size()))) {
        QString text = plain.parse(QString(line).replace(u'\x1b', u'\u241b')).text;
        if (text.size() > previewWidth)
            text = text.first(previewWidth) + u'…';
        shown.append(text);
    }
    if (lines.size() > previewLines)
        shown.append(tr("… and %L1 more").arg(lines.size() - previewLines));
    m_preview->setText(shown.join(u'\n'));
    m_seen.reset();
    show();
    m_cancel->setFocus(Qt::OtherFocusReason);
    update();
}

void PasteBar::cancel()
{
    if (isHidden())
        return;
    finish();
}

void PasteBar::finish()
{
    m_lines.clear();
    Q_EMIT closed(); // before it hides, or the keyboard would go to whatever comes next, and select it
    hide();
}

bool PasteBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (!m_seen || EventClock::timeOf(key) < *m_seen)
            return true;
        if (event->type() == QEvent::KeyPress && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            static_cast<QToolButton *>(watched)->click();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void PasteBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        cancel();
    else
        QWidget::keyPressEvent(event);
}

void PasteBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->tint(m_theme->warning(), 0.05));
    painter.fillRect(QRect(0, 0, 3, height()), m_theme->warning());
    if (!m_seen)
        m_seen = EventClock::now();
}

} // namespace furrow::ui
