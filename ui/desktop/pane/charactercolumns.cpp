// SPDX-License-Identifier: MIT
#include "charactercolumns.h"

#include <algorithm>

namespace furrow::ui {

int columnsOf(char32_t c)
{
    if (c < 0x300)
        return 1;
    if (const auto category = QChar::category(c); category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing || c == 0x200d)
        return 0;
    const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0x303e) || (c >= 0x3041 && c <= 0xa4cf)
        || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1f64f) || (c >= 0x1f900 && c <= 0x1f9ff)
        || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
}

bool isUneven(QStringView text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.unicode() >= 0x300 && (c.isSurrogate() || columnsOf(c.unicode()) != 1); });
}

} // namespace furrow::ui
