// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/site.h"

#include <QFile>

#include <filesystem>

namespace outlet::tests {

using namespace Qt::StringLiterals;

namespace fs = std::filesystem;

namespace {

/** A second name costs nothing; it takes the same file system. */
void linkOrCopy(const fs::path &from, const fs::path &to)
{
    std::error_code error;
    fs::create_hard_link(from, to, error);
    if (error)
        fs::copy_file(from, to);
}

} // namespace

Site::Site(const QString &databaseUrl) : m_url(databaseUrl)
{
    const fs::path program = QStringLiteral(OUTLET_PROGRAM).toStdString();
    const fs::path root = path().toStdString();
    const fs::path connectors = "lib/outlet/connectors";
    fs::create_directories(root / "bin");
    fs::create_directories(root / connectors);
    linkOrCopy(program, root / "bin" / "outlet");
    for (const char *name : {"glue", "snowflake"})
        fs::copy(program.parent_path() / ".." / connectors / name, root / connectors / name,
                 fs::copy_options::recursive);
}

QString Site::migration(const QString &name) const
{
    return path(u"lib/outlet/connectors/glue/migrations/"_s + name);
}

void Site::write(const QString &name, const QByteArray &sql) const
{
    QFile::remove(migration(name)); // it may be a link to the source
    QFile file(migration(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(sql) != sql.size())
        qFatal("Cannot write %s", qPrintable(file.fileName()));
}

QByteArray Site::read(const QString &name) const
{
    QFile file(migration(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("Cannot read %s", qPrintable(file.fileName()));
    return file.readAll();
}

void Site::remove(const QString &name) const
{
    if (!QFile::remove(migration(name)))
        qFatal("Cannot remove %s", qPrintable(name));
}

Outcome Site::migrate(const QString &arguments) const
{
    QStringList words = arguments.split(u' ', Qt::SkipEmptyParts);
    words.prepend(u"migrate"_s);
    words += {u"--database-url"_s, m_url};
    return m_workspace.run(words, {{u"ENABLED_PLUGINS"_s, u"SnowflakeDataOutput,GlueDataOutput"_s}},
                           path(u"bin/outlet"_s));
}

} // namespace outlet::tests
