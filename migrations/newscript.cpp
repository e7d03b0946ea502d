// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/newscript.h"
#include "migrations/scriptname.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

constexpr int highestNumber = 9999;
constexpr qsizetype longestName = 60;

const QString licenceMark = u"-- SPDX-License-Identifier: "_s;

Result<void> checkName(const QString &name)
{
    static const QRegularExpression grammar(u"\\A[a-z][a-z0-9_]*\\z"_s);
    if (!grammar.match(name).hasMatch())
        return fail(ErrorCode::InvalidArgument, u"\"%1\" is no name for a migration"_s.arg(name),
                    u"Use lower-case letters, digits and _, and begin with a letter: add_region"_s,
                    name);
    if (name.size() > longestName)
        return fail(ErrorCode::InvalidArgument,
                    u"The name of the migration has %1 characters; at most %2 are allowed"_s.arg(
                        QString::number(name.size()), QString::number(longestName)),
                    u"Say in two or three words what it does"_s, name);
    return {};
}

/** What the folder has so far. */
struct Folder
{
    int highest = 0;
    QString newest; ///< the path of a script with that number
};

Result<Folder> readFolder(const QDir &directory, const QString &name)
{
    Folder folder;
    for (const QFileInfo &file : directory.entryInfoList({u"*.sql"_s}, QDir::Files)) {
        const Result<ScriptName> script = parseScriptName(file.fileName());
        if (!script)
            return std::unexpected(script.error());
        if (script->name == name)
            return fail(ErrorCode::Conflict,
                        u"There is a migration of that name: %1"_s.arg(file.fileName()),
                        u"Choose another name: what was applied is never changed"_s,
                        file.filePath());
        if (script->number >= folder.highest)
            folder = {script->number, file.filePath()};
    }
    if (folder.highest >= highestNumber)
        return fail(ErrorCode::Conflict, u"No number is left above %1"_s.arg(folder.highest),
                    u"Numbers have four digits"_s, folder.newest);
    return folder;
}

QString licenceOf(const QString &script, const QString &otherwise)
{
    QFile file(script);
    if (!script.isEmpty() && file.open(QIODevice::ReadOnly)) {
        const QString first = QString::fromUtf8(file.readLine(200)).trimmed();
        if (first.startsWith(licenceMark))
            return first + u'\n';
    }
    return otherwise.isEmpty() ? QString() : licenceMark + otherwise + u'\n';
}

Result<void> writeNew(const QString &path, const QString &text)
{
    QFile file(path);
    const QByteArray bytes = text.toUtf8();
    const bool isOpen = file.open(QIODevice::WriteOnly | QIODevice::NewOnly);
    if (isOpen && file.write(bytes) == bytes.size() && file.flush())
        return {};
    const QString reason = file.errorString();
    if (isOpen)
        file.remove();
    return fail(ErrorCode::Io, u"Cannot write %1: %2"_s.arg(path, reason),
                u"Look at the folder and its rights"_s, path);
}

} // namespace

Result<NewScripts> makeScripts(const QString &directory, const QString &name,
                               const QString &licence)
{
    if (const Result<void> isFine = checkName(name); !isFine)
        return std::unexpected(isFine.error());
    const QFileInfo parent(QFileInfo(directory).absolutePath());
    if (!parent.isDir())
        return fail(ErrorCode::NotFound, u"There is no folder %1"_s.arg(parent.filePath()),
                    u"Name the folder of a connector, or core"_s, parent.filePath());
    const QDir folder(directory);
    const Result<Folder> found = readFolder(folder, name);
    if (!found)
        return std::unexpected(found.error());
    if (!folder.exists() && !folder.mkpath(u"."_s))
        return fail(ErrorCode::Io, u"Cannot make the folder %1"_s.arg(directory),
                    u"Look at the rights of the folder above it"_s, directory);

    const QString id = ScriptName{found->highest + 1, name, {}, Direction::Up}.id();
    const QString first = licenceOf(found->newest, licence);
    const NewScripts scripts{folder.filePath(id + u".up.sql"_s),
                             folder.filePath(id + u".down.sql"_s)};
    const auto up = writeNew(
        scripts.up,
        first + u"-- Say why, and write the statements below. They run in one transaction. Once a\n"
                "-- release has this file it never changes: a change is a new migration.\n"_s);
    if (!up)
        return std::unexpected(up.error());
    const auto down =
        writeNew(scripts.down,
                 first + u"-- Write what takes %1.up.sql back, in the opposite order.\n"_s.arg(id));
    if (!down) {
        QFile::remove(scripts.up);
        return std::unexpected(down.error());
    }
    return scripts;
}

} // namespace outlet::migrations
