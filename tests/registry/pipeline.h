// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/pluginregistry.h"
#include "tests/fixtures/fixture.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <QVariantList>

namespace outlet::tests {

/** A folder, a SQLite file with the core's tables, and search paths: what one server has. */
class Site
{
public:
    enum class Core { Migrated, Empty };

    explicit Site(Core core = Core::Migrated);
    ~Site();
    Q_DISABLE_COPY_MOVE(Site)

    QString path(const QString &name) const { return m_folder.filePath(name); }

    /** Places a fixture and makes it the last search path. Aborts when that cannot be done. */
    void add(const Fixture &fixture, registry::Source source = registry::Source::External);
    void add(const QString &fixture) { add(fixtureNamed(fixture)); }

    /** All search paths, everything enabled; for changing before a registry is made from it. */
    registry::RegistryOptions options;

    /** The connection of the registry. */
    QSqlDatabase database() const { return m_database; }

    /** One statement over another connection, as another program would. Aborts on errors. */
    void execute(const QString &sql, const QVariantList &values = {}) const;

    /** First column of all rows, over another connection. */
    QStringList query(const QString &sql) const;

    /** Offers a service of the name with these choices to forms. */
    void offer(const QString &service, const QString &config) const;

private:
    QSqlDatabase open(const QString &purpose) const;

    QTemporaryDir m_folder;
    QSqlDatabase m_database;
    QSqlDatabase m_other;
};

/** `<name>: <code>` of everything in a snapshot, sorted. */
QStringList verdicts(const registry::Snapshot &snapshot);

/** The same, as fixtures promise it. */
QStringList verdicts(const QList<Fixture> &fixtures);

/** Ids in list order. */
QStringList ids(const registry::Snapshot &snapshot);

/** The lines that the fixtures wrote, since the last call; the environment names the file. */
class Journal
{
public:
    Journal();
    ~Journal();
    Q_DISABLE_COPY_MOVE(Journal)

    QStringList take();

private:
    QTemporaryDir m_folder;
    qint64 m_read = 0;
};

} // namespace outlet::tests
