// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationbody.h"

#include "app/api/submission.h"

#include <array>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

using Problems = QList<InvalidValue>;

/** A text that may be missing or null; anything else is a problem. */
QString readText(const QJsonValue &value, const QJsonArray &where, Problems &problems)
{
    if (value.isUndefined() || value.isNull())
        return {};
    if (!value.isString())
        problems.append({.type = u"string_type"_s,
                         .where = where,
                         .message = u"Input should be a valid string"_s,
                         .input = value,
                         .context = {}});
    const QString text = value.toString();
    if (text.contains(QChar(u'\0'))) // one database cuts it there, another refuses it
        problems.append({.type = u"value_error"_s,
                         .where = where,
                         .message = u"It holds a character that cannot be stored"_s,
                         .input = value,
                         .context = {}});
    return text.isNull() ? u""_s : text;
}

struct ProductKey
{
    QLatin1StringView name;
    QString Product::*member;
};

constexpr std::array productKeys = {
    ProductKey{"id"_L1, &Product::id},
    ProductKey{"name"_L1, &Product::name},
    ProductKey{"namespace"_L1, &Product::nameSpace},
    ProductKey{"mapping"_L1, &Product::mapping},
    ProductKey{"domain_id"_L1, &Product::domainId},
    ProductKey{"domain_name"_L1, &Product::domainName},
};

void readProduct(Product &product, const QJsonValue &value, Problems &problems)
{
    const QJsonArray where = {u"body"_s, u"product"_s};
    if (!value.isObject() && !value.isNull() && !value.isUndefined())
        problems.append({.type = u"dict_type"_s,
                         .where = where,
                         .message = u"Input should be a valid dictionary"_s,
                         .input = value,
                         .context = {}});
    for (const ProductKey &key : productKeys) {
        QJsonArray place = where;
        place.append(QString(key.name));
        const QString text = readText(value[key.name], place, problems);
        if (!text.isNull())
            product.*key.member = text;
    }
}

/** Two of the product's facts may stand in the query. */
Product productOfQuery(const Request &request)
{
    Product product;
    for (const auto &[name, text] : request.query) {
        if (name == "namespace"_L1)
            product.nameSpace = text;
        else if (name == "mapping"_L1)
            product.mapping = text;
    }
    return product;
}

void checkMapping(Product &product, bool isInBody, Problems &problems)
{
    if (product.mapping.isNull() && !product.nameSpace.isNull())
        product.mapping = u"default"_s;
    if (product.mapping.isNull() || product.mapping == "default"_L1 ||
        product.mapping == "custom"_L1)
        return;
    const QJsonArray where = isInBody ? QJsonArray{u"body"_s, u"product"_s, u"mapping"_s}
                                      : QJsonArray{u"query"_s, u"mapping"_s};
    problems.append({.type = u"enum"_s,
                     .where = where,
                     .message = u"Input should be 'default' or 'custom'"_s,
                     .input = product.mapping,
                     .context = {{u"expected"_s, u"'default' or 'custom'"_s}}});
}

} // namespace

InvalidValue unreadableBody(const ui::JsonFault &fault)
{
    return {.type = u"json_invalid"_s,
            .where = {u"body"_s, qint64(fault.position)},
            .message = u"JSON decode error"_s,
            .input = QJsonObject(),
            .context = {{u"error"_s, fault.message}}};
}

InvalidValue notAnObject(const QJsonArray &where, const QJsonValue &value)
{
    return {.type = u"model_attributes_type"_s,
            .where = where,
            .message = u"Input should be a valid dictionary or object to extract fields from"_s,
            .input = value,
            .context = {}};
}

std::expected<ConfigurationBody, QList<InvalidValue>> readConfigurationBody(const Request &request,
                                                                            const QJsonValue &value)
{
    if (!value.isObject())
        return std::unexpected(Problems{notAnObject({u"body"_s}, value)});
    ConfigurationBody body;
    Problems problems;
    body.whole = value.toObject();
    body.product = productOfQuery(request);
    const bool isWrapped = body.whole.value("configuration"_L1).isObject();
    if (isWrapped) {
        const QString tag = u"configuration_type"_s;
        body.configuration = body.whole.value("configuration"_L1).toObject();
        if (!body.configuration.contains(tag) && body.whole.contains(tag))
            body.configuration.insert(tag, body.whole.value(tag));
        body.where = {u"body"_s, u"configuration"_s};
        readProduct(body.product, body.whole.value("product"_L1), problems);
        body.name = readText(body.whole.value("name"_L1), {u"body"_s, u"name"_s}, problems);
    } else {
        body.configuration = body.whole;
        body.where = {u"body"_s};
        // Beside it there is no place for a name; where no field is called so, it is one.
        const QJsonValue name = body.whole.value("name"_L1);
        if (name.isString())
            body.name = readText(name, {u"body"_s, u"name"_s}, problems);
    }
    const bool isMappingInBody =
        isWrapped && body.whole.value("product"_L1)["mapping"_L1].isString();
    checkMapping(body.product, isMappingInBody, problems);
    if (!problems.isEmpty())
        return std::unexpected(problems);
    return body;
}

} // namespace outlet::app::api
