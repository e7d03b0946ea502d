// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/check.h"

#include "app/authoring/scratchdatabase.h"
#include "app/stores/configurationstore.h"
#include "migrations/catalogue.h"
#include "migrations/linter.h"
#include "migrations/objects.h"
#include "migrations/script.h"
#include "registry/schema.h"
#include "ui-schemas/quote.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;
using migrations::Dialect;

namespace {

/** One connector before one database. */
class Run
{
public:
    Run(const ui::Manifest &manifest, const registry::Candidate &candidate,
        ScratchDatabase &scratch, QList<Finding> &findings)
        : m_described{candidate, manifest, {}}, m_scratch(scratch),
          m_findings(findings), m_source{manifest.plugin, registry::migrationsDirectory(candidate)}
    {}

    void all(const ui::Values &good, bool hasDowns)
    {
        const auto before = m_scratch.objects();
        if (!before)
            return report(before.error());
        if (!up({}))
            return;
        if (!m_described.manifest.table.isEmpty()) {
            checkForeignKey();
            checkRow(good);
        }
        if (hasDowns && down(*before))
            up(u"Once it was taken back, it cannot be applied again: "_s);
    }

private:
    Dialect dialect() const { return m_scratch.database().dialect(); }
    QString place() const { return migrations::nameOf(dialect()); }

    void report(const Error &error)
    {
        add({registry::nameOf(registry::VerdictCode::MigrationFailed), Part::Migrations,
             Severity::Fault, error.message, error.where, error.hint});
    }

    void add(Finding finding)
    {
        finding.where = finding.where.isEmpty() ? place() : place() + u": "_s + finding.where;
        m_findings += finding;
    }

    bool up(const QString &again)
    {
        const auto prepared = registry::prepareTable(m_scratch.database().handle(), dialect(),
                                                     m_described, migrations::Mode::Apply);
        if (prepared)
            return true;
        registry::Verdict verdict = prepared.error();
        Finding found = finding(Part::Migrations, verdict);
        if (!again.isEmpty()) {
            found.code = nameOf(Fault::NotRepeatable);
            found.message.prepend(again);
        }
        add(found);
        return false;
    }

    /** A configuration that is deleted must take its row along. */
    void checkForeignKey()
    {
        const QString base = u"data_output_configurations"_s;
        const QString &table = m_described.manifest.table;
        const auto references =
            migrations::findReferences(m_scratch.database().handle(), dialect(), {base});
        if (!references)
            return report(references.error());
        const bool isThere = std::ranges::any_of(*references, [&](const auto &reference) {
            return reference.table == table && reference.column == "id"_L1;
        });
        if (!isThere)
            add(finding(Fault::ForeignKeyMissing,
                        u"The column id of %1 does not refer to %2: rows would outlive their "
                        "configuration."_s.arg(table, base),
                        table,
                        u"Write REFERENCES %1 (id) ON DELETE CASCADE behind id."_s.arg(base)));
    }

    /** The store itself writes it, reads it and deletes it. */
    void checkRow(const ui::Values &good)
    {
        if (good.isEmpty())
            return;
        const stores::ConfigurationType type{.name = m_described.manifest.plugin,
                                             .otherNames = m_described.manifest.aliases,
                                             .table = m_described.manifest.table,
                                             .fields = m_described.manifest.fields};
        stores::ConfigurationStore store(m_scratch.database().handle(),
                                         [type](const QString &) { return std::optional(type); });
        const auto stored = store.create({type, {}, good}, {u"check"_s, u"check"_s});
        if (!stored)
            return refused(u"A configuration cannot be stored: %1"_s, stored.error());
        for (const ui::Field &field : m_described.manifest.fields) {
            const QJsonValue back = stored->values.value(field.name);
            if (!field.secret && back != good.value(field.name))
                refused(u"A configuration does not come back as it was stored: %1"_s,
                        {.message = u"%1 was %2 and is %3"_s.arg(
                             field.name, ui::quoted(good.value(field.name)), ui::quoted(back)),
                         .hint = u"Give the column a type that keeps it."_s,
                         .where = {}});
        }
        const auto removed = store.remove(stored->id, [](const auto &) { return Result<void>(); },
                                          {u"check"_s, u"check"_s});
        if (!removed)
            refused(u"A configuration cannot be deleted: %1"_s, removed.error());
    }

    void refused(const QString &sentence, const Error &error)
    {
        add(finding(Fault::RowRefused, sentence.arg(error.message), m_described.manifest.table,
                    error.hint.isEmpty() ? u"Compare the table's columns with the fields."_s
                                         : error.hint));
    }

    bool down(const QStringList &before)
    {
        auto &handle = m_scratch.database().handle();
        const auto reverted =
            migrations::revert(handle, dialect(), m_source, migrations::Mode::Apply, 0);
        const bool isNothing = !reverted && reverted.error().error.code == ErrorCode::NotFound &&
                               reverted.error().fault == migrations::Fault::MigrationFailed &&
                               !hasScripts();
        if (isNothing)
            return false; // no table, no scripts
        if (!reverted) {
            add(finding(Part::Migrations,
                        registry::verdictOf(m_described.manifest.plugin, reverted.error())));
            return false;
        }
        const auto after = m_scratch.objects();
        if (!after) {
            report(after.error());
            return false;
        }
        QStringList left = *after;
        left.removeIf([&](const QString &object) { return before.contains(object); });
        QStringList gone = before;
        gone.removeIf([&](const QString &object) { return after->contains(object); });
        for (const QString &object : left)
            add(finding(Fault::LeavesBehind, u"The down scripts leave %1 behind."_s.arg(object),
                        object, u"Drop it in the down script of the step that makes it."_s));
        for (const QString &object : gone)
            add(finding(Fault::LeavesBehind,
                        u"The down scripts drop %1, which was there before."_s.arg(object), object,
                        u"Drop only what the up script has made."_s));
        return left.isEmpty() && gone.isEmpty();
    }

    bool hasScripts() const { return !QDir(m_source.directory).entryList({u"*.sql"_s}).isEmpty(); }

    registry::Described m_described;
    ScratchDatabase &m_scratch;
    QList<Finding> &m_findings;
    migrations::Source m_source;
};

const QList<Dialect> bothDialects{Dialect::Sqlite, Dialect::PostgreSql};

/** What the files say by themselves, also for a database that is not at hand. */
struct Files
{
    bool areReadable = true;
    bool haveDowns = true; ///< each step has a way back
};

Files readFiles(const QString &directory, QList<Finding> &findings)
{
    if (!QFileInfo::exists(directory))
        return {};
    const auto warnings = migrations::lintDirectory(directory, bothDialects);
    if (!warnings) {
        const registry::Verdict verdict = registry::verdictOf(u"migrations"_s, warnings.error());
        Finding found = finding(Part::Migrations, verdict, warnings.error().error.where);
        findings += found;
        return {.areReadable = false};
    }
    for (const migrations::LintWarning &warning : *warnings)
        findings += finding(warning);
    QStringList told;
    for (const Dialect dialect : bothDialects) {
        const auto scripts = migrations::readScripts(directory, dialect);
        if (!scripts)
            continue; // the linter has told
        for (const migrations::Script &up : scripts->ups) {
            const bool hasDown = std::ranges::any_of(
                scripts->downs, [&](const auto &down) { return down.number == up.number; });
            if (hasDown || told.contains(up.id))
                continue;
            told += up.id;
            findings += finding(
                Fault::DownMissing, u"%1 has no down script: it cannot be taken back."_s.arg(up.id),
                u"migrations/"_s + QFileInfo(up.path).fileName(),
                u"Add %1.down.sql, which drops what the up script makes."_s.arg(up.id));
        }
    }
    return {.haveDowns = told.isEmpty()};
}

} // namespace

QString checkMigrations(const ui::Manifest &manifest, const registry::Candidate &candidate,
                        const ui::Values &good, const QString &postgresqlUrl,
                        QList<Finding> &findings)
{
    const Files files = readFiles(registry::migrationsDirectory(candidate), findings);
    if (!files.areReadable)
        return u"files"_s;
    QStringList databases;
    for (const Dialect dialect : bothDialects) {
        if (dialect == Dialect::PostgreSql && postgresqlUrl.isEmpty())
            continue;
        databases += dialect == Dialect::Sqlite ? u"SQLite"_s : u"PostgreSQL"_s;
        auto scratch = dialect == Dialect::Sqlite ? ScratchDatabase::inFile()
                                                  : ScratchDatabase::onServer(postgresqlUrl);
        if (!scratch) {
            const Error &error = scratch.error();
            findings += {registry::nameOf(registry::VerdictCode::MigrationFailed),
                         Part::Migrations,
                         Severity::Fault,
                         error.message,
                         error.where,
                         error.hint};
            continue;
        }
        Run(manifest, candidate, **scratch, findings).all(good, files.haveDowns);
    }
    return u"up, down and up again on %1%2"_s.arg(
        databases.join(u" and "_s),
        postgresqlUrl.isEmpty() ? u"; PostgreSQL with --postgresql URL"_s : QString());
}

} // namespace outlet::app::authoring
