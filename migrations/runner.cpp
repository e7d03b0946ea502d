// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/runner.h"
#include "migrations/history.h"
#include "migrations/log.h"
#include "migrations/planner.h"
#include "migrations/tokenizer.h"
#include "migrations/transaction.h"

#include <QElapsedTimer>
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

std::unexpected<Failure> failed(ErrorCode code, const QString &message, const QString &hint,
                                const QString &where)
{
    return failed(Error{code, message, hint, where});
}

/** What stays the same during one run; lives as long as the call. */
struct Run
{
    QSqlDatabase &db;
    Dialect dialect;
    const QString &owner;
    const Progress &progress;

    void tell(const Advance &advance) const
    {
        if (progress)
            progress(advance);
    }
};

std::unexpected<Failure> statementFailed(const Migration &step, const Statement &statement,
                                         const QString &words)
{
    Failure failure{Fault::MigrationFailed,
                    {ErrorCode::Database,
                     u"%1, line %2: %3"_s.arg(QFileInfo(step.path).fileName(),
                                              QString::number(statement.line), words),
                     u"Nothing of this step was kept. Mend the statement and start again"_s,
                     placeOf(step.path, statement.line)},
                    {}};
    failure.evidence.append(u"statement: %1"_s.arg(shortened(statement.text)));
    return std::unexpected(failure);
}

std::expected<void, Failure> runStatements(const Run &run, const Migration &step, Advance &advance,
                                           const QElapsedTimer &clock)
{
    advance.statements = int(step.statements.size());
    for (const Statement &statement : step.statements) {
        advance.milliseconds = clock.elapsed();
        run.tell(advance);
        const Result<void> done = execute(run.db, statement.text);
        if (!done)
            return statementFailed(step, statement, done.error().message);
        ++advance.statement;
    }
    return {};
}

std::expected<void, Failure> record(const Run &run, const Migration &step)
{
    const Result<bool> isThere = hasHistory(run.db, run.dialect);
    if (!isThere)
        return failed(isThere.error());
    if (!*isThere)
        return failed(ErrorCode::Conflict,
                      u"%1 cannot be recorded: there is no table plugin_migrations"_s.arg(step.id),
                      u"Apply the core's migrations first; its first one makes the table"_s,
                      step.path);
    const Result<void> written =
        writeRecord(run.db, run.owner, {step.id, step.checksum, currentTime()});
    if (!written)
        return failed(written.error());
    return {};
}

std::expected<void, Failure> commit(const Run &run, Transaction &transaction, Advance &advance,
                                    const QElapsedTimer &clock)
{
    advance.milliseconds = clock.elapsed();
    run.tell(advance);
    if (const Result<void> committed = transaction.commit(); !committed) {
        Error error = committed.error();
        error.message.prepend(advance.id + u": "_s);
        return failed(error);
    }
    advance.isCommitted = true;
    advance.milliseconds = clock.elapsed();
    run.tell(advance);
    return {};
}

std::expected<Plan, Failure> planNow(const Run &run, const QList<Migration> &available)
{
    const Result<QList<Record>> history = readHistory(run.db, run.dialect, run.owner);
    if (!history)
        return failed(history.error());
    return makePlan(available, *history);
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
                                        int appliedBefore)
{
    QElapsedTimer clock;
    clock.start();
    const Migration &step = plan.pending.first();
    Advance advance{
        step.id, appliedBefore + 1, appliedBefore + int(plan.pending.size()), 0, 0, false, 0};
    std::expected<void, Failure> done = runStatements(run, step, advance, clock);
    if (done)
        done = record(run, step);
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

/** The newest applied step's down script, if it may run now. */
std::expected<Migration, Failure> chooseDown(const Run &run, const Migrations &migrations)
{
    const std::expected<Plan, Failure> plan = planNow(run, migrations.ups);
    if (!plan)
        return std::unexpected(plan.error());
    const auto newest = std::find_if(plan->steps.crbegin(), plan->steps.crend(),
                                     [](const Step &s) { return s.state == State::Applied; });
    if (newest == plan->steps.crend())
        return failed(ErrorCode::NotFound, u"Nothing of %1 is applied"_s.arg(run.owner),
                      u"There is nothing to take back"_s, run.owner);
    const auto down = std::find_if(migrations.downs.cbegin(), migrations.downs.cend(),
                                   [&](const Migration &m) { return m.id == newest->id; });
    if (down == migrations.downs.cend())
        return failed(ErrorCode::NotFound, u"%1 has no down script"_s.arg(newest->id),
                      u"Add %1.down.sql, or restore a backup"_s.arg(newest->id), newest->id);
    return *down;
}

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

/** The core's first step takes the table of records away with it. */
std::expected<void, Failure> forget(const Run &run, const QString &id)
{
    const Result<bool> isThere = hasHistory(run.db, run.dialect);
    if (!isThere)
        return failed(isThere.error());
    if (!*isThere)
        return {};
    if (const Result<void> removed = removeRecord(run.db, run.owner, id); !removed)
        return failed(removed.error());
    return {};
}

} // namespace

std::expected<int, Failure> runPending(QSqlDatabase &db, Dialect dialect, const QString &owner,
                                       const QList<Migration> &available, const Progress &progress,
                                       std::chrono::milliseconds lockWait)
{
    const Run run{db, dialect, owner, progress};
    QStringList applied;
    for (;;) {
        Transaction transaction(db, dialect);
        if (const Result<void> begun = transaction.begin(lockWait); !begun)
            return failed(begun.error());
        const std::expected<Plan, Failure> plan = planNow(run, available);
        if (!plan)
            return std::unexpected(plan.error());
        if (plan->pending.isEmpty())
            return int(applied.size());
        const QString id = plan->pending.first().id;
        if (applied.contains(id)) // else this loop would never end
            return failed(ErrorCode::Conflict,
                          u"%1 was applied and is gone from the history again"_s.arg(id),
                          u"Something else changes plugin_migrations: stop it"_s, id);
        if (auto done = applyFirst(run, transaction, *plan, int(applied.size())); !done) {
            addOutcome(done.error(), applied, *plan);
            return std::unexpected(done.error());
        }
        applied.append(id);
    }
}

std::expected<QString, Failure> runDown(QSqlDatabase &db, Dialect dialect, const QString &owner,
                                        const Migrations &migrations, const Progress &progress,
                                        std::chrono::milliseconds lockWait)
{
    const Run run{db, dialect, owner, progress};
    QElapsedTimer clock;
    clock.start();
    Transaction transaction(db, dialect);
    if (const Result<void> begun = transaction.begin(lockWait); !begun)
        return failed(begun.error());
    if (const auto isFree = refuseWhileUsed(run); !isFree)
        return std::unexpected(isFree.error());
    const std::expected<Migration, Failure> step = chooseDown(run, migrations);
    if (!step)
        return std::unexpected(step.error());

    Advance advance{step->id, 1, 1, 0, 0, false, 0};
    std::expected<void, Failure> done = runStatements(run, *step, advance, clock);
    if (done)
        done = forget(run, step->id);
    if (done)
        done = commit(run, transaction, advance, clock);
    if (!done)
        return std::unexpected(done.error());
    qCInfo(lcMigrations).noquote() << u"%1: took %2 back"_s.arg(owner, step->id);
    return step->id;
}

} // namespace outlet::migrations
