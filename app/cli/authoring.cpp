// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/authoring.h"

#include "app/authoring/scaffold.h"
#include "app/cli/output.h"
#include "app/log.h"
#include "ui-schemas/jsonwriter.h"

#include <QDir>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

const QString displayNameFlag = u"--display-name"_s;
const QString directoryFlag = u"--dir"_s;
const QString parentFlag = u"--parent"_s;
const QString authorFlag = u"--author"_s;
const QString licenceFlag = u"--license"_s;

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

} // namespace

QList<Command> authoringCommands()
{
    return {make()};
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

} // namespace outlet::app::cli
