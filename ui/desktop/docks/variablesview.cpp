// SPDX-License-Identifier: MIT
#include "variablesview.h"

#include "core/console.h"
#include "dockdelegate.h"
#include "variablesmodel.h"

#include <KSyntaxHighlighting/Theme>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace furrow::ui {

namespace {

/// Names plain, values in the colours of the source beside them, types dim.
class Delegate : public DockDelegate
{
public:
    using DockDelegate::DockDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        DockDelegate::initStyleOption(option, index);
        const bool isValue = index.column() == VariablesModel::Value;
        if (index.data(VariablesModel::ChangedRole).toBool() && index.column() != VariablesModel::Type) {
            makeBold(option);
            if (isValue)
                paintIn(option, theme()->accent());
        } else if (isValue && index.data(VariablesModel::FailedRole).toBool()) {
            option->font.setItalic(true);
            paintIn(option, theme()->dim());
        } else if (isValue) {
            paintIn(option, colorOf(option->text, option->palette.color(QPalette::Text)));
        } else if (index.column() == VariablesModel::Type) {
            paintIn(option, theme()->dim());
        }
    }
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QWidget *editor = DockDelegate::createEditor(parent, option, index);
        editor->setAccessibleName(tr("Value of %1").arg(index.siblingAtColumn(VariablesModel::Name).data().toString()));
        return editor;
    }
    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        // A value that comes while somebody types another.
        if (auto *line = qobject_cast<QLineEdit *>(editor); line && line->isModified())
            return;
        DockDelegate::setEditorData(editor, index);
    }

private:
    QColor colorOf(const QString &value, const QColor &plain) const
    {
        using Theme = KSyntaxHighlighting::Theme;
        const QChar first = value.isEmpty() ? QChar() : value.front();
        if (first == u'"' || first == u'\'' || value.startsWith(u"u\""_s))
            return QColor::fromRgba(theme()->theme().textColor(Theme::String));
        if (value.startsWith(u"0x"_s))
            return theme()->dim(); // an address says little
        if (first.isDigit() || (first == u'-' && value.size() > 1))
            return QColor::fromRgba(theme()->theme().textColor(Theme::DecVal));
        if (value == "true"_L1 || value == "false"_L1)
            return QColor::fromRgba(theme()->theme().textColor(Theme::Constant));
        return plain;
    }
};

} // namespace

VariablesView::VariablesView(Console *console, ThemeFollower *theme, QWidget *parent)
    : DockTree(theme, parent), m_console(console), m_model(new VariablesModel(console->inspector(), this)), m_copyValue(new QAction(tr("&Copy Value"), this)),
      m_copyName(new QAction(tr("Copy &Name"), this)), m_edit(new QAction(tr("&Set Value…"), this)), m_print(new QAction(tr("&Print in Console"), this))
{
    setObjectName(u"variablesView"_s);
    setAccessibleName(tr("Locals"));
    setModel(m_model);
    setItemDelegate(new Delegate(theme, this));
    setEditTriggers(NoEditTriggers); // by the keys and the double-click below, in whichever column
    header()->resizeSection(VariablesModel::Name, 16 * fontMetrics().averageCharWidth());
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(VariablesModel::Value, QHeaderView::Stretch);
    header()->resizeSection(VariablesModel::Type, 18 * fontMetrics().averageCharWidth());
    setMessage(m_model->message());
    connect(m_model, &VariablesModel::messageChanged, this, &DockTree::setMessage);

    m_copyValue->setObjectName(u"copyValue"_s);
    m_copyName->setObjectName(u"copyName"_s);
    m_edit->setObjectName(u"setValue"_s);
    m_print->setObjectName(u"printInConsole"_s);
    connect(m_copyValue, &QAction::triggered, this, [this] { copy(VariablesModel::Value); });
    connect(m_copyName, &QAction::triggered, this, [this] { copy(VariablesModel::Name); });
    connect(m_edit, &QAction::triggered, this, &VariablesView::editValue);
    connect(m_print, &QAction::triggered, this, &VariablesView::printInConsole);
    connect(this, &DockTree::copyRequested, m_copyValue, &QAction::trigger);
    connect(this, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.column() == VariablesModel::Value && index.flags() & Qt::ItemIsEditable)
            editValue();
        else
            setExpanded(index.siblingAtColumn(0), !isExpanded(index.siblingAtColumn(0)));
    });
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) { m_model->setExpanded(index, true); });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) { m_model->setExpanded(index, false); });
    connect(m_model, &VariablesModel::wasExpanded, this, &QTreeView::expand);
    connect(m_model, &VariablesModel::refused, this, [this](const QModelIndex &, const QString &sentence) { Q_EMIT refused(sentence); });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &VariablesView::fetchWhatIsSeen);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &VariablesView::fetchWhatIsSeen, Qt::QueuedConnection);
    connect(console, &Console::promptChanged, this, &VariablesView::refreshActions);
    refreshActions();
}

void VariablesView::fetchWhatIsSeen()
{
    // The last part of each open row that is in sight.
    const int bottom = viewport()->height();
    for (QModelIndex index = indexAt({1, 1}); index.isValid() && visualRect(index).top() < bottom; index = indexBelow(index)) {
        const QModelIndex parent = index.parent();
        if (parent.isValid() && index.row() == m_model->rowCount(parent) - 1)
            m_model->fetchNext(parent);
    }
}

void VariablesView::showEvent(QShowEvent *event)
{
    DockTree::showEvent(event);
    m_model->setWatched(true);
}

void VariablesView::hideEvent(QHideEvent *event)
{
    DockTree::hideEvent(event);
    m_model->setWatched(false);
}

void VariablesView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    DockTree::currentChanged(current, previous);
    refreshActions();
}

void VariablesView::refreshActions()
{
    const QModelIndex current = currentIndex();
    const bool ready = m_console->prompt() == Console::Prompt::Ready;
    m_copyValue->setEnabled(current.isValid());
    m_copyName->setEnabled(current.isValid());
    m_edit->setEnabled(ready && current.isValid() && current.siblingAtColumn(VariablesModel::Value).flags() & Qt::ItemIsEditable);
    m_print->setEnabled(ready && !current.data(VariablesModel::ExpressionRole).toString().isEmpty());
}

void VariablesView::copy(int column)
{
    if (currentIndex().isValid())
        QApplication::clipboard()->setText(currentIndex().siblingAtColumn(column).data().toString());
}

void VariablesView::editValue()
{
    const QModelIndex value = currentIndex().siblingAtColumn(VariablesModel::Value);
    if (!(value.flags() & Qt::ItemIsEditable))
        return;
    scrollTo(value);
    setCurrentIndex(value);
    edit(value);
}

void VariablesView::printInConsole()
{
    const QString expression = currentIndex().data(VariablesModel::ExpressionRole).toString();
    if (!expression.isEmpty())
        m_console->submit(u"pp "_s + expression);
}

void VariablesView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse) {
        const QModelIndex index = indexAt(event->pos());
        if (!index.isValid())
            return;
        setCurrentIndex(index);
    }
    if (!currentIndex().isValid())
        return;
    refreshActions();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"variablesMenu"_s);
    menu->addAction(m_copyValue);
    menu->addAction(m_copyName);
    menu->addSeparator();
    menu->addAction(m_edit);
    menu->addAction(m_print);
    menu->popup(event->reason() == QContextMenuEvent::Mouse ? event->globalPos()
                                                            : viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft()));
}

void VariablesView::keyPressEvent(QKeyEvent *event)
{
    const bool enters = event->key() == Qt::Key_F2 || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enters && event->modifiers() == Qt::NoModifier && state() != EditingState) {
        if (m_edit->isEnabled())
            editValue();
        else if (event->key() != Qt::Key_F2 && currentIndex().isValid())
            setExpanded(currentIndex().siblingAtColumn(0), !isExpanded(currentIndex().siblingAtColumn(0)));
        return event->accept();
    }
    DockTree::keyPressEvent(event);
}

} // namespace furrow::ui
