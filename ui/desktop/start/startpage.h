// SPDX-License-Identifier: MIT
#pragma once

#include "core/runconfiguration.h"

#include <QStackedWidget>

namespace furrow::ui {

class RunConfigurationEditor;
class RunConfigurations;
class ThemeFollower;
class WelcomePage;

/// Where a program is started: the welcome page, and in its place, while one is edited, the editor of a run configuration. What is started
/// is remembered.
///
/// \code
/// auto *page = new furrow::ui::StartPage(&store, theme);
/// page->setExamplesFolder(folder);
/// connect(page, &StartPage::startRequested, window, &Window::start);
/// \endcode
/// Thread: the GUI thread.
class StartPage : public QStackedWidget
{
    Q_OBJECT
public:
    /// The store must outlive it.
    StartPage(RunConfigurations *store, ThemeFollower *theme, QWidget *parent = nullptr);

    /// See WelcomePage.
    void setExamplesFolder(const QString &folder);
    void showWelcome();
    /// The editor, with that one in it.
    void edit(const RunConfiguration &configuration);

Q_SIGNALS:
    /// It can be started, as far as anybody can tell; its paths are absolute.
    void startRequested(const furrow::ui::RunConfiguration &configuration);

private:
    void start(const RunConfiguration &configuration);

    RunConfigurations *m_store;
    WelcomePage *m_welcome;
    RunConfigurationEditor *m_editor;
};

} // namespace furrow::ui
