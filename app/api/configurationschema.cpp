// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationschema.h"

#include "ui-schemas/jsonschema.h"

#include <QJsonArray>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using ui::Field;

namespace {

void insertText(QJsonObject &schema, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        schema.insert(key, text);
}

} // namespace

QJsonObject configurationSchema(const ui::Manifest &manifest)
{
    const QStringList names = QStringList{manifest.plugin} + manifest.aliases;
    QJsonObject properties = {
        {u"configuration_type"_s, QJsonObject{{u"description"_s, u"Which connector it is for."_s},
                                              {u"enum"_s, QJsonArray::fromStringList(names)}}}};
    QJsonArray required = {u"configuration_type"_s};
    for (const Field &field : manifest.fields) {
        properties.insert(field.name, ui::fieldSchema(field));
        if (field.required)
            required.append(field.name);
    }
    QJsonObject schema = {
        {u"type"_s, u"object"_s}, {u"properties"_s, properties}, {u"required"_s, required}};
    insertText(schema, u"title"_s, manifest.platformOrEmpty().displayName);
    insertText(schema, u"description"_s, manifest.description);
    return schema;
}

} // namespace outlet::app::api
