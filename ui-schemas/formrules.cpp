// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/names.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"
#include "ui-schemas/showing.h"

#include <algorithm>
#include <utility>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

/** What a client can enter for a type, given that options are strings or booleans. */
QList<Control> controlsFor(FieldType type)
{
    switch (type) {
    case FieldType::String:
        return {Control::String, Control::Select, Control::Radio};
    case FieldType::Integer:
    case FieldType::Number:
        return {Control::String};
    case FieldType::Boolean:
        return {Control::Checkbox, Control::Select, Control::Radio};
    case FieldType::StringList:
        return {Control::Select};
    }
    Q_UNREACHABLE();
}

Problems controlRules(const Field &field, const FormControl &form)
{
    const QList<Control> allowed = controlsFor(field.type);
    if (allowed.contains(form.control))
        return {};
    QStringList names;
    for (const Control control : allowed)
        names.append(nameOf(control));
    return {breach(u"/type"_s,
                   u"found %1, wanted %2 for a field of type %3"_s.arg(
                       quoted(nameOf(form.control)), quotedList(names), quoted(nameOf(field.type))),
                   u"Change the element's type, or the field's."_s)};
}

Problems sourceRules(const Field &field, const FormControl &form)
{
    const bool hasOptions = !form.options.isEmpty();
    const bool hasSource = form.optionsFrom != OptionsFrom::Manifest;
    const auto control = [&] { return quoted(nameOf(form.control)); };
    if (!hasChoices(form) && (hasOptions || hasSource))
        return {breach(
            hasOptions ? u"/options"_s : u"/options_from"_s,
            u"found choices on a %1, wanted them only on \"select\" or \"radio\""_s.arg(control()),
            u"Remove them, or change the element's type."_s)};
    if (!hasChoices(form))
        return {};
    if (hasOptions && hasSource)
        return {breach(u"/options_from"_s,
                       u"found \"options\" and \"options_from\", wanted one of them"_s,
                       u"Keep \"options\" for fixed choices, \"options_from\" for others."_s)};
    if (!hasOptions && !hasSource)
        return {breach(
            u"/options"_s,
            u"missing the choices of a %1; wanted \"options\" or \"options_from\""_s.arg(control()),
            u"Add \"options\" with labels and values, or \"options_from\"."_s)};
    if (form.optionsFrom == OptionsFrom::PlatformService && field.type == FieldType::Boolean)
        return {breach(u"/options_from"_s,
                       u"found \"platform_service\", whose choices are strings, wanted "
                       u"\"options\" for a field of type \"boolean\""_s,
                       u"Write the two choices as \"options\"."_s)};
    return {};
}

/** The field without the rules that do not bind one choice of several. */
QString wantedOption(const QJsonValue &value, const Field &field)
{
    if (field.type != FieldType::StringList)
        return wantedInstead(value, field);
    return value.isString() ? QString() : u"a string"_s;
}

Problems optionRules(const Field &field, const FormControl &form)
{
    const QList<Option> &options = form.options;
    Problems problems;
    for (qsizetype i = 0; i < options.size() && hasChoices(form); ++i) {
        const QJsonValue &value = options[i].value;
        const auto at = [i] { return pointer(u"/options"_s, i) + "/value"_L1; };
        const auto isSame = [&](const Option &other) { return other.value == value; };
        if (std::any_of(options.begin(), options.begin() + i, isSame))
            problems.append(breach(at(),
                                   u"found %1 twice, wanted each value once"_s.arg(quoted(value)),
                                   u"Remove one of the options."_s));
        const QString wanted = wantedOption(value, field);
        if (!wanted.isEmpty())
            problems.append(
                breach(at(), u"found %1, wanted %2, as the field does"_s.arg(quoted(value), wanted),
                       u"Change the option, or the field's type and limits."_s));
    }
    return problems;
}

/** What the first value would have to be; empty when it may be what it is. */
QString wantedInitially(const FormControl &form)
{
    const QJsonValue &value = form.initialValue;
    switch (form.control) {
    case Control::String:
        return value.isString() ? QString() : u"a string"_s;
    case Control::Checkbox:
        return value.isBool() ? QString() : u"true or false"_s;
    case Control::Select:
        return u"none: a \"select\" begins empty"_s;
    case Control::Radio: {
        const auto isSame = [&](const Option &option) { return option.value == value; };
        const bool isOffered = form.optionsFrom != OptionsFrom::Manifest ||
                               form.options.isEmpty() || std::ranges::any_of(form.options, isSame);
        return isOffered ? QString() : u"the value of one of the options"_s;
    }
    }
    Q_UNREACHABLE();
}

Problems initialRules(const Field &field, const FormControl &form)
{
    if (form.initialValue.isNull())
        return {};
    const QString at = u"/initial_value"_s;
    if (field.secret)
        return {breach(at, u"found a first value for a secret field, wanted none"_s,
                       u"Remove it: everybody who opens the form could read it."_s)};
    const QString wanted = wantedInitially(form);
    if (wanted.isEmpty())
        return {};
    return {breach(at, u"found %1, wanted %2"_s.arg(quoted(form.initialValue), wanted),
                   u"Change \"initial_value\", or leave it out."_s)};
}

Problems countRules(const Field &field, const FormControl &form)
{
    const bool isMultiple = field.type == FieldType::StringList && form.control == Control::Select;
    if ((form.maxCount > 1) == isMultiple)
        return {};
    const QString at = u"/max_count"_s;
    if (!isMultiple)
        return {breach(at,
                       u"found %1, wanted 1: only a \"select\" of a field of type \"string_list\" "
                       u"takes several"_s.arg(form.maxCount),
                       u"Leave \"max_count\" out, or change the field's type."_s)};
    return {breach(at,
                   u"found 1, wanted at least 2: one choice is sent as a string, and the "
                   u"field is of type \"string_list\""_s,
                   u"Write how many choices people may take, or change the type to "
                   u"\"string\"."_s)};
}

} // namespace

Problems brokenFormRules(const Field &field)
{
    if (!field.form)
        return {};
    const FormControl &form = *field.form;
    Problems problems = controlRules(field, form);
    problems += sourceRules(field, form);
    problems += optionRules(field, form);
    problems += initialRules(field, form);
    problems += countRules(field, form);
    return within(u"/form"_s, std::move(problems));
}

} // namespace outlet::ui
