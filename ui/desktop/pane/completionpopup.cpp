// SPDX-License-Identifier: MIT
#include "completionpopup.h"

#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

constexpr int kindRole = Qt::UserRole;
constexpr int typedRole = Qt::UserRole + 1;
constexpr int mostRows = 12;
constexpr int gap = 24;  ///< between word and kind
constexpr int badge = 18;
constexpr int inset = 6;

/// A badge with the kind's letter, the word with what is typed already in bold, and the kind in small words at the right.
class CompletionDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        const bool selected = option.state & QStyle::State_Selected;
        if (selected)
            painter->fillRect(option.rect, option.palette.highlight());
        const QColor color = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        QColor quiet = color;
        quiet.setAlphaF(0.65f);
        const QString kind = index.data(kindRole).toString();
        const QRect rect = option.rect.adjusted(inset, 0, -inset, 0);

        const QFont font = option.font;
        QFont small = font;
        small.setPointSizeF(font.pointSizeF() * 0.85);
        if (!kind.isEmpty()) {
            const int side = std::min(badge, rect.height() - 4);
            const QRectF box(rect.left(), rect.center().y() - side / 2.0 + 0.5, side, side);
            painter->setRenderHint(QPainter::Antialiasing);
            QColor ground = kindColor(kind, option.palette.color(QPalette::Base).lightness() < 128);
            painter->setPen(Qt::NoPen);
            painter->setBrush(ground);
            painter->drawRoundedRect(box, 3, 3);
            painter->setFont(small);
            painter->setPen(option.palette.color(QPalette::Base));
            painter->drawText(box, Qt::AlignCenter, kind.first(1).toUpper());
        }
        const QString text = index.data().toString();
        const qsizetype typed = std::min<qsizetype>(index.data(typedRole).toLongLong(), text.size());
        QFont bold = font;
        bold.setBold(true);
        int x = rect.left() + badge + inset;
        painter->setPen(color);
        painter->setFont(bold);
        const QString begin = text.first(typed);
        painter->drawText(QRect(x, rect.top(), rect.width(), rect.height()), Qt::AlignVCenter | Qt::AlignLeft, begin);
        x += QFontMetrics(bold).horizontalAdvance(begin);
        painter->setFont(font);
        painter->drawText(QRect(x, rect.top(), rect.right() - x, rect.height()), Qt::AlignVCenter | Qt::AlignLeft, text.sliced(typed));
        painter->setFont(small);
        painter->setPen(quiet);
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight, kind);
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QFont bold = option.font;
        bold.setBold(true);
        const QFontMetrics metrics(bold);
        return {badge + 3 * inset + metrics.horizontalAdvance(index.data().toString()) + gap
                    + metrics.horizontalAdvance(index.data(kindRole).toString()),
                std::max(metrics.height() + 5, badge + 2)};
    }

private:
    static QColor kindColor(const QString &kind, bool dark)
    {
        if (kind == "command"_L1)
            return dark ? QColor(0x5f, 0xb3, 0xf0) : QColor(0x14, 0x6b, 0xb5);
        if (kind == "file"_L1)
            return dark ? QColor(0xe5, 0xb5, 0x5c) : QColor(0x94, 0x5f, 0x00);
        return dark ? QColor(0xd7, 0x9b, 0xe8) : QColor(0x8b, 0x2f, 0xa0);
    }
};

} // namespace

CompletionPopup::CompletionPopup(QWidget *parent)
    : QFrame(parent, Qt::ToolTip | Qt::FramelessWindowHint), m_list(new QListView(this)), m_model(new QStandardItemModel(this))
{
    setObjectName(u"completionPopup"_s);
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Completions"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_list);
    m_list->setObjectName(u"completionList"_s);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CompletionDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Completions"));
    connect(m_list, &QListView::clicked, this, [this] {
        hide();
        Q_EMIT chosen(current());
    });
}

void CompletionPopup::open(const QList<Completion> &candidates, qsizetype typed, QWidget *near, const QRect &rectangle)
{
    const QString before = current();
    m_model->clear();
    int row = 0;
    for (const Completion &candidate : candidates) {
        auto *item = new QStandardItem(candidate.text);
        item->setData(candidate.kind, kindRole);
        item->setData(qint64(typed), typedRole);
        item->setData(candidate.kind.isEmpty() ? candidate.text : tr("%1, %2").arg(candidate.text, candidate.kind), Qt::AccessibleTextRole);
        if (isVisible() && candidate.text == before)
            row = m_model->rowCount();
        m_model->appendRow(item);
    }
    m_list->setFont(near->font());
    m_list->setCurrentIndex(m_model->index(row, 0));

    int width = 0;
    for (int i = 0; i < m_model->rowCount(); ++i)
        width = std::max(width, m_list->sizeHintForIndex(m_model->index(i, 0)).width());
    const int rows = std::min(mostRows, m_model->rowCount());
    if (m_model->rowCount() > rows)
        width += m_list->verticalScrollBar()->sizeHint().width();
    const QRect screen = near->screen()->availableGeometry();
    const QSize size(std::clamp(width, 160, std::max(160, screen.width() / 2)), rows * m_list->sizeHintForRow(0) + 2 * frameWidth() + 2);
    // The text of a row stands right below the text that is typed.
    QPoint place = near->mapToGlobal(rectangle.bottomLeft()) + QPoint(-badge - 2 * inset - 1, 2);
    if (place.y() + size.height() > screen.bottom())
        place.setY(near->mapToGlobal(rectangle.topLeft()).y() - size.height() - 2);
    place.setX(std::clamp(place.x(), screen.left(), std::max(screen.left(), screen.right() - size.width())));
    setGeometry(QRect(place, size));
    show();
    raise();
    m_list->scrollTo(m_list->currentIndex());
}

QString CompletionPopup::current() const
{
    return m_list->currentIndex().data().toString();
}

void CompletionPopup::move(int rows)
{
    const int count = m_model->rowCount();
    const int at = m_list->currentIndex().row() + rows;
    // A single step goes round, a page does not.
    const int row = rows == 1 || rows == -1 ? (at + count) % count : std::clamp(at, 0, count - 1);
    m_list->setCurrentIndex(m_model->index(row, 0));
}

bool CompletionPopup::handleKey(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_PageUp:
        move(-mostRows);
        return true;
    case Qt::Key_PageDown:
        move(mostRows);
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        hide();
        Q_EMIT chosen(current());
        return true;
    default:
        return false;
    }
}

} // namespace furrow::ui
