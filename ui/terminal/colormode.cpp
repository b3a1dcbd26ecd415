// SPDX-License-Identifier: MIT
#include "colormode.h"

#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace furrow::ui {

ColorMode detectColorMode(const QProcessEnvironment &environment, bool outputIsTerminal)
{
    const QString term = environment.value(u"TERM"_s);
    if (!outputIsTerminal || term.isEmpty() || term == u"dumb"_s || !environment.value(u"NO_COLOR"_s).isEmpty())
        return ColorMode::Never;
    const QString colorTerm = environment.value(u"COLORTERM"_s);
    if (colorTerm == u"truecolor"_s || colorTerm == u"24bit"_s)
        return ColorMode::TrueColor;
    return ColorMode::Indexed256;
}

QByteArray colorModeName(ColorMode mode)
{
    switch (mode) {
    case ColorMode::Never:
        return QByteArrayLiteral("never");
    case ColorMode::Indexed256:
        return QByteArrayLiteral("256");
    case ColorMode::TrueColor:
        break;
    }
    return QByteArrayLiteral("truecolor");
}

bool hasDarkBackground(const QProcessEnvironment &environment)
{
    // "foreground;background", with rxvt's pixmap field in the middle at times. 7 and the bright colours but 8 are
    // light.
    bool isNumber = false;
    const int background = environment.value(u"COLORFGBG"_s).section(u';', -1).toInt(&isNumber);
    return !isNumber || background < 7 || background == 8 || background > 15;
}

} // namespace furrow::ui
