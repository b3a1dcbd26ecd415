// SPDX-License-Identifier: MIT
#pragma once

#include "transcriptsearch.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QToolButton;

namespace furrow::ui {

class ThemeFollower;

/// The bar below the pane that searches it while one types. Enter and F3 go on, with Shift back; Escape closes it.
/// Thread: the GUI thread.
class SearchBar : public QFrame
{
    Q_OBJECT
public:
    SearchBar(TranscriptSearch *search, ThemeFollower *theme, QWidget *parent = nullptr);

    /// Shows it with the keyboard in it; `text`, if any, is searched.
    void open(const QString &text);
    SearchPattern pattern() const;
    /// The expression cannot be searched for; empty: it can.
    void setProblem(const QString &sentence);
    /// What it says beside the line: "3 of 120", or what is wrong with the expression.
    QString message() const;

public Q_SLOTS:
    void close(); ///< and ends the search

Q_SIGNALS:
    void searchRequested(const furrow::ui::SearchPattern &pattern);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *addOption(const QString &text, const QString &name, const QString &toolTip);
    void refreshCount();
    void refreshColors();
    void say(const QString &text, bool isError);

    TranscriptSearch *m_search;
    ThemeFollower *m_theme;
    QLineEdit *m_line;
    QToolButton *m_previous;
    QToolButton *m_next;
    QToolButton *m_matchCase;
    QToolButton *m_wholeWords;
    QToolButton *m_expression;
    QLabel *m_message;
    QString m_wrapped;
    QString m_problem;
};

} // namespace furrow::ui
