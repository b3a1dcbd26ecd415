// SPDX-License-Identifier: MIT
#include "actorcolors.h"

#include <array>

namespace furrow::ui {

QColor actorColor(const QString &name, bool dark)
{
    // After Okabe and Ito, and Tol, and moved apart for eyes that do not see red or green.
    static constexpr std::array<QRgb, 8> onLight{0x0075b8, 0xd76725, 0x158951, 0xa5408d, 0x2b97c4, 0xb38900, 0x882255, 0x332288};
    static constexpr std::array<QRgb, 8> onDark{0x3a97d9, 0xf07b3a, 0x3dbd86, 0xe08fb3, 0x88ccee, 0xe6b422, 0xca5c9b, 0xa19dfc};
    quint32 hash = 2166136261U; // FNV-1a: qHash() may differ from one machine to the next
    for (const char byte : name.toUtf8())
        hash = (hash ^ uchar(byte)) * 16777619U;
    hash ^= hash >> 15;
    return QColor((dark ? onDark : onLight).at(hash % onLight.size()));
}

} // namespace furrow::ui
