// SPDX-License-Identifier: MIT
#include <furrow/debugfilter.h>

#include <QHash>

#include <mutex>

namespace furrow {
namespace {

struct Table
{
    std::mutex mutex; // a library may be loaded by any thread
    QHash<QByteArray, NamedDebugFilter::Function> filters;
};

Table &table()
{
    static Table *table = new Table; // filled before main() and read after it
    return *table;
}

} // namespace

QByteArray NamedDebugFilter::add(std::string_view name, Function function)
{
    const QByteArray key(name.data(), qsizetype(name.size()));
    const std::lock_guard lock(table().mutex);
    table().filters.insert(key, function);
    return key;
}

NamedDebugFilter::Function NamedDebugFilter::find(const QByteArray &key)
{
    const std::lock_guard lock(table().mutex);
    return table().filters.value(key);
}

} // namespace furrow
