// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/migrate.h"

#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/cli/standings.h"
#include "app/log.h"
#include "app/registryoptions.h"
#include "migrations/newscript.h"
#include "registry/finder.h"
#include "registry/schema.h"
#include "ui-schemas/jsonwriter.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

const QList<migrations::Dialect> bothDialects{migrations::Dialect::Sqlite,
                                              migrations::Dialect::PostgreSql};

ExitCode ended(const Error &error)
{
    printError(error);
    return exitCodeOf(error);
}

/** A connector's folder means its migrations. */
Result<QString> migrationsIn(const QString &directory)
{
    const QDir folder(directory);
    if (!folder.exists())
        return fail(ErrorCode::NotFound, u"There is no folder %1."_s.arg(directory),
                    u"Name folders with migrations, or of connectors."_s, {});
    return folder.exists(u"migrations"_s) ? folder.absoluteFilePath(u"migrations"_s)
                                          : folder.absolutePath();
}

/** Those that were named, or the core's and those of every connector that is found. */
Result<QStringList> foldersFor(const Invocation &invocation)
{
    QStringList folders;
    for (const QString &directory : invocation.arguments) {
        const auto folder = migrationsIn(directory);
        if (!folder)
            return std::unexpected(folder.error());
        folders += *folder;
    }
    if (!invocation.arguments.isEmpty())
        return folders;
    folders += migrations::coreSource().directory;
    const auto options = registryOptions(invocation.settings, migrations::Mode::PlanOnly);
    for (const registry::Candidate &candidate : registry::find(options.paths).accepted) {
        const QString directory = registry::migrationsDirectory(candidate);
        if (QFileInfo::exists(directory))
            folders += directory;
    }
    return folders;
}

QByteArray warningsJson(const QList<migrations::LintWarning> &warnings)
{
    ui::JsonWriter json;
    json.beginObject();
    writeWarnings(json, warnings);
    json.endObject();
    return json.take();
}

/** Where a new migration goes: the core's source, or a connector's folder. */
Result<QString> targetOf(const QString &where)
{
    if (where == "core"_L1) {
        if (!QFileInfo(u"migrations/core"_s).isDir())
            return fail(ErrorCode::NotFound, u"There is no folder migrations/core here."_s,
                        u"Start this at the root of Outlet's source."_s, {});
        return QDir(u"migrations/core"_s).absolutePath();
    }
    const QDir folder(where);
    if (!folder.exists())
        return fail(ErrorCode::NotFound, u"There is no folder %1."_s.arg(where),
                    u"Name the folder of a connector, or core."_s, {});
    if (!folder.exists(u"connector.json"_s) && !folder.exists(u"migrations"_s))
        return fail(
            ErrorCode::InvalidArgument,
            u"%1 is no connector: it has neither connector.json nor migrations."_s.arg(where),
            u"Name the folder of a connector, or core."_s, {});
    return folder.absoluteFilePath(u"migrations"_s);
}

/** What the manifest beside the folder says; empty where it says nothing. */
QString licenceFor(const QString &directory)
{
    QFile manifest(QFileInfo(directory).absolutePath() + u"/connector.json"_s);
    if (!manifest.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(manifest.readAll()).object()["license"_L1].toString();
}

/** What the linter has against the scripts that are there: patterns that a new one may follow. */
QList<migrations::LintWarning> warningsIn(const QString &directory)
{
    if (!QFileInfo::exists(directory))
        return {};
    return migrations::lintDirectory(directory, bothDialects)
        .value_or(QList<migrations::LintWarning>()); // what cannot be read, makeScripts() tells
}

QByteArray madeJson(const migrations::NewScripts &made,
                    const QList<migrations::LintWarning> &warnings)
{
    ui::JsonWriter json;
    json.beginObject().member("up"_L1, made.up).member("down"_L1, made.down);
    writeWarnings(json, warnings);
    json.endObject();
    return json.take();
}

QString madeText(const migrations::NewScripts &made, const QList<migrations::LintWarning> &warnings)
{
    QString text = escaped(made.up) + u'\n' + escaped(made.down) + u'\n';
    for (const migrations::LintWarning &warning : warnings)
        text += textOf(warning);
    return text + u"Write the statements, then look at them with `outlet migrate lint %1`.\n"_s.arg(
                      escaped(QFileInfo(made.up).path()));
}

} // namespace

ExitCode migrateLint(const Invocation &invocation)
{
    const auto folders = foldersFor(invocation);
    if (!folders)
        return ended(folders.error());
    QList<migrations::LintWarning> warnings;
    ExitCode code = ExitCode::Fine;
    for (const QString &folder : *folders) {
        const auto found = migrations::lintDirectory(folder, bothDialects);
        if (!found) {
            printError(found.error().error, found.error().evidence);
            code = ExitCode::CheckFailed;
            continue;
        }
        warnings += *found;
    }
    if (invocation.isJson) {
        printJson(warningsJson(warnings));
    } else {
        for (const migrations::LintWarning &warning : std::as_const(warnings))
            print(textOf(warning));
        print(u"%1 folders, %2 warnings.\n"_s.arg(folders->size()).arg(warnings.size()));
    }
    return warnings.isEmpty() ? code : ExitCode::CheckFailed;
}

ExitCode migrateNew(const Invocation &invocation)
{
    const auto directory = targetOf(invocation.arguments[0]);
    if (!directory)
        return ended(directory.error());
    const auto warnings = warningsIn(*directory);
    const auto made =
        migrations::makeScripts(*directory, invocation.arguments[1], licenceFor(*directory));
    if (!made) {
        printError(made.error());
        return made.error().code == ErrorCode::Io ? ExitCode::CheckFailed : ExitCode::Usage;
    }
    if (invocation.isJson)
        printJson(madeJson(*made, warnings));
    else
        print(madeText(*made, warnings));
    return ExitCode::Fine;
}

} // namespace outlet::app::cli
