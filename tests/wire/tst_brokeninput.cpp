// SPDX-License-Identifier: MIT
// Bytes that no encoder made: each raises DecodeError, takes no memory that the bytes do not justify, and nothing else.
#include <furrow/wire.h>

#include <QRandomGenerator>
#include <QRect>
#include <QTest>
#include <QVariant>

#include <map>
#include <set>

#include <sys/resource.h>

using namespace furrow;
using namespace Qt::StringLiterals;

namespace {

struct Node
{
    int value = 0;
    std::vector<Node> children;
};

struct Mixed
{
    std::optional<int> maybe;
    std::variant<int, QString, std::vector<double>> one;
    QVariant variant;
    std::map<QString, std::set<qint8>> names;
    std::string bytes;
    QRect rect;
    QUuid uuid;
    std::array<std::pair<bool, float>, 2> pairs{};
    long double wide = 0;
};

template<typename T>
QString errorOf(const QByteArray &bytes)
{
    try {
        wire::decode<T>(bytes);
    } catch (const DecodeError &e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

QByteArray nested(int depth)
{
    QByteArray bytes;
    for (int i = 0; i < depth; ++i)
        bytes += hex("820081"); // a Node whose value is 0 with one child
    return bytes + hex("820080");
}

QByteArray nestedVariants(int depth)
{
    QByteArray bytes;
    for (int i = 0; i < depth; ++i)
        bytes += hex("826C") + "QVariantList" + hex("81");
    return bytes + hex("f6");
}

} // namespace

class tst_BrokenInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        // What a claimed length would allocate fails here at once, instead of being promised by the kernel.
        const rlimit limit{qulonglong(2) << 30, qulonglong(2) << 30};
        QCOMPARE(setrlimit(RLIMIT_AS, &limit), 0);
    }

    void claimedLengths_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("array of 2^60") << hex("9b1000000000000000");
        QTest::newRow("array of 2^64-1") << hex("9bffffffffffffffff");
        QTest::newRow("array of 2^31") << hex("9a80000000");
        QTest::newRow("map of 2^60") << hex("bb1000000000000000");
        QTest::newRow("map of 2^63") << hex("bb8000000000000000");
        QTest::newRow("bytes of 2^60") << hex("5b1000000000000000");
        QTest::newRow("bytes of 2^64-1") << hex("5bffffffffffffffff");
        QTest::newRow("text of 2^60") << hex("7b1000000000000000");
        QTest::newRow("endless array") << hex("9f0102ff");
        QTest::newRow("endless bytes") << hex("5f4101ff");
        QTest::newRow("endless text") << hex("7f6161ff");
        QTest::newRow("endless map") << hex("bf0102ff");
        QTest::newRow("reserved") << hex("1c");
        QTest::newRow("cut integer") << hex("1b00");
        QTest::newRow("break") << hex("ff");
        QTest::newRow("tag") << hex("c101");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("many too few") << hex("9a00100000") + QByteArray(1 << 19, 0);
    }

    void claimedLengths()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!errorOf<std::vector<int>>(bytes).isEmpty());
        QVERIFY(!errorOf<std::vector<quint8>>(bytes).isEmpty());
        QVERIFY(!errorOf<QList<QString>>(bytes).isEmpty());
        QVERIFY(!(errorOf<std::map<int, QString>>(bytes).isEmpty()));
        QVERIFY(!errorOf<QString>(bytes).isEmpty());
        QVERIFY(!errorOf<QByteArray>(bytes).isEmpty());
        QVERIFY(!errorOf<std::string>(bytes).isEmpty());
        QVERIFY(!errorOf<QVariant>(bytes).isEmpty());
        QVERIFY(!errorOf<Node>(bytes).isEmpty());
        QVERIFY(!errorOf<QRect>(bytes).isEmpty());
    }

    void text()
    {
        QVERIFY(errorOf<QString>(hex("62c328")).contains(u"not valid UTF-8"));
        QVERIFY(errorOf<QString>(hex("43616263")).contains(u"odd number of bytes"));
        QVERIFY(errorOf<long double>(hex("626e6f")).contains(u"long double"));
    }

    void depth()
    {
        Node deep;
        for (int i = 0; i < 95; ++i)
            deep = Node{i, {std::move(deep)}};
        QVERIFY(errorOf<Node>(wire::encode(deep)).isEmpty());
        for (int i = 0; i < 10; ++i)
            deep = Node{i, {std::move(deep)}};
        QVERIFY_THROWS_EXCEPTION(EncodeError, wire::encode(deep));

        QVERIFY(errorOf<Node>(nested(90)).isEmpty());
        QVERIFY(errorOf<Node>(nested(1000000)).contains(u"nest more than 200 deep"));
        QVERIFY(errorOf<QVariant>(nestedVariants(50)).isEmpty());
        QVERIFY(errorOf<QVariant>(nestedVariants(1000000)).contains(u"nest more than 200 deep"));
    }

    void variants()
    {
        const auto variant = [](const QByteArray &type, const QByteArray &bytes) {
            return wire::encode(std::pair(QString::fromLatin1(type), bytes));
        };
        QVERIFY(errorOf<QVariant>(variant("NoSuchType", "x")).contains(u"'NoSuchType'"));
        QVERIFY(errorOf<QVariant>(variant("QRect", "xx")).contains(u"broken"));
        QVERIFY(errorOf<QVariant>(variant("QRect", QByteArray(17, 'x'))).contains(u"broken"));
        QVERIFY(!errorOf<QVariant>(variant("QStringList", "\x7f\xff\xff\xff")).isEmpty());
        qRegisterMetaType<QList<double>>();
        QVERIFY(!errorOf<QVariant>(variant("QList<double>", "\x7f\xff\xff\xff")).isEmpty());
        // QDataStream would recurse without bound in these
        qRegisterMetaType<QList<QVariantList>>();
        QVERIFY(errorOf<QVariant>(variant("QList<QVariantList>", QByteArray(4, 0))).contains(u"broken"));
        QVERIFY_THROWS_EXCEPTION(EncodeError, wire::encode(QVariant::fromValue(QList<QVariantList>())));
    }

    void indices()
    {
        QVERIFY(!(errorOf<std::variant<int, QString>>(hex("820201")).isEmpty()));
        QVERIFY(!(errorOf<std::variant<int, QString>>(hex("8200")).isEmpty()));
        QVERIFY(!(errorOf<std::variant<int, QString>>(hex("822001")).isEmpty()));
        QVERIFY(!errorOf<std::optional<int>>(hex("820101")).isEmpty());
        QVERIFY(!errorOf<QUuid>(hex("4101")).isEmpty());
        QVERIFY(!(errorOf<std::array<int, 2>>(hex("8101")).isEmpty()));
    }

    void limits()
    {
        wire::setMaxMessage(1 << 20);
        const auto restore = qScopeGuard([] { wire::setMaxMessage(qsizetype(64) << 20); });
        const auto message = [](auto &&f) {
            try {
                f();
            } catch (const std::exception &e) {
                return QString::fromUtf8(e.what());
            }
            return QString();
        };
        const QString limit = u"the limit of 1 MiB (1048576 bytes)"_s;
        QVERIFY(message([] { wire::encode(QByteArray(1 << 20, 'x')); }).contains(limit));
        QVERIFY(message([] { wire::encode(QString(1 << 20, u'x')); }).contains(limit));
        QVERIFY(message([] { wire::encode(QString(1 << 19, QChar(0x20ac))); }).contains(limit));
        QVERIFY(message([] { wire::encode(std::vector<int>(1 << 20, 1000)); }).contains(limit));
        QVERIFY(message([] { wire::encode(std::vector<bool>(1 << 20)); }).contains(limit));
        QVERIFY(message([] { wire::decode<QByteArray>(QByteArray((1 << 20) + 1, 'x')); }).contains(limit));
        QVERIFY(message([] { wire::encode(QByteArray((1 << 20) - 5, 'x')); }).isEmpty());
    }

    void everyPrefixAndEveryFlippedByte()
    {
        const Mixed mixed{.maybe = 4,
                          .one = std::vector<double>{1, 2},
                          .variant = QVariantMap{{u"k"_s, QVariantList{1, QRect(1, 2, 3, 4), u"x"_s}}},
                          .names = {{u"a"_s, {1, 2}}, {u"b"_s, {}}},
                          .bytes = "\xff",
                          .rect = QRect(4, 3, 2, 1),
                          .uuid = QUuid::createUuid(),
                          .wide = 0.1L};
        const QByteArray good = wire::encode(mixed);
        QVERIFY(errorOf<Mixed>(good).isEmpty());
        for (qsizetype n = 0; n < good.size(); ++n)
            QVERIFY(!errorOf<Mixed>(good.first(n)).isEmpty());
        for (qsizetype n = 0; n < good.size(); ++n) {
            QByteArray bad = good;
            for (int value = 0; value < 256; ++value) {
                bad[n] = char(value);
                errorOf<Mixed>(bad); // some of these are other values; none does anything but throw
            }
        }
    }

    void noise()
    {
        QRandomGenerator random(4711);
        for (int round = 0; round < 5000; ++round) {
            QByteArray bytes(random.bounded(1, 64), Qt::Uninitialized);
            for (char &c : bytes)
                c = char(random.bounded(256));
            errorOf<Mixed>(bytes);
            errorOf<Node>(bytes);
            errorOf<QVariant>(bytes);
            errorOf<std::vector<QVariant>>(bytes);
        }
    }
};

QTEST_GUILESS_MAIN(tst_BrokenInput)
#include "tst_brokeninput.moc"
