// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace furrow::debug {

/// `furrow::Task<int> Foo::bar(int)` as std::source_location and GCC name it becomes `Foo::bar`.
QString functionOfSignature(const QString &signature);
inline QString functionOfSignature(const char *signature)
{
    return functionOfSignature(QString::fromUtf8(signature));
}
/// The same as the prompt shows it, where a lambda has the name of the function that it stands in: `asyncMain::{lambda}`.
QString shownFunction(const QString &signature);
/// The function is the runtime's, Qt's or the compiler's.
bool isHidden(const QString &function);

} // namespace furrow::debug
