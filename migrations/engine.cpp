// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/engine.h"
#include "migrations/history.h"
#include "migrations/log.h"
#include "migrations/migration.h"
#include "migrations/steprun.h"

#include <QFileInfo>
#include <QSqlDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

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

std::expected<Reading, Failure> readBoth(QSqlDatabase &db, Dialect dialect, const Source &source)
{
    if (const auto isFine = checkConnection(db, dialect, source); !isFine)
        return std::unexpected(isFine.error());
    auto files = readFiles(source, dialect);
    if (!files)
        return std::unexpected(files.error());
    auto history = readHistory(db, dialect, source.owner);
    if (!history)
        return failed(history.error());
    return Reading{*std::move(files), *std::move(history)};
}

std::expected<Report, Failure> bringUp(QSqlDatabase &db, Dialect dialect, const Source &source,
                                       const Reading &reading, Mode mode, const Progress &progress,
                                       int to)
{
    const QList<Migration> &files = reading.files.ups;
    const auto plan = makePlan(files, reading.history, dialect);
    if (!plan)
        return std::unexpected(plan.error());
    Report report{source.owner, source.directory, plan->steps, 0};
    if (mode == Mode::PlanOnly)
        return report;
    if (plan->pending.isEmpty() || plan->pending.first().number > to) {
        // What they were is of use when a file changes, and for nothing else: no reason to fail.
        if (const auto kept = keepTexts(db, dialect, source.owner, files, reading.history); !kept)
            qCWarning(lcMigrations).noquote() << source.owner + u": "_s + kept.error().message;
        return report;
    }

    const auto applied =
        runPending(db, dialect, source.owner, files, progress, defaultLockWait, to);
    if (!applied)
        return std::unexpected(applied.error());
    const auto history = readHistory(db, dialect, source.owner);
    if (!history)
        return failed(history.error());
    report.steps = compare(files, *history, dialect);
    report.appliedNow = *applied;
    return report;
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
                                       Mode mode, const Progress &progress, int to)
{
    const auto reading = readBoth(db, dialect, source);
    if (!reading)
        return std::unexpected(reading.error());
    return bringUp(db, dialect, source, *reading, mode, progress, to);
}

std::expected<Migrations, Failure> readFiles(const Source &source, Dialect dialect)
{
    // No folder is no files: what the history says of them decides whether that is right.
    if (!QFileInfo::exists(source.directory))
        return Migrations();
    return readMigrations(source.directory, dialect);
}

std::expected<Report, Failure> migrate(QSqlDatabase &db, Dialect dialect, const Source &source,
                                       Mode mode, const Reading &reading)
{
    if (const auto isFine = checkConnection(db, dialect, source); !isFine)
        return std::unexpected(isFine.error());
    return bringUp(db, dialect, source, reading, mode, {}, newestStep);
}

std::expected<Report, Failure> status(QSqlDatabase &db, Dialect dialect, const Source &source)
{
    const auto reading = readBoth(db, dialect, source);
    if (!reading)
        return std::unexpected(reading.error());
    return Report{source.owner, source.directory,
                  compare(reading->files.ups, reading->history, dialect), 0};
}

std::expected<Reversal, Failure> revert(QSqlDatabase &db, Dialect dialect, const Source &source,
                                        Mode mode, std::optional<int> to, const Progress &progress)
{
    const auto reading = readBoth(db, dialect, source);
    if (!reading)
        return std::unexpected(reading.error());
    const auto downs = mode == Mode::Apply
                           ? runDowns(db, dialect, source.owner, reading->files, to, progress)
                           : planDowns(db, dialect, source.owner, reading->files, to);
    if (!downs)
        return std::unexpected(downs.error());
    auto report = status(db, dialect, source);
    if (!report)
        return std::unexpected(report.error());
    Reversal reversal{{}, *std::move(report)};
    for (const Migration &down : *downs) {
        Step step{down.id,
                  mode == Mode::Apply ? State::Pending : State::Applied,
                  down.checksum,
                  {},
                  {},
                  {},
                  down.path};
        for (const Statement &statement : down.statements)
            step.sql.append(statement.text);
        reversal.steps.append(step);
    }
    return reversal;
}

} // namespace outlet::migrations
