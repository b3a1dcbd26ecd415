// SPDX-License-Identifier: MIT
#include <furrow/detail/standstill.h>

std::int64_t furrow_debug_stood = 0;
std::atomic<std::int64_t> furrow_debug_stands_since{0};

namespace furrow::detail {
namespace {

using Clock = std::chrono::steady_clock;

// What is over, and since when the present one lasts (0: nobody stands). Two words that must be read as one: the version is odd
// while they change.
std::atomic<std::int64_t> over{0};
std::atomic<std::int64_t> &since = furrow_debug_stands_since;
std::atomic<unsigned> version{0};

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

} // namespace

std::chrono::steady_clock::duration stoodSoFar() noexcept
{
    for (;;) {
        const unsigned before = version;
        const std::int64_t sum = over, begun = since;
        const std::int64_t present = begun ? now() - begun : 0;
        if (version == before && before % 2 == 0)
            return std::chrono::nanoseconds(sum + present + *const_cast<volatile std::int64_t *>(&furrow_debug_stood));
    }
}

StandStill::StandStill() noexcept
{
    std::int64_t nobody = 0;
    m_counts = since.compare_exchange_strong(nobody, now());
}

StandStill::~StandStill()
{
    if (!m_counts)
        return;
    ++version;
    over += now() - since;
    since = 0;
    ++version;
}

} // namespace furrow::detail
