// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

/// Counts and visits the members of an aggregate through structured bindings, up to `maxMembers`.
/// A member that is a C array and an aggregate with a base class cannot be visited; std::array and a Codec can.
namespace furrow::detail {

inline constexpr std::size_t maxMembers = 16;

/// Converts to anything but its owner, so that one braced value is never taken for a copy of the whole.
template<typename Owner>
struct AnyMember
{
    template<typename M>
        requires(!std::same_as<M, Owner>)
    operator M() const;
};

template<typename Base>
struct AnyBaseOf
{
    template<typename B>
        requires(std::is_base_of_v<B, Base> && !std::same_as<B, Base>)
    operator B() const;
};

template<typename T, std::size_t N>
constexpr bool bracesTake()
{
    return []<std::size_t... I>(std::index_sequence<I...>) {
        return requires { T{(static_cast<void>(I), AnyMember<T>{})...}; };
    }(std::make_index_sequence<N>{});
}

/// The first count that T's braces take while they refuse one more; members that cannot be left out make smaller ones
/// invalid, so the search goes upwards over a gap. maxMembers + 1: too many.
template<typename T, std::size_t N = 0>
constexpr std::size_t countMembers()
{
    if constexpr (N > maxMembers)
        return N;
    else if constexpr (bracesTake<T, N>() && !bracesTake<T, N + 1>())
        return N;
    else
        return countMembers<T, N + 1>();
}

template<typename T>
inline constexpr std::size_t memberCount = countMembers<T>();

template<typename T>
concept HasBase = std::is_aggregate_v<T> && !std::is_empty_v<T> && requires { T{AnyBaseOf<T>{}}; };

template<typename... M>
struct TypeList
{
};

/// Calls visit(member...) with every member of the object, in order.
template<typename T, typename F>
decltype(auto) visitMembers([[maybe_unused]] T &o, F &&visit)
{
    constexpr std::size_t n = memberCount<std::remove_const_t<T>>;
    static_assert(n <= maxMembers, "furrow::wire: an aggregate of more than 16 members needs a Codec of its own");
    if constexpr (n == 0) {
        return visit();
    } else if constexpr (n == 1) {
        auto &[a] = o;
        return visit(a);
    } else if constexpr (n == 2) {
        auto &[a, b] = o;
        return visit(a, b);
    } else if constexpr (n == 3) {
        auto &[a, b, c] = o;
        return visit(a, b, c);
    } else if constexpr (n == 4) {
        auto &[a, b, c, d] = o;
        return visit(a, b, c, d);
    } else if constexpr (n == 5) {
        auto &[a, b, c, d, e] = o;
        return visit(a, b, c, d, e);
    } else if constexpr (n == 6) {
        auto &[a, b, c, d, e, f] = o;
        return visit(a, b, c, d, e, f);
    } else if constexpr (n == 7) {
        auto &[a, b, c, d, e, f, g] = o;
        return visit(a, b, c, d, e, f, g);
    } else if constexpr (n == 8) {
        auto &[a, b, c, d, e, f, g, h] = o;
        return visit(a, b, c, d, e, f, g, h);
    } else if constexpr (n == 9) {
        auto &[a, b, c, d, e, f, g, h, i] = o;
        return visit(a, b, c, d, e, f, g, h, i);
    } else if constexpr (n == 10) {
        auto &[a, b, c, d, e, f, g, h, i, j] = o;
        return visit(a, b, c, d, e, f, g, h, i, j);
    } else if constexpr (n == 11) {
        auto &[a, b, c, d, e, f, g, h, i, j, k] = o;
        return visit(a, b, c, d, e, f, g, h, i, j, k);
    } else if constexpr (n == 12) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l] = o;
        return visit(a, b, c, d, e, f, g, h, i, j, k, l);
    } else if constexpr (n == 13) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l, m] = o;
        return visit(a, b, c, d, e, f, g, h, i, j, k, l, m);
    } else if constexpr (n == 14) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l, m, p] = o;
        return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, p);
    } else if constexpr (n == 15) {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l, m, p, q] = o;
        return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, p, q);
    } else {
        auto &[a, b, c, d, e, f, g, h, i, j, k, l, m, p, q, r] = o;
        return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, p, q, r);
    }
}

struct ListMembers
{
    template<typename... M>
    TypeList<std::remove_const_t<M>...> operator()(M &...) const
    {
        return {};
    }
};

template<typename T>
using MembersOf = decltype(visitMembers(std::declval<T &>(), ListMembers{}));

} // namespace furrow::detail
