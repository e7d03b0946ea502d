// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/postgresql/server.h"

#include <QString>
#include <QTemporaryDir>

namespace outlet::tests {

/**
 * Empty databases of each kind, for one test body that runs on both:
 *
 *     void StoreTest::aRowComesBack_data() { Databases::addRows(); }
 *     void StoreTest::aRowComesBack()
 *     {
 *         QFETCH(QString, database);
 *         auto opened = Database::open(m_databases.make(database), Access::ReadWrite);
 *
 * with a `Databases m_databases` in the test class: one server serves all its functions. The files
 * and the server go with the object.
 */
class Databases
{
public:
    /**
     * Adds a column `database` of QString and its rows `SQLite` and, where PostgreSQL is installed,
     * `PostgreSQL`; see the test postgresql_fixture_test, which fails where it is not.
     */
    static void addRows();

    /** For tables with more columns: the kinds, to be crossed with other rows. */
    static QStringList kinds();

    /** The URL of a new, empty database of that kind; ends the test program if there is none. */
    QString make(const QString &kind);

    /** The server, started at its first use. */
    PostgresServer &server();

private:
    PostgresServer m_server;
    bool m_isRunning = false;
    QTemporaryDir m_directory;
    int m_files = 0;
};

} // namespace outlet::tests
