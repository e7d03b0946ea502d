// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/extract.h"

#include "app/packages/entrynames.h"
#include "app/packages/files.h"
#include "app/packages/survey.h"
#include "ui-schemas/quote.h"

#include <QCryptographicHash>
#include <QSet>

#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

using Reader = std::unique_ptr<archive, int (*)(archive *)>;

std::unexpected<Error> refuse(const QString &message, const QString &entry,
                              const QString &hint = u"Make the package with `outlet pack`."_s)
{
    return fail(ErrorCode::InvalidArgument, message, hint, entry);
}

/** One package on its way into a folder. */
class Extraction
{
public:
    Extraction(const QByteArray &archive, int folder, const Limits &limits);
    Result<Extracted> run();

private:
    Result<void> begin();
    Result<void> take(archive_entry *entry, const SurveyedEntry &surveyed);
    Result<void> checkSurveyed(archive_entry *entry, const SurveyedEntry &surveyed) const;
    Result<void> checkListed(const SurveyedEntry &surveyed) const;
    Result<void> readInventoryFrom(const SurveyedEntry &surveyed);
    Result<QByteArray> unpack(const SurveyedEntry &surveyed, int file, qint64 most);
    Result<void> write(const SurveyedEntry &surveyed);
    Result<void> checkComplete() const;
    std::unexpected<Error> libraryFault(const QString &entry) const;

    const QByteArray &m_archive;
    int m_folder;
    Limits m_limits;
    Reader m_reader;
    qint64 m_total = 0;
    bool m_hasInventory = false;
    Extracted m_result;
    QSet<QByteArray> m_written;
};

Extraction::Extraction(const QByteArray &archive, int folder, const Limits &limits)
    : m_archive(archive), m_folder(folder), m_limits(limits),
      m_reader(archive_read_new(), &archive_read_free)
{}

/** Also what the library only warns of: it warns of everything that does not fit together. */
std::unexpected<Error> Extraction::libraryFault(const QString &entry) const
{
    const char *words = archive_error_string(m_reader.get());
    return refuse(u"The entry %1 cannot be unpacked: %2."_s.arg(
                      entry, ui::printable(QString::fromLocal8Bit(words ? words : "damaged"))),
                  entry, u"Fetch the package again, or make it with `outlet pack`."_s);
}

Result<void> Extraction::begin()
{
    archive *reader = m_reader.get();
    const bool isOpen = reader && archive_read_support_format_zip_seekable(reader) == ARCHIVE_OK &&
                        archive_read_open_memory(reader, m_archive.constData(),
                                                 size_t(m_archive.size())) == ARCHIVE_OK;
    if (!isOpen)
        return libraryFault(u"package.json"_s);
    return {};
}

Result<Extracted> Extraction::run()
{
    const auto surveyed = survey(m_archive, m_limits);
    if (!surveyed)
        return std::unexpected(surveyed.error());
    if (const auto begun = begin(); !begun)
        return std::unexpected(begun.error());
    for (const SurveyedEntry &expected : *surveyed) {
        archive_entry *entry = nullptr;
        if (archive_read_next_header(m_reader.get(), &entry) != ARCHIVE_OK)
            return libraryFault(shownEntry(expected.name));
        if (const auto taken = take(entry, expected); !taken)
            return std::unexpected(taken.error());
    }
    archive_entry *more = nullptr;
    if (archive_read_next_header(m_reader.get(), &more) != ARCHIVE_EOF)
        return refuse(u"The package has an entry that its directory does not count."_s, {});
    if (const auto complete = checkComplete(); !complete)
        return std::unexpected(complete.error());
    return std::move(m_result);
}

Result<void> Extraction::take(archive_entry *entry, const SurveyedEntry &surveyed)
{
    if (const auto checked = checkSurveyed(entry, surveyed); !checked)
        return checked;
    if (!m_hasInventory)
        return readInventoryFrom(surveyed);
    if (surveyed.isFolder())
        return {}; // the files in it make it
    if (const auto listed = checkListed(surveyed); !listed)
        return listed;
    return write(surveyed);
}

/** The survey has judged all this; here it is what is really unpacked. */
Result<void> Extraction::checkSurveyed(archive_entry *entry, const SurveyedEntry &surveyed) const
{
    const QString where = shownEntry(surveyed.name);
    const char *name = archive_entry_pathname(entry);
    if (!name || QByteArrayView(name) != surveyed.name)
        return refuse(u"The entry %1 has the name %2 where its contents are."_s.arg(
                          where, shownEntry(name ? name : "")),
                      where);
    const bool isPlain =
        archive_entry_filetype(entry) == (surveyed.isFolder() ? AE_IFDIR : AE_IFREG) &&
        !archive_entry_symlink(entry) && !archive_entry_hardlink(entry) &&
        !archive_entry_is_encrypted(entry);
    if (!isPlain)
        return refuse(u"The entry %1 is of another kind where its contents are."_s.arg(where),
                      where);
    return {};
}

Result<void> Extraction::readInventoryFrom(const SurveyedEntry &surveyed)
{
    const QString where = shownEntry(surveyed.name);
    if (surveyed.name != inventoryName)
        return refuse(u"The package begins with the entry %1; wanted package.json, which says what "
                      "is in it."_s.arg(where),
                      where);
    auto text = unpack(surveyed, -1, inventoryBytes(m_limits));
    if (!text)
        return std::unexpected(text.error());
    auto inventory = readInventory(*text, m_limits);
    if (!inventory)
        return std::unexpected(inventory.error());
    m_result = {std::move(*inventory), std::move(*text)};
    m_hasInventory = true;
    auto file = Descriptor(::openat(m_folder, inventoryName.data(),
                                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file.isOpen() || ::fchmod(file.number(), 0644) != 0)
        return ioFailure(u"Cannot make"_s, u"package.json"_s, errno);
    return writeAll(file.number(), m_result.inventoryText, u"package.json"_s);
}

Result<void> Extraction::checkListed(const SurveyedEntry &surveyed) const
{
    const QString where = shownEntry(surveyed.name);
    if (!m_result.inventory.files.contains(surveyed.name))
        return refuse(u"The entry %1 is not listed in package.json."_s.arg(where), where);
    return {};
}

/** Into `file`, or into the answer when that is -1. */
Result<QByteArray> Extraction::unpack(const SurveyedEntry &surveyed, int file, qint64 most)
{
    const QString where = shownEntry(surveyed.name);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray content;
    QByteArray buffer(65536, Qt::Uninitialized);
    qint64 unpacked = 0;
    while (true) {
        const auto got = archive_read_data(m_reader.get(), buffer.data(), size_t(buffer.size()));
        if (got < 0)
            return libraryFault(where);
        if (got == 0)
            break;
        unpacked += got;
        m_total += got;
        if (const auto checked = checkGrowth(surveyed, unpacked, m_limits); !checked)
            return std::unexpected(checked.error());
        if (unpacked > surveyed.unpacked)
            return refuse(u"The entry %1 says it has %2 bytes and has more."_s.arg(
                              where, QString::number(surveyed.unpacked)),
                          where);
        if (m_total > m_limits.totalBytes || unpacked > most)
            return fail(ErrorCode::LimitExceeded,
                        u"The entry %1 unpacks to more than %2 bytes."_s.arg(
                            where, QString::number(std::min(most, m_limits.totalBytes))),
                        u"Make the package smaller, or raise package_max_total_bytes."_s, where);
        const QByteArrayView piece(buffer.constData(), got);
        hash.addData(piece);
        if (file < 0)
            content.append(piece);
        else if (const auto written = writeAll(file, piece, where); !written)
            return std::unexpected(written.error());
    }
    if (unpacked != surveyed.unpacked)
        return refuse(u"The entry %1 says it has %2 bytes and has %3."_s.arg(
                          where, QString::number(surveyed.unpacked), QString::number(unpacked)),
                      where);
    return file < 0 ? content : hash.result().toHex();
}

Result<void> Extraction::write(const SurveyedEntry &surveyed)
{
    const QString where = shownEntry(surveyed.name);
    const auto folder = openFolderOf(m_folder, surveyed.name);
    if (!folder)
        return std::unexpected(folder.error());
    const QByteArray name = surveyed.name.sliced(surveyed.name.lastIndexOf('/') + 1);
    const Descriptor file(::openat(folder->number(), name.constData(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    // The mode is fixed: neither the package nor the umask has a say.
    if (!file.isOpen() || ::fchmod(file.number(), 0644) != 0)
        return ioFailure(u"Cannot make"_s, where, errno);
    const auto hash = unpack(surveyed, file.number(), m_limits.fileBytes);
    if (!hash)
        return std::unexpected(hash.error());
    const QByteArray wanted = m_result.inventory.files.value(surveyed.name);
    if (*hash != wanted)
        return refuse(u"The entry %1 has the SHA-256 %2; package.json says %3."_s.arg(
                          where, QLatin1StringView(*hash), QLatin1StringView(wanted)),
                      where, u"The package was changed or damaged: fetch it again."_s);
    m_written.insert(surveyed.name);
    return {};
}

Result<void> Extraction::checkComplete() const
{
    if (!m_hasInventory)
        return refuse(u"The package has no package.json, which says what is in it."_s, {});
    for (auto file = m_result.inventory.files.keyBegin(); file != m_result.inventory.files.keyEnd();
         ++file) {
        if (!m_written.contains(*file))
            return refuse(
                u"The entry %1 is listed in package.json, but missing."_s.arg(shownEntry(*file)),
                shownEntry(*file), u"The package is incomplete: fetch it again."_s);
    }
    return {};
}

} // namespace

Result<Extracted> extract(const QByteArray &archive, int folder, const Limits &limits)
{
    if (archive.size() > limits.archiveBytes)
        return fail(ErrorCode::LimitExceeded,
                    u"The package has %1 bytes; the limit is %2."_s.arg(
                        QString::number(archive.size()), QString::number(limits.archiveBytes)),
                    u"Make it smaller, or raise package_max_bytes."_s);
    return Extraction(archive, folder, limits).run();
}

} // namespace outlet::app::packages
