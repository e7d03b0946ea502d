// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/survey.h"

#include "app/packages/entrynames.h"

#include <QtEndian>

#include <algorithm>
#include <sys/stat.h>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

// APPNOTE.TXT 4.3: the records of a ZIP and where their numbers stand.
constexpr quint32 localMark = 0x04034b50;
constexpr quint32 directoryMark = 0x02014b50;
constexpr quint32 endMark = 0x06054b50;
constexpr qint64 localBytes = 30;
constexpr qint64 directoryBytes = 46;
constexpr qint64 endBytes = 22;

constexpr quint16 encrypted = 1 << 0;
constexpr quint16 strongEncryption = 1 << 6;
constexpr quint16 hiddenNames = 1 << 13;
constexpr quint16 stored = 0;
constexpr quint16 deflated = 8;

template<class Number>
qint64 numberAt(QByteArrayView bytes, qint64 position)
{
    return qint64(qFromLittleEndian<Number>(bytes.data() + position));
}

std::unexpected<Error> damaged(const QString &message, const QString &where = {})
{
    return fail(ErrorCode::InvalidArgument,
                u"The package is no ZIP as it should be: %1."_s.arg(message),
                u"Fetch it again, or make it with `outlet pack`."_s, where);
}

/** The record at the end: where the directory lies and what it counts. */
struct End
{
    qint64 entries = 0;
    qint64 directory = 0;    ///< offset
    qint64 directoryEnd = 0; ///< offset of the record itself
};

Result<End> endOf(QByteArrayView archive, const Limits &limits)
{
    if (archive.size() < endBytes || numberAt<quint32>(archive, 0) != localMark)
        return damaged(u"%1 bytes that do not begin with an entry"_s.arg(archive.size()));
    const qint64 at = archive.size() - endBytes;
    if (numberAt<quint32>(archive, at) != endMark)
        return damaged(u"its directory does not end where the file ends; the end is missing, or "
                       "something follows it"_s);
    const qint64 disks = numberAt<quint16>(archive, at + 4) + numberAt<quint16>(archive, at + 6);
    const qint64 entries = numberAt<quint16>(archive, at + 10);
    const qint64 size = numberAt<quint32>(archive, at + 12);
    const qint64 offset = numberAt<quint32>(archive, at + 16);
    if (disks != 0 || numberAt<quint16>(archive, at + 8) != entries)
        return damaged(u"it is one part of several"_s);
    if (entries > limits.entries)
        return fail(ErrorCode::LimitExceeded,
                    u"The package has %1 entries; the limit is %2."_s.arg(
                        QString::number(entries), QString::number(limits.entries)),
                    u"Leave out what the connector does not need, or raise package_max_entries."_s);
    if (offset + size != at || numberAt<quint16>(archive, at + 20) != 0)
        return damaged(u"its directory of %1 bytes at %2 does not reach to its end at %3"_s.arg(
            QString::number(size), QString::number(offset), QString::number(at)));
    return End{entries, offset, at};
}

/** `kind` as in st_mode; 0 where another system than Unix has made the entry. */
Result<void> checkKind(const SurveyedEntry &entry, mode_t kind)
{
    const QString where = shownEntry(entry.name);
    const auto refuse = [&where](const QString &what) {
        return fail(ErrorCode::InvalidArgument,
                    u"The entry %1 is %2; a package has regular files only."_s.arg(where, what),
                    u"Make the package with `outlet pack`."_s, where);
    };
    switch (kind) {
    case 0:
        return {};
    case S_IFREG:
        return entry.isFolder() ? Result<void>(refuse(u"a folder by its name alone"_s))
                                : Result<void>();
    case S_IFDIR:
        return entry.isFolder() ? Result<void>()
                                : Result<void>(refuse(u"a folder by its kind alone"_s));
    case S_IFLNK:
        return refuse(u"a symbolic link"_s);
    case S_IFCHR:
        return refuse(u"a character device"_s);
    case S_IFBLK:
        return refuse(u"a block device"_s);
    case S_IFIFO:
        return refuse(u"a pipe"_s);
    case S_IFSOCK:
        return refuse(u"a socket"_s);
    default:
        return refuse(u"of an unknown kind"_s);
    }
}

Result<void> checkEntry(const SurveyedEntry &entry, quint16 flags, quint16 method,
                        const Limits &limits)
{
    const QString where = shownEntry(entry.name);
    if (flags & (encrypted | strongEncryption | hiddenNames))
        return fail(ErrorCode::Unsupported, u"The entry %1 is encrypted."_s.arg(where),
                    u"Make the package without a password."_s, where);
    if (method != stored && method != deflated)
        return fail(
            ErrorCode::Unsupported,
            u"The entry %1 is packed by method %2; wanted 0 (stored) or 8 (deflated)."_s.arg(
                where, QString::number(method)),
            u"Make the package with `outlet pack`."_s, where);
    if (entry.isFolder() && entry.unpacked != 0)
        return damaged(u"the folder %1 has contents"_s.arg(where), where);
    return checkGrowth(entry, entry.unpacked, limits);
}

/** The entry whose record is at `position`, which moves behind it. */
Result<SurveyedEntry> readRecord(QByteArrayView archive, qint64 &position, const End &end,
                                 const Limits &limits)
{
    if (end.directoryEnd - position < directoryBytes ||
        numberAt<quint32>(archive, position) != directoryMark)
        return damaged(u"its directory says %1 entries and has fewer"_s.arg(end.entries));
    const qint64 name = numberAt<quint16>(archive, position + 28);
    const qint64 extra = numberAt<quint16>(archive, position + 30);
    const qint64 comment = numberAt<quint16>(archive, position + 32);
    const qint64 next = position + directoryBytes + name + extra + comment;
    if (next > end.directoryEnd)
        return damaged(u"an entry of its directory is cut off"_s);
    SurveyedEntry entry;
    entry.name = archive.sliced(position + directoryBytes, name).toByteArray();
    entry.packed = numberAt<quint32>(archive, position + 20);
    entry.unpacked = numberAt<quint32>(archive, position + 24);
    entry.offset = numberAt<quint32>(archive, position + 42);
    const auto mode = mode_t(numberAt<quint32>(archive, position + 38) >> 16);
    if (const auto kind = checkKind(entry, mode & S_IFMT); !kind)
        return std::unexpected(kind.error());
    const auto checked = checkEntry(entry, quint16(numberAt<quint16>(archive, position + 8)),
                                    quint16(numberAt<quint16>(archive, position + 10)), limits);
    if (!checked)
        return std::unexpected(checked.error());
    position = next;
    return entry;
}

/** Entries that share bytes are how a small archive becomes an endless one. */
Result<void> checkPlaces(QByteArrayView archive, const QList<SurveyedEntry> &entries,
                         const End &end)
{
    qint64 free = 0; // the first byte that no entry has taken
    for (const SurveyedEntry &entry : entries) {
        const QString where = shownEntry(entry.name);
        if (entry.offset < free || (free == 0 && entry.offset != 0))
            return damaged(u"the entry %1 lies where another one does"_s.arg(where), where);
        if (end.directory - entry.offset < localBytes ||
            numberAt<quint32>(archive, entry.offset) != localMark)
            return damaged(u"there is no entry where %1 should be"_s.arg(where), where);
        free = entry.offset + localBytes + numberAt<quint16>(archive, entry.offset + 26) +
               numberAt<quint16>(archive, entry.offset + 28) + entry.packed;
        if (free > end.directory)
            return damaged(u"the entry %1 is longer than the package"_s.arg(where), where);
    }
    return {};
}

} // namespace

Result<void> checkGrowth(const SurveyedEntry &entry, qint64 unpacked, const Limits &limits)
{
    constexpr qint64 always = qint64(64) * 1024; // short texts of blanks may shrink to nothing
    const QString where = shownEntry(entry.name);
    if (unpacked > limits.fileBytes)
        return fail(ErrorCode::LimitExceeded,
                    u"The entry %1 unpacks to more than %2 bytes, the limit of one file."_s.arg(
                        where, QString::number(limits.fileBytes)),
                    u"Make it smaller, or raise package_max_file_bytes."_s, where);
    if (unpacked > always && unpacked / limits.ratio > entry.packed)
        return fail(ErrorCode::LimitExceeded,
                    u"The entry %1 grows from %2 bytes to at least %3, more than %4 times."_s.arg(
                        where, QString::number(entry.packed), QString::number(unpacked),
                        QString::number(limits.ratio)),
                    u"A connector's files do not shrink so far: look at what this is, or raise "
                    "package_max_ratio."_s,
                    where);
    return {};
}

Result<QList<SurveyedEntry>> survey(QByteArrayView archive, const Limits &limits)
{
    const auto end = endOf(archive, limits);
    if (!end)
        return std::unexpected(end.error());
    QList<SurveyedEntry> entries;
    EntryNames names(limits);
    qint64 position = end->directory;
    qint64 total = 0;
    for (qint64 i = 0; i < end->entries; ++i) {
        auto entry = readRecord(archive, position, *end, limits);
        if (!entry)
            return std::unexpected(entry.error());
        if (const auto named = names.add(entry->name, entry->isFolder()); !named)
            return std::unexpected(named.error());
        total += entry->unpacked;
        if (total > limits.totalBytes)
            return fail(
                ErrorCode::LimitExceeded,
                u"The package unpacks to more than %1 bytes; the entry %2 is one too many."_s.arg(
                    QString::number(limits.totalBytes), shownEntry(entry->name)),
                u"Make it smaller, or raise package_max_total_bytes."_s, shownEntry(entry->name));
        entries.append(std::move(*entry));
    }
    if (position != end->directoryEnd)
        return damaged(u"its directory says %1 entries and has more"_s.arg(end->entries));
    std::ranges::stable_sort(entries, {}, &SurveyedEntry::offset);
    if (const auto checked = checkPlaces(archive, entries, *end); !checked)
        return std::unexpected(checked.error());
    return entries;
}

} // namespace outlet::app::packages
