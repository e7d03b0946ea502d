// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/registry/usedsites.h"

#include "tests/fixtures/recipe.h"
#include "tests/registry/pipeline.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace outlet::tests {

namespace {

QString migration(const Site &site, const QString &name)
{
    return site.path(u"minimal/minimal/migrations/"_s + name);
}

void edit(const QString &path, const QByteArray &find, const QByteArray &by)
{
    auto content = readFile(path);
    if (!content || !content->contains(find) || !writeFile(path, content->replace(find, by)))
        qFatal("cannot edit %s", qPrintable(path));
}

void write(const QString &path, const QByteArray &text)
{
    if (!writeFile(path, text))
        qFatal("cannot write %s", qPrintable(path));
}

void changeStatement(const Site &site)
{
    edit(migration(site, u"0001_create_configurations.up.sql"_s), "thing TEXT NOT NULL",
         "thing TEXT");
}

void renameFile(const Site &site)
{
    if (!QFile::rename(migration(site, u"0001_create_configurations.up.sql"_s),
                       migration(site, u"0001_create.up.sql"_s)))
        qFatal("cannot rename");
    QFile::remove(migration(site, u"0001_create_configurations.down.sql"_s));
}

void rememberLaterStep(const Site &site)
{
    site.execute(u"INSERT INTO plugin_migrations (plugin, migration_id, checksum) VALUES "
                 "('MinimalDataOutput', '0007_from_the_future', 'abc')"_s);
}

void skipNumber(const Site &site)
{
    write(migration(site, u"0003_late.up.sql"_s), "CREATE TABLE late (id INTEGER);");
}

void addWrongStatement(const Site &site)
{
    write(migration(site, u"0002_wrong.up.sql"_s), "CREATE TABLE fine (id INTEGER);\n"
                                                   "INSERT INTO nowhere VALUES (1);\n");
}

void addWrongFileName(const Site &site)
{
    write(migration(site, u"two.sql"_s), "CREATE TABLE fine (id INTEGER);");
}

void dropColumn(const Site &site)
{
    site.execute(u"ALTER TABLE minimal_configurations DROP COLUMN note"_s);
}

void dropTable(const Site &site)
{
    site.execute(u"DROP TABLE minimal_configurations"_s);
}

void addColumn(const Site &site)
{
    site.execute(u"ALTER TABLE minimal_configurations ADD COLUMN colour TEXT"_s);
}

} // namespace

QList<UsedSite> usedSites()
{
    return {
        {"an applied statement was changed",
         u"checksum-changed"_s,
         changeStatement,
         {u"MinimalDataOutput: 0001_create_configurations was changed after it was applied"_s}},
        {"an applied file was renamed",
         u"migration-missing"_s,
         renameFile,
         {u"MinimalDataOutput: 0001_create_configurations was applied at "_s,
          u"but its file is gone"_s}},
        {"a later version was here before",
         u"database-newer"_s,
         rememberLaterStep,
         {u"The database is newer: 0007_from_the_future"_s, u"0001_create_configurations"_s}},
        {"a new file skips a number",
         u"migration-gap"_s,
         skipNumber,
         {u"Number 0002 is missing"_s, u"0003_late"_s}},
        {"a new statement is refused",
         u"migration-failed"_s,
         addWrongStatement,
         {u"0002_wrong.up.sql, line 2: "_s, u"no such table: nowhere"_s}},
        {"a new file has no number", u"migration-failed"_s, addWrongFileName, {u"two.sql"_s}},
        {"somebody dropped a column",
         u"table-drift"_s,
         dropColumn,
         {u"Table minimal_configurations has no column note"_s}},
        {"somebody dropped the table",
         u"table-drift"_s,
         dropTable,
         {u"There is no table minimal_configurations"_s}},
        {"somebody added a column",
         u"table-drift"_s,
         addColumn,
         {u"Table minimal_configurations has a column colour that no field has"_s}},
    };
}

} // namespace outlet::tests
