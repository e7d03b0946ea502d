// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/manifest.h"
#include "ui-schemas/quote.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

#include <cstdio>

namespace {

using namespace Qt::StringLiterals;
using namespace outlet;

enum ExitCode { Fine = 0, Wrong = 1, Usage = 2 };

void say(FILE *stream, const QString &text)
{
    std::fprintf(stream, "%s\n", text.toUtf8().constData());
}

/** As compilers do, so that editors can jump to it. */
void report(const QString &file, const Error &problem)
{
    const QString where = problem.where.isEmpty() ? QString() : problem.where + ": "_L1;
    say(stderr, ui::printable(u"%1: %2error: %3"_s.arg(file, where, problem.message)));
    if (!problem.hint.isEmpty())
        say(stderr, ui::printable(u"%1: %2hint: %3"_s.arg(file, where, problem.hint)));
}

Result<QByteArray> read(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io, u"found no readable file: %1"_s.arg(file.errorString()),
                    u"Check the path."_s);
    return file.readAll();
}

/** The manifest in a file; what is wrong with it has been reported otherwise. */
std::optional<ui::Manifest> checked(const QString &name, QByteArray *text = nullptr)
{
    const Result<QByteArray> content = read(name);
    if (!content) {
        report(name, content.error());
        return std::nullopt;
    }
    const auto manifest = ui::parseManifest(*content);
    if (!manifest) {
        for (const Error &problem : manifest.error())
            report(name, problem);
        return std::nullopt;
    }
    if (text)
        *text = *content;
    return *manifest;
}

ExitCode check(const QStringList &files)
{
    ExitCode code = Fine;
    for (const QString &file : files) {
        if (!checked(file))
            code = Wrong;
    }
    return code;
}

ExitCode write(const QString &name, const QByteArray &text)
{
    QSaveFile file(name); // always written: build systems go by the time stamp
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        return Fine;
    report(name, {ErrorCode::Io,
                  u"found no way to write it: %1"_s.arg(file.errorString()),
                  u"Check that the folder exists and can be written."_s,
                  {}});
    return Wrong;
}

ExitCode embed(const QString &file, const QString &output, const QString &id)
{
    QByteArray text;
    const std::optional<ui::Manifest> manifest = checked(file, &text);
    if (!manifest)
        return Wrong;
    if (!id.isNull() && manifest->id != id) {
        report(file, {ErrorCode::Conflict,
                      u"found %1, wanted %2, as the folder and the module are called"_s.arg(
                          ui::quoted(manifest->id), ui::quoted(id)),
                      u"Change the id, or rename the folder."_s, u"/id"_s});
        return Wrong;
    }
    const QByteArray compact = QJsonDocument::fromJson(text).toJson(QJsonDocument::Compact);
    return write(output, ui::embeddedManifest(compact));
}

ExitCode misused(const QString &message)
{
    say(stderr, "outlet-manifest: "_L1 + message);
    say(stderr, u"Try \"outlet-manifest --help\"."_s);
    return Usage;
}

void declare(QCommandLineParser &parser)
{
    parser.setApplicationDescription(
        u"Checks the manifests of connectors.\n\n"
        u"  outlet-manifest check <connector.json>...\n"
        u"      Names everything that is wrong with each of them.\n"
        u"  outlet-manifest embed <connector.json> -o <file> [--id <id>]\n"
        u"      Checks one and writes what a module embeds, only if it is right.\n\n"
        u"Exit codes: 0 all right, 1 problems, 2 wrong usage."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption(
        {{u"o"_s, u"output"_s}, u"Write what a module embeds to <file>."_s, u"file"_s});
    parser.addOption({u"id"_s, u"Want the manifest to have this <id>."_s, u"id"_s});
    parser.addPositionalArgument(u"command"_s, u"check or embed"_s);
    parser.addPositionalArgument(u"files"_s, u"Manifests."_s, u"<connector.json>..."_s);
}

ExitCode run(const QCommandLineParser &parser)
{
    QStringList files = parser.positionalArguments();
    const QString command = files.isEmpty() ? QString() : files.takeFirst();
    const bool hasOptions = parser.isSet(u"output"_s) || parser.isSet(u"id"_s);
    if (command == "check"_L1) {
        if (files.isEmpty() || hasOptions)
            return misused(u"\"check\" wants files, and no options"_s);
        return check(files);
    }
    if (command == "embed"_L1) {
        if (files.size() != 1 || !parser.isSet(u"output"_s))
            return misused(u"\"embed\" wants one file, and -o with another"_s);
        return embed(files.first(), parser.value(u"output"_s), parser.value(u"id"_s));
    }
    return misused(command.isEmpty()
                       ? u"no command, wanted check or embed"_s
                       : u"unknown command %1, wanted check or embed"_s.arg(ui::quoted(command)));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"outlet-manifest"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(OUTLET_VERSION));
    QCommandLineParser parser;
    declare(parser);
    if (!parser.parse(QCoreApplication::arguments()))
        return misused(parser.errorText());
    if (parser.isSet(u"help"_s))
        parser.showHelp(Fine);
    if (parser.isSet(u"version"_s))
        parser.showVersion();
    return run(parser);
}
