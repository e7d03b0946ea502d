// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/rules.h"

#include "ui-schemas/names.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <QRegularExpression>
#include <QSet>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

Problems aliasRules(const Manifest &manifest)
{
    Problems problems;
    for (qsizetype i = 0; i < manifest.aliases.size(); ++i) {
        const QString &alias = manifest.aliases[i];
        const QString where = pointer(u"/aliases"_s, i);
        if (alias == manifest.plugin)
            problems.append(breach(
                where,
                u"found %1, which is the plugin name; wanted another name"_s.arg(quoted(alias)),
                u"Remove it: look-ups accept the plugin name anyway."_s));
        else if (manifest.aliases.indexOf(alias) < i)
            problems.append(breach(where,
                                   u"found %1 twice, wanted each alias once"_s.arg(quoted(alias)),
                                   u"Remove one of them."_s));
    }
    return problems;
}

Problems homepageRules(const Manifest &manifest)
{
    if (manifest.homepage.isEmpty())
        return {};
    const QUrl url(manifest.homepage, QUrl::StrictMode);
    if (url.isValid() && !url.host().isEmpty())
        return {};
    return {breach(u"/homepage"_s,
                   u"found %1, wanted an address with a host"_s.arg(quoted(manifest.homepage)),
                   u"Write it as in \"https://example.org/connector\"."_s)};
}

void checkIds(const Manifest &manifest, const QMap<QString, VersionRange> &plugins,
              const QString &parent, Problems &problems)
{
    static const QRegularExpression idGrammar(u"\\A[a-z][a-z0-9_]{1,40}\\z"_s);
    for (auto it = plugins.begin(); it != plugins.end(); ++it) {
        const QString where = pointer(parent, it.key());
        if (it.key() == manifest.id)
            problems.append(breach(
                where, u"found %1, the plugin itself; wanted other plugins"_s.arg(quoted(it.key())),
                u"Remove it."_s));
        else if (!idGrammar.match(it.key()).hasMatch())
            problems.append(breach(
                where, u"found the key %1, wanted the id of a plugin"_s.arg(quoted(it.key())),
                u"Ids are lower case, such as \"glue\"; the plugin name does not count here."_s));
    }
}

Problems requirementRules(const Manifest &manifest)
{
    const Requirements &requirements = manifest.requirements;
    Problems problems;
    checkIds(manifest, requirements.plugins, u"/requires/plugins"_s, problems);
    checkIds(manifest, requirements.optional, u"/requires/optional"_s, problems);
    for (const QString &id : requirements.optional.keys()) {
        if (requirements.plugins.contains(id))
            problems.append(breach(
                pointer(u"/requires/optional"_s, id),
                u"found %1, which is required anyway; wanted other plugins"_s.arg(quoted(id)),
                u"Name it in one of the two."_s));
    }
    for (qsizetype i = 0; i < requirements.services.size(); ++i) {
        if (manifest.provides.contains(requirements.services[i]))
            problems.append(breach(pointer(u"/requires/services"_s, i),
                                   u"found %1, which the plugin provides itself; wanted services "
                                   "of others"_s.arg(quoted(requirements.services[i])),
                                   u"Remove it."_s));
    }
    if (!manifest.provides.isEmpty() && !manifest.hooks.contains(Hook::Lifecycle))
        problems.append(breach(u"/provides"_s,
                               u"found services, but no hook Lifecycle; wanted it, as services are "
                               "registered in initialize()"_s,
                               u"Add \"Lifecycle\" to \"hooks\"."_s));
    return problems;
}

Problems hookRules(const Manifest &manifest)
{
    Problems problems;
    for (qsizetype i = 0; i < manifest.hooks.size(); ++i) {
        if (manifest.hooks.indexOf(manifest.hooks[i]) < i)
            problems.append(breach(
                pointer(u"/hooks"_s, i),
                u"found %1 twice, wanted each hook once"_s.arg(quoted(nameOf(manifest.hooks[i]))),
                u"Remove one of them."_s));
    }
    const auto need = [&](Hook hook, const QString &because) {
        if (!manifest.hooks.contains(hook))
            problems.append(breach(
                u"/hooks"_s, u"missing %1; wanted because %2"_s.arg(quoted(nameOf(hook)), because),
                u"Add %1 to \"hooks\" and implement it."_s.arg(quoted(nameOf(hook)))));
    };
    if (!manifest.endpoints.isEmpty())
        need(Hook::Routes, u"/endpoints has entries"_s);
    for (const auto &[fields, list] : {std::pair(&manifest.fields, u"/fields"_s),
                                       std::pair(&manifest.settings, u"/settings"_s)}) {
        const auto asks = std::ranges::find_if(*fields, [](const Field &field) {
            return field.form && field.form->optionsFrom == OptionsFrom::Connector;
        });
        if (asks == fields->end())
            continue;
        const QString where = pointer(list, asks - fields->begin());
        need(Hook::OptionsSource, where + "/form/options_from is \"connector\""_L1);
        break;
    }
    return problems;
}

Problems permissionRules(const Manifest &manifest)
{
    Problems problems;
    QSet<QString> seen;
    for (qsizetype i = 0; i < manifest.permissions.size(); ++i) {
        const QString &key = manifest.permissions[i].key;
        if (seen.contains(key))
            problems.append(
                breach(pointer(u"/permissions"_s, i) + "/key"_L1,
                       u"found %1 twice, wanted each permission once"_s.arg(quoted(key)),
                       u"Remove one of them, or rename it."_s));
        seen.insert(key);
    }
    return problems;
}

bool isRoutePath(const QString &path)
{
    static const QRegularExpression parameter(u"\\A\\{[a-z_][a-z0-9_]*\\}\\z"_s);
    if (path == "/"_L1)
        return true;
    return std::ranges::all_of(path.mid(1).split(u'/'), [](const QString &segment) {
        const bool hasBrace = segment.contains(u'{') || segment.contains(u'}');
        return !segment.isEmpty() && segment != "."_L1 && segment != ".."_L1 &&
               (!hasBrace || parameter.match(segment).hasMatch());
    });
}

Problems endpointRules(const Manifest &manifest)
{
    QStringList keys;
    for (const Permission &permission : manifest.permissions)
        keys.append(permission.key);
    Problems problems;
    QSet<QString> seen;
    for (qsizetype i = 0; i < manifest.endpoints.size(); ++i) {
        const Endpoint &endpoint = manifest.endpoints[i];
        const QString where = pointer(u"/endpoints"_s, i);
        if (!isRoutePath(endpoint.path))
            problems.append(
                breach(where + "/path"_L1,
                       u"found %1, wanted segments that are plain or one parameter in braces"_s.arg(
                           quoted(endpoint.path)),
                       u"Write it as in \"/tables/{name}\": no empty segments, no \"..\"."_s));
        const QString route = endpoint.method + u' ' + endpoint.path;
        if (seen.contains(route))
            problems.append(breach(
                where, u"found %1 twice, wanted each method and path once"_s.arg(quoted(route)),
                u"Remove one of them, or change its path."_s));
        seen.insert(route);
        if (!endpoint.permission.isEmpty() && !keys.contains(endpoint.permission)) {
            const QString near = didYouMean(endpoint.permission, keys);
            problems.append(
                breach(where + "/permission"_L1,
                       u"found %1, wanted the key of one of the manifest's permissions"_s.arg(
                           quoted(endpoint.permission)),
                       near.isEmpty() ? u"Declare it in \"permissions\"."_s : near));
        }
    }
    return problems;
}

Problems platformRules(const Manifest &manifest)
{
    if (!manifest.platform || manifest.platform->key.isEmpty() ||
        manifest.platform->parent != manifest.platform->key)
        return {};
    return {breach(u"/platform/parent"_s,
                   u"found %1, the platform itself; wanted another platform"_s.arg(
                       quoted(manifest.platform->parent)),
                   u"Leave \"parent\" out for a tile of its own."_s)};
}

/** Names that the server keeps for itself in every connector's table or configuration. */
Problems takenNameRules(const QList<Field> &fields)
{
    static const QStringList columns{u"id"_s, u"created_on"_s, u"updated_on"_s, u"deleted_at"_s};
    Problems problems;
    for (qsizetype i = 0; i < fields.size(); ++i) {
        const QString &name = fields[i].name;
        const auto where = [i] { return pointer(u"/fields"_s, i) + "/name"_L1; };
        if (columns.contains(name))
            problems.append(breach(where(),
                                   u"found %1, a column that the server keeps itself; wanted "
                                   u"another name"_s.arg(quoted(name)),
                                   u"Rename the field."_s));
        else if (name == "configuration_type"_L1)
            problems.append(breach(where(),
                                   u"found %1, the tag of every configuration; wanted another "
                                   u"name"_s.arg(quoted(name)),
                                   u"Rename the field."_s));
    }
    return problems;
}

} // namespace

Error breach(const QString &where, const QString &message, const QString &hint)
{
    return {ErrorCode::InvalidArgument, message, hint, where};
}

Problems within(const QString &part, Problems breaches)
{
    for (Error &error : breaches)
        error.where.prepend(part);
    return breaches;
}

Problems within(const QString &list, qsizetype index, Problems breaches)
{
    return breaches.isEmpty() ? breaches : within(pointer(list, index), std::move(breaches));
}

Problems brokenRules(const Manifest &manifest)
{
    Problems problems = aliasRules(manifest);
    problems += homepageRules(manifest);
    problems += requirementRules(manifest);
    problems += hookRules(manifest);
    problems += permissionRules(manifest);
    problems += endpointRules(manifest);
    problems += platformRules(manifest);
    problems += takenNameRules(manifest.fields);
    for (const auto &[fields, where] : {std::pair(&manifest.fields, u"/fields"_s),
                                        std::pair(&manifest.settings, u"/settings"_s)}) {
        problems += within(where, brokenFieldRules(*fields));
        problems += within(where, brokenConditionRules(*fields));
    }
    return problems;
}

} // namespace outlet::ui
