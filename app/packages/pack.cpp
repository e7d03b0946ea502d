// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/pack.h"

#include "app/packages/entrynames.h"
#include "app/packages/files.h"
#include "app/packages/survey.h"
#include "registry/reader.h"
#include "ui-schemas/quote.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QMap>

#include <archive.h>
#include <archive_entry.h>
#include <memory>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

using Contents = QMap<QByteArray, QByteArray>; ///< path in the package to bytes

Error problem(const QString &message, const QString &hint, const QString &where)
{
    return {ErrorCode::InvalidArgument, message, hint, where};
}

/** Reads what the folder has, and notes everything in it that no package may have. */
Contents contentsOf(const QString &directory, const Limits &limits, Problems &problems)
{
    Contents contents;
    EntryNames names(limits);
    QStringList paths;
    QDirIterator entries(directory,
                         QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    while (entries.hasNext())
        paths += entries.next();
    paths.sort();
    for (const QString &path : paths) {
        const QFileInfo info(path);
        const QByteArray name = path.sliced(directory.size() + 1).toUtf8();
        if (name == inventoryName || (info.isDir() && !info.isSymLink()))
            continue;
        if (info.isSymLink() || !info.isFile()) {
            problems += problem(u"%1 is no regular file; a package has nothing else."_s.arg(path),
                                u"Replace it by a file, or remove it."_s, path);
            continue;
        }
        const auto named = names.add(name, false);
        const auto content = readWhole(path, limits.fileBytes);
        if (named && content)
            contents.insert(name, *content);
        if (!named)
            problems += named.error();
        if (!content)
            problems += content.error();
    }
    return contents;
}

/** The one module of the folder with what its manifest says. */
std::expected<registry::Described, Error> moduleOf(const QString &directory,
                                                   const ui::ManifestLimits &limits)
{
    const QStringList modules = QDir(directory).entryList({u"*.so"_s}, QDir::Files);
    if (modules.size() != 1)
        return std::unexpected(
            problem(u"%1 holds %2 modules (*.so); wanted one."_s.arg(
                        directory, modules.isEmpty() ? u"no"_s : QString::number(modules.size())),
                    u"Name the folder that outlet_add_connector() makes, for example "
                    "build/lib/outlet/connectors/<id>."_s,
                    directory));
    const QString id = modules.first().chopped(3);
    auto described = registry::read(
        {id, directory, directory + u'/' + modules.first(), registry::Source::External}, limits);
    if (!described)
        return std::unexpected(
            problem(described.error().message, described.error().hint, modules.first()));
    if (described->manifest.id != id)
        return std::unexpected(
            problem(u"The module is called %1, but its manifest says id %2."_s.arg(
                        ui::quoted(modules.first()), ui::quoted(described->manifest.id)),
                    u"Rename the module to %1.so."_s.arg(described->manifest.id), directory));
    return std::move(*described);
}

using Writer = std::unique_ptr<archive, int (*)(archive *)>;

/** Times, owners and modes stay unset: they differ from machine to machine and mean nothing. */
bool addEntry(archive *writer, const QByteArray &name, const QByteArray &content)
{
    const std::unique_ptr<archive_entry, void (*)(archive_entry *)> entry(archive_entry_new(),
                                                                          &archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.constData());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), content.size());
    return archive_write_header(writer, entry.get()) == ARCHIVE_OK &&
           archive_write_data(writer, content.constData(), size_t(content.size())) ==
               content.size() &&
           archive_write_finish_entry(writer) == ARCHIVE_OK;
}

Result<QByteArray> zip(const QByteArray &inventory, const Contents &contents)
{
    const Writer writer(archive_write_new(), &archive_write_free);
    QByteArray archive;
    const auto append = [](::archive *, void *into, const void *bytes, size_t size) {
        static_cast<QByteArray *>(into)->append(static_cast<const char *>(bytes), qsizetype(size));
        return la_ssize_t(size);
    };
    bool isFine =
        writer && archive_write_set_format_zip(writer.get()) == ARCHIVE_OK &&
        archive_write_set_options(writer.get(), "zip:compression=deflate") == ARCHIVE_OK &&
        archive_write_set_bytes_in_last_block(writer.get(), 1) == ARCHIVE_OK &&
        archive_write_open(writer.get(), &archive, nullptr, append, nullptr) == ARCHIVE_OK &&
        addEntry(writer.get(), inventoryName.toByteArray(), inventory);
    for (auto file = contents.begin(); isFine && file != contents.end(); ++file)
        isFine = addEntry(writer.get(), file.key(), *file);
    isFine = isFine && archive_write_close(writer.get()) == ARCHIVE_OK;
    if (!isFine)
        return fail(ErrorCode::Internal,
                    u"The package cannot be made: %1."_s.arg(QString::fromLocal8Bit(
                        writer ? archive_error_string(writer.get()) : "no memory")),
                    u"Look at the memory of this machine."_s);
    return archive;
}

} // namespace

QString Packed::fileName() const
{
    return u"%1-%2.zip"_s.arg(inventory.id, inventory.version);
}

std::expected<Packed, Problems> pack(const QString &directory, const Limits &limits,
                                     const ui::ManifestLimits &manifestLimits)
{
    const QString path = QDir::cleanPath(directory);
    if (!QFileInfo(path).isDir())
        return std::unexpected(
            Problems{{ErrorCode::NotFound, u"%1 is no folder."_s.arg(path),
                      u"Name the folder that holds the connector's module."_s, path}});
    Problems problems;
    const auto described = moduleOf(path, manifestLimits);
    if (!described)
        problems += described.error();
    const Contents contents = contentsOf(path, limits, problems);
    if (!problems.isEmpty())
        return std::unexpected(problems);

    Packed packed;
    packed.inventory = {described->manifest.id, described->manifest.versionText, {}};
    for (auto file = contents.begin(); file != contents.end(); ++file)
        packed.inventory.files.insert(file.key(), sha256(*file));
    const auto archive = zip(inventoryText(packed.inventory), contents);
    if (!archive)
        return std::unexpected(Problems{archive.error()});
    if (const auto surveyed = survey(*archive, limits); !surveyed)
        return std::unexpected(Problems{surveyed.error()});
    packed.archive = *archive;
    return packed;
}

} // namespace outlet::app::packages
