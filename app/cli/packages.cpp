// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/packages.h"

#include "app/authoring/examination.h"
#include "app/cli/liveplugins.h"
#include "app/cli/output.h"
#include "app/cli/serverclient.h"
#include "app/datadirectory.h"
#include "app/packages/pack.h"
#include "app/packages/package.h"
#include "app/packages/versions.h"
#include "app/registryoptions.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>
#include <cstdio>
#include <unistd.h>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

/** Whole or not at all: a package cut short would be found out only where it is installed. */
Result<void> write(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    const bool isWritten =
        file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
    if (!isWritten)
        return fail(ErrorCode::InvalidArgument,
                    u"The package cannot be written to %1: %2."_s.arg(path, file.errorString()),
                    u"Name another file with --output."_s, path);
    return {};
}

/** The mistakes of the command line, told from those of the package. */
ExitCode exitCodeOf(const packages::Refusal &refusal)
{
    return refusal.error.code == ErrorCode::NotFound ? ExitCode::Usage : ExitCode::CheckFailed;
}

QByteArray jsonOf(const packages::InstalledPackage &installed, const QString &before)
{
    ui::JsonWriter json;
    json.beginObject()
        .member("status"_L1, installed.isNew ? u"installed"_s : u"unchanged"_s)
        .member("id"_L1, installed.id)
        .member("plugin"_L1, installed.plugin)
        .member("version"_L1, installed.version)
        .member("directory"_L1, installed.directory)
        .member("before"_L1, before.isEmpty() ? QString() : before)
        .endObject();
    return json.take();
}

QString textOf(const packages::InstalledPackage &installed, const QString &before)
{
    QString text = installed.isNew ? u"Installed %1 %2 in %3.\n"_s.arg(
                                         installed.plugin, installed.version, installed.directory)
                                   : u"%1 %2 was installed already, in %3.\n"_s.arg(
                                         installed.plugin, installed.version, installed.directory);
    if (!before.isEmpty() && before != installed.folder)
        text += u"It takes the place of %1, which stays beside it.\n"_s.arg(before);
    return text + u"A server uses it from its next start, or once it has looked again.\n"_s;
}

} // namespace

ExitCode packConnector(const Invocation &invocation)
{
    const QString directory = QDir::current().absoluteFilePath(invocation.arguments.value(0));
    const Settings &settings = invocation.settings;
    const auto packed =
        packages::pack(directory, settings.packageLimits, {.bytes = settings.maxManifestBytes});
    if (!packed) {
        printProblems(packed.error());
        const bool isUsage = packed.error().value(0).code == ErrorCode::NotFound;
        return isUsage ? ExitCode::Usage : ExitCode::CheckFailed;
    }
    const QString path =
        QDir::current().absoluteFilePath(invocation.options.value(outputFlag, packed->fileName()));
    if (const auto written = write(path, packed->archive); !written) {
        printError(written.error());
        return ExitCode::Usage;
    }
    if (invocation.isJson) {
        ui::JsonWriter json;
        json.beginObject()
            .member("id"_L1, packed->inventory.id)
            .member("version"_L1, packed->inventory.version)
            .member("file"_L1, path)
            .member("bytes"_L1, qint64(packed->archive.size()))
            .member("sha256"_L1, QString::fromLatin1(packages::sha256(packed->archive)))
            .endObject();
        printJson(json.take());
    } else {
        print(u"Packed %1 %2: %3 files, %4 bytes, in %5\n"_s.arg(
            packed->inventory.id, packed->inventory.version,
            QString::number(packed->inventory.files.size()),
            QString::number(packed->archive.size()), path));
    }
    return ExitCode::Fine;
}

ExitCode installPackage(const Invocation &invocation)
{
    if (invocation.options.contains(serverFlag))
        return installOnServer(invocation);
    for (const QString &flag : {previewFlag, acceptFlag}) {
        if (!invocation.options.contains(flag))
            continue;
        printError({ErrorCode::InvalidArgument,
                    u"%1 is a question for a server: without one, nothing that is stored is "
                    "looked at."_s.arg(flag),
                    u"Name the server with %1."_s.arg(serverFlag),
                    {}});
        return ExitCode::Usage;
    }
    const QString file = QDir::current().absoluteFilePath(invocation.arguments.value(0));
    const QString plugins = invocation.settings.pluginPath.value(0);
    if (isDefault(invocation.settings, u"plugin_path"_s)) {
        if (const auto made = makeDataDirectory(invocation.settings); !made) {
            printError(made.error());
            return ExitCode::Usage;
        }
    }
    auto staged = packages::stageFile(file, plugins, judgingBy(invocation.settings));
    if (!staged) {
        const Error &error = staged.error().error;
        printError(
            {error.code, error.message + u" Nothing was changed."_s, error.hint, error.where});
        return exitCodeOf(staged.error());
    }
    const QString before = packages::currentFolder(plugins, staged->described.manifest.id);
    const auto installed = packages::commitPackage(std::move(*staged), plugins);
    if (!installed) {
        printError(installed.error());
        return ExitCode::CheckFailed;
    }
    const auto switched = packages::switchCurrent(plugins, installed->id, installed->folder);
    if (!switched) {
        printError(switched.error());
        return ExitCode::CheckFailed;
    }
    if (invocation.isJson)
        printJson(jsonOf(*installed, before));
    else
        print(textOf(*installed, before));
    return ExitCode::Fine;
}

ExitCode hostConnector(const Invocation &invocation)
{
    const QString probed = invocation.options.value(probeFlag);
    const QString examined = invocation.options.value(examineFlag);
    if (probed.isEmpty() == examined.isEmpty()) {
        printError({ErrorCode::InvalidArgument,
                    u"`outlet connector-host` needs --probe MODULE or --examine MODULE."_s,
                    u"The server calls it when a package is installed, `outlet check` to call "
                    "hooks."_s,
                    {}});
        return ExitCode::Usage;
    }
    // The answer goes where nothing that the module prints can get in its way.
    const int answers = ::dup(STDOUT_FILENO);
    if (answers < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        printError({ErrorCode::Io,
                    u"The output cannot be kept from the module: %1."_s.arg(qt_error_string(errno)),
                    u"Look at the limits of open files (ulimit -n)."_s,
                    {}});
        return ExitCode::CheckFailed;
    }
    if (!examined.isEmpty()) {
        authoring::Teller teller(answers);
        authoring::examine(examined, invocation.options.value(hookFlag, authoring::loadExamination),
                           invocation.settings.hookTimeout, teller);
        ::_exit(int(ExitCode::Fine));
    }
    const auto outcome = packages::probeHere(probed);
    std::fflush(stdout);
    ::dup2(answers, STDOUT_FILENO);
    printJson(packages::probeAnswer(outcome));
    std::fflush(stdout);
    // Without the module's destructors: the server, too, ends without unloading it.
    ::_exit(int(outcome ? ExitCode::Fine : ExitCode::CheckFailed));
}

} // namespace outlet::app::cli
