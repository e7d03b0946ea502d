// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/fault.h"

using namespace Qt::StringLiterals;

namespace outlet::migrations {

QString verdictCode(Fault fault)
{
    switch (fault) {
    case Fault::SourceInvalid:
    case Fault::MigrationFailed:
        return u"migration-failed"_s;
    case Fault::MigrationGap:
    case Fault::OutOfOrder:
        return u"migration-gap"_s;
    case Fault::DatabaseNewer:
        return u"database-newer"_s;
    case Fault::MigrationMissing:
        return u"migration-missing"_s;
    case Fault::ChecksumChanged:
        return u"checksum-changed"_s;
    case Fault::TableDrift:
        return u"table-drift"_s;
    }
    Q_UNREACHABLE();
}

Failure failureOf(Fault fault, const Problems &problems)
{
    Failure failure{fault, problems.value(0), {}};
    for (const Error &problem : problems.sliced(qMin<qsizetype>(1, problems.size())))
        failure.evidence.append(problem.message);
    return failure;
}

} // namespace outlet::migrations
