// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/judge.h"

#include <QFileInfo>
#include <QHash>

#include <optional>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

std::optional<Verdict> fitsHost(const Described &described, const Host &host)
{
    const ui::Manifest &manifest = described.manifest;
    if (!manifest.requirements.outlet.contains(host.outlet))
        return Verdict{VerdictCode::IncompatibleOutlet,
                       u"%1 %2 needs outlet %3; this is outlet %4."_s.arg(
                           manifest.plugin, manifest.versionText,
                           manifest.requirements.outlet.toString(), host.outlet.toString()),
                       u"Install a version of the connector made for this server, or another "
                       "version of the server."_s,
                       {}};
    const QVersionNumber &qt = described.qtVersion;
    const bool isQtFit =
        qt.majorVersion() == host.qt.majorVersion() && qt.minorVersion() <= host.qt.minorVersion();
    if (!isQtFit)
        return Verdict{VerdictCode::IncompatibleQt,
                       u"%1 was built with Qt %2; this server runs Qt %3."_s.arg(
                           manifest.plugin, qt.toString(), host.qt.toString()),
                       u"Build the connector with Qt %1.%2 or an older one of the same major "
                       "version."_s.arg(host.qt.majorVersion())
                           .arg(host.qt.minorVersion()),
                       {}};
    return std::nullopt;
}

std::optional<Verdict> fitsFolder(const Described &described)
{
    const QString &id = described.manifest.id;
    const QString module = QFileInfo(described.candidate.module).completeBaseName();
    if (described.candidate.name == id && module == id)
        return std::nullopt;
    return Verdict{VerdictCode::IdMismatch,
                   u"The manifest says id \"%1\", but the folder is \"%2\" and the module "
                   "\"%3.so\"."_s.arg(id, described.candidate.name, module),
                   u"Folder, module and id must be the same: rename them to \"%1\", or install the "
                   "package again."_s.arg(id),
                   {described.candidate.module}};
}

} // namespace

Host thisHost()
{
    return {*ui::Version::parse(QStringLiteral(OUTLET_VERSION)),
            QVersionNumber::fromString(QLatin1StringView(qVersion()))};
}

Sorted<Described> judge(std::vector<Described> candidates, const Host &host)
{
    Sorted<Described> judged;
    judged.accepted.reserve(candidates.size());
    QHash<QString, QString> winners; // id -> module
    for (Described &described : candidates) {
        std::optional<Verdict> verdict = fitsHost(described, host);
        if (!verdict)
            verdict = fitsFolder(described);
        const QString id = described.manifest.id;
        if (!verdict && winners.contains(id))
            verdict = Verdict{VerdictCode::Duplicate,
                              u"Another connector with the id \"%1\" was found first: %2."_s.arg(
                                  id, winners.value(id)),
                              u"Remove one of the two. Built-in connectors come first, then the "
                              "plugin paths in their order."_s,
                              {winners.value(id)}};
        if (verdict) {
            judged.rejected.push_back(reject(std::move(described), std::move(*verdict)));
            continue;
        }
        winners.insert(id, described.candidate.module);
        judged.accepted.push_back(std::move(described));
    }
    return judged;
}

} // namespace outlet::registry
