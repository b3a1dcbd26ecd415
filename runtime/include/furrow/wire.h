// SPDX-License-Identifier: MIT
#pragma once

#include <furrow/detail/wirekind.h>

#include <QByteArrayView>
#include <QStringView>

#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

namespace furrow {

/// A value cannot be sent: no way to encode it, nested too deeply, or larger than `wire::maxMessage()`.
class EncodeError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Received bytes are not a value of the type wanted. The sentence names the type, the place, what was expected and found.
class DecodeError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// What travels between actors, as CBOR.
///
/// Arithmetic types, enums, QString, std::string (as bytes), QByteArray, std and Qt containers, std::optional,
/// std::variant, pairs and tuples, std::chrono, std::filesystem::path, QUuid, QVariant, every type with QDataStream
/// operators, and aggregates of these up to 16 members travel as they are:
///
/// \code
/// struct Point { int x; double y; };
/// QByteArray bytes = furrow::wire::encode(std::vector<Point>{{1, 2.5}});
/// auto points = furrow::wire::decode<std::vector<Point>>(bytes);
/// \endcode
///
/// Any other type needs a `Codec`, which writes exactly one value and reads exactly one (`std::tie` makes one of several):
///
/// \code
/// template<>
/// struct furrow::wire::Codec<Temperature>
/// {
///     static void write(Writer &w, const Temperature &t) { w.write(t.kelvin()); }
///     static Temperature read(Reader &r) { return Temperature::fromKelvin(r.read<double>()); }
/// };
/// \endcode
///
/// Functions here may be called in any thread; a Writer or Reader belongs to one. Encoding throws EncodeError, decoding
/// DecodeError; broken or malicious bytes do no more than that. Containers nest up to `maxDepth`.
namespace wire {

inline constexpr int maxDepth = 200;

/// The largest message that is encoded, decoded, or accepted as a frame; 64 MiB unless set, for the whole process.
qsizetype maxMessage();
void setMaxMessage(qsizetype bytes);

namespace detail {
class Signature;
using Name = QByteArray (*)();
} // namespace detail

/// Writes one message; a `Codec` sees it.
class Writer
{
public:
    explicit Writer(detail::Name root);
    ~Writer();
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    template<typename T>
    void write(const T &value);

    void writeNull();
    void writeBool(bool value);
    void writeSigned(qint64 value);
    void writeUnsigned(quint64 value);
    void writeFloat(float value);
    void writeDouble(double value);
    void writeLongDouble(long double value);
    void writeText(const QString &text);
    void writeBytes(const void *data, qsizetype size);
    void writeVariant(const QVariant &value);
    void writeDataStream(void (*save)(QDataStream &, const void *), const void *value, std::string_view type);
    void beginArray(qsizetype count);
    void beginMap(qsizetype count);
    void end();
    [[noreturn]] void fail(const std::string &why) const;

    QByteArray take();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Reads one message; a `Codec` sees it. Lengths that the bytes claim are believed only as far as bytes are there.
class Reader
{
public:
    Reader(QByteArrayView bytes, detail::Name root);
    ~Reader();
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    template<typename T>
    T read();

    bool tryNull();
    void readNull(std::string_view type);
    bool readBool();
    qint64 readSigned(qint64 min, qint64 max, std::string_view type);
    quint64 readUnsigned(quint64 max, std::string_view type);
    float readFloat();
    double readDouble();
    long double readLongDouble();
    QString readText();
    QByteArray readBytes(std::string_view type);
    std::string readStdString(std::string_view type);
    QVariant readVariant();
    QUuid readUuid();
    void readDataStream(void (*load)(QDataStream &, void *), void *value, std::string_view type);
    /// Enters an array or map and returns its count; each item is announced by nextItem(), the last followed by leave().
    qsizetype enterArray(std::string_view type);
    qsizetype enterMap(std::string_view type);
    void enterArrayOf(qsizetype count, std::string_view type);
    void nextItem();
    void leave();
    /// `what` ends the sentence "Cannot decode TYPE: at byte N ...".
    [[noreturn]] void fail(const std::string &what) const;

    qsizetype offset() const;
    /// Throws if anything follows the value.
    void finish();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

namespace detail {

/// Collects the text of typeName(); a type within itself is named only.
class Signature
{
public:
    template<typename T>
    void add();
    template<typename... T>
    void addList()
    {
        bool first = true;
        ((text += first ? "" : ", ", first = false, add<T>()), ...);
    }
    bool open(std::string_view name);

    QByteArray text;
    std::vector<std::string_view> names;
};

template<typename T>
void addTemplate(Signature &s, const char *name)
{
    s.text += name;
    s.text += '<';
    s.add<T>();
    s.text += '>';
}

/// Capacity that a claimed count may reserve ahead of the items: at most a page's worth.
template<typename T>
constexpr qsizetype trusted(qsizetype count)
{
    return std::min<qsizetype>(count, 4096 / sizeof(T) + 1);
}

void decode(QByteArrayView &bytes, bool whole, Name root, void (*read)(Reader &, void *), void *out);

} // namespace detail

/// The type's structure as text, the same in every program that has the same type: `Point{int32, double}`.
/// Two ends whose texts differ were built from different sources.
template<typename T>
QByteArray typeName()
{
    detail::Signature s;
    s.add<T>();
    return s.text;
}

/// One value as one message.
template<typename T>
QByteArray encode(const T &value)
{
    Writer w(&typeName<T>);
    w.write(value);
    return w.take();
}

/// Several values as one message, an array even if there is one or none; decoded as `std::tuple<T...>`.
template<typename... T>
QByteArray encodeAll(const T &...values)
{
    return encode(std::tuple<const T &...>(values...));
}

/// The value of a message, which must be the whole of the bytes. `decode<void>` takes what encode(std::monostate()) made.
template<typename T>
T decode(QByteArrayView bytes)
{
    using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
    std::optional<Value> value;
    detail::decode(
        bytes, true, &typeName<Value>,
        [](Reader &r, void *out) { static_cast<std::optional<Value> *>(out)->emplace(r.read<Value>()); }, &value);
    if constexpr (!std::is_void_v<T>)
        return *std::move(value);
}

/// The first value of several that follow each other; `bytes` is what remains.
template<typename T>
T decodeFirst(QByteArrayView &bytes)
{
    std::optional<T> value;
    detail::decode(
        bytes, false, &typeName<T>,
        [](Reader &r, void *out) { static_cast<std::optional<T> *>(out)->emplace(r.read<T>()); }, &value);
    return *std::move(value);
}

// What follows is how each kind is written, read and named.

template<typename T>
void Writer::write(const T &value)
{
    using enum detail::Kind;
    constexpr auto kind = detail::kind<T>;
    if constexpr (kind == Custom) {
        Codec<T>::write(*this, value);
    } else if constexpr (kind == Null) {
        writeNull();
    } else if constexpr (kind == Bool) {
        writeBool(value);
    } else if constexpr (kind == Integer) {
        if constexpr (std::is_signed_v<T>)
            writeSigned(value);
        else
            writeUnsigned(value);
    } else if constexpr (kind == Enum) {
        write(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (kind == Float) {
        writeFloat(value);
    } else if constexpr (kind == Double) {
        writeDouble(value);
    } else if constexpr (kind == LongDouble) {
        writeLongDouble(value);
    } else if constexpr (kind == Text) {
        writeText(value);
    } else if constexpr (kind == Bytes) {
        if (value.isNull())
            writeNull();
        else
            writeBytes(value.constData(), value.size());
    } else if constexpr (kind == StdString || kind == ByteSequence) {
        writeBytes(value.data(), qsizetype(value.size()));
    } else if constexpr (kind == Uuid) {
        writeBytes(value.toBytes().data, 16);
    } else if constexpr (kind == QtVariant) {
        writeVariant(value);
    } else if constexpr (kind == Optional) {
        beginArray(value.has_value());
        if (value)
            write(*value);
        end();
    } else if constexpr (kind == StdVariant) {
        if (value.valueless_by_exception())
            fail("a std::variant has lost its value to an exception");
        beginArray(2);
        writeUnsigned(value.index());
        std::visit([this](const auto &v) { write(v); }, value);
        end();
    } else if constexpr (kind == Tuple) {
        beginArray(std::tuple_size_v<T>);
        std::apply([this](const auto &...v) { (write(v), ...); }, value);
        end();
    } else if constexpr (kind == Duration) {
        write(value.count());
    } else if constexpr (kind == TimePoint) {
        write(value.time_since_epoch().count());
    } else if constexpr (kind == Path) {
        writeBytes(value.native().data(), qsizetype(value.native().size()));
    } else if constexpr (kind == DataStream) {
        writeDataStream([](QDataStream &s, const void *v) { s << *static_cast<const T *>(v); }, &value,
                        detail::plainName<T>());
    } else if constexpr (kind == Map) {
        beginMap(qsizetype(value.size()));
        if constexpr (requires { value.uniqueKeys(); }) {
            // QMultiMap and QMultiHash iterate the latest value first, and insert at the front again
            std::vector<std::pair<const typename T::key_type *, const typename T::mapped_type *>> items;
            for (auto it = value.cbegin(); it != value.cend(); ++it)
                items.emplace_back(&it.key(), &it.value());
            for (auto it = items.rbegin(); it != items.rend(); ++it) {
                write(*it->first);
                write(*it->second);
            }
        } else if constexpr (requires { value.keyValueBegin(); }) {
            for (auto it = value.keyValueBegin(); it != value.keyValueEnd(); ++it) {
                write(it->first);
                write(it->second);
            }
        } else {
            for (const auto &[key, mapped] : value) {
                write(key);
                write(mapped);
            }
        }
        end();
    } else if constexpr (kind == Set || kind == Sequence || kind == FixedArray) {
        beginArray(qsizetype(value.size()));
        for (const auto &item : value)
            write<typename T::value_type>(item);
        end();
    } else if constexpr (kind == Aggregate) {
        static_assert(!furrow::detail::HasBase<T>,
                      "furrow::wire: an aggregate with a base class needs a furrow::wire::Codec of its own");
        beginArray(furrow::detail::memberCount<T>);
        furrow::detail::visitMembers(value, [this](const auto &...member) { (write(member), ...); });
        end();
    } else {
        static_assert(kind != Unsupported, "furrow::wire: this type cannot travel between actors; specialise "
                                           "furrow::wire::Codec for it (pointers and references never can)");
    }
}

template<typename T>
T Reader::read()
{
    using enum detail::Kind;
    constexpr auto kind = detail::kind<T>;
    if constexpr (kind == Custom) {
        return Codec<T>::read(*this);
    } else if constexpr (kind == Null) {
        readNull(detail::plainName<T>());
        return T{};
    } else if constexpr (kind == Bool) {
        return readBool();
    } else if constexpr (kind == Integer) {
        using Limits = std::numeric_limits<T>;
        if constexpr (std::is_signed_v<T>)
            return static_cast<T>(readSigned(Limits::min(), Limits::max(), detail::integerName<T>()));
        else
            return static_cast<T>(readUnsigned(Limits::max(), detail::integerName<T>()));
    } else if constexpr (kind == Enum) {
        return static_cast<T>(read<std::underlying_type_t<T>>());
    } else if constexpr (kind == Float) {
        return readFloat();
    } else if constexpr (kind == Double) {
        return readDouble();
    } else if constexpr (kind == LongDouble) {
        return readLongDouble();
    } else if constexpr (kind == Text) {
        return readText();
    } else if constexpr (kind == Bytes) {
        return tryNull() ? QByteArray() : readBytes("QByteArray");
    } else if constexpr (kind == StdString) {
        return readStdString("std::string");
    } else if constexpr (kind == ByteSequence) {
        const QByteArray bytes = readBytes(detail::plainName<T>());
        using Item = typename T::value_type;
        const auto *from = reinterpret_cast<const Item *>(bytes.constData());
        return T(from, from + bytes.size());
    } else if constexpr (kind == Uuid) {
        return readUuid();
    } else if constexpr (kind == QtVariant) {
        return readVariant();
    } else if constexpr (kind == Optional) {
        T value;
        const qsizetype count = enterArray("std::optional");
        if (count > 1)
            fail("an optional of at most 1 value was expected, but " + std::to_string(count) + " were found");
        if (count == 1) {
            nextItem();
            value.emplace(read<typename T::value_type>());
        }
        leave();
        return value;
    } else if constexpr (kind == StdVariant) {
        enterArrayOf(2, "std::variant");
        nextItem();
        const auto index = readUnsigned(std::variant_size_v<T> - 1, "the index of a std::variant");
        nextItem();
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            using Pick = T (*)(Reader &);
            static constexpr Pick picks[] = {
                [](Reader &r) { return T(std::in_place_index<I>, r.read<std::variant_alternative_t<I, T>>()); }...};
            T value = picks[index](*this);
            leave();
            return value;
        }(std::make_index_sequence<std::variant_size_v<T>>{});
    } else if constexpr (kind == Tuple) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            enterArrayOf(sizeof...(I), detail::isA<T, std::pair> ? "std::pair" : "std::tuple");
            T value{(nextItem(), read<std::tuple_element_t<I, T>>())...};
            leave();
            return value;
        }(std::make_index_sequence<std::tuple_size_v<T>>{});
    } else if constexpr (kind == FixedArray) {
        T value{};
        enterArrayOf(qsizetype(value.size()), "std::array");
        for (auto &item : value) {
            nextItem();
            item = read<typename T::value_type>();
        }
        leave();
        return value;
    } else if constexpr (kind == Duration) {
        return T(read<typename T::rep>());
    } else if constexpr (kind == TimePoint) {
        return T(typename T::duration(read<typename T::rep>()));
    } else if constexpr (kind == Path) {
        return T(readStdString("std::filesystem::path"));
    } else if constexpr (kind == DataStream) {
        T value;
        readDataStream([](QDataStream &s, void *v) { s >> *static_cast<T *>(v); }, &value, detail::plainName<T>());
        return value;
    } else if constexpr (kind == Map) {
        T value;
        for (qsizetype left = enterMap("a map"); left > 0; --left) {
            nextItem();
            auto key = read<typename T::key_type>();
            auto mapped = read<typename T::mapped_type>();
            if constexpr (requires { value.emplace(std::move(key), std::move(mapped)); })
                value.emplace(std::move(key), std::move(mapped));
            else
                value.insert(std::move(key), std::move(mapped));
        }
        leave();
        return value;
    } else if constexpr (kind == Set) {
        T value;
        for (qsizetype left = enterArray("a set"); left > 0; --left) {
            nextItem();
            value.insert(read<typename T::value_type>());
        }
        leave();
        return value;
    } else if constexpr (kind == Sequence) {
        T value;
        qsizetype left = enterArray("a sequence");
        if constexpr (requires { value.reserve(1); })
            value.reserve(detail::trusted<typename T::value_type>(left));
        for (; left > 0; --left) {
            nextItem();
            value.push_back(read<typename T::value_type>());
        }
        leave();
        return value;
    } else if constexpr (kind == Aggregate) {
        return [&]<typename... M>(furrow::detail::TypeList<M...>) {
            enterArrayOf(sizeof...(M), detail::plainName<T>());
            T value{(nextItem(), read<M>())...};
            leave();
            return value;
        }(furrow::detail::MembersOf<T>{});
    } else {
        static_assert(kind != Unsupported, "furrow::wire: this type cannot travel between actors; specialise "
                                           "furrow::wire::Codec for it (pointers and references never can)");
    }
}

template<typename Reference>
void detail::Signature::add()
{
    using enum Kind;
    using T = std::remove_cvref_t<Reference>;
    if constexpr (std::is_void_v<T>) {
        text += "void";
    } else {
        constexpr auto kind = detail::kind<T>;
        if constexpr (kind == Bool)
            text += "bool";
        else if constexpr (kind == Integer)
            text += integerName<T>();
        else if constexpr (kind == StdString)
            text += "std::string";
        else if constexpr (kind == Optional)
            addTemplate<typename T::value_type>(*this, "optional");
        else if constexpr (kind == Set)
            addTemplate<typename T::value_type>(*this, "set");
        else if constexpr (kind == Sequence)
            addTemplate<typename T::value_type>(*this, "list");
        else if constexpr (kind == ByteSequence)
            text += "bytes";
        else if constexpr (kind == FixedArray) {
            addTemplate<typename T::value_type>(*this, "array");
            text += '[' + QByteArray::number(qsizetype(std::tuple_size_v<T>)) + ']';
        } else if constexpr (kind == Map) {
            text += "map<";
            addList<typename T::key_type, typename T::mapped_type>();
            text += '>';
        } else if constexpr (kind == StdVariant) {
            text += "variant<";
            [this]<typename... A>(std::variant<A...> *) { addList<A...>(); }(static_cast<T *>(nullptr));
            text += '>';
        } else if constexpr (kind == Tuple) {
            text += '(';
            [this]<std::size_t... I>(std::index_sequence<I...>) {
                addList<std::tuple_element_t<I, T>...>();
            }(std::make_index_sequence<std::tuple_size_v<T>>{});
            text += ')';
        } else if constexpr (kind == Aggregate) {
            if (open(plainName<T>())) {
                [this]<typename... M>(furrow::detail::TypeList<M...>) {
                    addList<M...>();
                }(furrow::detail::MembersOf<T>{});
                text += '}';
                names.pop_back();
            }
        } else {
            text += plainName<T>();
        }
    }
}

} // namespace wire
} // namespace furrow
