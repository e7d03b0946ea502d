// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/packages/zip.h"

#include <QtEndian>

#include <zlib.h>

namespace outlet::tests {

namespace {

template<class Number>
QByteArray number(Number value)
{
    QByteArray bytes(qsizetype(sizeof value), '\0');
    qToLittleEndian(value, bytes.data());
    return bytes;
}

QByteArray deflated(const QByteArray &content)
{
    z_stream stream = {};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(content.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(content.constData()));
    stream.avail_in = uInt(content.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

/** The numbers that stand in both heads of an entry. */
QByteArray common(const ZipEntry &entry, const QByteArray &packed, qsizetype nameBytes)
{
    const auto sum = quint32(crc32(0, reinterpret_cast<const Bytef *>(entry.content.constData()),
                                   uInt(entry.content.size())));
    return number<quint16>(20) + number(entry.flags) + number(entry.method.value_or(8)) +
           number<quint32>(0x00210000) + number(entry.checksum.value_or(sum)) +
           number(entry.claimedPacked.value_or(quint32(packed.size()))) +
           number(entry.claimedSize.value_or(quint32(entry.content.size()))) +
           number(quint16(nameBytes)) + number<quint16>(0);
}

} // namespace

QByteArray zip(const QList<ZipEntry> &entries, const ZipFrame &frame)
{
    QByteArray archive = frame.before;
    QByteArray directory;
    for (const ZipEntry &entry : entries) {
        const QByteArray packed = deflated(entry.content);
        const QByteArray localName = entry.localName.value_or(entry.name);
        directory += number<quint32>(0x02014b50) + number<quint16>((3 << 8) | 20) +
                     common(entry, packed, entry.name.size()) + number<quint16>(0) +
                     number<quint16>(0) + number<quint16>(0) + number(quint32(entry.mode << 16)) +
                     number(entry.offset.value_or(quint32(archive.size()))) + entry.name;
        archive += number<quint32>(0x04034b50) + common(entry, packed, localName.size()) +
                   localName + packed;
    }
    const auto count = quint16(entries.size() + frame.moreEntries);
    return archive + directory + number<quint32>(0x06054b50) + number(frame.disk) +
           number(frame.disk) + number(count) + number(count) + number(quint32(directory.size())) +
           number(quint32(archive.size())) + number(quint16(frame.comment.size())) + frame.comment +
           frame.after;
}

} // namespace outlet::tests
