// SPDX-License-Identifier: MIT
#include <furrow/asio.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace furrow::detail {

struct AsioBell::Private
{
    boost::asio::steady_timer timer{toAsio::ioContext(), boost::asio::steady_timer::time_point::max()};
};

AsioBell::AsioBell() : d(new Private) {}

AsioBell::~AsioBell() = default;

boost::asio::awaitable<void> AsioBell::wait()
{
    // Its error says no more than that it rang. In a coroutine that is cancelled the next co_await throws.
    boost::system::error_code ignored;
    co_await d->timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

void AsioBell::ring()
{
    d->timer.cancel();
}

void throwNotStarted()
{
    throw std::logic_error("the Asio coroutine has ended without a call of started() on its channel");
}

} // namespace furrow::detail
