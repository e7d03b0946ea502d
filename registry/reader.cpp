// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/reader.h"

#include "registry/parallel.h"

#include <outlet/connector.h>

#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QPluginLoader>
#include <QScopeGuard>
#include <QtEndian>

#include <algorithm>
#include <cerrno>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

const QString reinstall = u"Install the connector's package again."_s;

Verdict verdict(VerdictCode code, const QString &message, const QString &hint,
                const QStringList &evidence = {})
{
    return {code, message, hint, evidence};
}

/**
 * What Qt's reader lets pass: a file whose tail is missing still has its metadata, which stands
 * near the front, and would fail or crash only when loaded. Linkers put the section headers last.
 */
std::optional<Verdict> checkLength(const QString &module)
{
    const int file = ::open(QFile::encodeName(module).constData(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return verdict(VerdictCode::Unreadable,
                       u"Cannot read %1: %2."_s.arg(module, qt_error_string(errno)),
                       u"Let the user that the server runs as read it (chmod, chown)."_s);
    const auto close = qScopeGuard([file] { ::close(file); });
    Elf64_Ehdr header = {};
    struct stat status = {};
    const ssize_t got = ::read(file, &header, sizeof header);
    const quint64 size = ::fstat(file, &status) == 0 ? quint64(status.st_size) : 0;
    const QByteArrayView magic(reinterpret_cast<const char *>(header.e_ident), SELFMAG);
    if (got < ssize_t(sizeof header)) {
        const qsizetype known = std::clamp<qsizetype>(got, 0, SELFMAG);
        const bool isCut = magic.first(known) == QByteArrayView(ELFMAG, known);
        return isCut ? verdict(VerdictCode::Truncated,
                               u"%1 has %2 bytes, less than the head of a module."_s.arg(
                                   module, QString::number(got)),
                               reinstall)
                     : verdict(VerdictCode::NotElf, u"%1 is no ELF file."_s.arg(module), reinstall);
    }
    const bool isOurs = magic == QByteArrayView(ELFMAG, SELFMAG) &&
                        header.e_ident[EI_CLASS] == ELFCLASS64 &&
                        header.e_ident[EI_DATA] == ELFDATA2LSB;
    if (!isOurs)
        return std::nullopt; // the loader has the words for that
    const quint64 end = header.e_shoff + quint64(header.e_shnum) * header.e_shentsize;
    if (end < header.e_shoff || end > size)
        return verdict(
            VerdictCode::Truncated,
            u"%1 ends too early: %2 bytes are there, its section headers end at %3."_s.arg(
                module, QString::number(size), QString::number(end)),
            reinstall);
    return std::nullopt;
}

/** Turns the words of Qt's loader (6.4 and 6.8) into a code; its words stay as evidence. */
Verdict fromLoader(const QString &module, const QString &words)
{
    // The words name the path, and a path may hold any of the words looked for.
    const QString reason = QString(words).remove(QFileInfo(module).canonicalFilePath());
    const auto says = [&reason](QLatin1StringView part) {
        return reason.contains(part, Qt::CaseInsensitive);
    };
    if (says("different processor"_L1) || says("different word size"_L1) ||
        says("wrong endianness"_L1))
        return verdict(VerdictCode::WrongArchitecture,
                       u"%1 was built for another kind of machine than this one (%2)."_s.arg(
                           module, QSysInfo::buildCpuArchitecture()),
                       u"Install the package that was built for this machine."_s, {words});
    if (says("past the end"_L1) || says("truncated"_L1) || says("too small"_L1))
        return verdict(VerdictCode::Truncated, u"%1 is damaged or incomplete."_s.arg(module),
                       reinstall, {words});
    if (says("Permission denied"_L1))
        return verdict(VerdictCode::Unreadable, u"Cannot read %1: permission denied."_s.arg(module),
                       u"Let the user that the server runs as read it (chmod, chown)."_s, {words});
    if (says("metadata"_L1))
        return verdict(VerdictCode::NoMetadata,
                       u"%1 is a library, but no Qt plugin with readable metadata."_s.arg(module),
                       u"Build it with outlet_add_connector() of the SDK."_s, {words});
    return verdict(VerdictCode::NotElf, u"%1 is no module that can be read."_s.arg(module),
                   reinstall, {words});
}

Verdict fromProblems(const QString &module, const Problems &problems)
{
    const bool isTooLarge =
        problems.size() == 1 && problems.first().code == ErrorCode::LimitExceeded;
    if (isTooLarge)
        return verdict(
            VerdictCode::ManifestTooLarge,
            u"The manifest inside %1 is too large: %2."_s.arg(module, problems.first().message),
            problems.first().hint);
    QStringList evidence;
    for (const Error &problem : problems)
        evidence.append(problem.hint.isEmpty()
                            ? u"%1: %2"_s.arg(problem.where, problem.message)
                            : u"%1: %2 (%3)"_s.arg(problem.where, problem.message, problem.hint));
    return verdict(
        VerdictCode::ManifestInvalid,
        u"The manifest inside %1 has %2. The first: %3"_s.arg(
            module, problems.size() == 1 ? u"a problem"_s : u"%1 problems"_s.arg(problems.size()),
            evidence.value(0)),
        u"Mend connector.json, build the connector again and install it."_s, evidence);
}

} // namespace

std::expected<Described, Verdict> read(const Candidate &candidate, const ui::ManifestLimits &limits)
{
    const QString &module = candidate.module;
    if (auto short_ = checkLength(module))
        return std::unexpected(*short_);

    const QPluginLoader loader(module);
    const QJsonObject metaData = loader.metaData();
    if (metaData.isEmpty())
        return std::unexpected(fromLoader(module, loader.errorString()));
    const QString iid = metaData.value("IID"_L1).toString();
    if (iid != QLatin1StringView(OUTLET_CONNECTOR_IID))
        return std::unexpected(
            verdict(VerdictCode::WrongInterface,
                    u"%1 implements \"%2\", wanted \"%3\"."_s.arg(
                        module, iid, QLatin1StringView(OUTLET_CONNECTOR_IID)),
                    u"It is a Qt plugin for another program, or was built with another "
                    "generation of the SDK."_s));

    auto manifest = ui::parseEmbedded(metaData.value("MetaData"_L1).toObject(), limits);
    if (!manifest)
        return std::unexpected(fromProblems(module, manifest.error()));
    const int version = metaData.value("version"_L1).toInt(); // 0xMMmmpp
    return Described{candidate, std::move(*manifest),
                     QVersionNumber(version >> 16, (version >> 8) & 0xff)};
}

Sorted<Described> readAll(std::vector<Candidate> candidates, const ui::ManifestLimits &limits)
{
    std::vector<std::expected<Described, Verdict>> results(candidates.size());
    forEachIndex(candidates.size(), 32,
                 [&](size_t i) { results[i] = read(candidates[i], limits); });

    Sorted<Described> sorted;
    sorted.accepted.reserve(results.size());
    for (size_t i = 0; i < results.size(); ++i) {
        if (results[i])
            sorted.accepted.push_back(std::move(*results[i]));
        else
            sorted.rejected.push_back(
                {std::move(candidates[i]), std::nullopt, std::move(results[i].error())});
    }
    return sorted;
}

} // namespace outlet::registry
