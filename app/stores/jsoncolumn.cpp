// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/jsoncolumn.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>

#include <algorithm>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

namespace {

/** Valid JSON without the white space between its tokens. */
QByteArray compacted(const QByteArray &json)
{
    QByteArray compact;
    compact.reserve(json.size());
    bool isInString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (isInString && c == '\\') {
            compact += c;
            compact += json[++i]; // valid JSON: something follows
            continue;
        }
        if (c == '"')
            isInString = !isInString;
        if (isInString || (c != ' ' && c != '\n' && c != '\r' && c != '\t'))
            compact += c;
    }
    return compact;
}

QString kindOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Bool:
        return u"a boolean"_s;
    case QJsonValue::Double:
        return u"a number"_s;
    case QJsonValue::String:
        return u"a string"_s;
    case QJsonValue::Array:
        return u"an array"_s;
    case QJsonValue::Object:
        return u"an object"_s;
    case QJsonValue::Undefined:
        break;
    }
    return u"nothing"_s;
}

QString nameOf(Items items)
{
    switch (items) {
    case Items::Strings:
        return u"strings"_s;
    case Items::Objects:
        return u"objects"_s;
    }
    Q_UNREACHABLE();
}

/** What a text is that is no JSON array. Qt does not parse a value that stands alone. */
QString whatElse(const QByteArray &json, const QJsonParseError &problem)
{
    if (json.trimmed().isEmpty())
        return u"no text"_s;
    const QJsonArray alone = QJsonDocument::fromJson('[' + json + ']').array();
    if (alone.size() == 1)
        return kindOf(alone.first());
    return u"text that is no JSON (%1 at byte %2)"_s.arg(problem.errorString()).arg(problem.offset);
}

std::unexpected<Error> wrong(const Cell &cell, Items items, const QString &found)
{
    return fail(ErrorCode::Database,
                u"Table %1, row %2, column %3: wanted a JSON array of %4, found %5"_s.arg(
                    cell.table, cell.id, cell.column, nameOf(items), found),
                u"Mend the row, for example: UPDATE %1 SET %3 = '[]' WHERE id = '%2'"_s.arg(
                    cell.table, cell.id, cell.column),
                cell.table);
}

} // namespace

Result<QByteArray> readArray(const QString &text, Items items, const Cell &cell)
{
    const QByteArray json = text.toUtf8();
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isArray())
        return wrong(cell, items, whatElse(json, problem));
    const QJsonArray array = document.array();
    const auto wanted = items == Items::Strings ? QJsonValue::String : QJsonValue::Object;
    for (qsizetype i = 0; i < array.size(); ++i) {
        if (array[i].type() != wanted)
            return wrong(cell, items, u"%1 at index %2"_s.arg(kindOf(array[i])).arg(i));
    }
    return compacted(json);
}

} // namespace outlet::app::stores
