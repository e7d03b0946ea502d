// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/runner.h"
#include "migrations/checksum.h"
#include "migrations/history.h"
#include "migrations/log.h"
#include "migrations/steprun.h"

#include <QSqlDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

/** Adds texts that the history lacks, in the open transaction. */
Result<void> addTexts(const Run &run, const QList<Migration> &available,
                      const QList<Record> &history)
{
    for (const Record &record : history) {
        const auto file =
            std::find_if(available.begin(), available.end(), [&](const Migration &migration) {
                return migration.id == record.migrationId && migration.checksum == record.checksum;
            });
        if (!record.text.isNull() || file == available.end())
            continue;
        Record whole = record;
        whole.text = normalisedText(file->statements);
        if (const Result<void> written = writeText(run.db, run.owner, whole); !written)
            return written;
    }
    return {};
}

Result<void> writeHistory(const Run &run, const Migration &step, const QList<Migration> &available)
{
    const Record record{step.id, step.checksum, currentTime(), normalisedText(step.statements)};
    if (const auto written = writeRecord(run.db, run.dialect, run.owner, record); !written)
        return written;
    const Result<bool> hasTexts = canKeepTexts(run.db, run.dialect);
    if (!hasTexts)
        return std::unexpected(hasTexts.error());
    if (!*hasTexts)
        return {};
    // The step may be the one that made room for them.
    const Result<QList<Record>> history = readHistory(run.db, run.dialect, run.owner);
    if (!history)
        return std::unexpected(history.error());
    return addTexts(run, available, *history);
}

std::expected<void, Failure> record(const Run &run, const Migration &step,
                                    const QList<Migration> &available)
{
    const Result<bool> isThere = hasHistory(run.db, run.dialect);
    if (!isThere)
        return failed(isThere.error());
    if (!*isThere)
        return failed(ErrorCode::Conflict,
                      u"%1 cannot be recorded: there is no table plugin_migrations"_s.arg(step.id),
                      u"Apply the core's migrations first; its first one makes the table"_s,
                      step.path);
    if (const Result<void> written = writeHistory(run, step, available); !written)
        return failed(written.error());
    return {};
}

/** What got in and what did not, for a failure of the first pending step of `plan`. */
void addOutcome(Failure &failure, const QStringList &applied, const Plan &plan)
{
    if (!applied.isEmpty())
        failure.evidence.append(u"applied and kept: %1"_s.arg(applied.join(", "_L1)));
    QStringList untried;
    for (const Migration &migration : plan.pending.sliced(1))
        untried.append(migration.id);
    if (!untried.isEmpty())
        failure.evidence.append(u"not tried: %1"_s.arg(untried.join(", "_L1)));
}

/** Runs the first pending step in the open transaction and ends that. */
std::expected<void, Failure> applyFirst(const Run &run, Transaction &transaction, const Plan &plan,
                                        const QList<Migration> &available, int appliedBefore)
{
    QElapsedTimer clock;
    clock.start();
    const Migration &step = plan.pending.first();
    Advance advance{
        step.id, appliedBefore + 1, appliedBefore + int(plan.pending.size()), 0, 0, false, 0};
    std::expected<void, Failure> done = runStatements(run, step, advance, clock);
    if (done)
        done = record(run, step, available);
    if (done)
        done = commit(run, transaction, advance, clock);
    if (done)
        qCInfo(lcMigrations).noquote()
            << u"%1: applied %2 (%3 of %4) in %5 ms"_s.arg(run.owner, step.id)
                   .arg(advance.index)
                   .arg(advance.count)
                   .arg(advance.milliseconds);
    return done;
}

} // namespace

std::expected<int, Failure> runPending(QSqlDatabase &db, Dialect dialect, const QString &owner,
                                       const QList<Migration> &available, const Progress &progress,
                                       std::chrono::milliseconds lockWait, int to)
{
    const Run run{db, dialect, owner, progress};
    QStringList applied;
    for (;;) {
        Transaction transaction(db, dialect);
        if (const Result<void> begun = transaction.begin(lockWait); !begun)
            return failed(begun.error());
        std::expected<Plan, Failure> plan = planNow(run, available);
        if (!plan)
            return std::unexpected(plan.error());
        plan->pending.removeIf([=](const Migration &step) { return step.number > to; });
        if (plan->pending.isEmpty())
            return int(applied.size());
        const QString id = plan->pending.first().id;
        if (applied.contains(id)) // else this loop would never end
            return failed(ErrorCode::Conflict,
                          u"%1 was applied and is gone from the history again"_s.arg(id),
                          u"Something else changes plugin_migrations: stop it"_s, id);
        if (auto done = applyFirst(run, transaction, *plan, available, int(applied.size()));
            !done) {
            addOutcome(done.error(), applied, *plan);
            return std::unexpected(done.error());
        }
        applied.append(id);
    }
}

Result<void> keepTexts(QSqlDatabase &db, Dialect dialect, const QString &owner,
                       const QList<Migration> &available, const QList<Record> &history)
{
    const bool isComplete = std::none_of(history.begin(), history.end(),
                                         [](const Record &record) { return record.text.isNull(); });
    const Result<bool> hasRoom = isComplete ? false : canKeepTexts(db, dialect);
    if (!hasRoom)
        return std::unexpected(hasRoom.error());
    if (!*hasRoom)
        return {};
    Transaction transaction(db, dialect);
    if (const Result<void> begun = transaction.begin(defaultLockWait); !begun)
        return begun;
    const Progress nobody;
    if (const auto added = addTexts(Run{db, dialect, owner, nobody}, available, history); !added)
        return added;
    return transaction.commit();
}

} // namespace outlet::migrations
