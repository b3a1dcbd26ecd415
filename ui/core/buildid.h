// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace furrow::ui {

/// The GNU build id of an executable in hexadecimal digits; empty if it has none or is no ELF file of this machine's word size. Reads its
/// program headers and notes only.
QString buildId(const QString &executable);

} // namespace furrow::ui
