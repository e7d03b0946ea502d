// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/environmentstore.h"
#include "app/stores/platformstore.h"

#include <outlet/result.h>

#include <QList>
#include <QString>

class QSqlDatabase;

namespace outlet::app::stores {

// Everything that administrators enter, row by row as it stands: nothing is joined, parsed or left
// out, so that what does not fit together can be seen. Each list is sorted by id, as the first row
// counts where only one can.

struct ServiceRow
{
    QString id;
    QString name;
    QString platformId;
    QString resultTemplate;    ///< null if the row has none
    QString technicalTemplate; ///< null if the row has none
};

/** A row of one of the three tables that have a `config`; null ids are those its table lacks. */
struct ConfigRow
{
    QString id;
    QString environmentId;
    QString platformId;
    QString serviceId;
    QString config; ///< as it stands, JSON or not
};

/** A connector's name in a table that is tied to connectors by it. */
struct NameInUse
{
    QString table;
    QString name;
    qint64 rows = 0; ///< how many have it
};

struct Installation
{
    QList<Platform> platforms;
    QList<ServiceRow> services;
    QList<ConfigRow> serviceConfigs; ///< platform_service_configs
    QList<Environment> environments;
    QList<ConfigRow> environmentPlatforms; ///< env_platform_configs
    QList<ConfigRow> environmentServices;  ///< env_platform_service_configs
    QList<NameInUse> names;                ///< only where readNames() was asked for them

    const Platform *platform(const QString &id) const;
    const ServiceRow *service(const QString &id) const;
    const Environment *environment(const QString &id) const;
};

/** The row with the id; null where there is none. */
const ConfigRow *rowOf(const QList<ConfigRow> &rows, const QString &id);

/**
 * The names of connectors in `plugins` and in `data_output_configurations`, sorted. Takes longer
 * the more configurations there are.
 */
Result<QList<NameInUse>> readNames(QSqlDatabase &database);

/** Reads the six tables; a caller who needs them at one moment opens a transaction around it. */
Result<Installation> readInstallation(QSqlDatabase &database);

} // namespace outlet::app::stores
