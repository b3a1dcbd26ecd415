// SPDX-License-Identifier: MIT
#include "commands.h"

#include "../consolelock.h"
#include "../entrytext.h"

using namespace Qt::StringLiterals;

namespace furrow::ui::commands {

void queue(CommandHost &host, const QString &)
{
    QStringList lines{u"the console: "_s + entryText::summary(host.entry())};
    int place = 0;
    for (const quint64 id : host.lock().waiting()) {
        if (const Entry *entry = host.lock().find(id))
            lines.append(u"%1. %2"_s.arg(++place).arg(entryText::summary(*entry)));
    }
    if (!place)
        lines.append(u"nobody waits for it"_s);
    host.print(lines.join(u'\n'));
    host.done();
}

} // namespace furrow::ui::commands
