// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/engine.h"
#include "migrations/tokenizer.h"

#include <QSqlDatabase>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <QVariant>

namespace outlet::migrations::test {

/** A folder for scripts and databases that goes away with the object. */
class Folder
{
public:
    Folder();

    QString path() const { return m_directory.path(); }
    QString file(const QString &name) const { return m_directory.filePath(name); }
    void write(const QString &name, const QByteArray &content) const;
    void remove(const QString &name) const;

private:
    QTemporaryDir m_directory;
};

/** A connection of its own to a SQLite file (or to what QSqlDatabase is given by the caller). */
class Connection
{
public:
    explicit Connection(const QString &file);
    explicit Connection(QSqlDatabase db) : m_db(std::move(db)) {}
    ~Connection();
    Q_DISABLE_COPY_MOVE(Connection)

    QSqlDatabase &db() { return m_db; }
    /** Runs a statement; the error's text, or nothing. */
    QString run(const QString &statement);
    /** The rows of a query: columns separated by `|`. */
    QStringList rows(const QString &query);

private:
    QSqlDatabase m_db;
};

/** An open connection of its own to a URL that tests::Databases made. */
QSqlDatabase databaseAt(const QString &url);
Dialect dialectAt(const QString &url);

/** The texts of tokens, in order. */
QStringList textsOf(const QList<Token> &tokens, QStringView text);

/** `0001_a applied`, one per step. */
QStringList statesOf(const QList<Step> &steps);

/** The core's first migration, which makes plugin_migrations, applied to an empty database. */
bool applyCore(QSqlDatabase &db, Dialect dialect = Dialect::Sqlite);

/** How many migrations the core has. */
qsizetype coreSize();

/**
 * Every table with its columns, every index, trigger, routine and type: equal dumps, equal schemas.
 * On both databases.
 */
QStringList schemaOf(Connection &connection);

} // namespace outlet::migrations::test
