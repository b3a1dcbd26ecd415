// SPDX-License-Identifier: MIT
#include <furrow/expose.h>

#include "actor/exposedkeys.h"
#include "debug/trace.h"

#include <QHash>

#include <deque>
#include <mutex>

namespace furrow {
namespace detail {
namespace {

struct Table
{
    std::mutex mutex; // a library may be loaded by any thread
    std::deque<Function> functions;
    QHash<QByteArray, const Function *> byKey;
    QList<std::pair<const Function *, const Function *>> clashes;
    QByteArrayList exposed;
};

Table &table()
{
    static Table *table = new Table; // filled before main() and read after it
    return *table;
}

QString place(const Function &function)
{
    const auto frames = debug::symbolize({reinterpret_cast<std::uintptr_t>(function.address)});
    if (!frames.isEmpty() && !frames.first().file.isEmpty())
        return QStringLiteral("%1:%2").arg(frames.first().file).arg(frames.first().line);
    return QStringLiteral("0x%1").arg(reinterpret_cast<quintptr>(function.address), 0, 16);
}

} // namespace

const Function *FunctionTable::add(Function function)
{
    const std::lock_guard lock(table().mutex);
    const Function *known = table().byKey.value(function.key);
    if (known && known->address == function.address)
        return known;
    const Function &added = table().functions.emplace_back(std::move(function));
    if (known)
        table().clashes.emplaceBack(known, &added);
    else
        table().byKey.insert(added.key, &added);
    return &added;
}

const Function *FunctionTable::find(const QByteArray &key)
{
    const std::lock_guard lock(table().mutex);
    return table().byKey.value(key);
}

QString FunctionTable::clash()
{
    const std::lock_guard lock(table().mutex);
    if (table().clashes.isEmpty())
        return {};
    const auto &[one, other] = table().clashes.first();
    return QStringLiteral("two functions that actors run are both called \"%1\", at %2 and at %3: give one of them another name")
        .arg(QString::fromUtf8(one->key), place(*one), place(*other));
}

QByteArray snakeCase(std::string_view qualified)
{
    std::string_view name = qualified.substr(0, qualified.find('<'));
    if (const auto colon = name.rfind(':'); colon != name.npos)
        name.remove_prefix(colon + 1);
    QByteArray text;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool upper = c >= 'A' && c <= 'Z';
        const bool afterLower = i > 0 && name[i - 1] != '_' && !(name[i - 1] >= 'A' && name[i - 1] <= 'Z');
        const bool beforeLower = i + 1 < name.size() && name[i + 1] >= 'a' && name[i + 1] <= 'z';
        if (upper && i > 0 && (afterLower || (beforeLower && name[i - 1] != '_')))
            text += '_';
        text += upper ? char(c - 'A' + 'a') : c;
    }
    return text;
}

QByteArrayList keysExposedByProgram()
{
    const std::lock_guard lock(table().mutex);
    return table().exposed;
}

} // namespace detail

void exposeAs(const QByteArray &key, const detail::Function *function)
{
    detail::Function renamed = *function;
    renamed.key = key;
    detail::FunctionTable::add(std::move(renamed));
    const std::lock_guard lock(detail::table().mutex);
    detail::table().exposed.append(key);
}

} // namespace furrow
