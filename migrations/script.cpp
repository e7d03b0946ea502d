// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/script.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

struct Entry
{
    ScriptName name;
    QFileInfo file;
};

std::unexpected<Error> refuse(ErrorCode code, const QFileInfo &file, const QString &what,
                              const QString &hint)
{
    return fail(code, u"%1 %2"_s.arg(file.fileName(), what), hint, file.filePath());
}

Result<QByteArray> readBytes(const QFileInfo &info, qint64 limit)
{
    if (!info.isFile())
        return refuse(ErrorCode::InvalidArgument, info, u"is not a regular file"_s,
                      u"Replace it by the script itself"_s);
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly))
        return refuse(ErrorCode::Io, info, u"cannot be read: %1"_s.arg(file.errorString()),
                      u"Make it readable for the user that runs the program"_s);
    // One byte more than the limit: the size that was asked for first may be out of date.
    QByteArray bytes = file.read(limit + 1);
    if (file.error() != QFileDevice::NoError)
        return refuse(ErrorCode::Io, info, u"cannot be read: %1"_s.arg(file.errorString()), {});
    if (bytes.size() > limit)
        return refuse(ErrorCode::LimitExceeded, info,
                      u"is larger than the limit of %1 bytes"_s.arg(limit),
                      u"Split it into several migrations"_s);
    return bytes;
}

Result<QString> readText(const QFileInfo &info, qint64 limit)
{
    const Result<QByteArray> bytes = readBytes(info, limit);
    if (!bytes)
        return std::unexpected(bytes.error());
    if (const qsizetype at = bytes->indexOf('\0'); at >= 0)
        return refuse(ErrorCode::InvalidArgument, info,
                      u"has a NUL byte on line %1"_s.arg(1 + bytes->first(at).count('\n')),
                      u"Save it as plain UTF-8 text (UTF-16 has NUL bytes)"_s);
    if (!bytes->isValidUtf8())
        return refuse(ErrorCode::InvalidArgument, info, u"is not UTF-8"_s,
                      u"Save it as plain UTF-8 text"_s);
    QString text = QString::fromUtf8(*bytes);
    if (text.startsWith(QChar::ByteOrderMark))
        text.remove(0, 1);
    // A checkout with CR LF must not change what a literal of several lines says.
    return text.replace("\r\n"_L1, "\n"_L1);
}

QList<Entry> listEntries(const QDir &directory, Problems &problems)
{
    QList<Entry> entries;
    const QFileInfoList files = directory.entryInfoList(
        QDir::AllEntries | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo &file : files) {
        if (!file.fileName().endsWith(".sql"_L1, Qt::CaseInsensitive))
            continue;
        if (Result<ScriptName> name = parseScriptName(file.fileName()); name) {
            entries.append({*std::move(name), file});
        } else {
            name.error().where = file.filePath();
            problems.append(name.error());
        }
    }
    return entries;
}

/** Two ids under one number, or two files for the same purpose. */
Problems findDuplicates(const QList<Entry> &entries)
{
    Problems problems;
    QHash<int, QList<Entry>> byNumber;
    for (const Entry &entry : entries) {
        QList<Entry> &seen = byNumber[entry.name.number];
        const auto rival = std::find_if(seen.cbegin(), seen.cend(), [&](const Entry &earlier) {
            return earlier.name == entry.name || earlier.name.id() != entry.name.id();
        });
        if (rival != seen.cend())
            problems.append(Error{
                ErrorCode::Conflict,
                u"Number %1 is taken twice: by %2 and by %3"_s.arg(
                    fourDigits(entry.name.number), rival->file.fileName(), entry.file.fileName()),
                u"Give the newer migration the next free number"_s, entry.file.filePath()});
        seen.append(entry);
    }
    return problems;
}

/** The entries of one direction that count for the dialect, by number. */
QMap<int, Entry> choose(const QList<Entry> &entries, Direction direction, Dialect dialect)
{
    QMap<int, Entry> chosen;
    for (const Entry &entry : entries) {
        if (entry.name.direction != direction || entry.name.dialect.value_or(dialect) != dialect)
            continue;
        if (entry.name.dialect || !chosen.contains(entry.name.number))
            chosen.insert(entry.name.number, entry);
    }
    return chosen;
}

/** Every number needs an up script that counts here. */
Problems findWithoutUp(const QList<Entry> &entries, const QMap<int, Entry> &ups, Dialect dialect)
{
    Problems problems;
    QMap<int, Entry> lost;
    for (const Entry &entry : entries) {
        if (!ups.contains(entry.name.number))
            lost.insert(entry.name.number, entry);
    }
    for (const Entry &entry : std::as_const(lost)) {
        const QString id = entry.name.id();
        problems.append(Error{
            ErrorCode::NotFound,
            u"%1 has no up script for %2; there is only %3"_s.arg(id, nameOf(dialect),
                                                                  entry.file.fileName()),
            u"Add %1.up.sql or %1.%2.up.sql (the latter may be empty)"_s.arg(id, nameOf(dialect)),
            entry.file.filePath()});
    }
    return problems;
}

QList<Script> readAll(const QMap<int, Entry> &entries, qint64 limit, Problems &problems)
{
    QList<Script> scripts;
    for (const Entry &entry : entries) {
        Result<QString> text = readText(entry.file, limit);
        if (text)
            scripts.append({entry.name.id(), entry.name.number, entry.name.name,
                            entry.name.direction, entry.name.dialect, entry.file.filePath(),
                            *std::move(text)});
        else
            problems.append(text.error());
    }
    return scripts;
}

} // namespace

std::expected<Scripts, Problems> readScripts(const QString &directory, Dialect dialect,
                                             qint64 limit)
{
    const QDir folder(directory);
    if (directory.isEmpty() || !folder.exists())
        return std::unexpected(
            Problems{{ErrorCode::NotFound, u"There is no migrations folder \"%1\""_s.arg(directory),
                      u"Install the package again, or correct the path"_s, directory}});
    if (!folder.isReadable())
        return std::unexpected(Problems{
            {ErrorCode::Io, u"The migrations folder \"%1\" cannot be read"_s.arg(directory),
             u"Make it readable for the user that runs the program"_s, directory}});

    Problems problems;
    const QList<Entry> entries = listEntries(folder, problems);
    problems += findDuplicates(entries);
    const QMap<int, Entry> ups = choose(entries, Direction::Up, dialect);
    problems += findWithoutUp(entries, ups, dialect);
    Scripts scripts{readAll(ups, limit, problems),
                    readAll(choose(entries, Direction::Down, dialect), limit, problems)};
    if (!problems.isEmpty())
        return std::unexpected(problems);
    return scripts;
}

} // namespace outlet::migrations
