// SPDX-License-Identifier: MIT
#include "wire/limits.h"

#include <furrow/wire.h>

#include <atomic>

namespace furrow::wire {

static constinit std::atomic<qsizetype> messageLimit = qsizetype(64) << 20;

qsizetype maxMessage()
{
    return messageLimit.load(std::memory_order_relaxed);
}

void setMaxMessage(qsizetype bytes)
{
    // A frame's length has four bytes, and QByteArray's own size is signed.
    messageLimit.store(std::clamp<qsizetype>(bytes, 1, std::numeric_limits<qint32>::max()), std::memory_order_relaxed);
}

std::string detail::describeLimit(qsizetype bytes)
{
    const std::string plain = std::to_string(bytes) + " bytes";
    if (bytes % (1 << 20) == 0)
        return "the limit of " + std::to_string(bytes >> 20) + " MiB (" + plain + ")";
    return "the limit of " + plain;
}

} // namespace furrow::wire
