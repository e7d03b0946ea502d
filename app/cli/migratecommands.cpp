// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/migrate.h"

#include "ui-schemas/quote.h"

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

const QString looking = u"Exit codes: 0 fine, 1 a connector's migrations have a fault, 2 command "
                        "line or\nsettings, 3 database or core migration."_s;

const OptionSpec plugin{u"--plugin"_s, u"NAME"_s,
                        u"Only this connector (name, id or alias), in force or not, or core"_s};
const OptionSpec pluginInForce{u"--plugin"_s, u"NAME"_s,
                               u"Only this connector (name, id or alias), or core"_s};
const OptionSpec dryRun{u"--dry-run"_s, {}, u"Print the SQL and change nothing"_s};
const OptionSpec yes{u"--yes"_s, {}, u"Do it: rows may be deleted"_s};

OptionSpec to(const QString &help)
{
    return {u"--to"_s, u"N"_s, help};
}

Command status()
{
    return {.path = u"migrate status"_s,
            .summary = u"Show every migration with its state, for the core and each connector."_s,
            .footer = u"States: applied, pending; changed, missing, out-of-order, newer are faults "
                      "that\n`outlet migrate verify` explains.\n\n"
                      "Examples:\n"
                      "  outlet migrate status\n"
                      "  outlet migrate status --json | jq '.owners[].pending'\n\n"_s +
                      looking,
            .hasJson = true,
            .options = {plugin},
            .run = migrateStatus};
}

Command plan()
{
    return {.path = u"migrate plan"_s,
            .summary = u"Print the SQL that `migrate up` or `serve` would run, and change "
                       "nothing."_s,
            .footer = u"Says before each step which statements delete, lock or break something.\n\n"
                      "Examples:\n"
                      "  outlet migrate plan\n"
                      "  outlet migrate plan --plugin snowflake --to 2 --json\n\n"_s +
                      looking,
            .hasJson = true,
            .options = {plugin, to(u"Only up to step number N; needs --plugin"_s)},
            .run = migratePlan};
}

Command up()
{
    return {.path = u"migrate up"_s,
            .summary =
                u"Apply the pending migrations of the core and of the connectors in force."_s,
            .footer = u"Examples:\n"
                      "  outlet migrate up --dry-run\n"
                      "  outlet migrate up --data-dir /var/lib/outlet --json\n"
                      "  outlet migrate up --plugin snowflake --to 1\n\n"
                      "Exit codes: 0 fine, 1 a connector's migration failed, 2 command line or "
                      "settings,\n3 database or core migration."_s,
            .hasJson = true,
            .options = {pluginInForce, to(u"Only up to step number N; needs --plugin"_s), dryRun},
            .run = migrateUp};
}

Command down()
{
    return {
        .path = u"migrate down"_s,
        .summary = u"Take the newest step back, by its down script; with --to, all above N."_s,
        .footer = u"Without --plugin the step that was applied last, whoever has it. Steps that "
                  "are not as\nthey were applied are not taken back, nor those that tables of "
                  "others refer to.\n\n"
                  "Examples:\n"
                  "  outlet migrate down --dry-run\n"
                  "  outlet migrate down --plugin snowflake --to 0 --yes\n\n"
                  "Exit codes: 0 fine, 1 it cannot be taken back, 2 command line or settings "
                  "(also\nwithout --yes), 3 database or core migration."_s,
        .hasJson = true,
        .options = {plugin, to(u"Every step above number N; 0 is all of them. Needs --plugin"_s),
                    dryRun, yes},
        .run = migrateDown};
}

Command verify()
{
    return {.path = u"migrate verify"_s,
            .summary = u"Check that files, history and tables agree, and say where they do not."_s,
            .footer = u"Names the file, the line and what differs. White space, comments and the "
                      "case of\nkeywords make no difference. Warnings about pending steps do not "
                      "fail the check.\n\n"
                      "Examples:\n"
                      "  outlet migrate verify\n"
                      "  outlet migrate verify --json | jq '.owners[].steps[].differences[]'\n\n"
                      "Exit codes: 0 all agree, 1 something does not, 2 command line or settings, "
                      "3 database."_s,
            .hasJson = true,
            .options = {plugin},
            .run = migrateVerify};
}

Command lint()
{
    return {.path = u"migrate lint"_s,
            .summary = u"Warn of statements that delete, lock or break something. Needs no "
                       "database."_s,
            .footer = u"Looks at the folders, else at the core and every connector that is found, "
                      "for SQLite\nand PostgreSQL.\n\n"
                      "Examples:\n"
                      "  outlet migrate lint\n"
                      "  outlet migrate lint ./connectors/snowflake --json\n\n"
                      "Exit codes: 0 no warnings, 1 warnings or a file that cannot be read, 2 "
                      "command line\nor settings."_s,
            .hasJson = true,
            .arguments = {{.name = u"DIR"_s,
                           .help = u"Folders of connectors, or of migrations"_s,
                           .isRequired = false,
                           .isList = true}},
            .run = migrateLint};
}

Command newScript()
{
    return {.path = u"migrate new"_s,
            .summary = u"Make the two files of a new migration, with the next number."_s,
            .footer = u"Examples:\n"
                      "  outlet migrate new ./connectors/snowflake add_region\n"
                      "  outlet migrate new core index_audit_log\n\n"
                      "Exit codes: 0 fine, 1 a file cannot be written, 2 command line or "
                      "settings."_s,
            .hasJson = true,
            .arguments = {{u"DIR"_s, u"The connector's folder, or core in Outlet's source"_s},
                          {u"WHAT"_s, u"What it does: lower-case letters, digits and _"_s}},
            .run = migrateNew};
}

Command uninstall()
{
    return {.path = u"migrate uninstall"_s,
            .summary = u"Keep, archive or drop what a connector has in the database."_s,
            .footer = u"  keep     everything stays; installing it again goes on there\n"
                      "  archive  its tables are renamed with the time; it begins with empty ones\n"
                      "  drop     its tables and configurations are deleted\n"
                      "The history is kept in every mode. Works for connectors that are gone, "
                      "too.\n\n"
                      "Examples:\n"
                      "  outlet migrate uninstall --plugin snowflake --mode archive --dry-run\n"
                      "  outlet migrate uninstall --plugin snowflake --mode archive --yes\n\n"
                      "Exit codes: 0 fine, 1 it cannot be uninstalled, 2 command line or settings "
                      "(also\nwithout --yes), 3 database."_s,
            .hasJson = true,
            .options = {{u"--plugin"_s, u"NAME"_s, u"The connector: name, id or alias"_s},
                        {u"--mode"_s, u"MODE"_s, u"keep, archive or drop"_s},
                        dryRun,
                        yes},
            .run = migrateUninstall};
}

} // namespace

QList<Command> migrateCommands()
{
    return {status(), plan(), up(), down(), verify(), lint(), newScript(), uninstall()};
}

CommandGroup migrateGroup()
{
    return {u"migrate"_s, u"Look at, apply and take back migrations of the database."_s,
            u"The core's migrations come first, then those of the connectors in force.\n"
            "status, plan, verify, lint and every --dry-run change nothing."_s};
}

Result<std::optional<QString>> optionText(const Invocation &invocation, const QString &flag)
{
    const auto found = invocation.options.constFind(flag);
    if (found == invocation.options.cend())
        return std::optional<QString>();
    if (found->trimmed().isEmpty())
        return fail(ErrorCode::InvalidArgument,
                    u"%1 needs a value; found an empty one."_s.arg(flag),
                    u"Leave %1 out, or write %1=VALUE."_s.arg(flag), {});
    return std::optional<QString>(*found);
}

Result<std::optional<int>> stepNumber(const Invocation &invocation)
{
    const auto text = optionText(invocation, u"--to"_s);
    if (!text)
        return std::unexpected(text.error());
    if (!*text)
        return std::optional<int>();
    constexpr int highest = 9999;
    bool isNumber = false;
    const int number = (*text)->toInt(&isNumber);
    if (!isNumber || number < 0 || number > highest)
        return fail(ErrorCode::InvalidArgument,
                    u"--to cannot be %1: it is no number of a step."_s.arg(ui::quoted(**text)),
                    u"Write a number from 0 to 9999; `outlet migrate status` shows them."_s, {});
    if (!invocation.options.contains(u"--plugin"_s))
        return fail(ErrorCode::InvalidArgument,
                    u"--to needs --plugin: everybody counts from 0001."_s,
                    u"Add --plugin NAME, or --plugin core."_s, {});
    return std::optional<int>(number);
}

} // namespace outlet::app::cli
