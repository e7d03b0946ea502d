// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/submission.h"

#include <QHash>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using ui::Choices;
using ui::Field;
using ui::FieldVerdict;
using ui::InputProblem;
using ui::Manifest;

namespace {

constexpr qsizetype shortestSecret = 3; // what is shorter would make holes in every sentence

// ---- options

Choices platformChoices(const registry::Connector &connector)
{
    if (!connector.platformOptions)
        return std::unexpected(u"Nothing is configured for the platform %1 yet"_s.arg(
            connector.manifest.platformOrEmpty().displayName));
    QList<ui::Option> options;
    for (const QString &text : *connector.platformOptions)
        options.append({text, text});
    return options;
}

/** The reason stays in the log: it is the connector's, and may say anything. */
Choices connectorChoices(const Submission &submission, const Field &field, const Values &values,
                         const Advisers &advisers)
{
    const auto unavailable = [](const QString &why) {
        return std::unexpected(u"The options cannot be had: %1"_s.arg(why));
    };
    if (!advisers.hooks)
        return unavailable(u"the connector is not asked"_s);
    const auto ask = [&] {
        return advisers.hooks->options(submission.connector, field.name, values);
    };
    const auto answer =
        advisers.options ? advisers.options->answer({.plugin = submission.connector.manifest.plugin,
                                                     .generation = submission.generation,
                                                     .field = field.name,
                                                     .values = values},
                                                    ask)
                         : ask();
    if (!answer)
        return unavailable(answer.error().message);
    QList<ui::Option> options;
    for (const FieldOption &option : *answer)
        options.append({option.label, option.value});
    return options;
}

/** Where names follow the namespace, it is the only choice. */
bool isNamespaceOnly(const Field &field, const Product &product)
{
    return field.form && field.form->useNamespaceWhenNotSourceAligned.value_or(false) &&
           field.form->control == ui::Control::Select && product.mapping == "default"_L1 &&
           !product.nameSpace.isNull();
}

QHash<QString, Choices> choicesOf(const Submission &submission, const Values &values,
                                  const Advisers &advisers)
{
    QHash<QString, Choices> choices;
    for (const Field &field : submission.connector.manifest.fields) {
        if (!field.form)
            continue;
        const QString &nameSpace = submission.product.nameSpace;
        if (isNamespaceOnly(field, submission.product))
            choices.insert(field.name, QList<ui::Option>{{nameSpace, nameSpace}});
        else if (field.form->optionsFrom == ui::OptionsFrom::PlatformService)
            choices.insert(field.name, platformChoices(submission.connector));
        else if (field.form->optionsFrom == ui::OptionsFrom::Connector)
            choices.insert(field.name, connectorChoices(submission, field, values, advisers));
    }
    return choices;
}

// ---- values

/** The field that a problem is about; empty where it is about the whole. */
QString fieldOf(const InputProblem &problem)
{
    return problem.where.isEmpty() ? QString() : problem.where.first().toString();
}

/** What can be read where not everything can: given values, and defaults for the rest. */
Values readableValues(const Submission &submission, const QList<InputProblem> &problems)
{
    Values values;
    for (const Field &field : submission.connector.manifest.fields) {
        const bool isReadable = std::ranges::none_of(
            problems, [&](const InputProblem &problem) { return fieldOf(problem) == field.name; });
        const QJsonValue given = submission.configuration.value(field.name);
        if (isReadable && !given.isUndefined())
            values.insert(field.name, given);
        else if (isReadable && !field.defaultValue.isUndefined())
            values.insert(field.name, field.defaultValue);
    }
    return values;
}

// ---- secrets

const Field *fieldNamed(const Manifest &manifest, const QString &name)
{
    const auto found = std::ranges::find(manifest.fields, name, &Field::name);
    return found == manifest.fields.end() ? nullptr : &*found;
}

bool isSecret(const Manifest &manifest, const QString &name)
{
    const Field *field = fieldNamed(manifest, name);
    return field && field->secret;
}

/** Texts that must not be said. */
QStringList secretTexts(const Manifest &manifest, const QJsonObject &values)
{
    QStringList texts;
    for (const Field &field : manifest.fields) {
        const QJsonValue value = values.value(field.name);
        if (!field.secret || value.isUndefined() || value.isNull())
            continue;
        for (const QJsonValue item : value.isArray() ? value.toArray() : QJsonArray{value}) {
            const QString text = item.toVariant().toString();
            if (text.size() >= shortestSecret && !item.isBool())
                texts.append(text);
        }
    }
    return texts;
}

QString masked(QString text, const QStringList &secrets)
{
    for (const QString &secret : secrets)
        text.replace(secret, u"***"_s);
    return text;
}

void mask(Judgement &judgement, const Submission &submission)
{
    const Manifest &manifest = submission.connector.manifest;
    const QStringList secrets =
        secretTexts(manifest, submission.configuration) + secretTexts(manifest, judgement.values);
    const auto say = [&](QStringList &texts) {
        for (QString &text : texts)
            text = masked(text, secrets);
    };
    say(judgement.general);
    for (FieldVerdict &field : judgement.fields) {
        say(field.errors);
        if (isSecret(manifest, field.name))
            field.value = QJsonValue::Null;
        field.options.removeIf([&](const ui::Option &option) {
            return masked(option.label + u'\n' + option.value.toString(), secrets) !=
                   option.label + u'\n' + option.value.toString();
        });
    }
    for (InputProblem &problem : judgement.unreadable) {
        problem.message = masked(problem.message, secrets);
        // What is missing is shown by the whole in which it is missing.
        if (isSecret(manifest, fieldOf(problem)) && problem.type != "missing"_L1)
            problem.input = QJsonValue::Null;
        else if (problem.input.isObject())
            problem.input = withoutSecrets(problem.input.toObject(), manifest);
    }
}

// ---- the verdict

void addErrors(Judgement &judgement, const QList<FieldError> &errors)
{
    for (const FieldError &error : errors) {
        const auto field = std::ranges::find(judgement.fields, error.field, &FieldVerdict::name);
        if (field == judgement.fields.end())
            judgement.general.append(error.message);
        else if (!field->errors.contains(error.message))
            field->errors.append(error.message);
    }
}

/** What the form says about a missing value is kinder than what the parser says. */
void addUnreadable(Judgement &judgement, const QJsonObject &configuration)
{
    for (const InputProblem &problem : std::as_const(judgement.unreadable)) {
        const auto field =
            std::ranges::find(judgement.fields, fieldOf(problem), &FieldVerdict::name);
        if (field == judgement.fields.end()) {
            judgement.general.append(problem.message);
        } else if (problem.type != "missing"_L1) {
            field->value = configuration.value(field->name);
            field->errors = {problem.message};
        } else if (field->errors.isEmpty()) {
            field->errors = {problem.message};
        }
    }
}

/** Where everything can be read: what the connector derives, and what it has against it. */
Result<Judgement> judgeValues(const Submission &submission, const Values &parsed,
                              const Advisers &advisers)
{
    Judgement judgement;
    const registry::Connector &connector = submission.connector;
    const auto normalised =
        advisers.hooks ? advisers.hooks->normalise(connector, parsed) : Result<Values>(parsed);
    if (!normalised)
        return std::unexpected(normalised.error());
    judgement.values = *normalised;
    judgement.fields = ui::judgeValues(connector.manifest, judgement.values,
                                       choicesOf(submission, judgement.values, advisers));
    if (!advisers.hooks)
        return judgement;
    const auto errors = advisers.hooks->check(connector, judgement.values, submission.product);
    if (!errors)
        return std::unexpected(errors.error());
    addErrors(judgement, *errors);
    return judgement;
}

Judgement judgeReadable(const Submission &submission, const QList<InputProblem> &problems,
                        const Advisers &advisers)
{
    Judgement judgement;
    judgement.values = readableValues(submission, problems);
    judgement.unreadable = problems;
    judgement.fields = ui::judgeValues(submission.connector.manifest, judgement.values,
                                       choicesOf(submission, judgement.values, advisers));
    addUnreadable(judgement, submission.configuration);
    return judgement;
}

} // namespace

Result<Judgement> judge(const Submission &submission, const Advisers &advisers)
{
    const auto parsed = ui::parseValues(submission.connector.manifest, submission.configuration);
    Result<Judgement> judgement = parsed ? judgeValues(submission, *parsed, advisers)
                                         : judgeReadable(submission, parsed.error(), advisers);
    if (!judgement)
        return judgement;
    judgement->isValid = judgement->unreadable.isEmpty() && judgement->general.isEmpty() &&
                         std::ranges::all_of(judgement->fields, [](const FieldVerdict &field) {
                             return field.errors.isEmpty();
                         });
    mask(*judgement, submission);
    return judgement;
}

QJsonObject withoutSecrets(QJsonObject object, const Manifest &manifest)
{
    for (const Field &field : manifest.fields) {
        if (field.secret && object.contains(field.name))
            object.insert(field.name, QJsonValue::Null);
    }
    return object;
}

} // namespace outlet::app::api
