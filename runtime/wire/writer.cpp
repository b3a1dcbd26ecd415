// SPDX-License-Identifier: MIT
#include "wire/limits.h"

#include <furrow/wire.h>

#include <QCborStreamWriter>

#include <bitset>
#include <cstdio>

namespace furrow::wire {

struct Writer::Private
{
    detail::Name root;
    qsizetype limit = maxMessage();
    QByteArray bytes;
    QCborStreamWriter cbor{&bytes};
    int depth = 0;
    std::bitset<maxDepth + 1> maps;
};

Writer::Writer(detail::Name root) : d(new Private{.root = root, .bytes = {}, .maps = {}}) {}

Writer::~Writer() = default;

void Writer::fail(const std::string &why) const
{
    throw EncodeError("Cannot encode " + d->root().toStdString() + ": " + why + ".");
}

static std::string tooLarge(qsizetype limit)
{
    return "the message is larger than " + detail::describeLimit(limit) + ", which furrow::wire::setMaxMessage() sets";
}

void Writer::writeNull()
{
    d->cbor.append(nullptr);
}

void Writer::writeBool(bool value)
{
    d->cbor.append(value);
}

void Writer::writeSigned(qint64 value)
{
    d->cbor.append(value);
    if (d->bytes.size() > d->limit)
        fail(tooLarge(d->limit));
}

void Writer::writeUnsigned(quint64 value)
{
    d->cbor.append(value);
    if (d->bytes.size() > d->limit)
        fail(tooLarge(d->limit));
}

void Writer::writeFloat(float value)
{
    d->cbor.append(value);
}

void Writer::writeDouble(double value)
{
    d->cbor.append(value);
    if (d->bytes.size() > d->limit)
        fail(tooLarge(d->limit));
}

void Writer::writeLongDouble(long double value)
{
    char text[64];
    const int size = std::snprintf(text, sizeof text, "%La", value);
    d->cbor.appendTextString(text, size);
}

void Writer::writeText(const QString &text)
{
    if (text.isNull()) {
        writeNull();
        return;
    }
    // UTF-8 cannot hold an unpaired surrogate; such a text travels as the bytes of its UTF-16.
    if (!QStringView(text).isValidUtf16()) {
        writeBytes(text.constData(), text.size() * qsizetype(sizeof(QChar)));
        return;
    }
    if (d->bytes.size() + text.size() > d->limit)
        fail(tooLarge(d->limit));
    d->cbor.append(QStringView(text));
}

void Writer::writeBytes(const void *data, qsizetype size)
{
    if (size > d->limit - d->bytes.size())
        fail(tooLarge(d->limit));
    // One allocation for the bytes, however large they are.
    if (d->bytes.capacity() - d->bytes.size() < size + 16)
        d->bytes.reserve(std::max(d->bytes.size() + size + 16, 2 * d->bytes.size()));
    d->cbor.appendByteString(static_cast<const char *>(data), size);
}

void Writer::beginArray(qsizetype count)
{
    if (++d->depth > maxDepth)
        fail("its containers nest more than " + std::to_string(maxDepth) + " deep");
    if (d->bytes.size() > d->limit)
        fail(tooLarge(d->limit));
    d->maps.reset(d->depth);
    d->cbor.startArray(quint64(count));
}

void Writer::beginMap(qsizetype count)
{
    if (++d->depth > maxDepth)
        fail("its containers nest more than " + std::to_string(maxDepth) + " deep");
    d->maps.set(d->depth);
    d->cbor.startMap(quint64(count));
}

void Writer::end()
{
    const bool complete = d->maps.test(d->depth) ? d->cbor.endMap() : d->cbor.endArray();
    --d->depth;
    if (!complete)
        fail("a container or a Codec wrote more or fewer values than it announced");
}

QByteArray Writer::take()
{
    if (d->bytes.size() > d->limit)
        fail(tooLarge(d->limit));
    return std::move(d->bytes);
}

} // namespace furrow::wire
