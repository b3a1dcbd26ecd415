// SPDX-License-Identifier: MIT
#pragma once

#include <QLineEdit>

namespace furrow::ui {

/// A line for the path of a program or folder, with a button within it that opens the file chooser. Takes a dropped file, too.
/// Thread: the GUI thread.
class PathField : public QLineEdit
{
    Q_OBJECT
public:
    enum class Kind { Program, Folder };

    explicit PathField(Kind kind, QWidget *parent = nullptr);

    /// Asks for the path in the desktop's file chooser, and returns at once.
    void choose();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    Kind m_kind;
};

} // namespace furrow::ui
