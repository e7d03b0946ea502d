// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace outlet::app::stores {

/** Where a text that should be JSON stands, for messages. */
struct Cell
{
    QString table;
    QString id; ///< of its row
    QString column;
};

/** What the items of the array have to be. */
enum class Items { Strings, Objects };

/**
 * The JSON array in a text column that other programs fill, compact, its keys in the order in which
 * they were written. Errors (Database): no JSON, no array, an item of another kind; the message
 * names table, row and column.
 */
Result<QByteArray> readArray(const QString &text, Items items, const Cell &cell);

/** The JSON object in such a column. Errors as above. */
Result<QJsonObject> readObject(const QString &text, const Cell &cell);

/** The same, compact, its keys in the order in which they were written. */
Result<QByteArray> readObjectText(const QString &text, const Cell &cell);

/**
 * The value of a key of a JSON object, for such a column: compact, its keys in their order, its
 * numbers digit by digit. Empty if there is no such key, or no such object.
 */
QByteArray memberText(const QByteArray &object, const QString &key);

} // namespace outlet::app::stores
