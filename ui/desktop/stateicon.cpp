// SPDX-License-Identifier: MIT
#include "stateicon.h"

#include <array>

using namespace Qt::StringLiterals;

static void initIcons()
{
    Q_INIT_RESOURCE(furrow_icons);
}

namespace furrow::ui {

QIcon ownIcon(const QString &name)
{
    initIcons();
    return QIcon(u":/furrow/icons/%1.svg"_s.arg(name));
}

QIcon themedIcon(const QString &themeName, const QString &ownName)
{
    return QIcon::fromTheme(themeName, ownIcon(ownName));
}

QIcon stateIcon(ActorInfo::State state)
{
    static const std::array icons{
        ownIcon(u"state-starting"_s), ownIcon(u"state-running"_s), ownIcon(u"state-waiting"_s),
        ownIcon(u"state-prompt"_s),   ownIcon(u"state-crashed"_s), ownIcon(u"state-cancelling"_s),
        ownIcon(u"state-ended"_s),
    };
    return icons.at(std::size_t(state));
}

} // namespace furrow::ui
