// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/function.h>

#include <QByteArrayList>

#include <stdexcept>

namespace furrow {

/// The functions that an actor may be asked to run; `exposes` makes it.
using Exposed = QByteArrayList;

/// Lists functions for `ActorOptions::exposes`. They return `Task<R>`, or `AsyncGenerator<R>` for streams, or take a `Context &`
/// first; an overload needs a cast.
///
/// \code
/// co_await an.startActor(u"worker"_s, {.exposes = furrow::exposes<&sum, &watch>()});
/// \endcode
template<auto... functions>
Exposed exposes()
{
    return {detail::Registered<functions>::entry->key...};
}

/// Makes a function known to callers of other programs, which know no more of it than this key and its signature. Before `run()`.
///
/// \code
/// int main(int argc, char **argv) { furrow::expose<&sum>("sum"); return furrow::run(argc, argv, asyncMain); }  // the program
/// int n = co_await portal.run<furrow::Task<int>(int, int)>("sum", 1, 2);                                       // its caller
/// \endcode
void exposeAs(const QByteArray &key, const detail::Function *function);
template<auto fn>
void expose(const QByteArray &key)
{
    exposeAs(key, detail::Registered<fn>::entry);
}

/// An actor was asked to run what it does not expose, or what it knows by another signature. Raised there, so the caller sees it as a
/// RemoteActorError.
class NotExposed : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

} // namespace furrow
