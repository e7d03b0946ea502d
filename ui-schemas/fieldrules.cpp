// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/names.h"
#include "ui-schemas/pattern.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

bool isNumeric(FieldType type)
{
    return type == FieldType::Integer || type == FieldType::Number;
}

QString number(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

/** Lengths count characters, not halves of surrogate pairs, as JSON Schema does. */
qsizetype length(const QString &text)
{
    return text.toUcs4().size();
}

QString wantedText(const QString &text, const Field &field)
{
    if (!field.enumeration.isEmpty() && !field.enumeration.contains(text))
        return u"one of "_s + quotedList(field.enumeration);
    if (field.minLength && length(text) < *field.minLength)
        return u"a string of at least %1 characters"_s.arg(*field.minLength);
    if (field.maxLength && length(text) > *field.maxLength)
        return u"a string of at most %1 characters"_s.arg(*field.maxLength);
    if (field.pattern.isEmpty())
        return {};
    const auto pattern = compilePattern(field.pattern);
    if (pattern && !pattern->match(text).hasMatch())
        return u"a string that matches %1"_s.arg(quoted(field.pattern));
    return {};
}

QString wantedNumber(double value, const Field &field)
{
    if (field.type == FieldType::Integer && value != std::trunc(value))
        return u"a whole number"_s;
    if (field.type == FieldType::Integer && std::abs(value) > largestInteger)
        return u"a whole number between -%1 and %1"_s.arg(qint64(largestInteger));
    if (field.minimum && value < *field.minimum)
        return u"a number of at least "_s + number(*field.minimum);
    if (field.maximum && value > *field.maximum)
        return u"a number of at most "_s + number(*field.maximum);
    return {};
}

bool isListOfStrings(const QJsonValue &value)
{
    const QJsonArray items = value.toArray();
    return value.isArray() &&
           std::ranges::all_of(items, [](const QJsonValue &item) { return item.isString(); });
}

/** A key of the manifest that only fields of some types may have. */
struct Limit
{
    QLatin1StringView key;
    bool isSet;
    bool isAllowed;
    QLatin1StringView types;
};

Problems limitRules(const Field &field, const QString &where)
{
    const bool isText = field.type == FieldType::String;
    const auto text = "\"string\""_L1;
    const auto numbers = "\"integer\" or \"number\""_L1;
    const Limit limits[] = {
        {"enum"_L1, !field.enumeration.isEmpty(), isText, text},
        {"pattern"_L1, !field.pattern.isEmpty(), isText, text},
        {"min_length"_L1, field.minLength.has_value(), isText, text},
        {"max_length"_L1, field.maxLength.has_value(), isText, text},
        {"min"_L1, field.minimum.has_value(), isNumeric(field.type), numbers},
        {"max"_L1, field.maximum.has_value(), isNumeric(field.type), numbers},
    };
    Problems problems;
    for (const Limit &limit : limits) {
        if (limit.isSet && !limit.isAllowed)
            problems.append(
                breach(pointer(where, limit.key),
                       u"found \"%1\" on a field of type %2, wanted it only on %3"_s.arg(
                           limit.key, quoted(nameOf(field.type)), limit.types),
                       u"Remove \"%1\", or change the type."_s.arg(limit.key)));
    }
    if (field.minimum && field.maximum && *field.minimum > *field.maximum)
        problems.append(breach(where + "/min"_L1,
                               u"found %1, wanted at most \"max\", which is %2"_s.arg(
                                   number(*field.minimum), number(*field.maximum)),
                               u"Swap them, or remove one."_s));
    if (field.minLength && field.maxLength && *field.minLength > *field.maxLength)
        problems.append(
            breach(where + "/min_length"_L1,
                   u"found %1, wanted at most \"max_length\", which is %2"_s.arg(*field.minLength)
                       .arg(*field.maxLength),
                   u"Swap them, or remove one."_s));
    return problems;
}

Problems patternRules(const Field &field, const QString &where)
{
    if (field.pattern.isEmpty())
        return {};
    const auto pattern = compilePattern(field.pattern);
    if (pattern)
        return {};
    return {breach(where + "/pattern"_L1,
                   u"found %1, wanted a regular expression: %2 at character %3"_s
                       .arg(quoted(field.pattern), pattern.error().message)
                       .arg(pattern.error().position),
                   u"In JSON every backslash is written twice."_s)};
}

Problems enumRules(const Field &field, const QString &where)
{
    Problems problems;
    for (qsizetype i = 0; i < field.enumeration.size(); ++i) {
        if (field.enumeration.indexOf(field.enumeration[i]) < i)
            problems.append(breach(
                pointer(where + "/enum"_L1, i),
                u"found %1 twice, wanted each value once"_s.arg(quoted(field.enumeration[i])),
                u"Remove one of them."_s));
    }
    return problems;
}

Problems defaultRules(const Field &field, const QString &where)
{
    if (field.defaultValue.isUndefined())
        return {};
    const QString at = where + "/default"_L1;
    if (field.secret) // not shown: it is a secret
        return {breach(at, u"found a default for a secret field, wanted none"_s,
                       u"Remove the default: everybody who has the package could read it."_s)};
    Problems problems;
    if (field.required)
        problems.append(breach(at,
                               u"found a default on a required field, wanted one or the other"_s,
                               u"Remove \"default\", or set \"required\" to false."_s));
    const QString wanted = wantedInstead(field.defaultValue, field);
    if (!wanted.isEmpty())
        problems.append(breach(at, u"found %1, wanted %2"_s.arg(quoted(field.defaultValue), wanted),
                               u"Change the default so that it fits its own field."_s));
    return problems;
}

} // namespace

QString wantedInstead(const QJsonValue &value, const Field &field)
{
    switch (field.type) {
    case FieldType::String:
        return value.isString() ? wantedText(value.toString(), field) : u"a string"_s;
    case FieldType::Integer:
        return value.isDouble() ? wantedNumber(value.toDouble(), field) : u"a whole number"_s;
    case FieldType::Number:
        return value.isDouble() ? wantedNumber(value.toDouble(), field) : u"a number"_s;
    case FieldType::Boolean:
        return value.isBool() ? QString() : u"true or false"_s;
    case FieldType::StringList:
        return isListOfStrings(value) ? QString() : u"a list of strings"_s;
    }
    Q_UNREACHABLE();
}

Problems brokenFieldRules(const QList<Field> &fields, const QString &where)
{
    Problems problems;
    QSet<QString> seen;
    for (qsizetype i = 0; i < fields.size(); ++i) {
        const Field &field = fields[i];
        const QString at = pointer(where, i);
        if (seen.contains(field.name))
            problems.append(
                breach(at + "/name"_L1,
                       u"found %1 twice, wanted each field once"_s.arg(quoted(field.name)),
                       u"Remove one of them, or rename it."_s));
        seen.insert(field.name);
        problems += limitRules(field, at);
        problems += patternRules(field, at);
        problems += enumRules(field, at);
        problems += defaultRules(field, at);
        problems += brokenFormRules(field, at);
    }
    return problems;
}

} // namespace outlet::ui
