// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/configurationtype.h"

#include "app/stores/query.h"
#include "app/stores/transaction.h"
#include "ui-schemas/fieldreader.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/manifest.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

namespace {

const QString selectNote =
    u"SELECT table_name, fields FROM configuration_types WHERE configuration_type = ?"_s;

/** As a manifest writes them, but only what reading needs. */
QString textOf(const QList<ui::Field> &fields)
{
    ui::JsonWriter json;
    json.beginArray();
    for (const ui::Field &field : fields) {
        json.beginObject();
        json.member("name"_L1, field.name).member("type"_L1, ui::nameOf(field.type));
        if (field.secret)
            json.member("secret"_L1, true);
        json.endObject();
    }
    json.endArray();
    return QString::fromUtf8(json.take());
}

} // namespace

Result<void> noteType(QSqlDatabase &database, const ConfigurationType &type)
{
    const QString what = u"note the type of a configuration"_s;
    const QString fields = textOf(type.fields);
    auto noted = select(database, u"the type of a configuration"_s, selectNote, {type.name});
    if (!noted)
        return std::unexpected(noted.error());
    const bool isThere = noted->next();
    if (isThere && noted->value(0).toString() == type.table && noted->value(1).toString() == fields)
        return {};
    noted->finish();
    const auto done =
        execute(database, what,
                u"INSERT INTO configuration_types (table_name, fields, configuration_type) "
                "VALUES (?, ?, ?) ON CONFLICT (configuration_type) DO UPDATE SET "
                "table_name = excluded.table_name, fields = excluded.fields"_s,
                {type.table, fields, type.name});
    return done ? Result<void>() : std::unexpected(done.error());
}

Result<std::optional<ConfigurationType>> notedType(QSqlDatabase &database, const QString &name)
{
    auto noted = select(database, u"the type of a configuration"_s, selectNote, {name});
    if (!noted)
        return std::unexpected(noted.error());
    if (!noted->next())
        return std::nullopt;
    ConfigurationType type;
    type.name = name;
    type.table = noted->value(0).toString();
    type.fields =
        ui::readFields(QJsonDocument::fromJson(noted->value(1).toString().toUtf8()).array());
    return type;
}

} // namespace outlet::app::stores
