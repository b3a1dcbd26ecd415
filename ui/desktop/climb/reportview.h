// SPDX-License-Identifier: MIT
#pragma once

#include "core/report.h"

#include <QWidget>

class QListWidget;
class QPlainTextEdit;
class QTreeWidget;

namespace furrow::ui {

class ClimbKeeper;
class ClimbView;
class ThemeFollower;

/// A report, read-only: the climb, and of the hop that is marked its stack, the source as it was, the locals and the transcript.
/// Thread: the GUI thread.
class ReportView : public QWidget
{
    Q_OBJECT
public:
    ReportView(const Report &report, ThemeFollower *theme, QWidget *parent = nullptr);

    ClimbView *climbView() const { return m_climb; }

private:
    void showHop(const ClimbHop &hop, const QString &errorId);
    void showFrame(int row);
    void showSource();

    Report m_report;
    ThemeFollower *m_theme;
    ClimbKeeper *m_keeper;
    ClimbView *m_climb;
    QListWidget *m_stack;
    QPlainTextEdit *m_source, *m_transcript, *m_trace;
    QTreeWidget *m_locals, *m_environment;
    const ReportHop *m_hop = nullptr;
    QList<qsizetype> m_rows; ///< the frames that the stack shows
    qsizetype m_frame = -1;
};

} // namespace furrow::ui
