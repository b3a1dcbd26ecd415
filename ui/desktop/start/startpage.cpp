// SPDX-License-Identifier: MIT
#include "startpage.h"

#include "core/runconfigurations.h"
#include "runconfigurationeditor.h"
#include "welcomepage.h"

using namespace Qt::StringLiterals;

namespace furrow::ui {

StartPage::StartPage(RunConfigurations *store, ThemeFollower *theme, QWidget *parent)
    : QStackedWidget(parent), m_store(store), m_welcome(new WelcomePage(store, theme)), m_editor(new RunConfigurationEditor(store, theme))
{
    setObjectName(u"startPage"_s);
    addWidget(m_welcome);
    addWidget(m_editor);
    connect(m_welcome, &WelcomePage::editRequested, this, &StartPage::edit);
    connect(m_welcome, &WelcomePage::startRequested, this, &StartPage::start);
    connect(m_editor, &RunConfigurationEditor::startRequested, this, &StartPage::start);
    connect(m_editor, &RunConfigurationEditor::saved, this, &StartPage::showWelcome);
    connect(m_editor, &RunConfigurationEditor::cancelled, this, &StartPage::showWelcome);
    // The keys go to the recent ones once those are known, unless the user has begun to type by then.
    if (!store->isLoaded()) {
        connect(store, &RunConfigurations::loaded, this, [this] {
            if (currentWidget() == m_welcome && m_welcome->isUntouched())
                m_welcome->takeFocus();
        });
    }
    setFocusProxy(m_welcome);
    m_welcome->takeFocus();
}

void StartPage::setExamplesFolder(const QString &folder)
{
    m_welcome->setExamplesFolder(folder);
}

void StartPage::showWelcome()
{
    setCurrentWidget(m_welcome);
    setFocusProxy(m_welcome);
    m_welcome->takeFocus();
}

void StartPage::edit(const RunConfiguration &configuration)
{
    setCurrentWidget(m_editor);
    setFocusProxy(m_editor);
    m_editor->edit(configuration);
}

void StartPage::start(const RunConfiguration &configuration)
{
    m_store->remember(configuration);
    Q_EMIT startRequested(configuration);
}

} // namespace furrow::ui
