// SPDX-License-Identifier: MIT
// What travels as the bytes of a QDataStream: types that bring its operators, and the contents of a QVariant.
#include <furrow/wire.h>

#include <QIODevice>
#include <QMetaType>
#include <QVariant>

namespace furrow::wire {

// Fixed, so that two ends built with different Qt versions understand each other.
static constexpr auto streamVersion = QDataStream::Qt_6_7;

// QVariants within QVariants travel by our own codec: QDataStream would drop those it cannot save with no more than a
// warning, and recurse without bound when it reads.
template<typename T>
static constexpr QMetaType metaType = QMetaType::fromType<T>();

static bool hidesVariants(QMetaType type)
{
    return QByteArrayView(type.name()).contains("QVariant");
}

void Writer::writeVariant(const QVariant &value)
{
    if (!value.isValid()) {
        writeNull();
        return;
    }
    const QMetaType type = value.metaType();
    beginArray(2);
    writeText(QString::fromLatin1(type.name()));
    if (value.isNull()) {
        writeNull();
    } else if (type == metaType<QVariantList>) {
        write(*static_cast<const QVariantList *>(value.constData()));
    } else if (type == metaType<QVariantMap>) {
        write(*static_cast<const QVariantMap *>(value.constData()));
    } else if (type == metaType<QVariantHash>) {
        write(*static_cast<const QVariantHash *>(value.constData()));
    } else if (hidesVariants(type)) {
        fail("a QVariant holds '" + std::string(type.name()) +
             "', and of those made of QVariants only QVariantList, QVariantMap and QVariantHash can travel");
    } else {
        QByteArray bytes;
        QDataStream stream(&bytes, QIODevice::WriteOnly);
        stream.setVersion(streamVersion);
        if (!type.hasRegisteredDataStreamOperators() || !type.save(stream, value.constData()) ||
            stream.status() != QDataStream::Ok)
            fail("a QVariant holds '" + std::string(type.name()) + "', which has no QDataStream operators");
        writeBytes(bytes.constData(), bytes.size());
    }
    end();
}

QVariant Reader::readVariant()
{
    if (tryNull())
        return {};
    enterArrayOf(2, "QVariant");
    nextItem();
    const QByteArray name = readText().toLatin1();
    const QMetaType type = QMetaType::fromName(name);
    if (!type.isValid())
        fail("a QVariant of '" + name.left(200).toStdString() +
             "' was found, a type that is not registered here (qRegisterMetaType() does that)");
    nextItem();
    QVariant value;
    if (tryNull()) {
        value = QVariant(type);
    } else if (type == metaType<QVariantList>) {
        value = read<QVariantList>();
    } else if (type == metaType<QVariantMap>) {
        value = read<QVariantMap>();
    } else if (type == metaType<QVariantHash>) {
        value = read<QVariantHash>();
    } else {
        const QByteArray bytes = readBytes("QVariant");
        QDataStream stream(bytes);
        stream.setVersion(streamVersion);
        value = QVariant(type);
        if (hidesVariants(type) || !type.hasRegisteredDataStreamOperators() || !value.isValid() ||
            !type.load(stream, value.data()) || stream.status() != QDataStream::Ok || !stream.atEnd())
            fail("a QVariant of '" + std::string(type.name()) + "' was expected, but its bytes are broken");
    }
    leave();
    return value;
}

QUuid Reader::readUuid()
{
    const QByteArray bytes = readBytes("QUuid");
    if (bytes.size() != 16)
        fail("a QUuid of 16 bytes was expected, but " + std::to_string(bytes.size()) + " were found");
    return QUuid::fromBytes(bytes.constData());
}

void Writer::writeDataStream(void (*save)(QDataStream &, const void *), const void *value, std::string_view type)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(streamVersion);
    save(stream, value);
    if (stream.status() != QDataStream::Ok)
        fail("the QDataStream operator of " + std::string(type) + " failed");
    writeBytes(bytes.constData(), bytes.size());
}

void Reader::readDataStream(void (*load)(QDataStream &, void *), void *value, std::string_view type)
{
    const QByteArray bytes = readBytes(type);
    QDataStream stream(bytes);
    stream.setVersion(streamVersion);
    load(stream, value);
    if (stream.status() != QDataStream::Ok || !stream.atEnd())
        fail("the bytes of " + std::string(type) + " were expected, but its QDataStream operator refused them");
}

bool detail::Signature::open(std::string_view name)
{
    text += QByteArrayView(name.data(), qsizetype(name.size()));
    if (std::find(names.begin(), names.end(), name) != names.end())
        return false;
    names.push_back(name);
    text += '{';
    return true;
}

} // namespace furrow::wire
