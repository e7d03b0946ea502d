// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/endpointpaths.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

QString tagOf(const ui::Manifest &manifest)
{
    return u"Plugin "_s + manifest.plugin;
}

QJsonObject reference(const QString &kind, const QString &name)
{
    return {{u"$ref"_s, u"#/components/%1/%2"_s.arg(kind, name)}};
}

QJsonArray parametersOf(const QString &path)
{
    QJsonArray parameters = {reference(u"parameters"_s, u"X-Request-ID"_s)};
    for (const QString &segment : path.split(u'/')) {
        if (segment.startsWith(u'{'))
            parameters.append(QJsonObject{{u"name"_s, segment.sliced(1).chopped(1)},
                                          {u"in"_s, u"path"_s},
                                          {u"required"_s, true},
                                          {u"schema"_s, QJsonObject{{u"type"_s, u"string"_s}}}});
    }
    return parameters;
}

/** A refusal in the shape of all of them. */
QJsonObject refusal(const QString &description)
{
    return {{u"description"_s, description},
            {u"content"_s,
             QJsonObject{{u"application/json"_s,
                          QJsonObject{{u"schema"_s, reference(u"schemas"_s, u"Problem"_s)}}}}}};
}

QJsonObject responsesOf(const ui::Endpoint &endpoint)
{
    QJsonObject responses = {
        {u"2XX"_s, QJsonObject{{u"description"_s, u"What the plugin answers."_s}}}};
    for (const QString &name : {u"405"_s, u"503"_s, u"default"_s})
        responses.insert(name, reference(u"responses"_s, name));
    if (!endpoint.permission.isEmpty()) {
        responses.insert(u"401"_s, refusal(u"No token, or one that is not known."_s));
        responses.insert(u"403"_s,
                         refusal(u"The token has no permission `%1`."_s.arg(endpoint.permission)));
    }
    return responses;
}

QJsonObject operationOf(const ui::Manifest &manifest, const ui::Endpoint &endpoint)
{
    const QString place = u"%1 %2"_s.arg(endpoint.method, endpoint.path);
    QJsonObject operation = {
        {u"operationId"_s, u"%1:%2"_s.arg(manifest.id, place).replace(u' ', u':')},
        {u"tags"_s, QJsonArray{tagOf(manifest)}},
        {u"summary"_s, endpoint.summary.isEmpty() ? place : endpoint.summary},
        {u"responses"_s, responsesOf(endpoint)}};
    if (!endpoint.permission.isEmpty())
        operation.insert(u"description"_s,
                         u"Needs a token with the permission `%1`."_s.arg(endpoint.permission));
    if (endpoint.method != "GET"_L1 && endpoint.method != "DELETE"_L1)
        operation.insert(u"requestBody"_s,
                         QJsonObject{{u"content"_s, QJsonObject{{u"*/*"_s, QJsonObject()}}}});
    return operation;
}

} // namespace

void addEndpointPaths(QJsonObject &paths, const registry::Snapshot &snapshot)
{
    for (const registry::Connector &connector : snapshot.connectors) {
        const ui::Manifest &manifest = connector.manifest;
        for (const ui::Endpoint &endpoint : manifest.endpoints) {
            const QString address = u'/' + manifest.id + endpoint.path;
            QJsonObject path = paths.value(address).toObject();
            path.insert(u"parameters"_s, parametersOf(endpoint.path));
            path.insert(endpoint.method.toLower(), operationOf(manifest, endpoint));
            paths.insert(address, path);
        }
    }
}

void addEndpointTags(QJsonArray &tags, const registry::Snapshot &snapshot)
{
    for (const registry::Connector &connector : snapshot.connectors) {
        const ui::Manifest &manifest = connector.manifest;
        if (!manifest.endpoints.isEmpty())
            tags.append(QJsonObject{{u"name"_s, tagOf(manifest)},
                                    {u"description"_s, manifest.description}});
    }
}

} // namespace outlet::app::api
