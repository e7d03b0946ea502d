// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/steprun.h"
#include "migrations/history.h"
#include "migrations/tokenizer.h"

#include <QFileInfo>
#include <QSqlDatabase>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

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

} // namespace

std::unexpected<Failure> failed(const Error &error)
{
    return std::unexpected(Failure{Fault::MigrationFailed, error, {}});
}

std::unexpected<Failure> failed(ErrorCode code, const QString &message, const QString &hint,
                                const QString &where)
{
    return failed(Error{code, message, hint, where});
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
    return makePlan(available, *history, run.dialect);
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

} // namespace outlet::migrations
