// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/engine.h"
#include "migrations/history.h"
#include "migrations/migration.h"

#include <QFileInfo>
#include <QSqlDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

std::unexpected<Failure> failed(const Error &error)
{
    return std::unexpected(Failure{Fault::MigrationFailed, error, {}});
}

/** What a caller can get wrong about the connection, said before any statement fails on it. */
std::expected<void, Failure> checkConnection(const QSqlDatabase &db, Dialect dialect,
                                             const Source &source)
{
    if (source.owner.isEmpty())
        return failed({ErrorCode::InvalidArgument, u"These migrations have no owner"_s,
                       u"Pass the plugin's name, or \"core\""_s, source.directory});
    if (!db.isOpen())
        return failed({ErrorCode::Unavailable, u"The database is not open"_s,
                       u"Open the connection first, in the thread that uses it"_s, source.owner});
    if (dialectOfDriver(db.driverName()) != dialect)
        return failed({ErrorCode::Unsupported,
                       u"The driver %1 does not speak %2"_s.arg(db.driverName(), nameOf(dialect)),
                       u"Use QSQLITE for sqlite, QPSQL for postgresql"_s, source.owner});
    return {};
}

/** Files of a source and what the history says of them. */
struct Reading
{
    Migrations files;
    QList<Record> history;
};

std::expected<Reading, Failure> readBoth(QSqlDatabase &db, Dialect dialect, const Source &source)
{
    if (const auto isFine = checkConnection(db, dialect, source); !isFine)
        return std::unexpected(isFine.error());
    // No folder is no files: what the history says of them decides whether that is right.
    std::expected<Migrations, Failure> files;
    if (QFileInfo::exists(source.directory))
        files = readMigrations(source.directory, dialect);
    if (!files)
        return std::unexpected(files.error());
    auto history = readHistory(db, dialect, source.owner);
    if (!history)
        return failed(history.error());
    return Reading{*std::move(files), *std::move(history)};
}

} // namespace

Source coreSource()
{
    return {coreOwner(), u":/outlet/migrations/core"_s};
}

qsizetype Report::count(State state) const
{
    return std::count_if(steps.begin(), steps.end(),
                         [=](const Step &step) { return step.state == state; });
}

std::expected<Report, Failure> migrate(QSqlDatabase &db, Dialect dialect, const Source &source,
                                       Mode mode, const Progress &progress)
{
    const auto reading = readBoth(db, dialect, source);
    if (!reading)
        return std::unexpected(reading.error());
    const auto plan = makePlan(reading->files.ups, reading->history);
    if (!plan)
        return std::unexpected(plan.error());
    if (mode == Mode::PlanOnly || plan->pending.isEmpty())
        return Report{source.owner, source.directory, plan->steps, 0};

    const auto applied = runPending(db, dialect, source.owner, reading->files.ups, progress);
    if (!applied)
        return std::unexpected(applied.error());
    const auto history = readHistory(db, dialect, source.owner);
    if (!history)
        return failed(history.error());
    return Report{source.owner, source.directory, compare(reading->files.ups, *history), *applied};
}

std::expected<Report, Failure> status(QSqlDatabase &db, Dialect dialect, const Source &source)
{
    const auto reading = readBoth(db, dialect, source);
    if (!reading)
        return std::unexpected(reading.error());
    return Report{source.owner, source.directory, compare(reading->files.ups, reading->history), 0};
}

std::expected<Report, Failure> revertLast(QSqlDatabase &db, Dialect dialect, const Source &source,
                                          const Progress &progress)
{
    const auto reading = readBoth(db, dialect, source);
    if (!reading)
        return std::unexpected(reading.error());
    const auto reverted = runDown(db, dialect, source.owner, reading->files, progress);
    if (!reverted)
        return std::unexpected(reverted.error());
    return status(db, dialect, source);
}

} // namespace outlet::migrations
