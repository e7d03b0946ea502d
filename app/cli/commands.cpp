// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/authoring.h"
#include "app/cli/doctor.h"
#include "app/cli/explain.h"
#include "app/cli/liveplugins.h"
#include "app/cli/migrate.h"
#include "app/cli/output.h"
#include "app/cli/packages.h"
#include "app/cli/plugins.h"
#include "app/cli/settings.h"
#include "app/cli/tokens.h"
#include "app/log.h"
#include "app/registryoptions.h"
#include "app/serve.h"

#include <QDir>
#include <QLoggingCategory>
#include <QProcessEnvironment>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSettings, "outlet.app")

const QString exitCodes = u"Exit codes: 0 fine, 2 command line or settings, 3 database"_s;

/** What the server does, and its connectors. */
QList<Command> serverCommands()
{
    return {
        {.path = u"serve"_s,
         .summary = u"Find the connectors and answer requests until SIGTERM or SIGINT."_s,
         .footer = u"Examples:\n"
                   "  outlet serve --sample-data\n"
                   "  outlet serve --listen 127.0.0.1:0 --data-dir /tmp/outlet\n"
                   "  ENABLED_PLUGINS=SnowflakeDataOutput outlet serve --log-format json\n\n"
                   "Prints one line a connector and `Outlet <version> listens on <URL>` when it is "
                   "ready.\n"_s +
                   exitCodes + u" or core\nmigration, 4 cannot listen."_s,
         .run = [](const Invocation &invocation) { return serve(invocation.settings); }},
        {.path = u"plugins list"_s,
         .summary = u"List every connector that was found, with its verdict."_s,
         .footer = u"Examples:\n"
                   "  outlet plugins list\n"
                   "  outlet plugins list --json | jq -r '.plugins[].name'\n\n"_s +
                   exitCodes + u'.',
         .hasJson = true,
         .run = listPlugins},
        {.path = u"plugins show"_s,
         .summary = u"Show everything that is known about one connector."_s,
         .footer = u"Examples:\n"
                   "  outlet plugins show SnowflakeDataOutput\n"
                   "  outlet plugins show snowflake --json\n\n"
                   "Exit codes: 0 fine, 2 command line, settings or unknown name, 3 database."_s,
         .hasName = true,
         .hasJson = true,
         .run = showPlugin},
        {.path = u"plugins why"_s,
         .summary = u"Tell why a connector is in force or not."_s,
         .footer = u"Examples:\n"
                   "  outlet plugins why S3DataOutput\n"
                   "  ENABLED_PLUGINS=Snowflke outlet plugins why Snowflke\n\n"
                   "An answer is always exit code 0, also for a name that nothing has.\n"_s +
                   exitCodes + u'.',
         .hasName = true,
         .hasJson = true,
         .run = whyPlugin},
        {.path = u"plugins verify"_s,
         .summary = u"Check discovery from end to end."_s,
         .footer = u"Examples:\n"
                   "  outlet plugins verify\n"
                   "  outlet plugins verify --plugin-path /opt/connectors --json\n\n"
                   "Exit codes: 0 every connector that should be in force is, 1 at least one is "
                   "not,\n2 command line or settings, 3 database."_s,
         .hasJson = true,
         .run = verifyPlugins},
        {.path = u"plugins install"_s,
         .summary =
             u"Install a connector's package: with --server there, else into the plugin path."_s,
         .footer = u"Examples:\n"
                   "  outlet plugins install s3-1.0.0.zip\n"
                   "  outlet plugins install s3-1.0.0.zip --plugin-path /opt/connectors --json\n"
                   "  outlet plugins install s3-1.0.0.zip --server http://127.0.0.1:8080\n\n"
                   "The package is verified, its module loaded on trial in a process of its own. "
                   "The version\nthat was there stays beside it. Without a server it goes into the "
                   "first plugin path.\n"
                   "Exit codes: 0 fine, 1 refused or not written, and nothing changed, 2 command "
                   "line, settings or\ntoken, 5 no server answers."_s,
         .hasJson = true,
         .options = installOptions(),
         .arguments = {{u"FILE"_s, u"A package that `outlet pack` made"_s}},
         .run = installPackage},
    };
}

/** What there is to know about one installation. */
QList<Command> installationCommands()
{
    return {
        {.path = u"token create"_s,
         .summary = u"Make a token for what plugins serve, and print it once."_s,
         .footer = u"Examples:\n"
                   "  outlet token create portal --permission echo:write\n"
                   "  outlet token create ci --permission echo:write,echo:misbehave "
                   "--expires-in-days 30\n\n"
                   "The database keeps its hash, never the token.\n"
                   "Exit codes: 0 fine, 1 the name is taken, 2 command line or settings, 3 "
                   "database."_s,
         .hasJson = true,
         .options = {{permissionFlag, u"KEY[,KEY]"_s,
                      u"What it may do; GET /api/v2/permissions lists the keys"_s},
                     {expiresFlag, u"DAYS"_s, u"When it ends by itself; default never"_s}},
         .arguments = {{u"TOKEN"_s, u"What to call it: letters, digits or any of . _ -"_s}},
         .run = createToken},
        {.path = u"token list"_s,
         .summary = u"List the tokens, what they may do and when they expire."_s,
         .footer = u"Examples:\n"
                   "  outlet token list\n"
                   "  outlet token list --json | jq -r '.tokens[].name'\n\n"_s +
                   exitCodes + u'.',
         .hasJson = true,
         .run = listTokens},
        {.path = u"token revoke"_s,
         .summary = u"End a token for good; servers know within a second."_s,
         .footer = u"Examples:\n"
                   "  outlet token revoke portal\n\n"
                   "Exit codes: 0 fine, 1 there is no such token, 2 command line or settings, 3 "
                   "database."_s,
         .hasJson = true,
         .arguments = {{u"TOKEN"_s, u"Its name, or its id"_s}},
         .run = revokeToken},
        {.path = u"doctor"_s,
         .summary = u"Tell what would fail in silence between tables and connectors."_s,
         .footer = u"Looks at platforms, services, templates and environments, and asks the "
                   "connectors in\nforce whether they find what they need. Changes nothing.\n\n"
                   "Examples:\n"
                   "  outlet doctor\n"
                   "  outlet doctor --json | jq -r '.findings[].message'\n\n"
                   "Exit codes: 0 no errors, 1 at least one (warnings do not count), 2 command "
                   "line or\nsettings, 3 database."_s,
         .hasJson = true,
         .run = examineInstallation},
        {.path = u"explain"_s,
         .summary = u"Tell what verdicts mean, and the usual remedy."_s,
         .footer = u"Examples:\n"
                   "  outlet explain cannot-load\n"
                   "  outlet explain --json | jq -r '.verdicts[].code'\n\n"
                   "Exit codes: 0 fine, 2 command line, settings or unknown verdict."_s,
         .hasJson = true,
         .arguments = {{u"VERDICT"_s, u"A code, such as cannot-load; default all"_s, false, true}},
         .run = explainVerdicts},
        {.path = u"settings"_s,
         .summary = u"Show every setting, its value and where it comes from."_s,
         .footer = u"Examples:\n"
                   "  outlet settings\n"
                   "  outlet settings --config /etc/outlet/outlet.yaml --json\n\n"
                   "Exit codes: 0 fine, 2 command line or settings."_s,
         .hasJson = true,
         .run = showSettings},
        {.path = u"pack"_s,
         .summary = u"Make a package of a connector's folder."_s,
         .footer = u"Examples:\n"
                   "  outlet pack build/lib/outlet/connectors/s3\n"
                   "  outlet pack plugins/s3 --output /tmp/s3.zip --json\n\n"
                   "Equal folders give equal packages, byte for byte.\n"
                   "Exit codes: 0 fine, 1 the folder is no connector as it should be, 2 command "
                   "line or settings."_s,
         .hasJson = true,
         .options = {{outputFlag, u"FILE"_s, u"Where to write it; default <id>-<version>.zip"_s}},
         .arguments = {{u"DIRECTORY"_s, u"The folder with the connector's module"_s}},
         .run = packConnector},
        {.path = u"connector-host"_s,
         .summary = u"Load a connector's module on trial; the server calls this."_s,
         .footer =
             u"Examples:\n"
             "  outlet connector-host --probe /opt/connectors/s3/s3.so\n"
             "  outlet connector-host --examine /opt/connectors/s3/s3.so --hook AccessPath\n\n"
             "A probe prints {\"loaded\":true}, or false with the verdict; an examination a "
             "line of JSON\nfor each call and each fault, as `outlet check` reads them.\n"
             "Exit codes: 0 loaded, 1 not loaded, 2 command line or settings."_s,
         .options = {{probeFlag, u"MODULE"_s, u"The module to load"_s},
                     {examineFlag, u"MODULE"_s, u"The module to load and to call"_s},
                     {hookFlag, u"HOOK"_s, u"Which of its hooks; default: compare them alone"_s}},
         .run = hostConnector},
    };
}

Inputs inputsOf(const CommandLine &line)
{
    Inputs inputs;
    inputs.flags = line.flags;
    inputs.configFile = line.configFile;
    inputs.environment = QProcessEnvironment::systemEnvironment();
    inputs.workingDirectory = QDir::currentPath();
    return inputs;
}

/** A command that only looks has its answer on stdout: its log is for what went wrong. */
LogLevel logLevelOf(const Settings &settings, const Command &command)
{
    if (command.path == "serve"_L1 || !isDefault(settings, u"log_level"_s))
        return settings.logLevel;
    return LogLevel::Warning;
}

ExitCode runCommand(const CommandLine &line)
{
    const Command &command = commands()[line.command];
    auto settings = loadSettings(inputsOf(line));
    if (!settings) {
        printProblems(settings.error());
        return ExitCode::Usage;
    }
    installLog(logLevelOf(*settings, command), settings->logFormat);
    for (const QString &warning : settings->warnings)
        qCWarning(lcSettings).noquote() << warning;
    return command.run({*settings, line.name, line.isJson, line.options, line.arguments});
}

/** Nothing below throws on purpose; what does all the same (no memory) still gets a sentence. */
ExitCode runGuarded(const CommandLine &line)
{
    try {
        return runCommand(line);
    } catch (const std::exception &exception) {
        printError({ErrorCode::Internal,
                    u"The program failed: %1."_s.arg(QString::fromLocal8Bit(exception.what())),
                    u"Look at the memory and the limits of the process (ulimit -a)."_s,
                    {}});
        return ExitCode::CheckFailed;
    }
}

} // namespace

const QList<Command> &commands()
{
    static const QList<Command> list = serverCommands() + livePluginCommands() + migrateCommands() +
                                       installationCommands() + authoringCommands();
    return list;
}

const QList<CommandGroup> &commandGroups()
{
    static const QList<CommandGroup> list{
        {u"plugins"_s, u"Look at the connectors, install them, switch them on and off."_s},
        migrateGroup(),
        {u"token"_s, u"Make, list and revoke tokens for what plugins serve."_s},
    };
    return list;
}

ExitCode run(const QStringList &arguments)
{
    const auto parsed = parseCommandLine(arguments, commandGroups(), commands());
    if (!parsed) {
        printError(parsed.error());
        return ExitCode::Usage;
    }
    ExitCode code = ExitCode::Fine;
    if (const auto *information = std::get_if<Information>(&*parsed)) {
        print(information->text);
    } else {
        code = runGuarded(std::get<CommandLine>(*parsed));
    }
    if (!finishOutput() && code == ExitCode::Fine)
        return ExitCode::CheckFailed;
    return code;
}

} // namespace outlet::app::cli
