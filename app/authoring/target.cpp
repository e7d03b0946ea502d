// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/target.h"

#include "registry/finder.h"
#include "registry/judge.h"
#include "registry/reader.h"
#include "ui-schemas/quote.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QPluginLoader>

#include <algorithm>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;
using registry::VerdictCode;

namespace {

/** As the server would find it, if the folder above were in the plugin path. */
Target targetInFolder(const QString &folder)
{
    const QFileInfo info(folder);
    auto found = registry::find({{info.path(), registry::Source::External}});
    for (registry::Candidate &candidate : found.accepted) {
        if (candidate.name == info.fileName())
            return {.candidate = std::move(candidate), .manifestFile = {}, .unpacked = {}};
    }
    Target target{.candidate = {info.fileName(), folder, {}, registry::Source::External},
                  .manifestFile = {},
                  .unpacked = {}};
    for (const registry::Rejected &rejected : found.rejected) {
        if (rejected.candidate.name == info.fileName())
            target.findings += finding(Part::Module, rejected.verdict, folder);
    }
    return target;
}

QString idIn(const QString &manifestFile)
{
    QFile file(manifestFile);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object().value("id"_L1).toString();
}

Target targetInSource(const QString &folder, const QString &module)
{
    const QString manifestFile = folder + "/connector.json"_L1;
    const QString id = idIn(manifestFile);
    QStringList places{folder + u"/build/connectors/%1/%1.so"_s.arg(id),
                       folder + u"/%1.so"_s.arg(id)};
    places.removeIf([](const QString &place) { return !QFileInfo(place).isFile(); });
    const QString built = module.isEmpty() ? places.value(0) : module;
    const QString name = built.isEmpty() ? id : QFileInfo(built).dir().dirName();
    return {.candidate = {name, folder, built, registry::Source::External},
            .manifestFile = manifestFile,
            .unpacked = {}};
}

/** What the server would say when somebody installs it. */
Result<Target> targetInPackage(const QString &file, const packages::Judging &judging)
{
    const auto folder = std::make_shared<QTemporaryDir>();
    Target target{.candidate = {QFileInfo(file).completeBaseName(),
                                folder->path(),
                                {},
                                registry::Source::External},
                  .manifestFile = {},
                  .unpacked = folder};
    packages::Judging withoutProbe = judging;
    withoutProbe.probe = {}; // the hooks are looked at in processes of their own
    auto staged = packages::stageFile(file, folder->path(), withoutProbe);
    if (staged) {
        target.candidate = staged->described.candidate;
        target.staged.emplace(std::move(*staged));
    } else if (staged.error().verdict) {
        target.findings += finding(Part::Manifest, *staged.error().verdict, file);
    } else {
        const Error &error = staged.error().error;
        target.findings += finding(Fault::PackageRefused, error.message, error.where, error.hint);
    }
    return target;
}

Finding problemOf(const Error &problem, const QString &file)
{
    const bool isTooLarge = problem.code == ErrorCode::LimitExceeded;
    const auto code = isTooLarge ? VerdictCode::ManifestTooLarge : VerdictCode::ManifestInvalid;
    return {registry::nameOf(code),
            Part::Manifest,
            Severity::Fault,
            problem.message,
            file + (problem.where.isEmpty() ? QString() : u':' + problem.where),
            problem.hint};
}

/** The document inside a module, as it was before it was embedded. */
QJsonObject embeddedDocument(const QString &module)
{
    const QJsonObject metaData = QPluginLoader(module).metaData().value("MetaData"_L1).toObject();
    const QJsonValue text = metaData.value("manifest"_L1);
    return text.isString() ? QJsonDocument::fromJson(text.toString().toUtf8()).object() : metaData;
}

void describeFile(const QString &path, const ui::ManifestLimits &limits, Described &described,
                  QList<Finding> &findings)
{
    QFile file(path);
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    auto manifest = ui::parseManifest(text, limits);
    if (manifest) {
        described.document = QJsonDocument::fromJson(text).object();
        described.manifest = std::move(*manifest);
        return;
    }
    for (const Error &problem : manifest.error())
        findings += problemOf(problem, u"connector.json"_s);
}

/** Every problem by itself, where the verdict has them in one. */
void describeModule(const registry::Candidate &candidate, const ui::ManifestLimits &limits,
                    Described &described, QList<Finding> &findings)
{
    const QString name = QFileInfo(candidate.module).fileName();
    auto read = registry::read(candidate, limits);
    if (!read) {
        const bool isManifest = read.error().code == VerdictCode::ManifestInvalid ||
                                read.error().code == VerdictCode::ManifestTooLarge;
        if (!isManifest) {
            findings += finding(Part::Module, read.error(), name);
            return;
        }
        const auto manifest = ui::parseEmbedded(
            QPluginLoader(candidate.module).metaData().value("MetaData"_L1).toObject(), limits);
        for (const Error &problem : manifest ? Problems() : manifest.error())
            findings += problemOf(problem, name);
        return;
    }
    auto judged = registry::judge({*read}, registry::thisHost());
    for (const registry::Rejected &rejected : judged.rejected)
        findings += finding(Part::Manifest, rejected.verdict, name);
    described.module = std::move(*read);
}

/** The names of all keys at the top whose values differ. */
QStringList differences(const QJsonObject &left, const QJsonObject &right)
{
    QStringList keys = left.keys() + right.keys();
    keys.removeDuplicates();
    keys.removeIf([&](const QString &key) { return left.value(key) == right.value(key); });
    return keys;
}

} // namespace

Result<Target> targetAt(const QString &path, const QString &module,
                        const packages::Judging &judging)
{
    const QFileInfo info(path);
    if (!info.exists())
        return fail(ErrorCode::NotFound, u"There is no %1."_s.arg(path),
                    u"Name a connector's folder, the folder of its module, or a package."_s, path);
    if (!module.isEmpty() && !QFileInfo(module).isFile())
        return fail(ErrorCode::NotFound, u"There is no module %1."_s.arg(module),
                    u"Build the connector, then name its .so file."_s, module);
    if (info.isFile() && info.suffix() == "zip"_L1)
        return targetInPackage(path, judging);
    if (info.isDir() && QFileInfo::exists(path + "/connector.json"_L1))
        return targetInSource(path, module);
    const QStringList signs{u"*.so"_s, u"current"_s}; // a module, or versions of one
    if (info.isDir() && !QDir(path).entryList(signs, QDir::AllEntries | QDir::System).isEmpty())
        return targetInFolder(path);
    return fail(ErrorCode::InvalidArgument,
                u"%1 has no connector.json and no module, and is no package."_s.arg(path),
                u"Name a connector's folder, the folder of its module, or a package (.zip)."_s,
                path);
}

Described describe(const Target &target, const ui::ManifestLimits &limits, QList<Finding> &findings)
{
    Described described;
    if (!target.manifestFile.isEmpty())
        describeFile(target.manifestFile, limits, described, findings);
    if (target.candidate.module.isEmpty())
        return described;
    describeModule(target.candidate, limits, described, findings);
    const QJsonObject embedded = embeddedDocument(target.candidate.module);
    const QStringList different = differences(described.document, embedded);
    if (described.manifest && described.module && !different.isEmpty())
        findings +=
            finding(Fault::ManifestStale,
                    u"The module has another manifest than connector.json: %1 differ."_s.arg(
                        ui::quotedList(different)),
                    QFileInfo(target.candidate.module).fileName(), u"Build the connector again."_s);
    if (!described.manifest && described.module) {
        described.manifest = described.module->manifest;
        described.document = embedded;
    }
    return described;
}

} // namespace outlet::app::authoring
