// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/samples.h"

#include "ui-schemas/rules.h"
#include "ui-schemas/showing.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;
using ui::Field;
using ui::FieldType;

namespace {

constexpr qsizetype mostCandidates = 12;
constexpr qsizetype mostFillings = 64;

/** Texts of the kinds that patterns ask for most. */
QJsonArray usualTexts(const Field &field)
{
    QJsonArray texts{u"a"_s,
                     u"abc"_s,
                     u"a/b"_s,
                     u"A1"_s,
                     u"42"_s,
                     u"/"_s,
                     u"a@b.example"_s,
                     u"https://example.org/"_s,
                     u"a-b.c"_s,
                     u"a_b"_s,
                     u"*"_s,
                     u"2026-01-31"_s,
                     u"123456789012"_s,
                     u"eu-west-1"_s,
                     u""_s};
    for (const int length : {field.minLength.value_or(1), field.maxLength.value_or(8)})
        texts.append(QString(std::min(length, 5000), u'x'));
    return texts;
}

QJsonArray usualValues(const Field &field)
{
    switch (field.type) {
    case FieldType::String:
        return usualTexts(field);
    case FieldType::Integer:
    case FieldType::Number:
        return {1, 0, field.minimum.value_or(-1), field.maximum.value_or(10)};
    case FieldType::Boolean:
        return {true, false};
    case FieldType::StringList:
        return {QJsonArray{u"a"_s}, QJsonArray()};
    }
    Q_UNREACHABLE();
}

/** What the manifest itself names. */
QJsonArray declaredValues(const Field &field, const QJsonObject &document)
{
    QJsonArray values;
    const bool isList = field.type == FieldType::StringList;
    const auto add = [&](const QJsonValue &value) {
        values.append(isList && value.isString() ? QJsonValue(QJsonArray{value}) : value);
    };
    if (field.form) {
        for (const ui::Option &option : field.form->options)
            add(option.value);
    }
    for (const QString &text : field.enumeration)
        add(text);
    for (const QJsonValue sample : document.value("x-samples"_L1).toArray())
        add(sample);
    if (field.form && !field.form->initialValue.isNull())
        add(field.form->initialValue);
    if (!field.defaultValue.isUndefined())
        add(field.defaultValue);
    return values;
}

QJsonArray candidatesOf(const Field &field, const QJsonObject &document)
{
    QJsonArray all = declaredValues(field, document);
    for (const QJsonValue value : usualValues(field))
        all.append(value);
    QJsonArray fit;
    QJsonArray empty; // what says nothing comes last
    for (const QJsonValue value : all) {
        const bool isKnown = fit.contains(value) || empty.contains(value);
        if (!isKnown && ui::wantedInstead(value, field).isEmpty() && fit.size() < mostCandidates)
            (ui::isNoValue(value) ? empty : fit).append(value);
    }
    for (const QJsonValue value : std::as_const(empty))
        fit.append(value);
    return fit;
}

/** Fields that the showing of others hangs on. */
QStringList driversOf(const ui::Manifest &manifest)
{
    QStringList drivers;
    for (const Field &field : manifest.fields) {
        for (const ui::Condition &condition :
             field.form ? field.form->dependsOn : QList<ui::Condition>())
            drivers += condition.fieldName;
    }
    drivers.removeDuplicates();
    return drivers;
}

/** Puts another candidate where the form has something against the first one. */
Filling mended(const ui::Manifest &manifest, QJsonObject entered, const Candidates &candidates,
               const QHash<QString, ui::Choices> &choices, const QStringList &fixed)
{
    Filling filling = judged(manifest, entered, choices);
    for (const Field &field : manifest.fields) {
        const auto isWrong = [&](const Filling &tried) {
            const auto verdict =
                std::ranges::find(tried.verdicts, field.name, &ui::FieldVerdict::name);
            return verdict != tried.verdicts.end() && !verdict->errors.isEmpty();
        };
        if (fixed.contains(field.name) || !isWrong(filling))
            continue;
        for (const QJsonValue candidate : candidates.value(field.name)) {
            entered.insert(field.name, candidate);
            Filling tried = judged(manifest, entered, choices);
            if (!isWrong(tried)) {
                filling = std::move(tried);
                break;
            }
        }
    }
    return filling;
}

QList<QJsonObject> combinations(const QStringList &drivers, const Candidates &candidates)
{
    QList<QJsonObject> all{QJsonObject()};
    for (const QString &driver : drivers) {
        QList<QJsonObject> more;
        for (const QJsonObject &before : std::as_const(all)) {
            for (const QJsonValue value : candidates.value(driver)) {
                QJsonObject entered = before;
                entered.insert(driver, value);
                if (more.size() < mostFillings)
                    more.append(entered);
            }
        }
        if (!more.isEmpty())
            all = more;
    }
    return all;
}

} // namespace

bool Filling::isAccepted() const
{
    return unreadable.isEmpty() && std::ranges::all_of(verdicts, [](const auto &verdict) {
               return verdict.errors.isEmpty();
           });
}

Candidates candidatesFor(const QList<Field> &fields, const QJsonArray &documents)
{
    Candidates candidates;
    for (qsizetype i = 0; i < fields.size(); ++i)
        candidates.insert(fields[i].name, candidatesOf(fields[i], documents.at(i).toObject()));
    return candidates;
}

std::optional<QStringList> offersFor(const ui::Manifest &manifest, const Candidates &candidates)
{
    std::optional<QStringList> offers;
    for (const Field &field : manifest.fields) {
        if (!field.form || field.form->optionsFrom != ui::OptionsFrom::PlatformService)
            continue;
        if (!offers)
            offers.emplace();
        for (const QJsonValue value : candidates.value(field.name)) {
            const QString text =
                value.isArray() ? value.toArray().at(0).toString() : value.toString();
            if (!text.isEmpty() && !offers->contains(text))
                offers->append(text);
        }
    }
    return offers;
}

QHash<QString, ui::Choices> choicesFor(const ui::Manifest &manifest, const Candidates &candidates)
{
    QList<ui::Option> options;
    for (const QString &text : offersFor(manifest, candidates).value_or(QStringList()))
        options.append({text, text});
    QHash<QString, ui::Choices> choices;
    for (const Field &field : manifest.fields) {
        if (field.form && field.form->optionsFrom == ui::OptionsFrom::PlatformService)
            choices.insert(field.name, options);
    }
    return choices;
}

Filling judged(const ui::Manifest &manifest, const QJsonObject &entered,
               const QHash<QString, ui::Choices> &choices)
{
    auto values = ui::parseValues(manifest, entered);
    if (!values)
        return {entered, {}, {}, values.error()};
    return {entered, *values, ui::judgeValues(manifest, *values, choices), {}};
}

QList<Filling> fillings(const ui::Manifest &manifest, const Candidates &candidates)
{
    const QStringList drivers = driversOf(manifest);
    const auto choices = choicesFor(manifest, candidates);
    QList<Filling> all;
    for (QJsonObject entered : combinations(drivers, candidates)) {
        for (const Field &field : manifest.fields) {
            const QJsonArray fit = candidates.value(field.name);
            // Of a field without a form nobody enters anything.
            if (field.form && !fit.isEmpty() && !drivers.contains(field.name))
                entered.insert(field.name, fit.first());
        }
        all.append(mended(manifest, entered, candidates, choices, drivers));
    }
    return all;
}

QList<std::pair<QString, QString>> oddTexts()
{
    return {{u"an empty text"_s, u""_s},
            {u"blanks"_s, u" \t\n "_s},
            {u"a text with NUL"_s, u"a"_s + QChar(0) + u"b"_s},
            {u"half of a character"_s, QString(QChar(0xd800)) + u"a"_s},
            {u"the other half of a character"_s, u"a"_s + QChar(0xdc00)},
            {u"characters beyond the first plane"_s, u"\U0001F600\U0001D4B3"_s},
            {u"a text from right to left"_s, u"\u202eabc\u05d0"_s},
            {u"control characters"_s, u"\u0001\u001b[31m\r\n\u0085"_s},
            {u"separators alone"_s, u"/././..//.__.--..."_s},
            {u"placeholders"_s, u"{a}{{}%1%2%99%n%s$1\\"_s},
            {u"SQL and markup"_s, u"'; DROP TABLE x; --<script>\"&"_s},
            {u"a million characters"_s, QString(1'000'000, u'x')},
            {u"half a million separators"_s, u"./"_s.repeated(250'000)}};
}

QList<Oddity> oddities(const ui::Manifest &manifest, const QJsonObject &good)
{
    QJsonValue deep = QJsonArray();
    for (int depth = 0; depth < 200; ++depth)
        deep = QJsonArray{deep};
    QList<std::pair<QString, QJsonValue>> kinds{
        {u"nothing"_s, QJsonValue(QJsonValue::Null)},
        {u"true"_s, true},
        {u"a number"_s, -1.5},
        {u"the largest number"_s, std::numeric_limits<double>::max()},
        {u"an empty list"_s, QJsonArray()},
        {u"a list of everything"_s, QJsonArray{1, true, u"a"_s, QJsonValue(), QJsonObject()}},
        {u"an object"_s, QJsonObject{{u"a"_s, 1}}},
        {u"lists 200 deep"_s, deep}};
    for (const auto &[about, text] : oddTexts())
        kinds.append({about, text});
    QList<Oddity> all{{u"no values at all"_s, {}},
                      {u"a field that there is not"_s, {{u"no_such_field"_s, u"a"_s}}}};
    for (const auto &[about, value] : kinds) {
        QJsonObject everywhere;
        for (const Field &field : manifest.fields) {
            QJsonObject one = good;
            one.insert(field.name, value);
            everywhere.insert(field.name, value);
            if (manifest.fields.size() <= 20)
                all.append({u"%1 as %2"_s.arg(about, field.name), one});
        }
        all.append({about + u" in every field"_s, everywhere});
    }
    return all;
}

bool isSound(const QString &text)
{
    return text.isValidUtf16() && !text.contains(QChar(0));
}

} // namespace outlet::app::authoring
