// SPDX-License-Identifier: MIT
#include "wire/limits.h"

#include <furrow/wire.h>

#include <QCborStreamReader>
#include <QVarLengthArray>

#include <cstdlib>
#include <new>

namespace furrow::wire {

struct Reader::Private
{
    QByteArrayView bytes;
    detail::Name root;
    QCborStreamReader cbor{bytes.data(), bytes.size()};
    QVarLengthArray<qsizetype, 16> path; ///< for each open container, items announced so far

    qsizetype left() const { return bytes.size() - qsizetype(cbor.currentOffset()); }
    std::string found() const;
    [[noreturn]] void mismatch(std::string_view wanted, const Reader &r) const;
};

Reader::Reader(QByteArrayView bytes, detail::Name root) : d(new Private{.bytes = bytes, .root = root, .path = {}}) {}

Reader::~Reader() = default;

void Reader::fail(const std::string &what) const
{
    std::string text = "Cannot decode " + d->root().toStdString() + ": at byte " + std::to_string(offset());
    if (!d->path.isEmpty() && d->path.at(0) > 0) {
        text += " (item ";
        for (qsizetype i = 0; i < d->path.size() && d->path.at(i) > 0; ++i)
            text += (i ? "." : "") + std::to_string(d->path.at(i));
        text += ')';
    }
    throw DecodeError(text + ' ' + what + '.');
}

std::string Reader::Private::found() const
{
    if (cbor.lastError() == QCborError::EndOfFile || left() <= 0)
        return "the end of the data";
    if (cbor.lastError() != QCborError::NoError)
        return "broken CBOR (" + cbor.lastError().toString().toStdString() + ')';
    switch (cbor.type()) {
    case QCborStreamReader::UnsignedInteger:
        return "the integer " + std::to_string(cbor.toUnsignedInteger());
    case QCborStreamReader::NegativeInteger:
        return "a negative integer";
    case QCborStreamReader::ByteArray:
        return "bytes";
    case QCborStreamReader::String:
        return "text";
    case QCborStreamReader::Array:
        return "an array";
    case QCborStreamReader::Map:
        return "a map";
    case QCborStreamReader::Tag:
        return "a tag";
    case QCborStreamReader::SimpleType:
        return cbor.isBool() ? "a bool" : cbor.isNull() ? "null" : "a CBOR simple value";
    case QCborStreamReader::Float16:
    case QCborStreamReader::Float:
        return "a float";
    case QCborStreamReader::Double:
        return "a double";
    case QCborStreamReader::Invalid:
        break;
    }
    return "broken CBOR";
}

void Reader::Private::mismatch(std::string_view wanted, const Reader &r) const
{
    r.fail(std::string(wanted) + " was expected, but " + found() + " was found");
}

bool Reader::tryNull()
{
    return d->cbor.isNull() && (d->cbor.next(), true);
}

void Reader::readNull(std::string_view type)
{
    if (!tryNull())
        d->mismatch("null for " + std::string(type), *this);
}

bool Reader::readBool()
{
    if (!d->cbor.isBool())
        d->mismatch("a bool", *this);
    const bool value = d->cbor.toBool();
    d->cbor.next();
    return value;
}

qint64 Reader::readSigned(qint64 min, qint64 max, std::string_view type)
{
    constexpr auto top = quint64(std::numeric_limits<qint64>::max());
    qint64 value = 0;
    bool fits = true;
    if (d->cbor.isUnsignedInteger()) {
        const quint64 found = d->cbor.toUnsignedInteger();
        fits = found <= top;
        value = qint64(found);
    } else if (d->cbor.isNegativeInteger()) {
        const quint64 below = quint64(d->cbor.toNegativeInteger()); // the value is -below, 0 standing for 2^64
        fits = below - 1 <= top;
        value = qint64(~(below - 1));
    } else {
        d->mismatch(type, *this);
    }
    if (!fits)
        fail("an integer that fits " + std::string(type) + " was expected, but one of more than 63 bits was found");
    if (value < min || value > max)
        fail("an integer that fits " + std::string(type) + " was expected, but " + std::to_string(value) + " was found");
    d->cbor.next();
    return value;
}

quint64 Reader::readUnsigned(quint64 max, std::string_view type)
{
    if (d->cbor.isNegativeInteger())
        fail("an integer that fits " + std::string(type) + " was expected, but a negative one was found");
    if (!d->cbor.isUnsignedInteger())
        d->mismatch(type, *this);
    const quint64 value = d->cbor.toUnsignedInteger();
    if (value > max)
        fail("an integer that fits " + std::string(type) + " was expected, but " + std::to_string(value) + " was found");
    d->cbor.next();
    return value;
}

float Reader::readFloat()
{
    if (!d->cbor.isFloat())
        d->mismatch("float", *this);
    const float value = d->cbor.toFloat();
    d->cbor.next();
    return value;
}

double Reader::readDouble()
{
    if (!d->cbor.isDouble())
        d->mismatch("double", *this);
    const double value = d->cbor.toDouble();
    d->cbor.next();
    return value;
}

long double Reader::readLongDouble()
{
    const QByteArray text = readText().toLatin1();
    char *end = nullptr;
    const long double value = std::strtold(text.constData(), &end);
    if (text.isEmpty() || end != text.constData() + text.size())
        fail("a long double was expected, but other text was found");
    return value;
}

QByteArray Reader::readBytes(std::string_view type)
{
    if (!d->cbor.isByteArray() || !d->cbor.isLengthKnown())
        d->mismatch("bytes for " + std::string(type), *this);
    const qsizetype size = d->cbor.currentStringChunkSize();
    if (size < 0 || size > d->left())
        fail("bytes were expected, but more are announced than there are");
    QByteArray out(size, Qt::Uninitialized);
    qsizetype done = 0;
    for (;;) {
        const auto chunk = d->cbor.readStringChunk(out.data() + done, size - done);
        if (chunk.status == QCborStreamReader::EndOfString)
            return out;
        if (chunk.status == QCborStreamReader::Error)
            d->mismatch("bytes", *this);
        done += chunk.data;
    }
}

std::string Reader::readStdString(std::string_view type)
{
    return readBytes(type).toStdString();
}

QString Reader::readText()
{
    if (tryNull())
        return {};
    if (d->cbor.isByteArray()) {
        const QByteArray utf16 = readBytes("QString");
        if (utf16.size() % qsizetype(sizeof(QChar)) != 0)
            fail("a QString as UTF-16 was expected, but an odd number of bytes was found");
        QString text(utf16.size() / qsizetype(sizeof(QChar)), Qt::Uninitialized);
        memcpy(text.data(), utf16.constData(), size_t(utf16.size()));
        return text;
    }
    if (!d->cbor.isString() || !d->cbor.isLengthKnown())
        d->mismatch("text for QString", *this);
    const qsizetype size = d->cbor.currentStringChunkSize();
    if (size < 0 || size > d->left())
        fail("text was expected, but more is announced than there is");
    QString text = QLatin1StringView("");
    for (;;) {
        const auto chunk = d->cbor.readString();
        if (chunk.status == QCborStreamReader::EndOfString)
            return text;
        if (chunk.status == QCborStreamReader::Error)
            fail("text for QString was expected, but it is not valid UTF-8");
        if (text.isEmpty())
            text = chunk.data;
        else
            text += chunk.data;
    }
}

qsizetype Reader::enterArray(std::string_view type)
{
    if (!d->cbor.isArray() || !d->cbor.isLengthKnown())
        d->mismatch("an array for " + std::string(type), *this);
    const quint64 count = d->cbor.length();
    if (count > quint64(d->left())) // every item has one byte at least
        fail("an array for " + std::string(type) + " was expected, but it announces " + std::to_string(count) +
             " items where " + std::to_string(d->left()) + " bytes are left");
    if (d->path.size() >= maxDepth)
        fail("containers nest more than " + std::to_string(maxDepth) + " deep");
    d->cbor.enterContainer();
    d->path.append(0);
    return qsizetype(count);
}

qsizetype Reader::enterMap(std::string_view type)
{
    if (!d->cbor.isMap() || !d->cbor.isLengthKnown())
        d->mismatch(type, *this);
    const quint64 count = d->cbor.length();
    if (count > quint64(d->left()) / 2)
        fail(std::string(type) + " was expected, but it announces " + std::to_string(count) + " items where " +
             std::to_string(d->left()) + " bytes are left");
    if (d->path.size() >= maxDepth)
        fail("containers nest more than " + std::to_string(maxDepth) + " deep");
    d->cbor.enterContainer();
    d->path.append(0);
    return qsizetype(count);
}

void Reader::enterArrayOf(qsizetype count, std::string_view type)
{
    const qsizetype found = enterArray(type);
    if (found != count) {
        d->path.removeLast();
        fail(std::string(type) + " of " + std::to_string(count) + (count == 1 ? " item" : " items") +
             " was expected, but " + std::to_string(found) + (found == 1 ? " was found" : " were found"));
    }
}

void Reader::nextItem()
{
    ++d->path.last();
}

void Reader::leave()
{
    d->path.removeLast();
    if (!d->cbor.leaveContainer())
        d->mismatch("the end of a container", *this);
}

qsizetype Reader::offset() const
{
    return qsizetype(d->cbor.currentOffset());
}

void Reader::finish()
{
    if (const qsizetype left = d->left())
        fail("the end was expected, but " + std::to_string(left) + (left == 1 ? " byte follows" : " bytes follow"));
}

void detail::decode(QByteArrayView &bytes, bool whole, Name root, void (*read)(Reader &, void *), void *out)
{
    if (whole && bytes.size() > maxMessage())
        throw DecodeError("Cannot decode " + root().toStdString() + ": the message of " + std::to_string(bytes.size()) +
                          " bytes is larger than " + describeLimit(maxMessage()) + '.');
    Reader r(bytes, root);
    try {
        read(r, out);
    } catch (const std::bad_alloc &) {
        r.fail("a value that fits into memory was expected, but none was found");
    }
    if (whole)
        r.finish();
    bytes = bytes.sliced(r.offset());
}

} // namespace furrow::wire
