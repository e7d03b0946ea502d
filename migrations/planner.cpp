// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/planner.h"
#include "migrations/checksum.h"
#include "migrations/difference.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

struct Finding
{
    Fault fault;
    Error error;
    QStringList evidence = {};
};

/** What differs, by the text that was kept; nothing where none was, or it is damaged. */
QStringList differencesOf(const Migration &migration, const Record &record, Dialect dialect)
{
    if (record.text.isNull())
        return {};
    const Result<QList<Statement>> applied = splitStatements(record.text, dialect);
    if (!applied || checksumOf(*applied) != record.checksum)
        return {};
    QStringList sentences;
    for (const Difference &difference : findDifferences(migration.statements, *applied, dialect))
        sentences.append(sentenceOf(difference, migration.path));
    return sentences;
}

Step stepOf(const Migration &migration, const Record *record, Dialect dialect)
{
    Step step{migration.id, State::Pending, migration.checksum, {}, {}, {}, migration.path};
    if (record) {
        step.state = record->checksum == migration.checksum ? State::Applied : State::Changed;
        step.recordedChecksum = record->checksum;
        step.appliedAt = record->appliedAt;
        if (step.state == State::Changed)
            step.differences = differencesOf(migration, *record, dialect);
        return step;
    }
    for (const Statement &statement : migration.statements)
        step.sql.append(statement.text);
    return step;
}

int newestNumber(const QList<Migration> &available)
{
    return available.isEmpty() ? 0 : available.last().number;
}

QString idOfNumber(const QList<Migration> &available, int number)
{
    const auto found = std::find_if(available.begin(), available.end(),
                                    [=](const Migration &m) { return m.number == number; });
    return found == available.end() ? QString() : found->id;
}

/** Numbers that neither a file nor a record has; a record without a file is a fault of its own. */
QList<Finding> findGaps(const QList<Migration> &available, const QList<Record> &applied)
{
    QSet<int> recorded;
    for (const Record &record : applied)
        recorded.insert(numberOfId(record.migrationId));

    QList<Finding> findings;
    int next = 1;
    for (const Migration &migration : available) {
        QStringList missing;
        for (; next < migration.number; ++next) {
            if (!recorded.contains(next))
                missing.append(fourDigits(next));
        }
        next = migration.number + 1;
        if (missing.isEmpty())
            continue;
        const QString numbers =
            missing.size() == 1 ? u"Number %1 is"_s.arg(missing.first())
                                : u"Numbers %1 to %2 are"_s.arg(missing.first(), missing.last());
        findings.append({Fault::MigrationGap,
                         {ErrorCode::Conflict,
                          u"%1 missing: the files go on with %2"_s.arg(numbers, migration.id),
                          u"Restore the missing file, or renumber those that were never applied"_s,
                          migration.path}});
    }
    return findings;
}

Finding judgeMissing(const QList<Migration> &available, const Step &step)
{
    const int number = numberOfId(step.id);
    const QString when = u"%1 was applied at %2"_s.arg(step.id, step.appliedAt);
    if (step.state == State::Newer)
        return {Fault::DatabaseNewer,
                {ErrorCode::Conflict,
                 u"The database is newer: %1, and the newest file is %2"_s.arg(when,
                                                                               available.last().id),
                 u"Install the version that made it, or a later one"_s, step.id}};
    const QString namesake = idOfNumber(available, number);
    return {Fault::MigrationMissing,
            {ErrorCode::Conflict, when + u", but its file is gone"_s,
             namesake.isEmpty()
                 ? u"Restore the file; what was applied must stay readable"_s
                 : u"Was it renamed to %1? Give it its old name back"_s.arg(namesake),
             step.id}};
}

Finding judgeChanged(const Step &step)
{
    return {Fault::ChecksumChanged,
            {ErrorCode::Conflict,
             u"%1 was changed after it was applied at %2: its checksum is %3, applied was %4"_s.arg(
                 step.id, step.appliedAt, step.checksum.left(12), step.recordedChecksum.left(12)),
             u"Restore the file, and put the change into a new migration"_s,
             step.path.isEmpty() ? step.id : step.path},
            step.differences};
}

Finding judgeLate(const Step &step, const QString &newestApplied)
{
    return {Fault::OutOfOrder,
            {ErrorCode::Conflict,
             u"%1 is not applied, but the later %2 is"_s.arg(step.id, newestApplied),
             u"Give it a number above %1"_s.arg(newestApplied.left(4)), step.id}};
}

/** The last step that is in the database; empty if none is. `steps` by number. */
QString newestAppliedIn(const QList<Step> &steps)
{
    const auto newest = std::find_if(steps.crbegin(), steps.crend(),
                                     [](const Step &step) { return isInDatabase(step.state); });
    return newest == steps.crend() ? QString() : newest->id;
}

QList<Finding> judgeSteps(const QList<Migration> &available, const QList<Step> &steps)
{
    const QString newestApplied = newestAppliedIn(steps);
    QList<Finding> findings;
    for (const Step &step : steps) {
        switch (step.state) {
        case State::Applied:
        case State::Pending:
            break;
        case State::Changed:
            findings.append(judgeChanged(step));
            break;
        case State::Missing:
        case State::Newer:
            findings.append(judgeMissing(available, step));
            break;
        case State::OutOfOrder:
            findings.append(judgeLate(step, newestApplied));
            break;
        }
    }
    return findings;
}

/** The position of a fault in the order that makePlan() promises: causes before consequences. */
int rank(Fault fault)
{
    switch (fault) {
    case Fault::SourceInvalid:
    case Fault::MigrationGap:
        return 0;
    case Fault::DatabaseNewer:
        return 1;
    case Fault::MigrationMissing:
        return 2;
    case Fault::ChecksumChanged:
        return 3;
    case Fault::OutOfOrder:
    case Fault::MigrationFailed:
    case Fault::TableDrift:
        return 4;
    }
    Q_UNREACHABLE();
}

/** The first as the error, all that is known besides as evidence, in the order of the findings. */
Failure failureOf(const QList<Finding> &findings)
{
    Failure failure{findings.first().fault, findings.first().error, findings.first().evidence};
    for (const Finding &finding : findings.sliced(1))
        failure.evidence += QStringList{finding.error.message} + finding.evidence;
    return failure;
}

} // namespace

QString nameOf(State state)
{
    switch (state) {
    case State::Applied:
        return u"applied"_s;
    case State::Pending:
        return u"pending"_s;
    case State::Changed:
        return u"changed"_s;
    case State::Missing:
        return u"missing"_s;
    case State::OutOfOrder:
        return u"out-of-order"_s;
    case State::Newer:
        return u"newer"_s;
    }
    Q_UNREACHABLE();
}

bool isInDatabase(State state)
{
    return state != State::Pending && state != State::OutOfOrder;
}

QList<Step> compare(const QList<Migration> &available, const QList<Record> &applied,
                    Dialect dialect)
{
    QHash<QString, const Record *> records;
    for (const Record &record : applied)
        records.insert(record.migrationId, &record);

    QList<Step> steps;
    for (const Migration &migration : available)
        steps.append(stepOf(migration, records.take(migration.id), dialect));
    const int newestFile = newestNumber(available);
    for (const Record *record : std::as_const(records))
        steps.append({record->migrationId,
                      newestFile > 0 && numberOfId(record->migrationId) > newestFile
                          ? State::Newer
                          : State::Missing,
                      record->checksum,
                      record->checksum,
                      record->appliedAt,
                      {}});
    std::sort(steps.begin(), steps.end(), [](const Step &left, const Step &right) {
        return std::pair(numberOfId(left.id), left.id) < std::pair(numberOfId(right.id), right.id);
    });
    const int newestApplied = numberOfId(newestAppliedIn(steps));
    for (Step &step : steps) {
        if (step.state == State::Pending && numberOfId(step.id) < newestApplied)
            step.state = State::OutOfOrder;
    }
    return steps;
}

std::expected<Plan, Failure> makePlan(const QList<Migration> &available,
                                      const QList<Record> &applied, Dialect dialect)
{
    Plan plan{compare(available, applied, dialect), {}};
    QList<Finding> findings = findGaps(available, applied) + judgeSteps(available, plan.steps);
    if (!findings.isEmpty()) {
        std::stable_sort(findings.begin(), findings.end(), [](const Finding &a, const Finding &b) {
            return rank(a.fault) < rank(b.fault);
        });
        return std::unexpected(failureOf(findings));
    }
    QSet<QString> done;
    for (const Record &record : applied)
        done.insert(record.migrationId);
    for (const Migration &migration : available) {
        if (!done.contains(migration.id))
            plan.pending.append(migration);
    }
    return plan;
}

} // namespace outlet::migrations
