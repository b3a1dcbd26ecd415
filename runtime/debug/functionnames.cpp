// SPDX-License-Identifier: MIT
#include "functionnames.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace furrow::debug {

bool isHidden(const QString &function)
{
    static const QRegularExpression hidden(
        u"^(void |int |bool )?(furrow::|boost(::|_asio_)|std::|__gnu_cxx::|__cxa_|__gxx_|_Unwind_|Q[A-Z]\\w*(::|\\()|Qt\\w*::|qt_|q[A-Z]|g_main|__libc_start|"
        "_start$|__clone|start_thread|clone3)"_s);
    return function.isEmpty() || hidden.match(function).hasMatch();
}

QString shownFunction(const QString &signature)
{
    QString name = functionOfSignature(signature);
    if (!name.contains("<lambda("_L1))
        return name;
    for (const QLatin1StringView call : {"::operator()"_L1, "::operator"_L1}) { // without its parentheses if it had no others
        if (name.endsWith(call) && name.chopped(call.size()).endsWith(u'>'))
            name.chop(call.size());
    }
    QString shown;
    qsizetype from = 0;
    for (qsizetype at; (at = name.indexOf(u"::<lambda("_s, from)) >= 0;) {
        // Of what encloses it the parameters are left out, and its own.
        QStringView outer = QStringView(name).sliced(from, at - from);
        if (const qsizetype open = outer.indexOf(u'('); open > 0)
            outer.truncate(open);
        shown += outer;
        shown += "::{lambda}"_L1;
        int depth = 0;
        for (from = at + 2; from < name.size(); ++from) {
            depth += name[from] == u'<' || name[from] == u'(' ? 1 : name[from] == u'>' || name[from] == u')' ? -1 : 0;
            if (depth == 0)
                break;
        }
        from = qMin(from + 1, name.size());
    }
    return shown + name.sliced(from);
}

QString functionOfSignature(const QString &signature)
{
    QStringView name = signature;
    if (const qsizetype with = name.indexOf(u" [with "); with > 0)
        name.truncate(with);
    // The parameter list is the pair of parentheses outside of every other bracket that no further name follows.
    int depth = 0;
    qsizetype end = name.size(), open = -1, close = -1, space = -1;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar c = name[i];
        if (c == u'<') {
            ++depth;
        } else if (c == u'>') {
            --depth;
        } else if (c == u'(') {
            if (depth++ == 0)
                open = i;
        } else if (c == u')') {
            if (--depth == 0)
                close = i;
        } else if (c == u' ' && depth == 0 && open < 0) {
            space = i;
        }
    }
    if (open > 0 && !name.sliced(close + 1).startsWith("::"_L1))
        end = open;
    return name.sliced(space + 1, end - space - 1).toString();
}

} // namespace furrow::debug
