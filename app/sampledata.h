// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QList>
#include <QSqlDatabase>
#include <QString>
#include <QVariant>

#include <utility>

namespace outlet::app {

/** One row of the examples: columns and values; the uuid in `id` follows from its names alone. */
struct SampleRow
{
    QString table;
    QList<std::pair<QString, QVariant>> columns;
    /** Tables and ids that the row points to: it is left out where one does not exist. */
    QList<std::pair<QString, QString>> references;
};

/** The examples in an order in which they can be inserted. Pure; two programs get the same rows. */
Result<QList<SampleRow>> sampleRows(const QByteArray &json);

/** The document that `--sample-data` writes, from the program's own resources. */
QByteArray sampleDocument();

/**
 * Fills the platform tables that are empty, in one transaction; tables with rows stay as they are.
 * Returns how many rows were written. Core migrations must have been applied.
 */
Result<qsizetype> fillSampleData(QSqlDatabase &database, migrations::Dialect dialect);

} // namespace outlet::app
