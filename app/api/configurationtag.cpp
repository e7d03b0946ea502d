// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationtag.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Connector;
using registry::Snapshot;

namespace {

const QString tagKey = u"configuration_type"_s;

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

InvalidValue noTag(const QJsonObject &configuration, const QJsonArray &where)
{
    return {.type = u"union_tag_not_found"_s,
            .where = where,
            .message = u"Unable to extract tag using discriminator 'configuration_type'"_s,
            .input = configuration,
            .context = {{u"discriminator"_s, u"'configuration_type'"_s}}};
}

InvalidValue unknownTag(const QJsonObject &configuration, const QJsonArray &where,
                        const Snapshot &snapshot)
{
    const QJsonValue tag = configuration.value(tagKey);
    const QString text = tag.isNull() ? u"None"_s : tag.toVariant().toString();
    const QString expected = expectedTags(snapshot);
    return {.type = u"union_tag_invalid"_s,
            .where = where,
            .message = u"Input tag '%1' found using 'configuration_type' does not match any of the "
                       "expected tags: %2"_s.arg(text, expected),
            .input = configuration,
            .context = {{u"discriminator"_s, u"'configuration_type'"_s},
                        {u"tag"_s, text},
                        {u"expected_tags"_s, expected}}};
}

} // namespace

std::expected<const Connector *, InvalidValue>
connectorOf(const QJsonObject &configuration, const QJsonArray &where, const Snapshot &snapshot)
{
    const QJsonValue tag = configuration.value(tagKey);
    if (tag.isUndefined())
        return std::unexpected(noTag(configuration, where));
    const Connector *connector = tag.isString() ? snapshot.find(tag.toString()) : nullptr;
    if (!connector || connector->manifest.table.isEmpty())
        return std::unexpected(unknownTag(configuration, where, snapshot));
    return connector;
}

} // namespace outlet::app::api
