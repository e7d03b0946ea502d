// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/planner.h"
#include "migrations/runner.h"
#include "migrations/transaction.h"

#include <QElapsedTimer>

// What applying and taking back have in common. Of no use outside this room.

namespace outlet::migrations {

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

std::unexpected<Failure> failed(const Error &error);
std::unexpected<Failure> failed(ErrorCode code, const QString &message, const QString &hint,
                                const QString &where);

/** The history as it is now, against the files. */
std::expected<Plan, Failure> planNow(const Run &run, const QList<Migration> &available);

/** All statements of a script, in the open transaction. */
std::expected<void, Failure> runStatements(const Run &run, const Migration &step, Advance &advance,
                                           const QElapsedTimer &clock);

/** Ends the transaction, and tells before and after. */
std::expected<void, Failure> commit(const Run &run, Transaction &transaction, Advance &advance,
                                    const QElapsedTimer &clock);

} // namespace outlet::migrations
