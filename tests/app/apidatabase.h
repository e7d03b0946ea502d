// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/database.h"
#include "migrations/engine.h"
#include "tests/contract/sample.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>

namespace outlet::tests {

/** A real SQLite file with the core's tables, gone at the end of its life. */
class ApiDatabase
{
public:
    ApiDatabase() : m_database(open())
    {
        const auto done = migrations::migrate(handle(), migrations::Dialect::Sqlite,
                                              migrations::coreSource(), migrations::Mode::Apply);
        if (!done)
            giveUp(done.error().error.message);
    }

    QSqlDatabase &handle() { return m_database.handle(); }

    void run(const QString &statement)
    {
        QSqlQuery query(handle());
        if (!query.exec(statement))
            giveUp(statement + QStringLiteral(": ") + query.lastError().text());
    }

private:
    app::Database open()
    {
        auto opened = app::Database::open(QStringLiteral("sqlite:///") +
                                              m_directory.filePath(QStringLiteral("outlet.sqlite")),
                                          app::Access::ReadWrite);
        if (!opened)
            giveUp(opened.error().message);
        return std::move(*opened);
    }

    QTemporaryDir m_directory;
    app::Database m_database;
};

} // namespace outlet::tests
