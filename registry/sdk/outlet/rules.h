// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/values.h>

#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

/**
 * Rules that many connectors share, for ConfigurationRules, AccessPath and EnvironmentMatch.
 * Use what fits; nothing of the server calls them. Pure functions: safe on every thread.
 */
namespace outlet::rules {

/** Nothing there: missing, null or an empty string. 0, false and an empty list are values. */
inline bool isEmpty(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull() ||
           (value.isString() && value.toString().isEmpty());
}

/** Gives `field` the value of `source` where it has none of its own. */
inline void fillWhenEmpty(Values &values, const QString &field, const QString &source)
{
    if (isEmpty(values.value(field)) && !isEmpty(values.value(source)))
        values.insert(field, values.value(source));
}

/**
 * For destinations whose configuration covers either a schema or one table of it:
 * `table_path` becomes `table` where it is empty; *then* `table` becomes `*` when
 * `access_granularity` is `schema`. Other fields and other granularities stay as they are.
 */
inline void applyTableGranularity(Values &values)
{
    fillWhenEmpty(values, QStringLiteral("table_path"), QStringLiteral("table"));
    if (values.value(QStringLiteral("access_granularity")).toString() == QStringLiteral("schema"))
        values.insert(QStringLiteral("table"), QStringLiteral("*"));
}

/**
 * Where names follow the namespace (mapping `default`), `field` has to be the product's namespace:
 * `Invalid <field> specified` otherwise. A custom mapping, or a product whose namespace is not
 * known, is not judged.
 */
inline QList<FieldError> checkNamespace(const Values &values, const QString &field,
                                        const Product &product)
{
    const bool isJudged =
        product.mapping == QStringLiteral("default") && !product.nameSpace.isNull();
    const QJsonValue value = values.value(field);
    if (!isJudged || (value.isString() && value.toString() == product.nameSpace))
        return {};
    return {{field, QStringLiteral("Invalid %1 specified").arg(field)}};
}

/** Whether `identifier` of an environment's item is the text that stands in `field`. Exact. */
inline bool hasIdentifierOf(const QJsonObject &item, const Values &values, const QString &field)
{
    const QJsonValue identifier = item.value(QStringLiteral("identifier"));
    return identifier.isString() && identifier == values.value(field);
}

/**
 * Takes every `unwanted` character off the end of each part between `separator`s. For a template
 * such as `{database}__{schema}.{table}`, which leaves `sales__.orders` where the schema is empty.
 */
inline QString trimPartEnds(const QString &text, QChar separator, QChar unwanted)
{
    QStringList parts = text.split(separator);
    for (QString &part : parts) {
        while (part.endsWith(unwanted))
            part.chop(1);
    }
    return parts.join(separator);
}

} // namespace outlet::rules
