// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/database.h"

#include <outlet/result.h>

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace outlet::app::authoring {

/**
 * A database with the core's tables and nothing else, gone with the object: a file, or a schema
 * with a name of its own on a server. Belongs to the thread that made it.
 */
class ScratchDatabase
{
public:
    static Result<std::unique_ptr<ScratchDatabase>> inFile();

    /** The user must be allowed to make schemas in the URL's database. */
    static Result<std::unique_ptr<ScratchDatabase>> onServer(const QString &url);

    ~ScratchDatabase();
    Q_DISABLE_COPY_MOVE(ScratchDatabase)

    Database &database() { return *m_database; }

    /** Everything that somebody has made: `table a`, `index b`, `function c`; sorted. */
    Result<QStringList> objects();

private:
    ScratchDatabase() = default;
    Result<void> open(const QString &url);
    Result<void> migrateCore();

    std::unique_ptr<QTemporaryDir> m_directory; ///< null on a server
    QString m_schema;                           ///< empty in a file
    std::optional<Database> m_database;
};

} // namespace outlet::app::authoring
