// SPDX-License-Identifier: MIT
#include "report.h"

#include <QCborStreamReader>
#include <QCborStreamWriter>
#include <QCryptographicHash>
#include <QFile>
#include <QSaveFile>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace furrow::ui {

const ReportHop *Report::hopOf(const QString &errorId, const QUuid &actor) const
{
    const auto found = std::ranges::find_if(hops, [&](const ReportHop &hop) { return hop.errorId == errorId && hop.actor == actor; });
    return found == hops.end() ? nullptr : &*found;
}

namespace {

// As PNG's: a transfer that takes it for text damages it at once.
constexpr char magic[] = "\x89" "FURROW\r\n\x1a\n";
constexpr qsizetype magicSize = sizeof magic - 1;
constexpr quint32 version = 1;
constexpr qsizetype hashSize = 32;
constexpr qsizetype headSize = magicSize + 4 + 8 + hashSize;

constexpr qsizetype listLimit = 20'000;        ///< items
constexpr qsizetype textLimit = 8 * 1024 * 1024; ///< characters of one text
constexpr qsizetype itemLimit = 100'000; ///< of all lists: in memory one may be a hundred times its bytes
constexpr int depthLimit = 12;                 ///< of variables in variables

template<typename T>
concept Enum = std::is_enum_v<T>;

// What there is in each value, and under which name. A later version of the same number may add some; unknown ones are skipped.

template<typename F> void describe(F &f, ActorId &v) { f("name", v.name), f("uuid", v.uuid); }
template<typename F> void describe(F &f, ClimbHop &v)
{
    f("actor", v.actor), f("pid", v.pid), f("relayed", v.relayed), f("type", v.type), f("message", v.message), f("function", v.function);
    f("file", v.file), f("line", v.line), f("time", v.time), f("repl", v.repl), f("why", v.why), f("detail", v.detail), f("copy", v.copy);
}
template<typename F> void describe(F &f, Climb &v)
{
    f("errorId", v.errorId), f("type", v.type), f("message", v.message), f("trace", v.trace), f("source", v.source), f("hops", v.hops);
    f("branches", v.branches), f("group", v.group);
}
template<typename F> void describe(F &f, Frame &v)
{
    f("kind", v.kind), f("level", v.level), f("function", v.function), f("file", v.file), f("line", v.line), f("hidden", v.hidden);
}
template<typename F> void describe(F &f, ReportVariable &v) { f("name", v.name), f("type", v.type), f("value", v.value), f("children", v.children); }
template<typename F> void describe(F &f, ReportFrame &v)
{
    f("frame", v.frame), f("firstLine", v.firstLine), f("source", v.source), f("locals", v.locals);
}
template<typename F> void describe(F &f, ReportHop &v)
{
    f("errorId", v.errorId), f("actor", v.actor), f("frames", v.frames), f("whyNoStack", v.whyNoStack), f("transcript", v.transcript);
}
template<typename F> void describe(F &f, std::pair<QString, QString> &v) { f("name", v.first), f("value", v.second); }
template<typename F> void describe(F &f, Report &v) { f("written", v.written), f("climbs", v.climbs), f("hops", v.hops), f("environment", v.environment); }

constexpr int lastOf(ClimbHop::Repl) { return int(ClimbHop::Repl::None); }
constexpr int lastOf(ClimbHop::Why) { return int(ClimbHop::Why::Ended); }
constexpr int lastOf(Frame::Kind) { return int(Frame::Kind::Caller); }

class Writer
{
public:
    explicit Writer(QByteArray *to) : m_cbor(to) {}

    void put(const QString &text)
    {
        QString kept = text.left(textLimit);
        // Half of a pair is no text.
        if (!kept.isValidUtf16())
            kept = QString::fromUtf8(kept.toUtf8());
        m_cbor.append(kept);
    }
    void put(const QUuid &uuid) { m_cbor.append(uuid.toRfc4122()); }
    void put(const QDateTime &time) { m_cbor.append(time.isValid() ? time.toMSecsSinceEpoch() : qint64(0)); }
    void put(bool value) { m_cbor.append(value); }
    void put(int value) { m_cbor.append(qint64(value)); }
    void put(qint64 value) { m_cbor.append(value); }
    template<Enum T> void put(const T &value) { m_cbor.append(qint64(value)); }
    template<typename T> void put(const QList<T> &list)
    {
        const qsizetype count = m_depth > depthLimit ? 0 : std::min({list.size(), listLimit, itemLimit - m_items});
        m_items += count;
        m_cbor.startArray(quint64(count));
        for (qsizetype i = 0; i < count; ++i)
            put(list.at(i));
        m_cbor.endArray();
    }
    template<typename T> void put(const T &value)
    {
        m_depth += std::is_same_v<T, ReportVariable>;
        m_cbor.startMap();
        auto field = [this](const char *name, const auto &member) {
            m_cbor.append(QLatin1StringView(name));
            put(member);
        };
        describe(field, const_cast<T &>(value)); // fields are only read here
        m_cbor.endMap();
        m_depth -= std::is_same_v<T, ReportVariable>;
    }

private:
    QCborStreamWriter m_cbor;
    qsizetype m_items = 0;
    int m_depth = 0;
};

/// Every `take` is false where the bytes are not what they must be; nothing is taken on trust before it was checked against what is left.
class Reader
{
public:
    explicit Reader(const QByteArray &from) : m_cbor(from), m_size(from.size()) {}

    bool take(QString &text)
    {
        if (!m_cbor.isString() || !m_cbor.isLengthKnown() || m_cbor.length() > quint64(left()))
            return false;
        const auto part = m_cbor.readString();
        if (part.status != QCborStreamReader::Ok || part.data.size() > textLimit)
            return false;
        text = part.data;
        return m_cbor.readString().status == QCborStreamReader::EndOfString;
    }
    bool take(QUuid &uuid)
    {
        if (!m_cbor.isByteArray() || !m_cbor.isLengthKnown() || m_cbor.length() != 16)
            return false;
        const auto part = m_cbor.readByteArray();
        uuid = QUuid::fromRfc4122(part.data);
        return part.status == QCborStreamReader::Ok && m_cbor.readByteArray().status == QCborStreamReader::EndOfString;
    }
    bool take(QDateTime &time)
    {
        qint64 milliseconds = 0;
        constexpr qint64 farAway = 253'402'300'799'000; // the year 9999
        if (!take(milliseconds) || milliseconds < 0 || milliseconds > farAway)
            return false;
        time = milliseconds ? QDateTime::fromMSecsSinceEpoch(milliseconds) : QDateTime();
        return true;
    }
    bool take(bool &value)
    {
        if (!m_cbor.isBool())
            return false;
        value = m_cbor.toBool();
        return m_cbor.next();
    }
    bool take(qint64 &value)
    {
        // toInteger() of a number beyond its range is another number.
        if (!m_cbor.isInteger() || (m_cbor.isUnsignedInteger() && m_cbor.toUnsignedInteger() > quint64(std::numeric_limits<qint64>::max()))
            || (m_cbor.isNegativeInteger() && quint64(m_cbor.toNegativeInteger()) > quint64(std::numeric_limits<qint64>::max())))
            return false;
        value = m_cbor.toInteger();
        return m_cbor.next();
    }
    bool take(int &value)
    {
        qint64 number = 0;
        if (!take(number) || number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
            return false;
        value = int(number);
        return true;
    }
    template<Enum T> bool take(T &value)
    {
        int number = 0;
        if (!take(number) || number < 0 || number > lastOf(T()))
            return false;
        value = T(number);
        return true;
    }
    template<typename T> bool take(QList<T> &list)
    {
        if (!m_cbor.isArray() || !m_cbor.isLengthKnown() || m_cbor.length() > quint64(listLimit) || m_cbor.length() > quint64(left()) || !m_cbor.enterContainer())
            return false;
        while (m_cbor.hasNext()) {
            if (++m_items > itemLimit)
                return false;
            T item{};
            if (!take(item))
                return false;
            list.append(std::move(item));
        }
        return m_cbor.leaveContainer();
    }
    template<typename T> bool take(T &value)
    {
        constexpr bool nests = std::is_same_v<T, ReportVariable>;
        if (m_depth + nests > depthLimit + 1 || !m_cbor.isMap() || !m_cbor.enterContainer())
            return false;
        m_depth += nests;
        while (m_cbor.hasNext()) {
            QString key;
            if (!take(key))
                return false;
            bool known = false, good = true;
            auto field = [&](const char *name, auto &member) {
                if (known || key != QLatin1StringView(name))
                    return;
                known = true;
                member = std::remove_reference_t<decltype(member)>();
                good = take(member);
            };
            describe(field, value);
            if (!good || (!known && !m_cbor.next(depthLimit)))
                return false;
        }
        m_depth -= nests;
        return m_cbor.leaveContainer();
    }
    bool atEnd() { return m_cbor.lastError() == QCborError::NoError && left() == 0; }

private:
    qsizetype left() const { return m_size - qsizetype(m_cbor.currentOffset()); }

    QCborStreamReader m_cbor;
    qsizetype m_size;
    qsizetype m_items = 0;
    int m_depth = 0;
};

/// Whether what was read fits together.
bool isSound(const Report &report)
{
    if (report.climbs.isEmpty())
        return false;
    return std::ranges::all_of(report.climbs, [](const Climb &climb) {
        return !climb.errorId.isEmpty() && !climb.hops.isEmpty()
            && std::ranges::none_of(climb.hops, [](const ClimbHop &hop) { return hop.actor.isNull(); });
    });
}

} // namespace

QByteArray reportFile::write(const Report &report)
{
    QByteArray body;
    Writer(&body).put(report);
    QByteArray file(magic, magicSize);
    char number[8];
    qToBigEndian(version, number);
    file.append(number, 4);
    qToBigEndian(quint64(body.size()), number);
    file.append(number, 8);
    file += QCryptographicHash::hash(body, QCryptographicHash::Sha256);
    return file + body;
}

std::expected<Report, QString> reportFile::read(const QByteArray &file)
{
    if (!file.startsWith(QByteArrayView(magic, std::min(magicSize, std::max<qsizetype>(file.size(), 1)))))
        return std::unexpected(u"it is no report of Furrow's"_s);
    if (file.size() > limit)
        return std::unexpected(u"it is larger than any report (%1 MB at most)"_s.arg(limit / (1024 * 1024)));
    if (file.size() < headSize)
        return std::unexpected(u"it is cut short"_s);
    const char *head = file.constData() + magicSize;
    if (const auto found = qFromBigEndian<quint32>(head); found != version)
        return std::unexpected(u"it is of version %1, and this Furrow reads version %2"_s.arg(found).arg(version));
    const auto size = qFromBigEndian<quint64>(head + 4);
    const QByteArray body = QByteArray::fromRawData(file.constData() + headSize, file.size() - headSize);
    if (size > quint64(body.size()))
        return std::unexpected(u"it is cut short"_s);
    const QByteArrayView hash(head + 12, hashSize);
    if (size != quint64(body.size()) || QCryptographicHash::hash(body, QCryptographicHash::Sha256) != hash)
        return std::unexpected(u"it is damaged"_s);
    Reader reader(body);
    Report report;
    if (!reader.take(report) || !reader.atEnd() || !isSound(report))
        return std::unexpected(u"what is in it is no report"_s);
    return report;
}

std::expected<Report, QString> reportFile::open(const QString &path)
{
    const auto refuse = [&](const QString &why) { return std::unexpected(u"The report %1 cannot be opened: %2."_s.arg(path, why)); };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refuse(file.errorString());
    // One byte more tells whether it is too large, also of what has no size, as a pipe.
    const QByteArray bytes = file.read(limit + 1);
    auto report = read(bytes);
    return report ? report : refuse(report.error());
}

QString reportFile::save(const Report &report, const QString &path)
{
    QSaveFile file(path);
    const QByteArray bytes = write(report);
    if (bytes.size() > limit)
        return u"The report cannot be written: it would be larger than %1 MB."_s.arg(limit / (1024 * 1024));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return u"The report cannot be written to %1: %2."_s.arg(path, file.errorString());
    return {};
}

} // namespace furrow::ui
