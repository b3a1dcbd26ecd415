// SPDX-License-Identifier: MIT
#include "entrytext.h"
#include "report.h"

using namespace Qt::StringLiterals;

namespace furrow::ui {
namespace {

QString replText(const ClimbHop &hop)
{
    using Why = ClimbHop::Why;
    switch (hop.repl) {
    case ClimbHop::Repl::Expected: return u"its REPL was about to open"_s;
    case ClimbHop::Repl::Waiting: return u"its REPL waited for the console"_s;
    case ClimbHop::Repl::Open: return u"its REPL stood open"_s;
    case ClimbHop::Repl::WasOpen: return u"its REPL was open"_s;
    case ClimbHop::Repl::None: break;
    }
    switch (hop.why) {
    case Why::Filter: return u"passed by its filter"_s;
    case Why::Kind: return u"passed: such an error opens no REPL"_s;
    case Why::NotDebugging: return u"passed: not in debug mode"_s;
    case Why::Silent: return u"passed without a word"_s;
    case Why::InGroup: return u"part of a group"_s;
    case Why::Withdrawn: return u"its entry was withdrawn"_s;
    case Why::Skipped: return u"its REPL could not open: "_s + hop.detail;
    case Why::Ended: return u"it ended before its REPL could open"_s;
    case Why::Unknown: break;
    }
    return u"passed"_s;
}

void addVariables(QString *text, const QList<ReportVariable> &variables, const QString &indent)
{
    for (const ReportVariable &variable : variables) {
        *text += indent + variable.name + u" = "_s + QString(variable.value).replace(u'\n', u'\n' + indent + u"  "_s) + u'\n';
        addVariables(text, variable.children, indent + u"  "_s);
    }
}

void addFrame(QString *text, const ReportFrame &frame)
{
    const Frame &at = frame.frame;
    const QString number = at.kind == Frame::Kind::Await ? u"await"_s : at.kind == Frame::Kind::Caller ? u"caller"_s : u"#%1"_s.arg(std::max(at.level, 0));
    *text += u"    %1 %2\n"_s.arg(number, entryText::where(at.function, at.file, at.line));
    for (qsizetype i = 0; i < frame.source.size(); ++i) {
        const int line = frame.firstLine + int(i);
        // What is near the line is enough on a terminal.
        if (std::abs(line - at.line) <= 3)
            *text += u"      %1 %2 %3\n"_s.arg(line, 5).arg(line == at.line ? "->"_L1 : "  "_L1).arg(frame.source.at(i));
    }
    addVariables(text, frame.locals, u"        "_s);
}

} // namespace

QString reportText(const Report &report)
{
    QString text;
    for (const Climb &climb : report.climbs) {
        text += u"%1: %2\n"_s.arg(climb.type, climb.message);
        if (!climb.group.isEmpty())
            text += u"  one of a group\n"_s;
        for (const ClimbHop &hop : climb.hops) {
            text += u"\n  %1 %2 %3\n"_s.arg(hop.relayed ? "relayed by"_L1 : "raised in"_L1, hop.actor.toString(), entryText::where(hop.function, hop.file, hop.line));
            text += u"    %1; pid %2, %3\n"_s.arg(replText(hop)).arg(hop.pid).arg(hop.time.toString(Qt::ISODateWithMs));
            const ReportHop *found = report.hopOf(climb.errorId, hop.actor.uuid);
            if (!found)
                continue;
            if (!found->whyNoStack.isEmpty())
                text += u"    no stack: %1\n"_s.arg(found->whyNoStack);
            for (const ReportFrame &frame : found->frames) {
                if (!frame.frame.hidden)
                    addFrame(&text, frame);
            }
        }
        if (!climb.trace.trimmed().isEmpty())
            text += u"\n  trace recorded at the throw:\n"_s + climb.trace.trimmed() + u'\n';
        text += u'\n';
    }
    for (const auto &[name, value] : report.environment)
        text += u"%1: %2\n"_s.arg(name, value);
    text += u"Written: %1\n"_s.arg(report.written.toString(Qt::ISODate));
    // A report comes from elsewhere: what would steer a terminal is shown instead.
    for (QChar &c : text) {
        if ((c < u' ' && c != u'\n' && c != u'\t') || c == u'\x7f' || (c >= u'\x80' && c < u'\xa0'))
            c = c < u' ' ? QChar(0x2400 + c.unicode()) : QChar(0xfffd);
    }
    return text;
}

} // namespace furrow::ui
