// SPDX-License-Identifier: GPL-3.0-or-later
// The hooks that are asked about configurations.
#include "app/authoring/examination.h"
#include "app/authoring/samples.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"

#include <outlet/accesspath.h>
#include <outlet/accessurl.h>
#include <outlet/configurationrules.h>
#include <outlet/environmentmatch.h>
#include <outlet/optionssource.h>

#include <QJsonArray>
#include <QUrl>

#include <algorithm>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

const QString normaliseName = u"normalise"_s;
const QString checkName = u"check"_s;

const ui::Field *fieldNamed(const ui::Manifest &manifest, const QString &name)
{
    const auto found = std::ranges::find(manifest.fields, name, &ui::Field::name);
    return found == manifest.fields.end() ? nullptr : &*found;
}

/** What normalise() may not do to values that the form accepts. */
void judgeNormalised(const ui::Manifest &manifest, const Values &after, Teller &teller)
{
    for (const ui::Field &field : manifest.fields) {
        if (!after.contains(field.name))
            teller.found(finding(Fault::NormaliseDropsField,
                                 u"normalise() loses the field %1."_s.arg(ui::quoted(field.name)),
                                 normaliseName,
                                 u"Begin with a copy of the values, and insert into that."_s));
        const QJsonValue value = after.value(field.name);
        const bool isFree = value.isUndefined() || (value.isNull() && field.isNullable());
        const QString wanted = isFree ? QString() : ui::wantedInstead(value, field);
        if (!wanted.isEmpty())
            teller.found(finding(Fault::NormaliseWrongValue,
                                 u"normalise() makes %1 of the field %2, wanted %3."_s.arg(
                                     ui::quoted(value), ui::quoted(field.name), wanted),
                                 normaliseName,
                                 u"Make a value that fits the field, or change the field."_s));
    }
    for (const QString &key : after.keys()) {
        if (!fieldNamed(manifest, key))
            teller.found(finding(Fault::NormaliseAddsField,
                                 u"normalise() adds %1, which is no field."_s.arg(ui::quoted(key)),
                                 normaliseName, u"Declare it in connector.json, or leave it."_s));
    }
}

QList<Product> products()
{
    Product known{.id = u"a2e7a3a0-9a4b-4c53-8f5c-0f3b8a9d2c11"_s,
                  .name = u"Sales"_s,
                  .nameSpace = u"sales"_s,
                  .mapping = u"default"_s,
                  .domainId = u"b2e7a3a0-9a4b-4c53-8f5c-0f3b8a9d2c11"_s,
                  .domainName = u"Trade"_s};
    Product custom = known;
    custom.mapping = u"custom"_s;
    Product odd = known;
    odd.nameSpace = QString(QChar(0xd800)) + u"\n"_s;
    odd.mapping = u"no such mapping"_s;
    return {Product(), known, custom, odd};
}

void judgeErrors(const ui::Manifest &manifest, const QString &about,
                 const QList<FieldError> &errors, bool isGood, Caller &caller)
{
    for (const FieldError &error : errors) {
        if (error.message.trimmed().isEmpty())
            caller.teller().found(
                finding(Fault::ErrorWithoutMessage,
                        u"check() with %1 has something against %2 and does not say what."_s.arg(
                            about, ui::quoted(error.field)),
                        checkName, u"Write a sentence for the person who fills in the form."_s));
        if (!error.field.isEmpty() && !fieldNamed(manifest, error.field))
            caller.teller().found(finding(
                Fault::UnknownField,
                u"check() with %1 complains of %2, which is no field: no form can show it."_s.arg(
                    about, ui::quoted(error.field)),
                checkName, u"Name a field of connector.json."_s));
        if (isGood)
            caller.judgeText(checkName, about, error.message);
    }
}

/** A link that a browser may follow. */
void judgeUrl(const QString &about, const QString &text, Caller &caller)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isSafe = url.isValid() && !url.host().isEmpty() &&
                        (url.scheme() == "https"_L1 || url.scheme() == "http"_L1);
    if (!isSafe)
        caller.teller().found(
            finding(Fault::UrlUnsafe,
                    u"accessUrl() with %1 gives %2, wanted an address of http or https."_s.arg(
                        about, ui::quoted(text)),
                    u"accessUrl"_s,
                    u"Encode what comes from values (QUrl::toPercentEncoding), and refuse "
                    "addresses of other kinds."_s));
}

/** Keys that configurations of environments use, each with the same value. */
QJsonObject configOf(const QJsonValue &value)
{
    QJsonObject config{{u"identifier"_s, u"a"_s}};
    for (const char *key :
         {"url", "login_url", "host", "endpoint", "workspace_url", "account", "account_id",
          "aws_account_id", "region", "aws_region", "bucket_name", "database_name", "catalog",
          "schema", "cluster_id", "project", "subscription_id", "tenant_id"})
        config.insert(QLatin1StringView(key), value);
    return config;
}

/** What an environment may well have: addresses, and short names for the rest. */
QJsonObject usualConfig()
{
    QJsonObject config = configOf(u"abc1"_s);
    for (const char *key : {"url", "login_url", "host", "endpoint", "workspace_url"})
        config.insert(QLatin1StringView(key), u"https://example.org/a"_s);
    return config;
}

QList<std::pair<QString, AccessUrlRequest>> urlRequests(const QList<QJsonObject> &good)
{
    const QJsonObject first = good.first();
    const QString name = u"Platform"_s;
    const QString environment = u"production"_s;
    const QJsonObject texts = usualConfig();
    QList<std::pair<QString, AccessUrlRequest>> all{
        {u"no environment"_s, {first, {}, {}, name, {}, {}}},
        {u"no configuration of the environment"_s, {first, {}, environment, name, {}, {}}},
        {u"empty configurations"_s, {first, {}, environment, name, QJsonObject(), QJsonObject()}},
        {u"every key a text"_s, {first, {}, environment, name, texts, texts}},
        {u"no values"_s, {{}, {}, environment, name, texts, texts}}};
    const QList<std::pair<QString, QJsonValue>> kinds{
        {u"a number"_s, 5}, {u"an object"_s, texts}, {u"nothing"_s, QJsonValue()}};
    for (const auto &[about, value] : kinds)
        all.append({u"every key "_s + about,
                    {first, {}, environment, name, configOf(value), configOf(value)}});
    for (const auto &[about, text] : oddTexts())
        all.append({u"every key %1"_s.arg(about),
                    {first, {}, text, name, configOf(text), configOf(text)}});
    QJsonObject script = first;
    for (const QString &key : script.keys()) {
        if (script.value(key).isString())
            script.insert(key, u"javascript:alert(1)//"_s);
    }
    all.append({u"a script in every value"_s, {script, {}, environment, name, texts, texts}});
    return all;
}

} // namespace

void examineRules(const Patient &patient, Caller &caller)
{
    const auto *rules = qobject_cast<ConfigurationRules *>(patient.object);
    const auto normalise = [rules](const Values &values) {
        return [rules, values] { return Result<Values>(rules->normalise(values)); };
    };
    const auto check = [rules](const Values &values, const Product &product) {
        return [rules, values, product] {
            return Result<QList<FieldError>>(rules->check(values, product));
        };
    };
    for (const QJsonObject &good : patient.good) {
        const QString about = u"a good configuration"_s;
        const auto once = caller.ask(normaliseName, about, normalise(good));
        if (!once || !*once)
            continue;
        judgeNormalised(patient.manifest, **once, caller.teller());
        const auto twice = caller.ask(normaliseName, u"its own result"_s, normalise(**once));
        if (twice && *twice && **twice != **once)
            caller.teller().found(finding(
                Fault::NormaliseUnstable,
                u"normalise() changes its own result: calling it again must change "
                "nothing."_s,
                normaliseName, u"Derive from what was entered, not from what was derived."_s));
        for (const Product &product : products()) {
            const auto errors = caller.ask(checkName, about, check(**once, product));
            if (errors && *errors)
                judgeErrors(patient.manifest, about, **errors, isSound(product.nameSpace), caller);
        }
    }
    for (const Oddity &odd : oddities(patient.manifest, patient.good.first())) {
        caller.ask(normaliseName, odd.about, normalise(odd.values));
        const auto errors = caller.ask(checkName, odd.about, check(odd.values, products().last()));
        if (errors && *errors)
            judgeErrors(patient.manifest, odd.about, **errors, false, caller);
    }
    caller.repeat(normaliseName, normalise(patient.good.first()));
    caller.repeat(checkName, check(patient.good.first(), products().at(1)));
}

void examineAccessPath(const Patient &patient, Caller &caller)
{
    const auto *hook = qobject_cast<AccessPath *>(patient.object);
    const auto call = [hook](const QString &text) {
        return [hook, text] { return hook->accessPath(text); };
    };
    const QString name = u"accessPath"_s;
    QList<std::pair<QString, QString>> texts = oddTexts();
    for (const QString &text : {u"a.b.c"_s, u"a/b/c"_s, u"a"_s, u"a-b__c.*"_s})
        texts.append({u"the path %1"_s.arg(text), text});
    for (const auto &[about, text] : texts) {
        const auto answer = caller.ask(name, about, call(text));
        if (answer && *answer && isSound(text))
            caller.judgeText(name, about, **answer);
    }
    caller.repeat(name, call(u"sales/orders.csv"_s));
}

void examineAccessUrl(const Patient &patient, Caller &caller)
{
    const auto *hook = qobject_cast<AccessUrl *>(patient.object);
    const QString name = u"accessUrl"_s;
    const auto call = [hook](const AccessUrlRequest &request) {
        return [hook, request] { return hook->accessUrl(request); };
    };
    const auto requests = urlRequests(patient.good);
    for (const auto &[about, request] : requests) {
        const auto answer = caller.ask(name, about, call(request));
        if (!answer)
            continue;
        // What administrators have written is theirs: only texts that look like links are judged.
        const bool isOddConfig =
            about.startsWith("every key "_L1) && about != "every key a text"_L1;
        if (*answer && !isOddConfig)
            judgeUrl(about, **answer, caller);
        const ErrorCode code = *answer ? ErrorCode::NotFound : answer->error().code;
        if (code != ErrorCode::NotFound && code != ErrorCode::InvalidArgument)
            caller.teller().found(finding(
                Fault::UrlErrorCode,
                u"accessUrl() with %1 fails with another code than InvalidArgument and "
                "NotFound."_s.arg(about),
                name,
                u"InvalidArgument for what the caller can add, NotFound for what the installation "
                "lacks."_s));
    }
    caller.repeat(name, call(requests.at(3).second));
}

void examineEnvironmentMatch(const Patient &patient, Caller &caller)
{
    const auto *hook = qobject_cast<EnvironmentMatch *>(patient.object);
    const QString name = u"matches"_s;
    const auto call = [hook](const QJsonObject &item, const Values &values) {
        return [hook, item, values] { return Result<bool>(hook->matches(item, values)); };
    };
    const QJsonObject good = patient.good.first();
    caller.ask(name, u"an empty item"_s, call({}, good));
    for (const QJsonValue &value :
         {QJsonValue(), QJsonValue(5), QJsonValue(QJsonArray{1}), QJsonValue(configOf(1))})
        caller.ask(name, u"an identifier of another type"_s,
                   call({{u"identifier"_s, value}}, good));
    for (const auto &[about, text] : oddTexts())
        caller.ask(name, about, call({{u"identifier"_s, text}, {text, text}}, good));
    for (const Oddity &odd : oddities(patient.manifest, good))
        caller.ask(name, odd.about, call(configOf(u"a"_s), odd.values));
    caller.repeat(name, call(configOf(u"a"_s), good));
}

void examineOptions(const Patient &patient, Caller &caller)
{
    auto *hook = qobject_cast<OptionsSource *>(patient.object);
    const QString name = u"options"_s;
    const auto ask = [&](const QString &about, const QString &field, const Values &values) {
        const auto answer =
            caller.ask(name, about, [hook, field, values] { return hook->options(field, values); });
        for (const FieldOption &option : answer &&*answer ? **answer : QList<FieldOption>()) {
            const bool isFit = (option.value.isString() || option.value.isBool()) &&
                               !option.label.isEmpty() && isSound(option.label);
            if (!isFit)
                caller.teller().found(finding(
                    Fault::OptionInvalid,
                    u"options() for %1 gives the choice %2 with the label %3; wanted a string or a "
                    "boolean, and a label."_s.arg(ui::quoted(field), ui::quoted(option.value),
                                                  ui::quoted(option.label)),
                    name, u"Leave out what cannot be chosen."_s));
        }
    };
    QStringList fields{u"no_such_field"_s, QString()};
    for (const ui::Field &field : patient.manifest.fields) {
        if (field.form && field.form->optionsFrom == ui::OptionsFrom::Connector)
            fields.prepend(field.name);
    }
    for (const QString &field : std::as_const(fields)) {
        ask(u"good values"_s, field, patient.good.first());
        for (const Oddity &odd : oddities(patient.manifest, patient.good.first()))
            ask(odd.about, field, odd.values);
    }
}

} // namespace outlet::app::authoring
