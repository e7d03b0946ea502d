// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/migrate.h"

#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/cli/standings.h"
#include "migrations/history.h"
#include "migrations/uninstall.h"
#include "ui-schemas/jsonwriter.h"

#include <algorithm>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

/** What both commands begin with. */
struct Opened
{
    Database database;
    std::vector<MigrationOwner> owners;
};

bool has(const Invocation &invocation, const QString &flag)
{
    return invocation.options.contains(flag);
}

Result<Opened> open(const Invocation &invocation)
{
    const bool isLooking = has(invocation, u"--dry-run"_s) || !has(invocation, u"--yes"_s);
    auto database = Database::open(invocation.settings.databaseUrl,
                                   isLooking ? Access::ReadOnly : Access::ReadWrite);
    if (!database)
        return std::unexpected(database.error());
    auto owners = findOwners(invocation.settings, *database);
    if (!owners)
        return std::unexpected(owners.error());
    return Opened{std::move(*database), std::move(*owners)};
}

ExitCode ended(const Error &error)
{
    printError(error);
    return exitCodeOf(error);
}

/** Whoever applied something last. */
Result<QString> lastOwner(Database &database)
{
    const auto names = migrations::readOwners(database.handle(), database.dialect());
    if (!names)
        return std::unexpected(names.error());
    std::pair<QString, QString> last; // when, who
    for (const QString &name : *names) {
        const auto history = migrations::readHistory(database.handle(), database.dialect(), name);
        if (!history)
            return std::unexpected(history.error());
        for (const migrations::Record &record : *history) {
            // In the same moment, a connector's is the later one: the core comes first.
            const bool isLater =
                record.appliedAt > last.first ||
                (record.appliedAt == last.first && last.second == migrations::coreOwner());
            if (isLater)
                last = {record.appliedAt, name};
        }
    }
    if (last.second.isEmpty())
        return fail(ErrorCode::NotFound, u"Nothing is applied."_s,
                    u"There is nothing to take back."_s, {});
    return last.second;
}

QString scriptOf(const QStringList &statements)
{
    QString text;
    for (const QString &statement : statements)
        text += statement + u";\n"_s;
    return text;
}

void printReversal(const MigrationOwner &owner, const migrations::Reversal &reversal, bool isDone,
                   bool isJson)
{
    if (!isJson) {
        for (const migrations::Step &step : reversal.steps)
            print(isDone ? u"%1 %2 taken back\n"_s.arg(owner.name, step.id)
                         : u"-- %1 %2\n"_s.arg(owner.name, step.id) + scriptOf(step.sql) + u'\n');
        return;
    }
    ui::JsonWriter json;
    json.beginObject().member("owner"_L1, owner.name).member("done"_L1, isDone);
    json.key("steps"_L1).beginArray();
    for (const migrations::Step &step : reversal.steps)
        json.beginObject()
            .member("id"_L1, step.id)
            .member("path"_L1, step.path)
            .member("sql"_L1, step.sql)
            .endObject();
    json.endArray().endObject();
    printJson(json.take());
}

ExitCode failed(const MigrationOwner &owner, const migrations::Failure &failure)
{
    printError(failure.error, failure.evidence);
    return owner.isCore() ? ExitCode::Database : ExitCode::CheckFailed;
}

ExitCode takeBack(Database &database, const MigrationOwner &owner, std::optional<int> to,
                  const Invocation &invocation)
{
    const auto planned = migrations::revert(database.handle(), database.dialect(), owner.source,
                                            migrations::Mode::PlanOnly, to);
    if (!planned)
        return failed(owner, planned.error());
    if (has(invocation, u"--dry-run"_s)) {
        printReversal(owner, *planned, false, invocation.isJson);
        return ExitCode::Fine;
    }
    if (!has(invocation, u"--yes"_s)) {
        QStringList ids;
        for (const migrations::Step &step : planned->steps)
            ids += step.id;
        return ended({ErrorCode::InvalidArgument,
                      u"This would take back %1 of %2, with all rows that go with it."_s.arg(
                          ids.join(u", "_s), owner.name),
                      u"Look at the SQL with --dry-run, make a backup, and say --yes."_s,
                      {}});
    }
    const auto done = migrations::revert(database.handle(), database.dialect(), owner.source,
                                         migrations::Mode::Apply, to);
    if (!done)
        return failed(owner, done.error());
    printReversal(owner, *done, true, invocation.isJson);
    return ExitCode::Fine;
}

/** The wanted connector: one that was found, or one that is only in the history. */
Result<migrations::Uninstall> uninstallOf(const Opened &opened, Database &database,
                                          const QString &name)
{
    const auto chosen = chosenOwners(opened.owners, name);
    if (chosen) {
        const MigrationOwner &owner = chosen->front();
        if (owner.isCore())
            return migrations::Uninstall{owner.name, {}, {}, {}};
        const ui::Manifest &manifest = owner.described->manifest;
        return migrations::Uninstall{owner.name, manifest.aliases, owner.source.directory,
                                     manifest.table};
    }
    const auto left = leftBehind(database, opened.owners);
    if (!left)
        return std::unexpected(left.error());
    if (left->contains(name))
        return migrations::Uninstall{name, {}, {}, {}};
    return std::unexpected(chosen.error());
}

QString uninstallText(const migrations::Uninstalled &done, bool isDone)
{
    if (!isDone)
        return done.sql.isEmpty() ? u"Nothing would be changed.\n"_s : scriptOf(done.sql);
    QString text;
    switch (done.mode) {
    case migrations::UninstallMode::Keep:
        text = u"%1: everything is kept: %2 (%3 configurations). Installing it again goes on "
               "there.\n"_s.arg(done.owner, done.tables.join(u", "_s),
                                QString::number(done.configurations));
        break;
    case migrations::UninstallMode::Archive:
        for (qsizetype i = 0; i < done.tables.size(); ++i)
            text += u"%1: archived %2 as %3.\n"_s.arg(done.owner, done.tables[i], done.archives[i]);
        break;
    case migrations::UninstallMode::Drop:
        text = u"%1: dropped %2 and %3 configurations.\n"_s.arg(
            done.owner, done.tables.join(u", "_s), QString::number(done.configurations));
        break;
    }
    if (!done.retired.isEmpty())
        text += u"%1: no longer in force: %2; the history keeps them.\n"_s.arg(
            done.owner, done.retired.join(u", "_s));
    return text;
}

QByteArray uninstallJson(const migrations::Uninstalled &done, bool isDone)
{
    ui::JsonWriter json;
    json.beginObject()
        .member("owner"_L1, done.owner)
        .member("mode"_L1, migrations::nameOf(done.mode))
        .member("done"_L1, isDone)
        .member("tables"_L1, done.tables)
        .member("archives"_L1, done.archives)
        .member("configurations"_L1, done.configurations)
        .member("retired"_L1, done.retired)
        .member("used_down_scripts"_L1, done.hasUsedDowns)
        .member("sql"_L1, done.sql)
        .endObject();
    return json.take();
}

/** The next start would apply everything anew. */
void warnIfInForce(const std::vector<MigrationOwner> &owners, const migrations::Uninstalled &done)
{
    const bool isInForce = std::ranges::any_of(owners, [&](const MigrationOwner &owner) {
        return owner.name == done.owner && owner.isWanted();
    });
    if (isInForce && done.mode != migrations::UninstallMode::Keep)
        printError(
            {ErrorCode::Conflict,
             u"%1 is still in force: the next start applies its migrations anew."_s.arg(done.owner),
             u"Remove its folder, or name it in DISABLED_PLUGINS."_s,
             {}});
}

Result<migrations::UninstallMode> modeOf(const Invocation &invocation)
{
    const auto text = optionText(invocation, u"--mode"_s);
    if (!text)
        return std::unexpected(text.error());
    const auto mode = migrations::uninstallModeNamed(text->value_or(QString()));
    if (!mode)
        return fail(ErrorCode::InvalidArgument,
                    *text ? u"--mode cannot be \"%1\"."_s.arg(**text)
                          : u"`outlet migrate uninstall` needs --mode."_s,
                    u"Say --mode keep, --mode archive or --mode drop."_s, {});
    return *mode;
}

} // namespace

ExitCode migrateDown(const Invocation &invocation)
{
    const auto to = stepNumber(invocation);
    if (!to)
        return ended(to.error());
    auto plugin = optionText(invocation, u"--plugin"_s);
    if (!plugin)
        return ended(plugin.error());
    auto opened = open(invocation);
    if (!opened)
        return ended(opened.error());
    if (!*plugin) {
        const auto last = lastOwner(opened->database);
        if (!last) {
            printError(last.error());
            return last.error().code == ErrorCode::NotFound ? ExitCode::CheckFailed
                                                            : ExitCode::Database;
        }
        *plugin = *last;
    }
    const auto chosen = chosenOwners(opened->owners, *plugin);
    if (!chosen)
        return ended(chosen.error());
    return takeBack(opened->database, chosen->front(), *to, invocation);
}

ExitCode migrateUninstall(const Invocation &invocation)
{
    const auto plugin = optionText(invocation, u"--plugin"_s);
    if (!plugin)
        return ended(plugin.error());
    if (!*plugin)
        return ended({ErrorCode::InvalidArgument,
                      u"`outlet migrate uninstall` needs --plugin."_s,
                      u"`outlet migrate status` shows the names."_s,
                      {}});
    const auto mode = modeOf(invocation);
    if (!mode)
        return ended(mode.error());
    const bool isDryRun = has(invocation, u"--dry-run"_s);
    const bool isSure = has(invocation, u"--yes"_s);
    auto opened = open(invocation);
    if (!opened)
        return ended(opened.error());
    auto wanted = uninstallOf(*opened, opened->database, **plugin);
    if (!wanted)
        return ended(wanted.error());
    wanted->mode = *mode;
    wanted->mayDelete = isSure || isDryRun;
    if (*mode != migrations::UninstallMode::Keep && !isDryRun && !isSure)
        return ended({ErrorCode::InvalidArgument,
                      u"This would %1 what %2 has in the database."_s.arg(migrations::nameOf(*mode),
                                                                          wanted->owner),
                      u"Look at the SQL with --dry-run, make a backup, and say --yes."_s,
                      {}});
    const auto done =
        migrations::uninstall(opened->database.handle(), opened->database.dialect(), *wanted,
                              isDryRun ? migrations::Mode::PlanOnly : migrations::Mode::Apply);
    if (!done) {
        printError(done.error().error, done.error().evidence);
        return ExitCode::CheckFailed;
    }
    if (invocation.isJson)
        printJson(uninstallJson(*done, !isDryRun));
    else
        print(uninstallText(*done, !isDryRun));
    if (!isDryRun)
        warnIfInForce(opened->owners, *done);
    return ExitCode::Fine;
}

} // namespace outlet::app::cli
