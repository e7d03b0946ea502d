// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/names.h"
#include "ui-schemas/pattern.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <utility>

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

/** No database keeps it: one cuts the text there, another refuses it. */
bool hasNul(const QString &text)
{
    return text.contains(QChar(u'\0'));
}

const QString withoutNul = u"text without the character U+0000"_s;

QString wantedText(const QString &text, const Field &field)
{
    if (!field.enumeration.isEmpty() && !field.enumeration.contains(text))
        return u"one of "_s + quotedList(field.enumeration);
    if (hasNul(text))
        return withoutNul;
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

QString wantedList(const QJsonValue &value)
{
    const QJsonArray items = value.toArray();
    const auto isString = [](const QJsonValue &item) { return item.isString(); };
    if (!value.isArray() || !std::ranges::all_of(items, isString))
        return u"a list of strings"_s;
    const auto isNul = [](const QJsonValue &item) { return hasNul(item.toString()); };
    return std::ranges::any_of(items, isNul) ? withoutNul : QString();
}

/** A key of the manifest that only fields of some types may have. */
struct Limit
{
    QLatin1StringView key;
    bool isSet;
    bool isAllowed;
    QLatin1StringView types;
};

Problems limitRules(const Field &field)
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
                breach(u'/' + limit.key,
                       u"found \"%1\" on a field of type %2, wanted it only on %3"_s.arg(
                           limit.key, quoted(nameOf(field.type)), limit.types),
                       u"Remove \"%1\", or change the type."_s.arg(limit.key)));
    }
    if (field.minimum && field.maximum && *field.minimum > *field.maximum)
        problems.append(breach(u"/min"_s,
                               u"found %1, wanted at most \"max\", which is %2"_s.arg(
                                   number(*field.minimum), number(*field.maximum)),
                               u"Swap them, or remove one."_s));
    if (field.minLength && field.maxLength && *field.minLength > *field.maxLength)
        problems.append(
            breach(u"/min_length"_s,
                   u"found %1, wanted at most \"max_length\", which is %2"_s.arg(*field.minLength)
                       .arg(*field.maxLength),
                   u"Swap them, or remove one."_s));
    return problems;
}

Problems patternRules(const Field &field)
{
    if (field.pattern.isEmpty())
        return {};
    const auto pattern = compilePattern(field.pattern);
    if (pattern)
        return {};
    return {breach(u"/pattern"_s,
                   u"found %1, wanted a regular expression: %2 at character %3"_s
                       .arg(quoted(field.pattern), pattern.error().message)
                       .arg(pattern.error().position),
                   u"In JSON every backslash is written twice."_s)};
}

Problems enumRules(const Field &field)
{
    Problems problems;
    for (qsizetype i = 0; i < field.enumeration.size(); ++i) {
        if (field.enumeration.indexOf(field.enumeration[i]) < i)
            problems.append(breach(
                pointer(u"/enum"_s, i),
                u"found %1 twice, wanted each value once"_s.arg(quoted(field.enumeration[i])),
                u"Remove one of them."_s));
    }
    return problems;
}

Problems defaultRules(const Field &field)
{
    if (field.defaultValue.isUndefined())
        return {};
    const QString at = u"/default"_s;
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
        return wantedList(value);
    }
    Q_UNREACHABLE();
}

Problems brokenFieldRules(const QList<Field> &fields)
{
    Problems problems;
    QSet<QString> seen;
    for (qsizetype i = 0; i < fields.size(); ++i) {
        const Field &field = fields[i];
        Problems ofField;
        if (seen.contains(field.name))
            ofField.append(
                breach(u"/name"_s,
                       u"found %1 twice, wanted each field once"_s.arg(quoted(field.name)),
                       u"Remove one of them, or rename it."_s));
        seen.insert(field.name);
        ofField += limitRules(field);
        ofField += patternRules(field);
        ofField += enumRules(field);
        ofField += defaultRules(field);
        ofField += brokenFormRules(field);
        problems += within({}, i, std::move(ofField));
    }
    return problems;
}

} // namespace outlet::ui
