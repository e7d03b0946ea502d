// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/authoring.h"

#include "app/authoring/check.h"
#include "app/authoring/scaffold.h"
#include "app/cli/output.h"
#include "app/log.h"
#include "app/registryoptions.h"
#include "app/settings/databaseurl.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"

#include <QCoreApplication>
#include <QDir>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

const QString displayNameFlag = u"--display-name"_s;
const QString directoryFlag = u"--dir"_s;
const QString parentFlag = u"--parent"_s;
const QString authorFlag = u"--author"_s;
const QString licenceFlag = u"--license"_s;
const QString moduleFlag = u"--module"_s;
const QString postgresqlFlag = u"--postgresql"_s;

QByteArray jsonOf(const QString &folder, const QStringList &files, const QString &id)
{
    ui::JsonWriter json;
    json.beginObject()
        .member("id"_L1, id)
        .member("plugin"_L1, authoring::pascalCase(id) + u"DataOutput"_s)
        .member("folder"_L1, folder)
        .member("files"_L1, files)
        .endObject();
    return json.take();
}

QString textOf(const QString &folder, const QStringList &files)
{
    QString text = u"Made %1:\n"_s.arg(escaped(folder));
    for (const QString &file : files)
        text += u"  "_s + file + u'\n';
    return text + u"Build it and try it:\n"
                  "  cd %1 && cmake --workflow --preset default\n"
                  "  outlet serve --plugin-path \"$PWD/build/connectors\"\n"_s.arg(
                      escaped(QDir::current().relativeFilePath(folder)));
}

Command make()
{
    return {.path = u"new"_s,
            .summary = u"Make the folder of a new connector that builds at once."_s,
            .footer = u"Manifest, C++, SQL for both databases, a test, a README and CMake files; "
                      "edit what is there.\nAn id is a lower-case letter, then lower-case letters, "
                      "digits or underscores.\n\n"
                      "Examples:\n"
                      "  outlet new my_destination\n"
                      "  outlet new blob_store --display-name \"Blob Store\" --parent azure --dir "
                      "connectors\n\n"
                      "Exit codes: 0 fine, 1 it cannot be written, 2 command line or settings, or "
                      "the folder\nis there and not empty."_s,
            .hasJson = true,
            .options = {{displayNameFlag, u"TEXT"_s, u"What people read; default made of the id"_s},
                        {directoryFlag, u"DIR"_s, u"Where to make the folder; default here"_s},
                        {parentFlag, u"KEY"_s, u"The platform that it is shown under, as aws"_s},
                        {authorFlag, u"NAME"_s, u"For the manifest"_s},
                        {licenceFlag, u"SPDX"_s, u"For every file; default MIT"_s}},
            .arguments = {{u"ID"_s, u"Of the connector: its folder and its module"_s}},
            .run = newConnector};
}

Command conformance()
{
    return {.path = u"check"_s,
            .summary = u"Tell everything that is wrong with a connector."_s,
            .footer = u"Looks at the manifest, the form, the icon, the migrations (up, down and up "
                      "again on a\ndatabase of their own), the module and every hook, which is "
                      "called with good and bad values\nin a process of its own. Changes nothing.\n"
                      "A source folder's module is looked for in its build/connectors/.\n\n"
                      "Examples:\n"
                      "  outlet check my_destination\n"
                      "  outlet check s3-1.0.0.zip --json | jq -r '.findings[].code'\n"
                      "  outlet check . --postgresql postgresql://me:secret@localhost/scratch\n\n"
                      "Exit codes: 0 no faults (warnings do not count), 1 at least one, 2 command "
                      "line or\nsettings."_s,
            .hasJson = true,
            .options = {{moduleFlag, u"FILE"_s, u"The module of a source folder"_s},
                        {postgresqlFlag, u"URL"_s,
                         u"Try the migrations there, too: in a schema that is made and removed"_s}},
            .arguments = {{u"PATH"_s, u"A connector's folder, that of its module, or a package"_s}},
            .run = checkConnector};
}

/** `passed`, and the like, with what was looked at. */
Row rowOf(const authoring::Report &report, authoring::Part part)
{
    const bool isFine = report.count(part, authoring::Severity::Fault) == 0;
    const bool isSkipped = isFine && report.skipped.contains(part);
    const Cell mark = isSkipped ? Cell{u"-"_s, Colour::Faint}
                      : isFine  ? Cell{u"\u2713"_s, Colour::Good}
                                : Cell{u"\u2717"_s, Colour::Bad};
    return {mark, authoring::nameOf(part),
            report.skipped.contains(part) ? report.skipped[part] : report.looked.value(part)};
}

QString textOf(const authoring::Finding &finding)
{
    const bool isFault = finding.severity == authoring::Severity::Fault;
    const Cell mark{isFault ? u"\u2717"_s : u"!"_s, isFault ? Colour::Bad : Colour::None};
    QStringList lines = finding.message.split(u'\n');
    QString text = painted(mark, hasColours()) + u' ' +
                   painted({finding.code, Colour::Strong}, hasColours()) + u"  "_s +
                   escaped(lines.takeFirst()) + u'\n';
    for (const QString &line : std::as_const(lines))
        text += u"    "_s + escaped(line) + u'\n';
    if (!finding.where.isEmpty())
        text += u"    at: "_s + escaped(finding.where) + u'\n';
    if (!finding.remedy.isEmpty())
        text += u"    hint: "_s + escaped(finding.remedy) + u'\n';
    return text;
}

QString textOf(const authoring::Report &report)
{
    QList<Row> rows;
    for (const authoring::Part part : authoring::everyPart())
        rows += rowOf(report, part);
    QString text = table(rows, hasColours());
    for (const authoring::Finding &finding : report.findings)
        text += textOf(finding);
    const QString name = report.plugin.isEmpty() ? report.target : report.plugin;
    return text + u"%1: %2, %3\n"_s.arg(
                      escaped(name),
                      authoring::counted(report.count(authoring::Severity::Fault), u"fault"_s),
                      authoring::counted(report.count(authoring::Severity::Warning), u"warning"_s));
}

} // namespace

QList<Command> authoringCommands()
{
    return {make(), conformance()};
}

ExitCode newConnector(const Invocation &invocation)
{
    const auto &options = invocation.options;
    const QString id = invocation.arguments.value(0);
    const auto files = authoring::scaffold({.id = id,
                                            .displayName = options.value(displayNameFlag),
                                            .parent = options.value(parentFlag),
                                            .author = options.value(authorFlag),
                                            .license = options.value(licenceFlag, u"MIT"_s)});
    if (!files) {
        printProblems(files.error());
        return ExitCode::Usage;
    }
    const QString parent = QDir::current().absoluteFilePath(options.value(directoryFlag, u"."_s));
    const auto folder = authoring::writeFolder(QDir::cleanPath(parent), id, *files);
    if (!folder) {
        printError(folder.error());
        return folder.error().code == ErrorCode::Io ? ExitCode::CheckFailed : ExitCode::Usage;
    }
    if (invocation.isJson)
        printJson(jsonOf(*folder, files->keys(), id));
    else
        print(textOf(*folder, files->keys()));
    return ExitCode::Fine;
}

ExitCode checkConnector(const Invocation &invocation)
{
    const auto &options = invocation.options;
    const auto absolute = [](const QString &path) {
        return path.isEmpty() ? path : QDir::cleanPath(QDir::current().absoluteFilePath(path));
    };
    const QString url = options.value(postgresqlFlag);
    if (options.contains(postgresqlFlag) && !url.startsWith("postgresql://"_L1)) {
        printError({ErrorCode::InvalidArgument,
                    u"--postgresql: found %1, wanted postgresql://user@host/database."_s.arg(
                        ui::quoted(maskedUrl(url))),
                    u"Name a database in which the user may make a schema."_s,
                    {}});
        return ExitCode::Usage;
    }
    const auto report = authoring::check(absolute(invocation.arguments.value(0)),
                                         {.module = absolute(options.value(moduleFlag)),
                                          .postgresqlUrl = url,
                                          .builtIn = builtInDirectory(),
                                          .program = QCoreApplication::applicationFilePath(),
                                          .judging = judgingBy(invocation.settings),
                                          .hookTimeout = invocation.settings.hookTimeout});
    if (!report) {
        printError(report.error());
        return ExitCode::Usage;
    }
    if (invocation.isJson)
        printJson(authoring::jsonOf(*report));
    else
        print(textOf(*report));
    return report->isFine() ? ExitCode::Fine : ExitCode::CheckFailed;
}

} // namespace outlet::app::cli
