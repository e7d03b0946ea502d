// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/submittedconfiguration.h"

#include "ui-schemas/jsondocument.h"

#include <QSet>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Connector;
using registry::Snapshot;

namespace {

const QString tagKey = u"configuration_type"_s;

/** The value with null for everything but tags. */
QJsonValue onlyTags(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray items;
        for (const QJsonValue item : value.toArray())
            items.append(onlyTags(item));
        return items;
    }
    if (!value.isObject())
        return QJsonValue::Null;
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (member.key() != tagKey)
            *member = onlyTags(*member);
    }
    return object;
}

/** Where nobody knows which connector was meant, nobody knows either what of it is secret. */
std::unexpected<Reply> refusedAsUnknown(const Request &request, QList<InvalidValue> problems,
                                        const QJsonValue &body)
{
    for (InvalidValue &problem : problems) {
        if (problem.input.isObject() || problem.input.isArray())
            problem.input = onlyTags(problem.input);
    }
    return std::unexpected(invalidReply(request, problems, onlyTags(body)));
}

std::unexpected<Reply> refused(const Request &request, const Snapshot &snapshot,
                               QList<InvalidValue> problems, const QJsonValue &body)
{
    for (InvalidValue &problem : problems)
        problem.input = withoutSecrets(problem.input, snapshot);
    return std::unexpected(invalidReply(request, problems, withoutSecrets(body, snapshot)));
}

/** Bytes of the body, wherever the edge has put them. */
QByteArray bytesOf(const Request &request)
{
    if (!request.file)
        return request.body;
    request.file->seek(0);
    return request.file->readAll();
}

/** `'a', 'b'`: every tag that would do. */
QString expectedTags(const Snapshot &snapshot)
{
    QStringList tags;
    for (const Connector &connector : snapshot.connectors) {
        if (!connector.manifest.table.isEmpty())
            tags.append(u"'%1'"_s.arg(connector.manifest.plugin));
    }
    return tags.join(u", "_s);
}

InvalidValue noTag(const ConfigurationBody &body)
{
    return {.type = u"union_tag_not_found"_s,
            .where = body.where,
            .message = u"Unable to extract tag using discriminator 'configuration_type'"_s,
            .input = body.configuration,
            .context = {{u"discriminator"_s, u"'configuration_type'"_s}}};
}

InvalidValue unknownTag(const ConfigurationBody &body, const Snapshot &snapshot)
{
    const QJsonValue tag = body.configuration.value(tagKey);
    const QString text = tag.isNull() ? u"None"_s : tag.toVariant().toString();
    const QString expected = expectedTags(snapshot);
    return {.type = u"union_tag_invalid"_s,
            .where = body.where,
            .message = u"Input tag '%1' found using 'configuration_type' does not match any of the "
                       "expected tags: %2"_s.arg(text, expected),
            .input = body.configuration,
            .context = {{u"discriminator"_s, u"'configuration_type'"_s},
                        {u"tag"_s, text},
                        {u"expected_tags"_s, expected}}};
}

/** Which connector a configuration is for. */
std::expected<const Connector *, InvalidValue> connectorOf(const ConfigurationBody &body,
                                                           const Snapshot &snapshot)
{
    const QJsonValue tag = body.configuration.value(tagKey);
    if (tag.isUndefined())
        return std::unexpected(noTag(body));
    const Connector *connector = tag.isString() ? snapshot.find(tag.toString()) : nullptr;
    if (!connector || connector->manifest.table.isEmpty())
        return std::unexpected(unknownTag(body, snapshot));
    return connector;
}

/** Everything that is wrong, each with its place. */
QList<InvalidValue> problemsOf(const Judgement &judgement, const QJsonArray &where)
{
    QList<InvalidValue> problems;
    QSet<QString> unreadable;
    for (const ui::InputProblem &problem : judgement.unreadable) {
        QJsonArray place = where;
        for (const QJsonValue part : problem.where)
            place.append(part);
        unreadable.insert(problem.where.first().toString());
        problems.append({problem.type, place, problem.message, problem.input, problem.context});
    }
    const auto add = [&](const QJsonArray &place, const QString &message, const QJsonValue &input) {
        problems.append({.type = u"value_error"_s,
                         .where = place,
                         .message = message,
                         .input = input,
                         .context = {}});
    };
    for (const ui::FieldVerdict &field : judgement.fields) {
        if (unreadable.contains(field.name))
            continue; // said already, in the contract's words
        QJsonArray place = where;
        place.append(field.name);
        for (const QString &message : field.errors)
            add(place, message, field.value);
    }
    for (const QString &message : judgement.general)
        add(where, message, QJsonValue::Null);
    return problems;
}

/** The name that the configuration is to have, unless that is the value of a field. */
QString nameOf(const ConfigurationBody &body, const ui::Manifest &manifest)
{
    const bool isField =
        std::ranges::any_of(body.where.size() == 1 ? manifest.fields : QList<ui::Field>(),
                            [](const ui::Field &field) { return field.name == "name"_L1; });
    return isField ? QString() : body.name;
}

QJsonValue withoutNamed(const QJsonValue &value, const QSet<QString> &names)
{
    if (value.isArray()) {
        QJsonArray items;
        for (const QJsonValue item : value.toArray())
            items.append(withoutNamed(item, names));
        return items;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        *member = names.contains(member.key()) ? QJsonValue() : withoutNamed(*member, names);
    return object;
}

} // namespace

QJsonValue withoutSecrets(const QJsonValue &value, const Snapshot &snapshot)
{
    QSet<QString> names;
    const auto add = [&names](const ui::Manifest &manifest) {
        for (const ui::Field &field : manifest.fields) {
            if (field.secret)
                names.insert(field.name);
        }
    };
    for (const Connector &connector : snapshot.connectors)
        add(connector.manifest);
    for (const registry::Rejected &rejected : snapshot.rejected) {
        if (rejected.manifest)
            add(*rejected.manifest);
    }
    return names.isEmpty() ? value : withoutNamed(value, names);
}

std::expected<ConfigurationBody, Reply> readSubmittedBody(const Request &request)
{
    const auto json = ui::readJson(bytesOf(request));
    if (!json) // what cannot be read is not shown either: who knows what is secret in it
        return std::unexpected(invalidReply(request, {unreadableBody(json.error())}));
    const auto body = readConfigurationBody(request, *json);
    return body ? std::expected<ConfigurationBody, Reply>(*body)
                : refusedAsUnknown(request, body.error(), *json);
}

std::expected<stores::NewConfiguration, Reply> acceptConfiguration(const Request &request,
                                                                   const Snapshot &snapshot,
                                                                   const Advisers &advisers,
                                                                   const ConfigurationBody &body)
{
    const auto connector = connectorOf(body, snapshot);
    if (!connector)
        return refusedAsUnknown(request, {connector.error()}, body.whole);
    const auto judgement = judge({.connector = **connector,
                                  .generation = snapshot.generation,
                                  .configuration = body.configuration,
                                  .product = body.product},
                                 advisers);
    if (!judgement)
        return std::unexpected(errorReply(request, judgement.error()));
    if (!judgement->isValid) {
        QJsonArray where = body.where;
        where.append(body.configuration.value(tagKey));
        return refused(request, snapshot, problemsOf(*judgement, where), body.whole);
    }
    const ui::Manifest &manifest = (*connector)->manifest;
    return stores::NewConfiguration{.type = {.name = manifest.plugin,
                                             .otherNames = manifest.aliases,
                                             .table = manifest.table,
                                             .fields = manifest.fields},
                                    .name = nameOf(body, manifest),
                                    .values = judgement->values};
}

} // namespace outlet::app::api
