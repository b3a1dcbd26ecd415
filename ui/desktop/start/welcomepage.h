// SPDX-License-Identifier: MIT
#pragma once

#include "core/runconfigurations.h"
#include "examplelist.h"

#include <QWidget>

class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace furrow::ui {

class LaunchList;
class LaunchModel;
class MessageBar;
class PathField;
class ProblemLabel;
class StartCheck;
class ThemeFollower;

/// What a window shows that has no program yet: a line to name one, the recent ones, and the examples.
/// Thread: the GUI thread.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    /// The store must outlive it.
    WelcomePage(RunConfigurations *store, ThemeFollower *theme, QWidget *parent = nullptr);

    /// Where the examples are, and what tells of them: see readExamples(). Without it there are none.
    void setExamplesFolder(const QString &folder);
    /// The keys go where they are of most use: to the recent programs, or to the line that names one.
    void takeFocus();
    /// Nothing is typed in it.
    bool isUntouched() const;

Q_SIGNALS:
    /// It can be started, as far as anybody can tell; its paths are absolute.
    void startRequested(const furrow::ui::RunConfiguration &configuration);
    void editRequested(const furrow::ui::RunConfiguration &configuration);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void buildHead(QVBoxLayout *column);
    void buildForm(QVBoxLayout *column);
    void buildList(QVBoxLayout *column);
    QToolButton *addListAction(const QString &name, const QString &icon, const QString &text, const QKeySequence &key, void (WelcomePage::*slot)());
    RunConfiguration typed() const;
    void startTyped();
    void startChosen();
    void editChosen();
    void pinChosen();
    void removeChosen();
    void start(const QModelIndex &index);
    void look();
    void refreshActions();
    void showMenu(const QPoint &at);
    void say(const QString &sentence, bool canUndo);

    RunConfigurations *m_store;
    ThemeFollower *m_theme;
    LaunchModel *m_model;
    MessageBar *m_bar;
    QToolButton *m_undo;
    PathField *m_program;
    QLineEdit *m_arguments;
    ProblemLabel *m_programProblem;
    ProblemLabel *m_argumentsProblem;
    QLineEdit *m_search;
    LaunchList *m_list;
    QList<QToolButton *> m_listButtons;
    StartCheck *m_formCheck;
    StartCheck *m_chosenCheck;
    RunConfiguration m_removed; ///< what an undo brings back
    QString m_examples;
    quint64 m_looks = 0;
    bool m_formAsked = false; ///< start it if all is well with it
    bool m_formTold = false;  ///< its problems have been shown, so they follow what is typed
};

} // namespace furrow::ui
