// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/describe.h"

#include "app/api/errors.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <QUrl>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Snapshot;
using registry::Verdict;
using registry::VerdictCode;

namespace {

/** A rejection that stands for a name in a setting which nothing has. */
bool isOnlyAName(const registry::Rejected &rejected)
{
    return rejected.verdict.code == VerdictCode::UnknownName;
}

/** Why a form cannot be had under this name; empty if there is nothing to say. */
QString reasonFor(const Snapshot &snapshot, const QString &name)
{
    if (const registry::Connector *connector = findInForce(snapshot, name))
        return u"It is the id of %1: ask by that name"_s.arg(
            ui::quoted(connector->manifest.plugin));
    const auto rejected = findRejected(snapshot, name);
    return rejected.empty() ? ui::didYouMean(name, snapshot.knownNames())
                            : rejected.front()->verdict.message;
}

/** The sentences that there are, in a row. */
QString joined(QStringList sentences)
{
    sentences.removeAll(QString());
    return sentences.join(u". "_s).replace(u"?. "_s, u"? "_s).replace(u".. "_s, u". "_s);
}

} // namespace

Subject subjectOf(const registry::Connector &connector)
{
    return {connector.candidate, &connector.manifest, connector.verdict};
}

Subject subjectOf(const registry::Rejected &rejected)
{
    return {rejected.candidate, rejected.manifest ? &*rejected.manifest : nullptr,
            rejected.verdict};
}

const registry::Connector *findInForce(const Snapshot &snapshot, const QString &name)
{
    if (const registry::Connector *connector = snapshot.find(name))
        return connector;
    const auto found = std::ranges::find_if(
        snapshot.connectors, [&](const auto &connector) { return connector.manifest.id == name; });
    return found == snapshot.connectors.end() ? nullptr : &*found;
}

std::vector<const registry::Rejected *> findRejected(const Snapshot &snapshot, const QString &name)
{
    auto found = snapshot.rejectedAs(name);
    std::erase_if(found, [](const registry::Rejected *rejected) { return isOnlyAName(*rejected); });
    return found;
}

Verdict unknownName(const Snapshot &snapshot, const QString &name)
{
    QStringList directories;
    for (const registry::SearchPath &path : snapshot.paths)
        directories.append(path.directory);
    Verdict verdict;
    verdict.code = VerdictCode::UnknownName;
    verdict.message = u"No plugin, id, alias or folder is called %1"_s.arg(ui::quoted(name));
    verdict.hint = joined({ui::didYouMean(name, snapshot.knownNames()),
                           directories.isEmpty()
                               ? u"No directory is searched: set OUTLET_PLUGIN_PATH"_s
                               : u"Searched: %1. Put the connector's folder into one of them"_s.arg(
                                     directories.join(u", "_s))});
    return verdict;
}

QString orNull(const QString &text)
{
    return text.isEmpty() ? QString() : text;
}

void writeVerdict(ui::JsonWriter &json, const Verdict &verdict)
{
    json.beginObject();
    json.member("stage"_L1, registry::nameOf(registry::stageOf(verdict.code)));
    json.member("code"_L1, registry::nameOf(verdict.code));
    json.member("message"_L1, orNull(verdict.message));
    json.member("hint"_L1, orNull(verdict.hint));
    json.member("evidence"_L1, verdict.evidence);
    json.endObject();
}

void writeCandidateMembers(ui::JsonWriter &json, const Subject &subject)
{
    const ui::Manifest *manifest = subject.manifest;
    json.member("name"_L1, manifest ? manifest->plugin : subject.candidate.name);
    json.member("id"_L1, manifest ? manifest->id : QString());
    json.member("plugin"_L1, manifest ? manifest->plugin : QString());
    json.member("version"_L1, manifest ? manifest->versionText : QString());
    json.member("source"_L1, registry::nameOf(subject.candidate.source));
    json.member("path"_L1, orNull(subject.candidate.directory));
    json.member("binary_path"_L1, orNull(subject.candidate.module));
    json.key("verdict"_L1);
    writeVerdict(json, subject.verdict);
}

void writeCandidate(ui::JsonWriter &json, const Subject &subject)
{
    json.beginObject();
    writeCandidateMembers(json, subject);
    json.endObject();
}

Reply pluginNotFound(const Request &request, const Snapshot &snapshot, const QString &name)
{
    const QString more =
        u"See /api/v2/plugins/%1/why"_s.arg(QString::fromLatin1(QUrl::toPercentEncoding(name)));
    return problemReply(request, 404, u"Plugin '%1' not found"_s.arg(name), "not-found"_L1,
                        joined({orNull(reasonFor(snapshot, name)), more}));
}

} // namespace outlet::app::api
