// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace outlet::migrations {

/**
 * The databases that migrations run on. Everything in this room that differs between them is
 * answered by this file or, for the shape of tokens, by the tokenizer.
 */
enum class Dialect { Sqlite, PostgreSql };

/** `sqlite` or `postgresql`: the word in file names (`0001_a.postgresql.up.sql`) and messages. */
QString nameOf(Dialect dialect);

/** The dialect of that name; nothing for any other word. */
std::optional<Dialect> dialectNamed(QStringView name);

/** The dialect of a Qt driver (`QSQLITE`, `QPSQL`); nothing for a driver that is not supported. */
std::optional<Dialect> dialectOfDriver(QStringView driver);

/** `name` in double quotes, inner ones doubled: right in both dialects, whatever the name holds. */
QString quoteIdentifier(QStringView name);

/** Opens a transaction that writes. In SQLite this is the lock, too. */
QString beginStatement(Dialect dialect);

/**
 * What has to follow the beginning of the transaction so that this process is the only one that
 * migrates; in order, one statement each. The locks end with the transaction, also by a kill.
 */
QStringList lockStatements(Dialect dialect, std::chrono::milliseconds wait);

/** True if the database's own error code says that somebody else holds the lock. */
bool isLockConflict(Dialect dialect, const QString &nativeErrorCode);

/** A query with one placeholder, the table's name; it has a row if the table exists. */
QString tableQuery(Dialect dialect);

/**
 * A query with one placeholder, the table's name; rows of (name, is not null, is in the primary
 * key) in the table's order. No row: no such table.
 */
QString columnsQuery(Dialect dialect);

/** True where two spellings of a column's name mean the same column. */
bool isSameColumn(Dialect dialect, QStringView left, QStringView right);

} // namespace outlet::migrations
