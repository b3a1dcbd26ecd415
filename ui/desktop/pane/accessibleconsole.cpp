// SPDX-License-Identifier: MIT
#include "accessibleconsole.h"

#include "desktop/consolepane.h"

#include <QAccessibleWidget>

namespace furrow::ui {

namespace {

class AccessibleConsolePane : public QAccessibleWidget
{
public:
    explicit AccessibleConsolePane(ConsolePane *pane) : QAccessibleWidget(pane, QAccessible::Terminal), m_pane(pane) {}
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? m_pane->visibleText() : QAccessibleWidget::text(kind);
    }

private:
    ConsolePane *m_pane;
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *pane = qobject_cast<ConsolePane *>(object);
    return pane ? new AccessibleConsolePane(pane) : nullptr;
}

} // namespace

void installAccessibleConsole()
{
    static const bool installed = (QAccessible::installFactory(makeAccessible), true);
    Q_UNUSED(installed)
}

} // namespace furrow::ui
