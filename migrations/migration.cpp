// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/migration.h"
#include "migrations/checksum.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

/** "Line 3: ..." is of use only with the file's name in front. */
void nameFile(Problems &problems, const QString &path)
{
    for (Error &problem : problems)
        problem.message = QFileInfo(path).fileName() + u": "_s + problem.message;
}

QList<Migration> parseAll(const QList<Script> &scripts, Dialect dialect, Problems &problems)
{
    QList<Migration> migrations;
    for (const Script &script : scripts) {
        if (auto migration = parseMigration(script, dialect))
            migrations.append(*std::move(migration));
        else
            problems += migration.error();
    }
    return migrations;
}

} // namespace

std::expected<Migration, Problems> parseMigration(const Script &script, Dialect dialect)
{
    Result<QList<Statement>> statements = splitStatements(script.text, dialect, script.path);
    Problems problems =
        statements ? findRefused(*statements, script.path) : Problems{statements.error()};
    if (statements && statements->isEmpty() && !script.dialect && script.direction == Direction::Up)
        problems.append(Error{ErrorCode::InvalidArgument, u"there is no statement in it"_s,
                              u"Write one, or remove the file"_s, script.path});
    if (!problems.isEmpty()) {
        nameFile(problems, script.path);
        return std::unexpected(problems);
    }
    const QString checksum = checksumOf(*statements);
    return Migration{script.id, script.number, script.path, *std::move(statements), checksum};
}

std::expected<Migrations, Failure> readMigrations(const QString &directory, Dialect dialect,
                                                  qint64 scriptLimit)
{
    const auto scripts = readScripts(directory, dialect, scriptLimit);
    if (!scripts)
        return std::unexpected(failureOf(Fault::SourceInvalid, scripts.error()));
    Problems problems;
    Migrations migrations{parseAll(scripts->ups, dialect, problems),
                          parseAll(scripts->downs, dialect, problems)};
    if (!problems.isEmpty())
        return std::unexpected(failureOf(Fault::SourceInvalid, problems));
    return migrations;
}

} // namespace outlet::migrations
