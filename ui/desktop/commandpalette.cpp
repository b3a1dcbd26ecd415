// SPDX-License-Identifier: MIT
#include "commandpalette.h"

#include "themefollower.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QPixmap>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace furrow::ui {

int paletteScore(const QString &typed, const QString &text)
{
    int score = 0;
    qsizetype at = 0, last = -2;
    for (const QChar letter : typed) {
        if (letter.isSpace())
            continue;
        // Of the places where the letter stands, the beginning of a word if there is one, else the first.
        qsizetype found = -1;
        for (qsizetype i = at; i < text.size(); ++i) {
            if (text[i].toCaseFolded() != letter.toCaseFolded())
                continue;
            const bool begins = i == 0 || !text[i - 1].isLetterOrNumber();
            if (found < 0)
                found = i;
            if (i == last + 1 || begins) {
                found = i;
                break;
            }
        }
        if (found < 0)
            return -1;
        const bool begins = found == 0 || !text[found - 1].isLetterOrNumber();
        score += found == last + 1 ? 6 : begins ? 5 : 1;
        last = found;
        at = found + 1;
    }
    return score * 100 - int(std::min<qsizetype>(text.size(), 99));
}

/// Those that answer, best first.
class PaletteModel : public QAbstractListModel
{
public:
    explicit PaletteModel(QObject *parent) : QAbstractListModel(parent)
    {
        QPixmap clear(16, 16);
        clear.fill(Qt::transparent);
        m_noIcon = clear;
    }

    static constexpr int detailRole = Qt::UserRole + 1;

    void setItems(QList<PaletteItem> items)
    {
        m_items = std::move(items);
        filter({});
    }
    void filter(const QString &typed)
    {
        beginResetModel();
        m_shown.clear();
        QList<std::pair<int, int>> scored;
        for (int i = 0; i < m_items.size(); ++i) {
            if (const int score = typed.trimmed().isEmpty() ? 0 : paletteScore(typed, m_items[i].text); score >= 0 || typed.trimmed().isEmpty())
                scored.append({-score, i});
        }
        std::ranges::stable_sort(scored, {}, &std::pair<int, int>::first);
        for (const auto &[score, i] : std::as_const(scored))
            m_shown.append(i);
        endResetModel();
    }
    const PaletteItem &item(int row) const { return m_items[m_shown[row]]; }

    int rowCount(const QModelIndex &parent) const override { return parent.isValid() ? 0 : int(m_shown.size()); }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        switch (role) {
        case Qt::DisplayRole:
            return item(index.row()).text;
        case Qt::DecorationRole:
            return item(index.row()).icon.isNull() ? m_noIcon : item(index.row()).icon;
        case Qt::AccessibleTextRole:
            return QString(item(index.row()).text + u", "_s + item(index.row()).detail);
        case detailRole:
            return item(index.row()).detail;
        default:
            return {};
        }
    }

private:
    QList<PaletteItem> m_items;
    QList<int> m_shown;
    QIcon m_noIcon; ///< takes the room of one, so that the texts stand in a line
};

namespace {

/// The key at the right, quietly.
class PaletteDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(option.fontMetrics.height() + 10);
        return size;
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QString detail = index.data(PaletteModel::detailRole).toString();
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter, detail);
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *window, const ThemeFollower *theme) : QFrame(window), m_line(new QLineEdit), m_list(new QListView), m_model(new PaletteModel(this))
{
    setObjectName(u"commandPalette"_s);
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(24);
    shadow->setOffset(0, 6);
    shadow->setColor(QColor(0, 0, 0, 110));
    setGraphicsEffect(shadow);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(6);
    column->addWidget(m_line);
    column->addWidget(m_list, 1);
    m_line->setObjectName(u"paletteLine"_s);
    m_line->setPlaceholderText(tr("What do you want to do?"));
    m_line->setAccessibleName(m_line->placeholderText());
    m_line->setClearButtonEnabled(true);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize({16, 16});
    m_list->setUniformItemSizes(true);
    const auto softSelection = [this, theme] { m_list->setPalette(theme->softSelection()); };
    softSelection();
    connect(theme, &ThemeFollower::themeChanged, this, softSelection);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString &typed) {
        m_model->filter(typed);
        m_list->setCurrentIndex(m_model->index(0));
        place();
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    m_line->installEventFilter(this);
    window->installEventFilter(this);
    hide();
}

void CommandPalette::open(QList<PaletteItem> items)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    m_model->setItems(std::move(items));
    m_line->clear();
    m_list->setCurrentIndex(m_model->index(0));
    place();
    show();
    raise();
    m_line->setFocus();
}

void CommandPalette::place()
{
    const QSize room = parentWidget()->size();
    const int width = std::min(room.width() - 40, std::max(480, room.width() / 2));
    // As long as what it offers: the list is scrolled from twelve on.
    const int rows = std::clamp(m_model->rowCount({}), 1, 12) * std::max(m_list->sizeHintForRow(0), fontMetrics().height() + 10);
    const int around = sizeHint().height() - m_list->sizeHint().height() + 2 * m_list->frameWidth();
    const int height = std::min(room.height() - 80, around + rows);
    setGeometry((room.width() - width) / 2, 36, width, height);
}

void CommandPalette::run(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const auto act = m_model->item(index.row()).run;
    dismiss();
    act();
}

void CommandPalette::dismiss()
{
    hide();
    if (m_before)
        m_before->setFocus();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        return false;
    }
    if (event->type() == QEvent::FocusOut && isVisible() && static_cast<QFocusEvent *>(event)->reason() == Qt::MouseFocusReason) {
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Escape:
        dismiss();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run(m_list->currentIndex());
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: {
        QKeyEvent copy(key->type(), key->key(), key->modifiers());
        QApplication::sendEvent(m_list, &copy);
        return true;
    }
    default:
        return false;
    }
}

} // namespace furrow::ui
