// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/openapi.h"

#include "app/api/configurationschema.h"
#include "app/api/endpointpaths.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Connector;
using registry::Snapshot;

namespace {

QJsonObject readResource(const QString &path)
{
    QFile file(path);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    const QJsonObject document = QJsonDocument::fromJson(file.readAll()).object();
    if (!isOpen || document.isEmpty())
        qFatal("%s is not in the resources", qUtf8Printable(path)); // a fault of the build
    return document;
}

QJsonObject reference(const QString &kind, const QString &name)
{
    return {{u"$ref"_s, u"#/components/%1/%2"_s.arg(kind, name)}};
}

// ---- paths

QJsonObject schemaOf(const Description &description)
{
    if (!description.schema.isEmpty())
        return reference(u"schemas"_s, description.schema);
    const bool isJson = description.contentType == "application/json";
    return {{u"type"_s, isJson ? u"object"_s : u"string"_s}};
}

QJsonObject contentOf(const QString &type, const QJsonObject &schema)
{
    return {{type, QJsonObject{{u"schema"_s, schema}}}};
}

QJsonObject answerOf(const Description &description, int status)
{
    QStringList headers = {u"X-Request-ID"_s, u"Cache-Control"_s};
    if (description.freshness == Freshness::Validated)
        headers += {u"ETag"_s, u"Vary"_s};
    if (status == 201)
        headers += {u"ETag"_s, u"Location"_s};
    QJsonObject references;
    for (const QString &header : headers)
        references.insert(header, reference(u"headers"_s, header));
    QJsonObject answer = {{u"description"_s, description.summary}, {u"headers"_s, references}};
    if (status != 204)
        answer.insert(u"content"_s, contentOf(QString::fromLatin1(description.contentType),
                                              schemaOf(description)));
    return answer;
}

QJsonObject requestBodyOf(const Description &description)
{
    return {{u"required"_s, true},
            {u"content"_s,
             contentOf(u"application/json"_s, reference(u"schemas"_s, description.body))}};
}

/** What any route may answer, what this one may, and its own answers. */
QJsonObject responsesOf(const Description &description)
{
    QStringList names = {u"405"_s, u"503"_s, u"default"_s};
    if (description.freshness == Freshness::Validated)
        names += {u"304"_s, u"406"_s};
    for (const int status : description.problems)
        names += QString::number(status);
    QJsonObject responses;
    for (const QString &name : names)
        responses.insert(name, reference(u"responses"_s, name));
    for (const int status : description.statuses)
        responses.insert(QString::number(status), answerOf(description, status));
    return responses;
}

QJsonObject operationOf(const Description &description)
{
    QStringList names = description.parameters;
    if (description.freshness == Freshness::Validated)
        names += u"If-None-Match"_s;
    QJsonArray parameters;
    for (const QString &name : names)
        parameters.append(reference(u"parameters"_s, name));
    QJsonObject operation = {{u"operationId"_s, description.id},
                             {u"tags"_s, QJsonArray{description.tag}},
                             {u"summary"_s, description.summary},
                             {u"parameters"_s, parameters},
                             {u"responses"_s, responsesOf(description)}};
    if (!description.details.isEmpty())
        operation.insert(u"description"_s, description.details);
    if (!description.body.isEmpty())
        operation.insert(u"requestBody"_s, requestBodyOf(description));
    if (description.isDeprecated)
        operation.insert(u"deprecated"_s, true);
    return operation;
}

/** Parameters of the path, and what may come with any request. */
QJsonArray sharedParameters(const QString &pattern)
{
    QJsonArray parameters = {reference(u"parameters"_s, u"X-Request-ID"_s)};
    for (const QString &segment : pattern.split(u'/')) {
        if (segment.startsWith(u'{'))
            parameters.append(
                reference(u"parameters"_s, u"path."_s + segment.sliced(1).chopped(1)));
    }
    return parameters;
}

QJsonObject pathsOf(const std::vector<Route> &routes)
{
    QJsonObject paths;
    for (const Route &route : routes) {
        if (route.description.isEmpty())
            continue;
        QJsonObject path = paths.value(route.pattern).toObject();
        path.insert(u"parameters"_s, sharedParameters(route.pattern));
        path.insert(QString::fromLatin1(route.method.toLower()), operationOf(route.description));
        paths.insert(route.pattern, path);
    }
    return paths;
}

// ---- schemas

/** The same with each `#/$defs/x` turned into a component `<prefix>.x`. */
QJsonValue withComponents(const QJsonValue &value, const QString &prefix)
{
    if (value.isArray()) {
        QJsonArray items;
        for (const QJsonValue item : value.toArray())
            items.append(withComponents(item, prefix));
        return items;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        const QString text = member->toString();
        if (member.key() == "$ref"_L1 && text.startsWith("#/$defs/"_L1))
            *member = u"#/components/schemas/%1.%2"_s.arg(prefix, text.sliced(8));
        else
            *member = withComponents(*member, prefix);
    }
    return object;
}

/** Makes components of a schema that stands by itself, and of what it defines. */
void addDocument(QJsonObject &schemas, const QString &name, QJsonObject document)
{
    document.remove(u"$schema"_s);
    document.remove(u"$id"_s);
    const QJsonObject definitions = document.take(u"$defs"_s).toObject();
    schemas.insert(name, withComponents(document, name));
    for (auto it = definitions.begin(); it != definitions.end(); ++it)
        schemas.insert(name + u'.' + it.key(), withComponents(*it, name));
}

void addConfigurations(QJsonObject &schemas, const std::vector<Connector> &connectors)
{
    QJsonArray choices;
    QJsonObject mapping;
    for (const Connector &connector : connectors) {
        const ui::Manifest &manifest = connector.manifest;
        if (manifest.table.isEmpty())
            continue; // nothing of it is stored
        const QString name = u"Configuration."_s + manifest.plugin;
        schemas.insert(name, configurationSchema(manifest));
        const QJsonObject choice = reference(u"schemas"_s, name);
        choices.append(choice);
        for (const QString &tag : QStringList{manifest.plugin} + manifest.aliases)
            mapping.insert(tag, choice.value(u"$ref"_s));
    }
    if (choices.isEmpty())
        return; // no schema of any says more than one of none
    schemas.insert(u"AnyConfiguration"_s, reference(u"schemas"_s, u"Configuration"_s));
    schemas.insert(
        u"Configuration"_s,
        QJsonObject{{u"description"_s, u"A configuration for any connector in force."_s},
                    {u"oneOf"_s, choices},
                    {u"discriminator"_s, QJsonObject{{u"propertyName"_s, u"configuration_type"_s},
                                                     {u"mapping"_s, mapping}}}});
}

/** A few names that can be asked for. */
QJsonArray someNames(const std::vector<Connector> &connectors)
{
    QJsonArray names;
    for (const Connector &connector : connectors) {
        if (names.size() < 5)
            names.append(connector.manifest.plugin);
    }
    return names;
}

/** Replaces a member that is an object by what `change` makes of it. */
template<class Change>
void update(QJsonObject &parent, const QString &key, Change change)
{
    QJsonObject child = parent.value(key).toObject();
    change(child);
    parent.insert(key, child);
}

} // namespace

QJsonObject openApi(const std::vector<Route> &routes, const Snapshot &snapshot,
                    const QString &version)
{
    QJsonObject document = readResource(u":/outlet/api/openapi.json"_s);
    update(document, u"info"_s, [&](QJsonObject &info) { info.insert(u"version"_s, version); });
    QJsonObject paths = pathsOf(routes);
    addEndpointPaths(paths, snapshot);
    document.insert(u"paths"_s, paths);
    QJsonArray tags = document.value(u"tags"_s).toArray();
    addEndpointTags(tags, snapshot);
    document.insert(u"tags"_s, tags);
    update(document, u"components"_s, [&](QJsonObject &components) {
        update(components, u"schemas"_s, [&](QJsonObject &schemas) {
            const QString form = u":/outlet/ui-schemas/form.schema.json"_s;
            addDocument(schemas, u"Form"_s, readResource(form));
            addConfigurations(schemas, snapshot.connectors);
        });
        update(components, u"parameters"_s, [&](QJsonObject &parameters) {
            update(parameters, u"path.name"_s, [&](QJsonObject &name) {
                update(name, u"schema"_s, [&](QJsonObject &schema) {
                    schema.insert(u"examples"_s, someNames(snapshot.connectors));
                });
            });
        });
    });
    return document;
}

} // namespace outlet::app::api
