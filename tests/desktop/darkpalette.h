// SPDX-License-Identifier: MIT
#pragma once

#include <QPalette>

/// The colours of a dark desktop (Breeze's), for pictures that follow it.
inline QPalette darkPalette()
{
    QPalette palette;
    const QColor window(0x2a, 0x2e, 0x32), base(0x1b, 0x1e, 0x20), text(0xfc, 0xfc, 0xfc), button(0x31, 0x36, 0x3b), off(0x7c, 0x80, 0x84);
    for (const auto &[role, color] : {std::pair(QPalette::Window, window), {QPalette::Base, base}, {QPalette::AlternateBase, window},
                                      {QPalette::Button, button}, {QPalette::ToolTipBase, button}, {QPalette::WindowText, text},
                                      {QPalette::Text, text}, {QPalette::ButtonText, text}, {QPalette::ToolTipText, text},
                                      {QPalette::PlaceholderText, off}, {QPalette::Highlight, QColor(0x2d, 0x80, 0xb0)},
                                      {QPalette::HighlightedText, text}})
        palette.setColor(role, color);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, off);
    return palette;
}
