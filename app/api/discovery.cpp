// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/discovery.h"

#include "app/api/conditional.h"
#include "app/api/describe.h"
#include "app/api/errors.h"
#include "app/api/page.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Snapshot;

namespace {

std::vector<Subject> everybody(const Snapshot &snapshot)
{
    std::vector<Subject> subjects;
    subjects.reserve(snapshot.connectors.size() + snapshot.rejected.size());
    for (const registry::Connector &connector : snapshot.connectors)
        subjects.push_back(subjectOf(connector));
    for (const registry::Rejected &rejected : snapshot.rejected)
        subjects.push_back(subjectOf(rejected));
    return subjects;
}

std::vector<Subject> everybodyNamed(const Snapshot &snapshot, const QString &name)
{
    std::vector<Subject> subjects;
    if (const registry::Connector *connector = findInForce(snapshot, name))
        subjects.push_back(subjectOf(*connector));
    for (const registry::Rejected *rejected : findRejected(snapshot, name))
        subjects.push_back(subjectOf(*rejected));
    return subjects;
}

void writePaths(ui::JsonWriter &json, const QList<registry::SearchPath> &paths)
{
    json.key("paths"_L1).beginArray();
    for (const registry::SearchPath &path : paths) {
        json.beginObject();
        json.member("path"_L1, path.directory);
        json.member("source"_L1, registry::nameOf(path.source));
        json.endObject();
    }
    json.endArray();
}

} // namespace

Reply discovery(const Request &request, const Snapshot &snapshot)
{
    const Result<Page> page = readPage(request);
    if (!page)
        return errorReply(request, page.error());
    const std::vector<Subject> subjects = everybody(snapshot);
    const auto total = qsizetype(subjects.size());
    ui::JsonWriter json;
    json.beginObject();
    json.member("generation"_L1, qint64(snapshot.generation));
    json.member("built_at"_L1, snapshot.builtAt.toString(Qt::ISODateWithMs));
    writePaths(json, snapshot.paths);
    json.key("candidates"_L1).beginArray();
    for (qsizetype i = page->begin(total); i < page->end(total); ++i)
        writeCandidate(json, subjects[size_t(i)]);
    json.endArray();
    if (const QString next = page->nextCursor(total); !next.isNull())
        json.member("next_cursor"_L1, next);
    json.endObject();
    return jsonReply(request, json.take());
}

Reply why(const Request &request, const Snapshot &snapshot, const QString &name)
{
    const std::vector<Subject> subjects = everybodyNamed(snapshot, name);
    ui::JsonWriter json;
    json.beginObject();
    json.member("name"_L1, name).member("found"_L1, !subjects.empty());
    json.key("candidates"_L1).beginArray();
    for (const Subject &subject : subjects)
        writeCandidate(json, subject);
    json.endArray();
    json.key("verdict"_L1);
    writeVerdict(json, subjects.empty() ? unknownName(snapshot, name) : subjects.front().verdict);
    json.endObject();
    return jsonReply(request, json.take());
}

} // namespace outlet::app::api
