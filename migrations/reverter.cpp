// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/history.h"
#include "migrations/log.h"
#include "migrations/objects.h"
#include "migrations/ownership.h"
#include "migrations/steprun.h"

#include <QSet>
#include <QSqlDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

/** Tables of connectors hang on those of the core, and would lose rows or block. */
std::expected<void, Failure> refuseWhileUsed(const Run &run)
{
    if (run.owner != coreOwner())
        return {};
    Result<QStringList> owners = readOwners(run.db, run.dialect);
    if (!owners)
        return failed(owners.error());
    owners->removeAll(coreOwner());
    if (owners->isEmpty())
        return {};
    return failed(ErrorCode::Conflict,
                  u"The core cannot go back while others have migrations applied: %1"_s.arg(
                      owners->join(", "_L1)),
                  u"Take theirs back first"_s, run.owner);
}

/** Applied steps that are to go, newest first. Never empty. */
std::expected<QStringList, Failure> chooseSteps(const Run &run, const QList<Step> &steps,
                                                std::optional<int> to)
{
    QStringList applied; // makePlan() let them pass, so each has its file
    for (const Step &step : steps) {
        if (step.state == State::Applied)
            applied.prepend(step.id);
    }
    if (applied.isEmpty())
        return failed(ErrorCode::NotFound, u"Nothing of %1 is applied"_s.arg(run.owner),
                      u"There is nothing to take back"_s, run.owner);
    if (!to)
        return applied.first(1);
    const QString newest = applied.first();
    applied.removeIf([&](const QString &id) { return numberOfId(id) <= *to; });
    if (applied.isEmpty())
        return failed(ErrorCode::NotFound,
                      u"Nothing of %1 above %2 is applied"_s.arg(run.owner, fourDigits(*to)),
                      u"The newest applied step is %1"_s.arg(newest), run.owner);
    return applied;
}

/** The tables that a script drops and does not make again. */
QStringList tablesLost(const Migration &down, Dialect dialect)
{
    QStringList lost = tablesDroppedBy(down.statements, dialect);
    const QStringList made = tablesMadeBy(down.statements, dialect);
    lost.removeIf([&](const QString &table) {
        return std::any_of(made.begin(), made.end(),
                           [&](const QString &name) { return isSameColumn(dialect, table, name); });
    });
    return lost;
}

/** What each step would break; tables that an earlier one of them drops hang on nothing. */
std::expected<Problems, Failure> judgeTables(const Run &run, const QList<Migration> &downs)
{
    QStringList lost;
    QSet<QString> told;
    Problems problems;
    for (const Migration &down : downs) {
        lost += tablesLost(down, run.dialect);
        const auto found =
            judgeReferences(run.db, run.dialect, u"%1 cannot be taken back"_s.arg(down.id), lost);
        if (!found)
            return failed(found.error());
        for (const Error &problem : *found) {
            if (!told.contains(problem.where))
                problems.append(problem);
            told.insert(problem.where);
        }
    }
    return problems;
}

std::expected<QList<Migration>, Failure> chooseDowns(const QStringList &ids,
                                                     const Migrations &migrations)
{
    QList<Migration> downs;
    Problems problems;
    for (const QString &id : ids) {
        const auto down = std::find_if(migrations.downs.cbegin(), migrations.downs.cend(),
                                       [&](const Migration &m) { return m.id == id; });
        if (down != migrations.downs.cend())
            downs.append(*down);
        else
            problems.append({ErrorCode::NotFound, u"%1 has no down script"_s.arg(id),
                             u"Add %1.down.sql, or restore a backup"_s.arg(id), id});
    }
    if (!problems.isEmpty())
        return std::unexpected(failureOf(Fault::MigrationFailed, problems));
    return downs;
}

/** Moves the step's record to the removed ones; the core's first step takes the table with it. */
std::expected<void, Failure> forget(const Run &run, const QString &id)
{
    const Result<QList<Record>> history = readHistory(run.db, run.dialect, run.owner);
    if (!history)
        return failed(history.error());
    for (const Record &record : *history) {
        if (record.migrationId != id)
            continue;
        if (const auto done = retireRecord(run.db, run.dialect, run.owner, record, u"down"_s);
            !done)
            return failed(done.error());
    }
    return {};
}

std::expected<QList<Migration>, Failure> planDownsNow(const Run &run, const Migrations &migrations,
                                                      std::optional<int> to)
{
    if (const auto isFree = refuseWhileUsed(run); !isFree)
        return std::unexpected(isFree.error());
    const std::expected<Plan, Failure> plan = planNow(run, migrations.ups);
    if (!plan)
        return std::unexpected(plan.error());
    const auto ids = chooseSteps(run, plan->steps, to);
    if (!ids)
        return std::unexpected(ids.error());
    auto downs = chooseDowns(*ids, migrations);
    if (!downs)
        return downs;
    const auto problems = judgeTables(run, *downs);
    if (!problems)
        return std::unexpected(problems.error());
    if (!problems->isEmpty())
        return std::unexpected(failureOf(Fault::MigrationFailed, *problems));
    return downs;
}

/** One step in a transaction of its own; `wanted` is what the plan of the whole says comes next. */
std::expected<void, Failure> takeBack(const Run &run, const Migrations &migrations,
                                      const Migration &wanted, Advance advance,
                                      std::chrono::milliseconds lockWait)
{
    QElapsedTimer clock;
    clock.start();
    Transaction transaction(run.db, run.dialect);
    if (const Result<void> begun = transaction.begin(lockWait); !begun)
        return failed(begun.error());
    const auto now = planDownsNow(run, migrations, std::nullopt);
    if (!now)
        return std::unexpected(now.error());
    if (now->first().id != wanted.id)
        return failed(ErrorCode::Conflict,
                      u"The newest step is %1 by now, not %2"_s.arg(now->first().id, wanted.id),
                      u"Another program migrates this database: look at the status, start again"_s,
                      run.owner);
    std::expected<void, Failure> done = runStatements(run, wanted, advance, clock);
    if (done)
        done = forget(run, wanted.id);
    if (done)
        done = commit(run, transaction, advance, clock);
    if (done)
        qCInfo(lcMigrations).noquote() << u"%1: took %2 back"_s.arg(run.owner, wanted.id);
    return done;
}

QString namesOf(const QList<Migration> &steps)
{
    QStringList ids;
    for (const Migration &step : steps)
        ids.append(step.id);
    return ids.join(", "_L1);
}

} // namespace

std::expected<QList<Migration>, Failure> planDowns(QSqlDatabase &db, Dialect dialect,
                                                   const QString &owner,
                                                   const Migrations &migrations,
                                                   std::optional<int> to)
{
    const Progress nobody;
    return planDownsNow(Run{db, dialect, owner, nobody}, migrations, to);
}

std::expected<QList<Migration>, Failure>
runDowns(QSqlDatabase &db, Dialect dialect, const QString &owner, const Migrations &migrations,
         std::optional<int> to, const Progress &progress, std::chrono::milliseconds lockWait)
{
    const Run run{db, dialect, owner, progress};
    const auto downs = planDownsNow(run, migrations, to);
    if (!downs)
        return downs;
    for (qsizetype i = 0; i < downs->size(); ++i) {
        const Migration &down = (*downs)[i];
        const Advance advance{down.id, int(i) + 1, int(downs->size()), 0, 0, false, 0};
        auto done = takeBack(run, migrations, down, advance, lockWait);
        if (done)
            continue;
        if (i > 0)
            done.error().evidence.append(u"taken back already: %1"_s.arg(namesOf(downs->first(i))));
        if (i + 1 < downs->size())
            done.error().evidence.append(u"not tried: %1"_s.arg(namesOf(downs->sliced(i + 1))));
        return std::unexpected(done.error());
    }
    return downs;
}

} // namespace outlet::migrations
