// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/submission.h"

#include <cmath>
#include <optional>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

using InputProblems = QList<InputProblem>;

/** A text as Python's `repr()` writes it: that is what existing clients show. */
QString pythonText(const QString &text)
{
    const QChar quote = text.contains(u'\'') && !text.contains(u'"') ? u'"' : u'\'';
    QString written(quote);
    for (const QChar c : text) {
        if (c == quote || c == u'\\')
            written += u'\\';
        if (c == u'\n')
            written += u"\\n"_s;
        else if (c == u'\r')
            written += u"\\r"_s;
        else if (c == u'\t')
            written += u"\\t"_s;
        else if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            written += u"\\x%1"_s.arg(c.unicode(), 2, 16, QChar(u'0'));
        else
            written += c;
    }
    return written + quote;
}

/** `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'` */
QString expected(const QStringList &choices)
{
    QStringList texts;
    for (const QString &choice : choices)
        texts.append(pythonText(choice));
    const QString last = texts.takeLast();
    return texts.isEmpty() ? last : texts.join(u", "_s) + u" or "_s + last;
}

/** What is wrong with one value: type and words, without a place. */
struct Mismatch
{
    QString type;
    QString message;
    QJsonObject context = {};
};

Mismatch notOneOf(const QStringList &choices)
{
    const QString wanted = expected(choices);
    return {u"enum"_s, u"Input should be "_s + wanted, {{u"expected"_s, wanted}}};
}

Mismatch noString()
{
    return {u"string_type"_s, u"Input should be a valid string"_s};
}

std::optional<Mismatch> mismatchOfNumber(const QJsonValue &value, FieldType type)
{
    const bool isWhole = type == FieldType::Integer;
    if (!value.isDouble())
        return isWhole ? Mismatch{u"int_type"_s, u"Input should be a valid integer"_s}
                       : Mismatch{u"float_type"_s, u"Input should be a valid number"_s};
    if (isWhole && value.toDouble() != std::trunc(value.toDouble()))
        return Mismatch{u"int_from_float"_s,
                        u"Input should be a valid integer, got a number with a "
                        "fractional part"_s};
    return std::nullopt;
}

/** The value by itself; the items of a list are for others to look at. */
std::optional<Mismatch> mismatch(const QJsonValue &value, const Field &field)
{
    switch (field.type) {
    case FieldType::String:
        if (!field.enumeration.isEmpty() &&
            !(value.isString() && field.enumeration.contains(value.toString())))
            return notOneOf(field.enumeration);
        return value.isString() ? std::nullopt : std::optional(noString());
    case FieldType::Integer:
    case FieldType::Number:
        return mismatchOfNumber(value, field.type);
    case FieldType::Boolean:
        if (!value.isBool())
            return Mismatch{u"bool_type"_s, u"Input should be a valid boolean"_s};
        return std::nullopt;
    case FieldType::StringList:
        if (!value.isArray())
            return Mismatch{u"list_type"_s, u"Input should be a valid list"_s};
        return std::nullopt;
    }
    Q_UNREACHABLE();
}

InputProblem problemAt(const Field &field, QJsonArray where, const Mismatch &found,
                       const QJsonValue &value)
{
    where.prepend(field.name);
    return {found.type, where, found.message, field.secret ? QJsonValue() : value, found.context};
}

InputProblems problemsOf(const QJsonValue &value, const Field &field)
{
    if (value.isNull() && field.isNullable())
        return {};
    if (const auto found = mismatch(value, field))
        return {problemAt(field, {}, *found, value)};
    InputProblems problems;
    const QJsonArray items = value.toArray();
    for (qsizetype i = 0; i < items.size(); ++i) {
        if (!items[i].isString())
            problems.append(problemAt(field, {i}, noString(), items[i]));
    }
    return problems;
}

QJsonObject withoutSecrets(const Manifest &manifest, QJsonObject configuration)
{
    for (const Field &field : manifest.fields) {
        if (field.secret && configuration.contains(field.name))
            configuration.insert(field.name, QJsonValue());
    }
    return configuration;
}

} // namespace

std::expected<Values, QList<InputProblem>> parseValues(const Manifest &manifest,
                                                       const QJsonObject &configuration)
{
    Values values;
    InputProblems problems;
    for (const Field &field : manifest.fields) {
        const QJsonValue given = configuration.value(field.name);
        if (!given.isUndefined())
            problems += problemsOf(given, field);
        else if (field.required)
            problems.append({u"missing"_s,
                             {field.name},
                             u"Field required"_s,
                             withoutSecrets(manifest, configuration),
                             {}});
        if (!given.isUndefined())
            values.insert(field.name, given);
        else
            values.insert(field.name, field.isNullable() ? QJsonValue() : field.defaultValue);
    }
    if (!problems.isEmpty())
        return std::unexpected(problems);
    return values;
}

} // namespace outlet::ui
