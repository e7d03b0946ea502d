// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/submission.h"

#include "ui-schemas/form.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"
#include "ui-schemas/showing.h"

#include <algorithm>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

/** Found and wanted; of a secret only what is wanted. */
QString mismatch(const Field &field, const QJsonValue &found, const QString &wanted)
{
    return field.secret ? u"Wanted "_s + wanted
                        : u"Found %1, wanted %2"_s.arg(quoted(found), wanted);
}

/** What the declaration has against the value, whether it shows or not. */
QStringList errorsOfDeclaration(const Field &field, const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined()) // the parser lets it through where it may be so
        return {};
    const QString wanted = wantedInstead(value, field);
    return wanted.isEmpty() ? QStringList() : QStringList{mismatch(field, value, wanted)};
}

bool isOffered(const QJsonValue &value, const QList<Option> &options)
{
    return std::ranges::any_of(options,
                               [&](const Option &option) { return option.value == value; });
}

QStringList errorsOfList(const Field &field, const QJsonArray &items,
                         const std::optional<QList<Option>> &options)
{
    QStringList errors;
    for (qsizetype i = 0; i < items.size(); ++i) {
        const QJsonValue item = items[i];
        if (options && !isOffered(item, *options))
            errors.append(mismatch(field, item, u"one of the options"_s));
        if (std::find(items.begin(), items.begin() + i, item) != items.begin() + i)
            errors.append(mismatch(field, item, u"each choice once"_s));
    }
    if (items.size() > field.form->maxCount)
        errors.append(
            u"Found %1 choices, wanted at most %2"_s.arg(items.size()).arg(field.form->maxCount));
    return errors;
}

QStringList errorsOfChoice(const Field &field, const QJsonValue &value,
                           const std::optional<Choices> &choices)
{
    const bool isFree = takesNamespace(*field.form);
    if (choices && !*choices && !isFree)
        return {choices->error()};
    const auto options = choices && *choices && !isFree ? std::optional(choices->value())
                                                        : std::optional<QList<Option>>();
    if (value.isArray())
        return errorsOfList(field, value.toArray(), options);
    if (isNoValue(value) || !options || isOffered(value, *options))
        return {};
    return {mismatch(field, value, u"one of the options"_s)};
}

/** AND, with strict equality: `"true"` is not `true`. */
bool isShown(const FormControl &form, const Values &values)
{
    if (form.dependsOn.isEmpty())
        return !form.hidden.value_or(false);
    return std::ranges::all_of(form.dependsOn, [&](const Condition &condition) {
        return values.value(condition.fieldName) == condition.value;
    });
}

FieldVerdict verdictOn(const Field &field, const Values &values,
                       const QHash<QString, Choices> &given)
{
    FieldVerdict verdict;
    verdict.name = field.name;
    verdict.isRequired = field.required;
    const QJsonValue found = values.value(field.name);
    const QJsonValue value = found.isUndefined() ? QJsonValue() : found;
    if (!field.secret)
        verdict.value = value;
    verdict.errors = errorsOfDeclaration(field, value);
    if (!field.form)
        return verdict;
    const auto choices = choicesFor(field, given);
    if (choices && *choices)
        verdict.options = choices->value();
    verdict.isVisible = isShown(*field.form, values);
    verdict.isRequired = verdict.isVisible && field.form->required;
    if (verdict.isRequired && isNoValue(value))
        verdict.errors.clear(); // that it is not there says enough
    if (verdict.isVisible && verdict.errors.isEmpty())
        verdict.errors = errorsWhileShown(field, value, choices);
    return verdict;
}

} // namespace

bool isNoValue(const QJsonValue &value)
{
    return value.isNull() || value.isUndefined() ||
           (value.isString() && value.toString().isEmpty()) ||
           (value.isArray() && value.toArray().isEmpty());
}

bool hasChoices(const FormControl &form)
{
    return form.control == Control::Select || form.control == Control::Radio;
}

bool takesNamespace(const FormControl &form)
{
    return form.useNamespaceWhenNotSourceAligned.value_or(false);
}

std::optional<Choices> choicesFor(const Field &field, const QHash<QString, Choices> &given)
{
    if (!field.form || !hasChoices(*field.form))
        return std::nullopt;
    if (const auto found = given.find(field.name); found != given.end())
        return *found;
    if (field.form->optionsFrom == OptionsFrom::Manifest)
        return field.form->options;
    return std::nullopt;
}

QStringList errorsWhileShown(const Field &field, const QJsonValue &value,
                             const std::optional<Choices> &choices)
{
    QStringList errors;
    if (field.form->required && isNoValue(value))
        errors.append(u"Please provide "_s + field.form->label.toLower());
    if (hasChoices(*field.form))
        errors += errorsOfChoice(field, value, choices);
    return errors;
}

QList<FieldVerdict> judgeValues(const Manifest &manifest, const Values &values,
                                const QHash<QString, Choices> &choices)
{
    QList<FieldVerdict> verdicts;
    for (const Field *field : fieldsInFormOrder(manifest))
        verdicts.append(verdictOn(*field, values, choices));
    return verdicts;
}

} // namespace outlet::ui
