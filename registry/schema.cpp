// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/schema.h"

#include "migrations/columns.h"

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

VerdictCode codeOf(migrations::Fault fault)
{
    switch (fault) {
    case migrations::Fault::ChecksumChanged:
        return VerdictCode::ChecksumChanged;
    case migrations::Fault::MigrationMissing:
        return VerdictCode::MigrationMissing;
    case migrations::Fault::OutOfOrder:
    case migrations::Fault::MigrationGap:
        return VerdictCode::MigrationGap;
    case migrations::Fault::DatabaseNewer:
        return VerdictCode::DatabaseNewer;
    case migrations::Fault::TableDrift:
        return VerdictCode::TableDrift;
    case migrations::Fault::SourceInvalid:
    case migrations::Fault::MigrationFailed:
        return VerdictCode::MigrationFailed;
    }
    Q_UNREACHABLE();
}

} // namespace

Verdict verdictOf(const QString &plugin, const migrations::Failure &failure)
{
    const Error &error = failure.error;
    QStringList evidence = failure.evidence;
    if (!error.where.isEmpty())
        evidence.prepend(error.where);
    return {codeOf(failure.fault), u"%1: %2"_s.arg(plugin, error.message), error.hint, evidence};
}

QString migrationsDirectory(const Candidate &candidate)
{
    return candidate.directory + "/migrations"_L1;
}

std::expected<migrations::Report, Verdict>
prepareTable(QSqlDatabase &database, migrations::Dialect dialect, const Described &described,
             migrations::Mode mode, const migrations::Histories *histories)
{
    const ui::Manifest &manifest = described.manifest;
    const migrations::Source source{manifest.plugin, migrationsDirectory(described.candidate)};
    auto migrated = histories ? migrations::migrate(database, dialect, source, mode, *histories)
                              : migrations::migrate(database, dialect, source, mode);
    if (!migrated)
        return std::unexpected(verdictOf(manifest.plugin, migrated.error()));
    if (manifest.table.isEmpty() || migrated->count(migrations::State::Pending) > 0)
        return std::move(*migrated);

    QStringList columns;
    for (const ui::Field &field : manifest.fields)
        columns.append(field.name);
    const auto checked = migrations::checkTable(database, dialect, manifest.table, columns);
    if (!checked)
        return std::unexpected(verdictOf(manifest.plugin, checked.error()));
    return std::move(*migrated);
}

} // namespace outlet::registry
