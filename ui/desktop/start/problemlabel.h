// SPDX-License-Identifier: MIT
#pragma once

#include <QLabel>

namespace furrow::ui {

class ThemeFollower;

/// One sentence below a field that says what is wrong with it; hidden while nothing is. What it says belongs to the field for a screen
/// reader as well.
/// Thread: the GUI thread.
class ProblemLabel : public QLabel
{
    Q_OBJECT
public:
    /// `field` is described by it.
    ProblemLabel(QWidget *field, ThemeFollower *theme, QWidget *parent = nullptr);

    /// Empty: all is well.
    void setSentence(const QString &sentence);

private:
    QWidget *m_field;
};

} // namespace furrow::ui
