// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/configurationbase.h"

#include "app/stores/query.h"
#include "app/stores/transaction.h"
#include "migrations/dialect.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QVariant>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;
using migrations::Dialect;

namespace {

/** What a page begins behind. */
struct Position
{
    QString createdOn;
    QString id;
};

Dialect dialectOf(const QSqlDatabase &database)
{
    return migrations::dialectOfDriver(database.driverName()).value_or(Dialect::Sqlite);
}

/** A time as text with everything that the database knows of it: Qt would cut microseconds off. */
QString timeText(Dialect dialect, const QString &column)
{
    switch (dialect) {
    case Dialect::Sqlite:
        return u"CAST(%1 AS TEXT)"_s.arg(column);
    case Dialect::PostgreSql:
        return u"to_char(%1, 'YYYY-MM-DD HH24:MI:SS.US')"_s.arg(column);
    }
    Q_UNREACHABLE();
}

/** Two placeholders: what comes behind a position. */
QString behind(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Sqlite:
        return u"(created_on, id) > (?, ?)"_s;
    case Dialect::PostgreSql:
        return u"(created_on, id) > (CAST(? AS timestamp), CAST(? AS uuid))"_s;
    }
    Q_UNREACHABLE();
}

QString columnsOf(Dialect dialect)
{
    return u"id, configuration_type, name, %1, %2, revision"_s.arg(
        timeText(dialect, u"created_on"_s), timeText(dialect, u"updated_on"_s));
}

const QRegularExpression &timePattern()
{
    static const QRegularExpression pattern(
        u"\\A(\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)\\z"_s);
    return pattern;
}

/** `2026-11-21T09:30:00.125Z`; null for NULL and for anything that is no time. */
QString isoTime(const QString &text)
{
    const QRegularExpressionMatch match = timePattern().match(text);
    return match.hasMatch() ? u"%1T%2Z"_s.arg(match.captured(1), match.captured(2)) : QString();
}

BaseRow rowOf(const QSqlQuery &query)
{
    BaseRow row;
    row.createdOn = textOf(query, 3);
    StoredConfiguration &item = row.configuration;
    item.id = textOf(query, 0);
    item.type = textOf(query, 1);
    item.name = textOf(query, 2);
    item.createdOn = isoTime(row.createdOn);
    item.updatedOn = isoTime(textOf(query, 4));
    item.revision = query.value(5).toLongLong();
    if (item.createdOn.isNull())
        item.notes.append(u"Its created_on is no time"_s);
    return row;
}

Result<QList<BaseRow>> rowsOf(Result<QSqlQuery> query)
{
    if (!query)
        return std::unexpected(query.error());
    QList<BaseRow> rows;
    while (query->next())
        rows.append(rowOf(*query));
    return rows;
}

/** Nothing for a cursor that this database cannot have given. */
std::optional<Position> positionOf(Dialect dialect, const QString &cursor)
{
    const auto bytes = QByteArray::fromBase64Encoding(
        cursor.toUtf8(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return std::nullopt;
    const QJsonArray parts = QJsonDocument::fromJson(*bytes).array();
    if (parts.size() != 2 || !parts[0].isString() || !parts[1].isString())
        return std::nullopt;
    const Position position{parts[0].toString(), parts[1].toString()};
    static const QRegularExpression uuid(
        u"\\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\z"_s);
    // SQLite compares any text with any other; what PostgreSQL would not cast is refused here.
    const bool isTyped =
        timePattern().match(position.createdOn).hasMatch() && uuid.match(position.id).hasMatch();
    return dialect == Dialect::Sqlite || isTyped ? std::optional(position) : std::nullopt;
}

/** One SELECT of a type (null: of any), in order, with the values that it needs. */
struct Part
{
    QString sql;
    QVariantList values;
};

Part partOf(Dialect dialect, const QString &type, const std::optional<Position> &position,
            const QString &limit)
{
    Part part{u"SELECT %1, created_on AS k1, id AS k2 FROM data_output_configurations "
              "WHERE deleted_at IS NULL"_s.arg(columnsOf(dialect)),
              {}};
    if (!type.isNull()) {
        part.sql += u" AND configuration_type = ?"_s;
        part.values.append(type);
    }
    if (position) {
        part.sql += u" AND "_s + behind(dialect);
        part.values += QVariantList{position->createdOn, position->id};
    }
    part.sql += u" ORDER BY created_on, id"_s + limit;
    return part;
}

} // namespace

Result<QList<BaseRow>> readBaseRow(QSqlDatabase &database, const QString &id, bool isLocked)
{
    const Dialect dialect = dialectOf(database);
    const bool needsLock = isLocked && dialect != Dialect::Sqlite; // who writes there is alone
    return rowsOf(execute(database, u"read the configuration"_s,
                          u"SELECT %1 FROM data_output_configurations "
                          "WHERE id = ? AND deleted_at IS NULL%2"_s.arg(
                              columnsOf(dialect), needsLock ? u" FOR UPDATE"_s : QString()),
                          {id}));
}

Result<QList<BaseRow>> readBaseRows(QSqlDatabase &database, const QStringList &types,
                                    std::optional<qsizetype> limit, const QString &cursor)
{
    const Dialect dialect = dialectOf(database);
    std::optional<Position> position;
    if (!cursor.isNull()) {
        position = positionOf(dialect, cursor);
        if (!position)
            return fail(ErrorCode::InvalidArgument,
                        u"cursor is %1, which no answer gave"_s.arg(ui::quoted(cursor)),
                        u"Pass the next_cursor of the previous page, or no cursor for the first"_s,
                        u"cursor"_s);
    }
    const QString bound = limit ? u" LIMIT %1"_s.arg(*limit + 1) : QString();
    Part whole = partOf(dialect, types.value(0), position, bound);
    if (types.size() > 1) {
        // Each is read in the index's order and to its limit only: one condition with IN would
        // have to sort everything first.
        QStringList parts;
        whole.values.clear();
        for (qsizetype i = 0; i < types.size(); ++i) {
            const Part part = partOf(dialect, types[i], position, bound);
            parts.append(u"SELECT * FROM (%1) AS p%2"_s.arg(part.sql).arg(i));
            whole.values += part.values;
        }
        whole.sql = parts.join(u" UNION ALL "_s) + u" ORDER BY k1, k2"_s + bound;
    }
    return rowsOf(execute(database, u"list the configurations"_s, whole.sql, whole.values));
}

QString cursorBehind(const BaseRow &row)
{
    ui::JsonWriter json;
    json.value(QStringList{row.createdOn, row.configuration.id});
    return QString::fromLatin1(
        json.take().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace outlet::app::stores
