// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/storeddocument.h"

#include <QCryptographicHash>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Document;
using stores::ConfigurationType;
using stores::StoredConfiguration;
using ui::JsonWriter;

namespace {

ConfigurationType typeOf(const ui::Manifest &manifest, const QString &absence = {})
{
    return {.name = manifest.plugin,
            .otherNames = manifest.aliases,
            .table = manifest.table,
            .fields = manifest.fields,
            .absence = absence};
}

bool hasField(const StoredConfiguration &configuration, QLatin1StringView name)
{
    return std::ranges::any_of(configuration.fields,
                               [&](const ui::Field &field) { return field.name == name; });
}

/** Further members, where they have something to say and no field has the name. */
void writeRemarks(JsonWriter &json, const StoredConfiguration &configuration)
{
    const bool canBeSecret = std::ranges::any_of(configuration.fields, &ui::Field::secret);
    if (!configuration.name.isNull() && !hasField(configuration, "name"_L1))
        json.member("name"_L1, configuration.name);
    if (canBeSecret && !hasField(configuration, "secrets_set"_L1))
        json.member("secrets_set"_L1, configuration.secrets.keys());
    if (!configuration.notes.isEmpty() && !hasField(configuration, "notes"_L1))
        json.member("notes"_L1, configuration.notes);
}

} // namespace

stores::FindType typesIn(const registry::Snapshot &snapshot)
{
    return [&snapshot](const QString &name) -> std::optional<ConfigurationType> {
        const registry::Connector *connector = snapshot.find(name);
        if (connector && !connector->manifest.table.isEmpty())
            return typeOf(connector->manifest);
        for (const registry::Rejected *rejected : snapshot.rejectedAs(name)) {
            const auto &manifest = rejected->manifest;
            if (manifest && manifest->answersTo(name) && !manifest->table.isEmpty())
                return typeOf(*manifest,
                              u"The connector %1 is not in force (%2): the values are "
                              "shown as they were stored"_s.arg(
                                  manifest->plugin, registry::nameOf(rejected->verdict.code)));
        }
        return std::nullopt;
    };
}

void writeConfiguration(JsonWriter &json, const StoredConfiguration &configuration)
{
    json.beginObject();
    json.member("id"_L1, configuration.id).member("configuration_type"_L1, configuration.type);
    for (const ui::Field &field : configuration.fields) {
        json.key(field.name);
        json.value(field.secret ? QJsonValue() : configuration.values.value(field.name));
    }
    json.member("created_on"_L1, configuration.createdOn);
    json.member("updated_on"_L1, configuration.updatedOn);
    writeRemarks(json, configuration);
    json.endObject();
}

Document storedDocument(const StoredConfiguration &configuration, registry::Effort effort)
{
    JsonWriter json;
    writeConfiguration(json, configuration);
    Document document = registry::makeDocument(json.take(), "application/json", effort);
    const QByteArray revision = QByteArray::number(configuration.revision);
    const QByteArray hash =
        QCryptographicHash::hash(revision + document.etag, QCryptographicHash::Sha256);
    document.etag = '"' + hash.first(12).toHex() + '"';
    return document;
}

bool isMatchedBy(QByteArrayView ifMatch, const Document &document)
{
    if (ifMatch.trimmed() == "*")
        return true;
    for (const QByteArray &item : ifMatch.toByteArray().split(',')) {
        const QByteArray tag = item.trimmed(); // no tag of ours has a comma, and none is weak
        if (tag == document.etag || tag == document.gzipEtag())
            return true;
    }
    return false;
}

} // namespace outlet::app::api
