// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/configurationvalues.h"

#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/manifest.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;
using ui::FieldType;

namespace {

/** Never a null QString, which the drivers write as NULL. */
QVariant text(const QString &value)
{
    return value.isNull() ? u""_s : value;
}

QVariant listText(const QJsonValue &value)
{
    ui::JsonWriter json;
    json.value(value);
    return QString::fromUtf8(json.take());
}

std::unexpected<QString> notA(const ui::Field &field)
{
    return std::unexpected(
        u"column %1 holds nothing that is of type %2"_s.arg(field.name, ui::nameOf(field.type)));
}

std::expected<QJsonValue, QString> wholeOf(const ui::Field &field, const QVariant &column)
{
    bool isWhole = false;
    const qlonglong number = column.toLongLong(&isWhole);
    const bool isSame = column.typeId() != QMetaType::Double || double(number) == column.toDouble();
    return isWhole && isSame ? std::expected<QJsonValue, QString>(qint64(number)) : notA(field);
}

std::expected<QJsonValue, QString> numberOf(const ui::Field &field, const QVariant &column)
{
    bool isNumber = false;
    const double number = column.toDouble(&isNumber);
    return isNumber && std::isfinite(number) ? std::expected<QJsonValue, QString>(number)
                                             : notA(field);
}

/** SQLite has no booleans: other programs write 0 and 1, or words. */
std::expected<QJsonValue, QString> flagOf(const ui::Field &field, const QVariant &column)
{
    if (column.typeId() == QMetaType::Bool)
        return column.toBool();
    const QString word = column.toString().toLower();
    if (word == "1"_L1 || word == "true"_L1 || word == "t"_L1)
        return true;
    if (word == "0"_L1 || word == "false"_L1 || word == "f"_L1)
        return false;
    return notA(field);
}

std::expected<QJsonValue, QString> listOf(const ui::Field &field, const QVariant &column)
{
    const QJsonDocument document = QJsonDocument::fromJson(column.toString().toUtf8());
    if (!document.isArray())
        return notA(field);
    for (const QJsonValue item : document.array()) {
        if (!item.isString())
            return notA(field);
    }
    return document.array();
}

} // namespace

QVariant toColumn(const ui::Field &field, const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return QVariant();
    switch (field.type) {
    case FieldType::String:
        return text(value.toString());
    case FieldType::Integer:
        return QVariant::fromValue(value.toInteger());
    case FieldType::Number:
        return value.toDouble();
    case FieldType::Boolean:
        return value.toBool();
    case FieldType::StringList:
        return listText(value);
    }
    Q_UNREACHABLE();
}

std::expected<QJsonValue, QString> fromColumn(const ui::Field &field, const QVariant &column)
{
    if (column.isNull())
        return QJsonValue(QJsonValue::Null);
    switch (field.type) {
    case FieldType::String:
        return column.toString();
    case FieldType::Integer:
        return wholeOf(field, column);
    case FieldType::Number:
        return numberOf(field, column);
    case FieldType::Boolean:
        return flagOf(field, column);
    case FieldType::StringList:
        return listOf(field, column);
    }
    Q_UNREACHABLE();
}

} // namespace outlet::app::stores
