// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationuses.h"

#include "ui-schemas/quote.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using stores::ConfigRow;
using stores::Installation;
using stores::ServiceRow;

namespace {

constexpr qsizetype mostNamed = 3;

QString counted(const QStringList &names, const QString &one, const QString &many)
{
    QString text = u"%1 %2 (%3"_s.arg(names.size())
                       .arg(names.size() == 1 ? one : many, names.mid(0, mostNamed).join(u", "_s));
    if (names.size() > mostNamed)
        text += u" and %1 more"_s.arg(names.size() - mostNamed);
    return text + u')';
}

void add(QStringList &uses, const QStringList &names, const QString &one, const QString &many)
{
    if (!names.isEmpty())
        uses.append(counted(names, one, many));
}

QStringList idsOf(const QList<ConfigRow> &rows, QString ConfigRow::*column, const QString &id)
{
    QStringList ids;
    for (const ConfigRow &row : rows) {
        if (row.*column == id)
            ids.append(row.id);
    }
    return ids;
}

void addConfigs(QStringList &uses, const Installation &tables, QString ConfigRow::*column,
                const QString &id)
{
    add(uses, idsOf(tables.serviceConfigs, column, id), u"service configuration"_s,
        u"service configurations"_s);
    add(uses, idsOf(tables.environmentPlatforms, column, id),
        u"platform configuration of an environment"_s,
        u"platform configurations of environments"_s);
    add(uses, idsOf(tables.environmentServices, column, id),
        u"service configuration of an environment"_s, u"service configurations of environments"_s);
}

} // namespace

QStringList usesOf(const Installation &tables, Entity entity, const QString &id)
{
    QStringList uses;
    switch (entity) {
    case Entity::Platform: {
        QStringList services;
        for (const ServiceRow &service : tables.services) {
            if (service.platformId == id)
                services.append(ui::quoted(service.name));
        }
        add(uses, services, u"service"_s, u"services"_s);
        addConfigs(uses, tables, &ConfigRow::platformId, id);
        break;
    }
    case Entity::Service:
        addConfigs(uses, tables, &ConfigRow::serviceId, id);
        break;
    case Entity::Environment:
        addConfigs(uses, tables, &ConfigRow::environmentId, id);
        break;
    case Entity::ServiceConfig:
    case Entity::EnvironmentPlatform:
    case Entity::EnvironmentService:
        break; // nothing refers to them
    }
    return uses;
}

} // namespace outlet::app::api
