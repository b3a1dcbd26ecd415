// SPDX-License-Identifier: MIT
#include "pathfield.h"

#include "desktop/stateicon.h"

#include <KShell>

#include <QAction>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace furrow::ui {

PathField::PathField(Kind kind, QWidget *parent) : QLineEdit(parent), m_kind(kind)
{
    QAction *button = addAction(themedIcon(u"folder-open"_s, u"folder"_s), TrailingPosition);
    button->setObjectName(u"choose"_s);
    button->setText(kind == Kind::Program ? tr("Choose a Program") : tr("Choose a Folder"));
    button->setToolTip(kind == Kind::Program ? tr("Choose a program (Ctrl+O)") : tr("Choose a folder (Ctrl+O)"));
    button->setShortcut(QKeySequence::Open);
    button->setShortcutContext(Qt::WidgetShortcut);
    connect(button, &QAction::triggered, this, &PathField::choose);
}

void PathField::choose()
{
    auto *dialog = new QFileDialog(this, m_kind == Kind::Program ? tr("Choose a Program") : tr("Choose a Folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(m_kind == Kind::Program ? QFileDialog::ExistingFile : QFileDialog::Directory);
    const QFileInfo current(KShell::tildeExpand(text()));
    if (current.isDir())
        dialog->setDirectory(current.absoluteFilePath());
    else if (current.exists())
        dialog->selectFile(current.absoluteFilePath());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        setText(path);
        setFocus();
    });
    dialog->open();
}

void PathField::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
    else
        QLineEdit::dragEnterEvent(event);
}

void PathField::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty() || !urls.first().isLocalFile())
        return QLineEdit::dropEvent(event);
    setText(urls.first().toLocalFile());
    setFocus();
    event->acceptProposedAction();
}

} // namespace furrow::ui
