// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/package.h"

#include "app/packages/entrynames.h"
#include "app/packages/extract.h"
#include "app/packages/files.h"
#include "registry/reader.h"
#include "ui-schemas/quote.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

using Judged = std::expected<registry::Described, Refusal>;

std::unexpected<Refusal> refuse(Error error)
{
    return std::unexpected(Refusal{std::move(error), std::nullopt});
}

/** The stage is gone before anybody could look at it there: its paths start in the package. */
std::unexpected<Refusal> refuse(registry::Verdict verdict, const QString &stage)
{
    const QString prefix = stage + u'/';
    verdict.message.remove(prefix);
    verdict.hint.remove(prefix);
    for (QString &fact : verdict.evidence)
        fact.remove(prefix);
    const bool isLate = verdict.code == registry::VerdictCode::Timeout;
    return std::unexpected(
        Refusal{Error{isLate ? ErrorCode::Timeout : ErrorCode::InvalidArgument,
                      u"%1 (%2)"_s.arg(verdict.message, registry::nameOf(verdict.code)),
                      verdict.hint, verdict.evidence.value(0)},
                verdict});
}

std::optional<Error> differs(const Inventory &inventory, const ui::Manifest &manifest)
{
    const auto different = [](const QString &what, const QString &listed, const QString &embedded) {
        return Error{ErrorCode::InvalidArgument,
                     u"package.json says %1 %2, the manifest in the module says %3."_s.arg(
                         what, ui::quoted(listed), ui::quoted(embedded)),
                     u"Make the package with `outlet pack`."_s, u"package.json/"_s + what};
    };
    if (inventory.id != manifest.id)
        return different(u"id"_s, inventory.id, manifest.id);
    if (inventory.version != manifest.versionText)
        return different(u"version"_s, inventory.version, manifest.versionText);
    return std::nullopt;
}

/** Without running it, then with. */
Judged judgeModule(const QString &stage, const Inventory &inventory, const Judging &judging)
{
    const QString file = inventory.id + ".so"_L1;
    if (!inventory.files.contains(file.toLatin1()))
        return refuse({ErrorCode::InvalidArgument,
                       u"The package of %1 has no module %2."_s.arg(ui::quoted(inventory.id),
                                                                    ui::quoted(file)),
                       u"Pack the folder that outlet_add_connector() made."_s, file});
    const registry::Candidate candidate{inventory.id, stage, stage + u'/' + file,
                                        registry::Source::External};
    auto described = registry::read(candidate, judging.manifestLimits);
    if (!described)
        return refuse(described.error(), stage);
    if (auto difference = differs(inventory, described->manifest))
        return refuse(std::move(*difference));
    auto judged = registry::judge({*described}, judging.host);
    if (!judged.rejected.empty())
        return refuse(judged.rejected.front().verdict, stage);
    if (judging.probe) {
        if (const auto probed = judging.probe(*described); !probed)
            return refuse(probed.error(), stage);
    }
    return std::move(*described);
}

/** What somebody copied there would hide the versions: the finder takes a module before them. */
Result<void> checkNotByHand(const QString &folder)
{
    const QStringList modules = QDir(folder).entryList({u"*.so"_s}, QDir::Files | QDir::System);
    if (modules.isEmpty() && !QFileInfo(folder).isSymLink())
        return {};
    return fail(ErrorCode::Conflict,
                u"%1 holds a connector that was not installed from a package (%2)."_s.arg(
                    folder, modules.isEmpty() ? u"a link"_s : modules.join(u", "_s)),
                u"Move it away, then install the package again."_s, folder);
}

/** Exactly this may be there already; anything else under its name was changed. */
Result<void> checkSame(const StagedPackage &staged, const QString &directory)
{
    const QString file = u'/' + QLatin1StringView(inventoryName);
    const auto there = readWhole(directory + file, inventoryBytes(staged.limits));
    const auto here = readWhole(staged.stage.path() + file, inventoryBytes(staged.limits));
    const auto intact = verifyFolder(directory, staged.limits);
    if (there && here && *there == *here && intact)
        return {};
    return fail(ErrorCode::Conflict,
                u"%1 is there already and is not what the package holds%2"_s.arg(
                    directory, intact ? u"."_s : u": "_s + intact.error().message),
                u"Remove that version, then install the package again."_s, directory);
}

Result<void> putInPlace(StagedPackage &staged, const QString &parent, const QString &directory)
{
    const QString stage = staged.stage.path();
    if (::fchmod(staged.stage.folder(), 0755) != 0)
        return ioFailure(u"Cannot open to readers:"_s, stage, errno);
    if (const auto synced = syncTree(stage); !synced)
        return synced;
    const int renamed = ::renameat2(AT_FDCWD, QFile::encodeName(stage).constData(), AT_FDCWD,
                                    QFile::encodeName(directory).constData(), RENAME_NOREPLACE);
    if (renamed != 0)
        return ioFailure(u"Cannot put the package in its place:"_s, directory, errno);
    staged.stage.release();
    if (const auto synced = syncFolder(parent); !synced)
        return synced;
    return syncFolder(QFileInfo(parent).path());
}

} // namespace

std::expected<StagedPackage, Refusal> stagePackage(const QByteArray &archive,
                                                   const QString &plugins, const Judging &judging)
{
    auto stage = Stage::make(plugins);
    if (!stage)
        return refuse(stage.error());
    auto extracted = extract(archive, stage->folder(), judging.limits);
    if (!extracted)
        return refuse(extracted.error());
    auto described = judgeModule(stage->path(), extracted->inventory, judging);
    if (!described)
        return std::unexpected(described.error());
    const QString folder = folderFor(extracted->inventory, extracted->inventoryText);
    return StagedPackage{std::move(*stage), std::move(extracted->inventory), std::move(*described),
                         folder, judging.limits};
}

std::expected<StagedPackage, Refusal> stageFile(const QString &file, const QString &plugins,
                                                const Judging &judging)
{
    const auto archive = readWhole(file, judging.limits.archiveBytes);
    if (!archive)
        return refuse(archive.error());
    return stagePackage(*archive, plugins, judging);
}

Result<InstalledPackage> commitPackage(StagedPackage staged, const QString &plugins)
{
    const ui::Manifest &manifest = staged.described.manifest;
    const QString parent = plugins + u'/' + manifest.id;
    const QString directory = parent + u'/' + staged.folder;
    InstalledPackage installed{manifest.id,   manifest.plugin, manifest.versionText,
                               staged.folder, directory,       true};
    if (const auto checked = checkNotByHand(parent); !checked)
        return std::unexpected(checked.error());
    const QByteArray path = QFile::encodeName(parent);
    const bool isFirst = ::mkdir(path.constData(), 0755) == 0;
    if (isFirst ? ::chmod(path.constData(), 0755) != 0 : errno != EEXIST)
        return ioFailure(u"Cannot make"_s, parent, errno);
    if (QFileInfo::exists(directory)) {
        installed.isNew = false;
        if (const auto same = checkSame(staged, directory); !same)
            return std::unexpected(same.error());
        return installed;
    }
    if (const auto put = putInPlace(staged, parent, directory); !put) {
        if (isFirst)
            ::rmdir(path.constData()); // only if it is still empty
        return std::unexpected(put.error());
    }
    return installed;
}

Result<void> verifyFolder(const QString &directory, const Limits &limits)
{
    const auto text =
        readWhole(directory + u'/' + QLatin1StringView(inventoryName), inventoryBytes(limits));
    if (!text)
        return std::unexpected(text.error());
    const auto inventory = readInventory(*text, limits);
    if (!inventory)
        return std::unexpected(inventory.error());
    qsizetype found = 0;
    QDirIterator files(directory, QDir::Files | QDir::System | QDir::Hidden,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const QByteArray name = path.sliced(directory.size() + 1).toUtf8();
        if (name == inventoryName)
            continue;
        const auto content = readWhole(path, limits.fileBytes);
        if (!content)
            return std::unexpected(content.error());
        if (sha256(*content) != inventory->files.value(name))
            return fail(ErrorCode::Conflict,
                        u"The file %1 is not the one that was installed."_s.arg(path),
                        u"Remove that version and install its package again."_s, path);
        ++found;
    }
    if (found != inventory->files.size())
        return fail(
            ErrorCode::Conflict,
            u"%1 has %2 of the %3 files that were installed."_s.arg(
                directory, QString::number(found), QString::number(inventory->files.size())),
            u"Remove that version and install its package again."_s, directory);
    return {};
}

} // namespace outlet::app::packages
