// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/aggregate.h>

#include <QByteArray>
#include <QDataStream>
#include <QString>
#include <QUuid>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

class QVariant;
class QJsonArray;
class QJsonObject;
class QCborArray;
class QCborMap;

namespace furrow::wire {

template<typename T>
struct Codec;

/// Sorts every type into the one way in which it travels. Types are told by what they offer, so that <chrono>,
/// <filesystem> and the containers' headers need not be read here.
namespace detail {

enum class Kind {
    Custom,
    Null,
    Bool,
    Integer,
    Enum,
    Float,
    Double,
    LongDouble,
    Text,
    Bytes,
    StdString,
    QtVariant,
    Uuid,
    Optional,
    StdVariant,
    Tuple,
    FixedArray,
    Duration,
    TimePoint,
    Path,
    DataStream,
    Map,
    Set,
    ByteSequence,
    Sequence,
    Aggregate,
    Unsupported
};

template<typename T>
concept HasCodec = requires { sizeof(Codec<T>); };

template<typename T, template<typename...> typename X>
inline constexpr bool isA = false;
template<template<typename...> typename X, typename... A>
inline constexpr bool isA<X<A...>, X> = true;

template<typename T>
inline constexpr bool isStdArray = false;
template<typename T, std::size_t N>
inline constexpr bool isStdArray<std::array<T, N>> = true;

template<typename T>
inline constexpr bool isQtDocument = std::is_same_v<T, QJsonArray> || std::is_same_v<T, QJsonObject> ||
                                     std::is_same_v<T, QCborArray> || std::is_same_v<T, QCborMap>;

template<typename T>
concept HasDataStreamOperators = requires(QDataStream &s, const T &in, T &out) {
    s << in;
    s >> out;
};

template<typename T>
concept MapLike = requires(T t) {
    typename T::key_type;
    typename T::mapped_type;
    t.begin();
    t.size();
};
template<typename T>
concept SetLike = requires(T t, typename T::key_type k) {
    t.insert(std::move(k));
    t.begin();
    t.size();
};
template<typename T>
concept SequenceLike = requires(T t, typename T::value_type v) {
    t.push_back(std::move(v));
    t.begin();
    t.size();
};
template<typename T>
concept ByteSequenceLike = SequenceLike<T> && sizeof(typename T::value_type) == 1 &&
                           !std::is_same_v<typename T::value_type, bool> &&
                           (std::is_arithmetic_v<typename T::value_type> ||
                            std::is_same_v<typename T::value_type, std::byte>) && requires(T t) {
                               t.data();
                               t.resize(1);
                           };
template<typename T>
concept DurationLike = requires(const T t) {
    typename T::rep;
    typename T::period;
    t.count();
};
template<typename T>
concept TimePointLike = requires(const T t) {
    typename T::clock;
    typename T::duration;
    t.time_since_epoch();
};
template<typename T>
concept PathLike = requires(const T t) {
    typename T::string_type;
    t.native();
    t.lexically_normal();
};

template<typename T>
constexpr Kind kindOf()
{
    if constexpr (HasCodec<T>)
        return Kind::Custom;
    else if constexpr (std::is_same_v<T, std::monostate> || std::is_same_v<T, std::nullptr_t>)
        return Kind::Null;
    else if constexpr (std::is_same_v<T, bool>)
        return Kind::Bool;
    else if constexpr (std::is_integral_v<T> && sizeof(T) <= 8)
        return Kind::Integer;
    else if constexpr (std::is_enum_v<T>)
        return Kind::Enum;
    else if constexpr (std::is_same_v<T, float>)
        return Kind::Float;
    else if constexpr (std::is_same_v<T, double>)
        return Kind::Double;
    else if constexpr (std::is_same_v<T, long double>)
        return Kind::LongDouble;
    else if constexpr (!std::is_class_v<T>)
        return Kind::Unsupported;
    else if constexpr (std::is_same_v<T, QString>)
        return Kind::Text;
    else if constexpr (std::is_same_v<T, QByteArray>)
        return Kind::Bytes;
    else if constexpr (std::is_same_v<T, std::string>)
        return Kind::StdString;
    else if constexpr (std::is_same_v<T, QVariant>)
        return Kind::QtVariant;
    else if constexpr (std::is_same_v<T, QUuid>)
        return Kind::Uuid;
    else if constexpr (isA<T, std::optional>)
        return Kind::Optional;
    else if constexpr (isA<T, std::variant>)
        return Kind::StdVariant;
    else if constexpr (isA<T, std::tuple> || isA<T, std::pair>)
        return Kind::Tuple;
    else if constexpr (isStdArray<T>)
        return Kind::FixedArray;
    else if constexpr (DurationLike<T>)
        return Kind::Duration;
    else if constexpr (TimePointLike<T>)
        return Kind::TimePoint;
    else if constexpr (PathLike<T>)
        return Kind::Path;
    else if constexpr (isQtDocument<T>)
        return Kind::DataStream;
    else if constexpr (MapLike<T>)
        return Kind::Map;
    else if constexpr (SetLike<T>)
        return Kind::Set;
    else if constexpr (ByteSequenceLike<T>)
        return Kind::ByteSequence;
    else if constexpr (SequenceLike<T>)
        return Kind::Sequence;
    else if constexpr (HasDataStreamOperators<T>)
        return Kind::DataStream;
    else if constexpr (std::is_aggregate_v<T> && !std::is_union_v<T>)
        return Kind::Aggregate;
    else
        return Kind::Unsupported;
}

template<typename T>
inline constexpr Kind kind = kindOf<T>();

/// The type as the compiler writes it.
template<typename T>
constexpr std::string_view plainName()
{
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    const auto alias = text.find("; std::string_view");
    return text.substr(0, alias == text.npos ? text.rfind(']') : alias);
}

template<typename T>
constexpr std::string_view integerName()
{
    if constexpr (std::is_signed_v<T>)
        return sizeof(T) == 1 ? "int8" : sizeof(T) == 2 ? "int16" : sizeof(T) == 4 ? "int32" : "int64";
    else
        return sizeof(T) == 1 ? "uint8" : sizeof(T) == 2 ? "uint16" : sizeof(T) == 4 ? "uint32" : "uint64";
}

} // namespace detail
} // namespace furrow::wire
