// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QString>
#include <QStringList>

namespace outlet::migrations {

/** Why somebody's migrations did not end well. */
enum class Fault {
    SourceInvalid,    ///< a file has a wrong name, cannot be read, or is not a list of statements
    MigrationGap,     ///< the files skip a number
    DatabaseNewer,    ///< steps beyond the newest file are applied: an older program meets a newer
                      ///< database
    MigrationMissing, ///< an applied step has lost its file
    ChecksumChanged,  ///< an applied file no longer says what was applied
    OutOfOrder,       ///< a new file has a lower number than an applied one
    MigrationFailed,  ///< a statement, the lock or the connection failed; the step was rolled back
    TableDrift,       ///< the table does not have the columns that it should have
};

/**
 * One fault with its explanation. `evidence` has a line for everything else that is known: further
 * problems, the statement that failed, which steps got in and which were not tried.
 */
struct Failure
{
    Fault fault = Fault::MigrationFailed;
    Error error;
    QStringList evidence;
};

/**
 * The verdict code of a fault: `checksum-changed`, `migration-missing`, `migration-gap`,
 * `migration-failed`, `database-newer` or `table-drift`. SourceInvalid counts as
 * `migration-failed` and OutOfOrder as `migration-gap`: the message tells them apart.
 */
QString verdictCode(Fault fault);

/** The first problem as the error, the messages of all the others as evidence. */
Failure failureOf(Fault fault, const Problems &problems);

} // namespace outlet::migrations
