// SPDX-License-Identifier: MIT
#pragma once

#include "core/runconfigurations.h"

#include <QHash>
#include <QSet>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace furrow::ui {

class PathField;
class ProblemLabel;
class StartCheck;
class ThemeFollower;

/// A page with all that a run configuration says. What is wrong with a field stands below it as soon as the field was touched.
/// Thread: the GUI thread.
class RunConfigurationEditor : public QWidget
{
    Q_OBJECT
public:
    /// The store must outlive it.
    RunConfigurationEditor(RunConfigurations *store, ThemeFollower *theme, QWidget *parent = nullptr);

    void edit(const RunConfiguration &configuration);
    /// As the fields are now.
    RunConfiguration configuration() const;

Q_SIGNALS:
    /// It can be started, as far as anybody can tell; its paths are absolute.
    void startRequested(const furrow::ui::RunConfiguration &configuration);
    /// It is in the store now.
    void saved(const QUuid &id);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    using Field = RunConfiguration::Field;
    enum class Wish { None, Start, Save };

    void addField(QFormLayout *form, Field field, const QString &label, QWidget *widget, const QString &objectName);
    void buildFields(QFormLayout *form);
    void buildDebugOptions(QFormLayout *form);
    /// Cancel, save, start.
    QList<QWidget *> makeButtons();
    void touched(Field field);
    void ask(Wish wish);
    void checked(const RunConfiguration &anchored, QList<RunConfiguration::Problem> problems);
    bool isNameTaken(const RunConfiguration &configuration) const;

    RunConfigurations *m_store;
    ThemeFollower *m_theme;
    StartCheck *m_check;
    QLabel *m_heading;
    QLineEdit *m_name;
    PathField *m_program;
    QLineEdit *m_arguments;
    PathField *m_folder;
    QPlainTextEdit *m_environment;
    QComboBox *m_logLevel;
    QCheckBox *m_taskDump;
    QHash<Field, QWidget *> m_fields;
    QHash<Field, ProblemLabel *> m_problems;
    QSet<Field> m_touched;
    RunConfiguration m_edited; ///< with what has no field
    Wish m_wish = Wish::None;
    bool m_filling = false;
};

} // namespace furrow::ui
