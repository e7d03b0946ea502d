// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/uninstall.h"
#include "migrations/archive.h"
#include "migrations/catalogue.h"
#include "migrations/log.h"
#include "migrations/ownership.h"
#include "migrations/steprun.h"

#include <QFileInfo>
#include <QSqlDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

const QString baseTable = u"data_output_configurations"_s;
const QString typesTable = u"configuration_types"_s;
const QString seedsTable = u"plugin_seeds"_s;

/** What is there of a connector. */
struct Holdings
{
    QList<Record> history;
    QStringList tables; ///< those that exist, in the order in which they were made
    QList<SchemaObject> objects;
};

/** The work on one connector; lives as long as the call. */
class Uninstaller
{
public:
    Uninstaller(QSqlDatabase &db, Dialect dialect, const Uninstall &wanted)
        : m_db(db), m_dialect(dialect),
          m_wanted(wanted), m_done{wanted.owner, wanted.mode, {}, {}, {}, {}, 0, false}
    {}

    /** Finds out what is to be done, or why nothing may be; changes nothing. */
    std::expected<void, Failure> plan();

    /** Does it, in the open transaction. */
    std::expected<void, Failure> run(const Progress &progress, Advance &advance);

    const Uninstalled &done() const { return m_done; }

private:
    std::expected<void, Failure> findHoldings();
    std::expected<void, Failure> refuseReferences() const;
    std::expected<void, Failure> countConfigurations();
    std::expected<void, Failure> planArchiving();
    std::expected<void, Failure> planDropping();
    std::expected<void, Failure> forgetSeed();
    std::optional<QList<Statement>> downStatements() const;
    QStringList tablesAfter(const QList<Statement> &downs) const;
    Result<bool> hasTable(const QString &name) const { return isTable(m_db, m_dialect, name); }
    QString typeCondition() const;

    QSqlDatabase &m_db;
    Dialect m_dialect;
    const Uninstall &m_wanted;
    Holdings m_has;
    Uninstalled m_done;
};

QString quotedText(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"''"_s) + u'\'';
}

std::expected<void, Failure> Uninstaller::findHoldings()
{
    auto history = readHistory(m_db, m_dialect, m_wanted.owner);
    if (!history)
        return failed(history.error());
    m_has.history = *std::move(history);
    const auto statements = appliedStatements(m_db, m_dialect, m_wanted.owner);
    if (!statements)
        return failed(statements.error());
    m_has.objects = objectsMadeBy(*statements, m_dialect);
    QStringList tables = tablesMadeBy(*statements, m_dialect);
    const bool isKnown = std::any_of(tables.begin(), tables.end(), [&](const QString &table) {
        return isSameColumn(m_dialect, table, m_wanted.table);
    });
    if (!isKnown && !m_wanted.table.isEmpty() && !m_has.history.isEmpty())
        tables.append(m_wanted.table); // no text was kept, or a script of another kind made it
    for (const QString &table : tables) {
        const auto isThere = hasTable(table);
        if (!isThere)
            return failed(isThere.error());
        if (*isThere)
            m_has.tables.append(table);
    }
    return {};
}

QString Uninstaller::typeCondition() const
{
    QStringList names;
    for (const QString &name : QStringList{m_wanted.owner} + m_wanted.otherNames)
        names.append(quotedText(name));
    return u" WHERE configuration_type IN (%1)"_s.arg(names.join(u", "_s));
}

std::expected<void, Failure> Uninstaller::countConfigurations()
{
    const auto isThere = hasTable(baseTable);
    if (!isThere)
        return failed(isThere.error());
    if (!*isThere)
        return {};
    const auto count = countOf(m_db, u"SELECT count(*) FROM "_s + baseTable + typeCondition());
    if (!count)
        return failed(count.error());
    m_done.configurations = *count;
    return {};
}

std::expected<void, Failure> Uninstaller::refuseReferences() const
{
    const auto problems = judgeReferences(
        m_db, m_dialect, u"%1 cannot be uninstalled"_s.arg(m_wanted.owner), m_has.tables);
    if (!problems)
        return failed(problems.error());
    if (!problems->isEmpty())
        return std::unexpected(failureOf(Fault::MigrationFailed, *problems));
    return {};
}

std::expected<void, Failure> Uninstaller::plan()
{
    if (m_wanted.owner == coreOwner())
        return failed(ErrorCode::InvalidArgument, u"The core cannot be uninstalled"_s,
                      u"Name a connector"_s, m_wanted.owner);
    if (auto found = findHoldings(); !found)
        return found;
    if (m_has.history.isEmpty())
        return failed(ErrorCode::NotFound,
                      u"Nothing of %1 is in the database"_s.arg(m_wanted.owner),
                      u"`outlet migrate status` shows what is"_s, m_wanted.owner);
    if (auto counted = countConfigurations(); !counted)
        return counted;
    m_done.tables = m_has.tables;
    if (m_wanted.mode == UninstallMode::Keep)
        return {};
    if (auto isFree = refuseReferences(); !isFree)
        return isFree;
    for (const Record &record : m_has.history)
        m_done.retired.append(record.migrationId);
    return m_wanted.mode == UninstallMode::Archive ? planArchiving() : planDropping();
}

std::expected<void, Failure> Uninstaller::planArchiving()
{
    const auto suffix =
        archiveSuffix(m_db, m_dialect, m_has.tables, QDateTime::currentDateTimeUtc());
    if (!suffix)
        return failed(suffix.error());
    const auto archive = planArchive(m_db, m_dialect, m_has.tables, m_has.objects, *suffix);
    if (!archive)
        return failed(archive.error());
    m_done.sql = archive->sql;
    m_done.archives = archive->names;
    const auto hasTypes = hasTable(typesTable);
    if (!hasTypes)
        return failed(hasTypes.error());
    // What was stored stays readable: whoever reads it finds the table there.
    for (qsizetype i = 0; *hasTypes && i < m_has.tables.size(); ++i)
        m_done.sql.append(u"UPDATE %1 SET table_name = %2 WHERE table_name = %3"_s.arg(
            typesTable, quotedText(archive->names[i]), quotedText(m_has.tables[i])));
    return {};
}

/** Of all down scripts; nothing unless every step has one and all is as it was applied. */
std::optional<QList<Statement>> Uninstaller::downStatements() const
{
    if (m_wanted.directory.isEmpty() || !QFileInfo::exists(m_wanted.directory))
        return std::nullopt;
    const auto files = readMigrations(m_wanted.directory, m_dialect);
    if (!files)
        return std::nullopt;
    const auto downs = planDowns(m_db, m_dialect, m_wanted.owner, *files, 0);
    if (!downs)
        return std::nullopt;
    QList<Statement> statements;
    for (const Migration &down : *downs)
        statements += down.statements;
    return statements;
}

/** The tables that down scripts leave behind: a new start must not find them. */
QStringList Uninstaller::tablesAfter(const QList<Statement> &downs) const
{
    const QStringList dropped = tablesDroppedBy(downs, m_dialect);
    QStringList left = m_has.tables;
    left.removeIf([&](const QString &table) {
        return std::any_of(dropped.begin(), dropped.end(), [&](const QString &name) {
            return isSameColumn(m_dialect, table, name);
        });
    });
    return left;
}

std::expected<void, Failure> Uninstaller::planDropping()
{
    if (m_done.configurations > 0 && !m_wanted.mayDelete)
        return failed(ErrorCode::Conflict,
                      u"%1 has %2 stored configurations, which would be deleted"_s.arg(
                          m_wanted.owner, QString::number(m_done.configurations)),
                      u"Say --yes to delete them, or use the mode archive"_s, baseTable);
    if (m_done.configurations > 0)
        m_done.sql.append(u"DELETE FROM "_s + baseTable + typeCondition());
    const auto hasTypes = hasTable(typesTable);
    if (!hasTypes)
        return failed(hasTypes.error());
    if (*hasTypes)
        m_done.sql.append(u"DELETE FROM "_s + typesTable + typeCondition());
    const auto downs = downStatements();
    if (downs) {
        for (const Statement &statement : *downs)
            m_done.sql.append(statement.text);
        m_done.hasUsedDowns = true;
    }
    const bool isByDowns = m_done.hasUsedDowns;
    const auto drop = planDrop(m_db, m_dialect, isByDowns ? tablesAfter(*downs) : m_has.tables,
                               isByDowns ? QList<SchemaObject>() : m_has.objects);
    if (!drop)
        return failed(drop.error());
    m_done.sql += *drop;
    return {};
}

/** What is dropped comes back with its first data; what is kept or archived has had it. */
std::expected<void, Failure> Uninstaller::forgetSeed()
{
    if (m_wanted.mode != UninstallMode::Drop)
        return {};
    const auto isThere = hasTable(seedsTable);
    if (!isThere)
        return failed(isThere.error());
    if (!*isThere)
        return {};
    const auto done = execute(
        m_db, u"DELETE FROM %1 WHERE plugin = %2"_s.arg(seedsTable, quotedText(m_wanted.owner)));
    return done ? std::expected<void, Failure>() : failed(done.error());
}

std::expected<void, Failure> Uninstaller::run(const Progress &progress, Advance &advance)
{
    advance.statements = int(m_done.sql.size());
    for (const QString &statement : std::as_const(m_done.sql)) {
        if (progress)
            progress(advance);
        if (const auto executed = execute(m_db, statement); !executed) {
            auto failure = failed(
                ErrorCode::Database,
                u"%1 cannot be uninstalled: %2"_s.arg(m_wanted.owner, executed.error().message),
                u"Nothing was changed. Something else needs what would go"_s, m_wanted.owner);
            failure.error().evidence.append(u"statement: %1"_s.arg(shortened(statement)));
            return failure;
        }
        ++advance.statement;
    }
    if (auto forgotten = forgetSeed(); !forgotten)
        return forgotten;
    const QString note = m_done.archives.isEmpty()
                             ? QString()
                             : u"archived as %1"_s.arg(m_done.archives.join(u", "_s));
    for (const Record &record : std::as_const(m_has.history)) {
        if (!m_done.retired.contains(record.migrationId))
            continue;
        if (progress)
            progress(advance);
        const auto retired =
            retireRecord(m_db, m_dialect, m_wanted.owner, record, nameOf(m_wanted.mode), note);
        if (!retired)
            return failed(retired.error());
    }
    return {};
}

} // namespace

QString nameOf(UninstallMode mode)
{
    switch (mode) {
    case UninstallMode::Keep:
        return u"keep"_s;
    case UninstallMode::Archive:
        return u"archive"_s;
    case UninstallMode::Drop:
        return u"drop"_s;
    }
    Q_UNREACHABLE();
}

std::optional<UninstallMode> uninstallModeNamed(QStringView name)
{
    for (UninstallMode mode : {UninstallMode::Keep, UninstallMode::Archive, UninstallMode::Drop}) {
        if (nameOf(mode) == name)
            return mode;
    }
    return std::nullopt;
}

std::expected<Uninstalled, Failure> uninstall(QSqlDatabase &db, Dialect dialect,
                                              const Uninstall &wanted, Mode mode,
                                              const Progress &progress)
{
    Uninstaller uninstaller(db, dialect, wanted);
    if (mode == Mode::PlanOnly || wanted.mode == UninstallMode::Keep) {
        if (const auto planned = uninstaller.plan(); !planned)
            return std::unexpected(planned.error());
        return uninstaller.done();
    }
    const Run run{db, dialect, wanted.owner, progress};
    QElapsedTimer clock;
    clock.start();
    Transaction transaction(db, dialect);
    if (const Result<void> begun = transaction.begin(defaultLockWait); !begun)
        return failed(begun.error());
    Advance advance{wanted.owner, 1, 1, 0, 0, false, 0};
    std::expected<void, Failure> done = uninstaller.plan();
    if (done)
        done = uninstaller.run(progress, advance);
    if (done)
        done = commit(run, transaction, advance, clock);
    if (!done)
        return std::unexpected(done.error());
    qCInfo(lcMigrations).noquote()
        << u"%1: uninstalled (%2)"_s.arg(wanted.owner, nameOf(wanted.mode));
    return uninstaller.done();
}

} // namespace outlet::migrations
