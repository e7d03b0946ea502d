// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/schema.h"

#include "migrations/columns.h"
#include "registry/parallel.h"

#include <optional>

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

migrations::Source sourceOf(const Described &described)
{
    return {described.manifest.plugin, migrationsDirectory(described.candidate)};
}

/** What became of a plugin's migrations, and whether its table now has what its fields need. */
Prepared checked(QSqlDatabase &database, migrations::Dialect dialect, const ui::Manifest &manifest,
                 std::expected<migrations::Report, migrations::Failure> migrated)
{
    if (!migrated)
        return std::unexpected(verdictOf(manifest.plugin, migrated.error()));
    if (manifest.table.isEmpty() || migrated->count(migrations::State::Pending) > 0)
        return *std::move(migrated);

    QStringList columns;
    for (const ui::Field &field : manifest.fields)
        columns.append(field.name);
    const auto isFit = migrations::checkTable(database, dialect, manifest.table, columns);
    if (!isFit)
        return std::unexpected(verdictOf(manifest.plugin, isFit.error()));
    return *std::move(migrated);
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

Prepared prepareTable(QSqlDatabase &database, migrations::Dialect dialect,
                      const Described &described, migrations::Mode mode)
{
    return checked(database, dialect, described.manifest,
                   migrations::migrate(database, dialect, sourceOf(described), mode));
}

std::vector<Prepared> prepareTables(QSqlDatabase &database, migrations::Dialect dialect,
                                    const std::vector<const Described *> &plugins,
                                    migrations::Mode mode)
{
    std::vector<Prepared> prepared;
    std::optional<migrations::Histories> histories;
    if (plugins.size() > 1) {
        if (auto all = migrations::readHistories(database, dialect))
            histories = *std::move(all);
    }
    if (!histories) { // where they cannot be read, each says so for itself
        for (const Described *plugin : plugins)
            prepared.push_back(prepareTable(database, dialect, *plugin, mode));
        return prepared;
    }
    std::vector<std::expected<migrations::Migrations, migrations::Failure>> files(plugins.size());
    forEachIndex(files.size(), 32, [&](size_t i) {
        files[i] = migrations::readFiles(sourceOf(*plugins[i]), dialect);
    });
    for (size_t i = 0; i < plugins.size(); ++i) {
        const ui::Manifest &manifest = plugins[i]->manifest;
        if (!files[i]) {
            prepared.push_back(std::unexpected(verdictOf(manifest.plugin, files[i].error())));
            continue;
        }
        const migrations::Source source = sourceOf(*plugins[i]);
        prepared.push_back(
            checked(database, dialect, manifest,
                    migrations::migrate(database, dialect, source, mode,
                                        {*std::move(files[i]), histories->value(source.owner)})));
    }
    return prepared;
}

} // namespace outlet::registry
