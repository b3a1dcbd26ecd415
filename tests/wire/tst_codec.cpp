// SPDX-License-Identifier: MIT
#include <furrow/wire.h>

#include <QDateTime>
#include <QRect>
#include <QSet>
#include <QTest>
#include <QUrl>
#include <QVariant>

#include <chrono>
#include <deque>
#include <filesystem>
#include <list>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

using namespace furrow;
using namespace Qt::StringLiterals;

namespace {

enum class Colour : quint8 { Red, Green = 200 };

struct Point
{
    int x = 0;
    double y = 0;
    bool operator==(const Point &) const = default;
};

struct Everything
{
    std::optional<int> maybe;
    std::variant<std::monostate, int, QString> one;
    std::vector<Point> points;
    QVariant variant;
    std::map<QString, std::vector<std::string>> names;
    std::array<int, 3> three{};
    Colour colour = Colour::Red;
    QByteArray bytes;
    bool operator==(const Everything &) const = default;
};

struct Sixteen
{
    int a, b, c, d, e, f, g, h;
    QString i, j, k, l, m, n, o, p;
    bool operator==(const Sixteen &) const = default;
};

struct Node
{
    int value = 0;
    std::vector<Node> children;
    bool operator==(const Node &) const = default;
};

struct Empty
{
    bool operator==(const Empty &) const = default;
};

struct NoDefault
{
    explicit NoDefault(int v) : value(v) {}
    int value;
    bool operator==(const NoDefault &) const = default;
};

struct HoldsNoDefault
{
    int first;
    NoDefault second;
    bool operator==(const HoldsNoDefault &) const = default;
};

class Temperature
{
public:
    static Temperature fromKelvin(double k) { return Temperature(k); }
    double kelvin() const { return m_kelvin; }
    bool operator==(const Temperature &) const = default;

private:
    explicit Temperature(double k) : m_kelvin(k) {}
    double m_kelvin;
};

struct Unstreamable
{
    int *pointer = nullptr;
};

template<typename T>
T roundTrip(const T &value)
{
    return wire::decode<T>(wire::encode(value));
}

template<typename F>
QString decodeError(F &&f)
{
    try {
        f();
    } catch (const DecodeError &e) {
        return QString::fromUtf8(e.what());
    }
    return u"no error"_s;
}

template<typename F>
QString encodeError(F &&f)
{
    try {
        f();
    } catch (const EncodeError &e) {
        return QString::fromUtf8(e.what());
    }
    return u"no error"_s;
}

} // namespace

template<>
struct furrow::wire::Codec<Temperature>
{
    static void write(Writer &w, const Temperature &t) { w.write(t.kelvin()); }
    static Temperature read(Reader &r) { return Temperature::fromKelvin(r.read<double>()); }
};
template<>
struct furrow::wire::Codec<NoDefault>
{
    static void write(Writer &w, const NoDefault &t) { w.write(std::tie(t.value)); }
    static NoDefault read(Reader &r) { return NoDefault(std::get<0>(r.read<std::tuple<int>>())); }
};

#define ROUND(value) QVERIFY(roundTrip(value) == (value))

class tst_Codec : public QObject
{
    Q_OBJECT

    template<typename T>
    void limits()
    {
        using L = std::numeric_limits<T>;
        for (T value : {L::min(), L::max(), L::lowest(), T(0), T(1)})
            QCOMPARE(roundTrip(value), value);
    }

private Q_SLOTS:
    void arithmetic()
    {
        limits<qint8>();
        limits<quint8>();
        limits<qint16>();
        limits<quint16>();
        limits<qint32>();
        limits<quint32>();
        limits<qint64>();
        limits<quint64>();
        limits<long long>();
        limits<char>();
        limits<wchar_t>();
        limits<char8_t>();
        limits<char16_t>();
        limits<char32_t>();
        limits<float>();
        limits<double>();
        limits<long double>();
        ROUND(true);
        ROUND(false);
        QVERIFY(std::isnan(roundTrip(std::nan(""))));
        ROUND(std::numeric_limits<double>::infinity());
        ROUND(0.1f);
        ROUND(0.1L);
        ROUND(Colour::Green);
        ROUND(Colour(77));
    }

    void strings()
    {
        ROUND(u"Grüße 🌾"_s);
        ROUND(QString());
        QVERIFY(roundTrip(QString()).isNull());
        QVERIFY(!roundTrip(u""_s).isNull());
        QVERIFY(roundTrip(QByteArray()).isNull());
        QVERIFY(!roundTrip(QByteArray("")).isNull());
        ROUND(QString(QChar(0xd800)) + u"x"_s);
        ROUND(QString(3, QChar(0)));
        ROUND(std::string("\xff\0\xfe", 3));
        ROUND(QByteArray("\xff\0\xfe", 3));
        ROUND(QByteArray(300000, 'x'));
        ROUND(QString(300000, QChar(0x20ac)));
        ROUND(std::u16string(u"wide"));
        ROUND(std::filesystem::path("/tmp/\xff"));
    }

    void containers()
    {
        ROUND((std::vector<int>{1, -2, 3}));
        ROUND((std::vector<bool>{true, false, true}));
        ROUND((std::vector<std::byte>{std::byte{255}, std::byte{0}}));
        ROUND((std::vector<quint8>{255, 0}));
        ROUND((std::list<QString>{u"a"_s}));
        ROUND((std::deque<double>{1.5}));
        ROUND((std::array<QString, 2>{u"a"_s, u"b"_s}));
        ROUND((std::set<int>{3, 1}));
        ROUND((std::multiset<int>{3, 3}));
        ROUND((std::unordered_set<std::string>{"a", "b"}));
        ROUND((std::map<int, QString>{{1, u"a"_s}}));
        ROUND((std::multimap<int, QString>{{1, u"a"_s}, {1, u"b"_s}}));
        ROUND((std::unordered_map<std::string, int>{{"a", 1}}));
        ROUND((QList<QList<int>>{{1}, {}, {2, 3}}));
        ROUND((QStringList{u"a"_s, QString()}));
        ROUND((QByteArrayList{"a"}));
        ROUND((QSet<int>{1, 2}));
        ROUND((QMap<QString, int>{{u"a"_s, 1}}));
        ROUND((QHash<int, QByteArray>{{1, "x"}}));
        QMultiMap<int, int> multi{{1, 10}, {1, 11}, {2, 20}};
        ROUND(multi);
        QCOMPARE(roundTrip(multi).values(1), multi.values(1));
        QMultiHash<int, int> multiHash{{1, 10}, {1, 11}, {2, 20}};
        ROUND(multiHash);
        QCOMPARE(roundTrip(multiHash).values(1), multiHash.values(1));
    }

    void wrappers()
    {
        ROUND(std::optional<int>());
        ROUND(std::optional<int>(4));
        ROUND(std::optional<std::optional<int>>(std::optional<int>()));
        ROUND((std::variant<int, QString, int>(std::in_place_index<2>, 7)));
        ROUND((std::variant<std::monostate, Point>(Point{1, 2})));
        ROUND((std::pair<int, QString>(1, u"x"_s)));
        ROUND((std::tuple<int, QString, std::tuple<bool>>(1, u"x"_s, true)));
        ROUND(std::tuple<>());
        ROUND(std::monostate());
        wire::decode<void>(wire::encode(std::monostate()));
        ROUND(std::chrono::milliseconds(-5));
        const auto now = std::chrono::system_clock::now();
        ROUND(now);
        ROUND(std::chrono::duration<double>(0.25));
    }

    void qtTypes()
    {
        const QUuid uuid = QUuid::createUuid();
        ROUND(uuid);
        ROUND(QUrl(u"https://a.example/ü?q=1"_s));
        const auto now = QDateTime::currentDateTimeUtc();
        ROUND(now);
        ROUND(QRect(1, 2, 3, 4));
        ROUND((Qt::Alignment(Qt::AlignLeft | Qt::AlignBottom)));
    }

    void variants()
    {
        ROUND(QVariant());
        ROUND(QVariant(std::numeric_limits<quint64>::max()));
        ROUND(QVariant(QRect(1, 2, 3, 4)));
        ROUND(QVariant(u"x"_s));
        ROUND(QVariant(QVariantList{1, u"x"_s, QVariantMap{{u"k"_s, QVariantList{QByteArray("\xff")}}}}));
        ROUND(QVariant(QVariantHash{{u"k"_s, 1}}));
        QVERIFY(roundTrip(QVariant(QMetaType::fromType<int>())).isNull());
        QCOMPARE(roundTrip(QVariant(QMetaType::fromType<int>())).metaType(), QMetaType::fromType<int>());
        QCOMPARE(encodeError([] { wire::encode(QVariant::fromValue(Unstreamable())); }),
                 u"Cannot encode QVariant: a QVariant holds '%1', which has no QDataStream operators."_s.arg(
                     QLatin1StringView(QMetaType::fromType<Unstreamable>().name())));
        QVERIFY(encodeError([] {
                    wire::encode(QVariant(QVariantList{QVariant::fromValue(Unstreamable())}));
                }).contains(u"no QDataStream operators"));
    }

    void aggregates()
    {
        ROUND((Point{3, 4.5}));
        ROUND(Empty());
        ROUND((Node{1, {Node{2, {}}, Node{3, {Node{4, {}}}}}}));
        ROUND((Sixteen{1, 2, 3, 4, 5, 6, 7, 8, u"i"_s, {}, {}, {}, {}, {}, {}, u"p"_s}));
        ROUND((HoldsNoDefault{1, NoDefault(2)}));
        Everything all{3, u"x"_s, {{1, 2}}, QRect(1, 2, 3, 4), {{u"a"_s, {"b"}}}, {1, 2, 3}, Colour::Green, "z"};
        ROUND(all);
        ROUND(Temperature::fromKelvin(3));
        ROUND((std::vector{Temperature::fromKelvin(3)}));
    }

    void several()
    {
        const auto bytes = wire::encodeAll(1, u"x"_s, Point{1, 2});
        QCOMPARE((wire::decode<std::tuple<int, QString, Point>>(bytes)), std::make_tuple(1, u"x"_s, Point{1, 2}));
        QCOMPARE(wire::decode<std::tuple<>>(wire::encodeAll()), std::tuple<>());

        const QByteArray both = wire::encode(7) + wire::encode(u"y"_s);
        QByteArrayView rest(both);
        QCOMPARE(wire::decodeFirst<int>(rest), 7);
        QCOMPARE(wire::decodeFirst<QString>(rest), u"y"_s);
        QVERIFY(rest.isEmpty());
    }

    void names()
    {
        QCOMPARE(wire::typeName<int>(), "int32");
        QCOMPARE(wire::typeName<long>(), wire::typeName<long long>());
        QCOMPARE(wire::typeName<void>(), "void");
        QVERIFY(wire::typeName<Point>().endsWith("Point{int32, double}"));
        QVERIFY(wire::typeName<Node>().contains("Node{int32, list<"));
        QCOMPARE((wire::typeName<std::tuple<int, QString, std::map<std::string, std::optional<bool>>>>()),
                 "(int32, QString, map<std::string, optional<bool>>)");
        QCOMPARE((wire::typeName<std::variant<int, QList<float>>>()), "variant<int32, list<float>>");
        QCOMPARE((wire::typeName<std::array<int, 3>>()), "array<int32>[3]");
    }

    void errorsNameThePlace()
    {
        QCOMPARE(decodeError([] { wire::decode<quint8>(wire::encode(300)); }),
                 u"Cannot decode uint8: at byte 0 an integer that fits uint8 was expected, but 300 was found."_s);
        QCOMPARE(decodeError([] { wire::decode<quint8>(wire::encode(-1)); }),
                 u"Cannot decode uint8: at byte 0 an integer that fits uint8 was expected, but a negative one was found."_s);
        QCOMPARE(decodeError([] { wire::decode<qint64>(wire::encode(~quint64(0))); }),
                 u"Cannot decode int64: at byte 0 an integer that fits int64 was expected, but one of more than 63 bits was found."_s);
        QCOMPARE(decodeError([] {
                     wire::decode<std::vector<std::vector<int>>>(
                         wire::encode(std::tuple(std::tuple(1, 2), std::tuple(3, u"x"_s))));
                 }),
                 u"Cannot decode list<list<int32>>: at byte 6 (item 2.2) int32 was expected, but text was found."_s);
        QVERIFY(decodeError([] { wire::decode<Point>(wire::encode(std::tuple(1, 2.0, 3))); })
                    .endsWith(u"Point of 2 items was expected, but 3 were found."_s));
        QCOMPARE(decodeError([] { wire::decode<int>(QByteArrayView()); }),
                 u"Cannot decode int32: at byte 0 int32 was expected, but the end of the data was found."_s);
        QCOMPARE(decodeError([] { wire::decode<int>(wire::encode(1) + "x"); }),
                 u"Cannot decode int32: at byte 1 the end was expected, but 1 byte follows."_s);
    }
};

QTEST_GUILESS_MAIN(tst_Codec)
#include "tst_codec.moc"
