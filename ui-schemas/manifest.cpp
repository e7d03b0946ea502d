// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/manifest.h"

#include "ui-schemas/duplicatekeys.h"
#include "ui-schemas/fieldreader.h"
#include "ui-schemas/jsonsize.h"
#include "ui-schemas/names.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"
#include "ui-schemas/schema.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonParseError>

#include <algorithm>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

const QString embeddedKey = u"manifest"_s;

int defaultPriority(Kind kind)
{
    switch (kind) {
    case Kind::Connector:
        return 40;
    case Kind::Middleware:
        return 30;
    case Kind::Security:
        return 20;
    case Kind::Infrastructure:
        return 10;
    }
    Q_UNREACHABLE();
}

Platform readPlatform(const QJsonObject &object)
{
    Platform platform;
    platform.key = object["key"_L1].toString();
    platform.displayName = object["display_name"_L1].toString();
    platform.iconName = object["icon_name"_L1].toString();
    platform.parent = object["parent"_L1].toString();
    platform.hasEnvironments = object["has_environments"_L1].toBool();
    platform.showInForm = object["show_in_form"_L1].toBool(true);
    platform.detailedName = object["detailed_name"_L1].toString();
    platform.resultLabel = object["result_label"_L1].toString();
    platform.resultTooltip = object["result_tooltip"_L1].toString();
    return platform;
}

/** Reads a version or a range; a wrong one is a problem of its own at `where`. */
template<class T>
T readOr(const QString &text, const QString &where, Problems &problems)
{
    Result<T> value = T::parse(text);
    if (value)
        return *value;
    value.error().where = where;
    problems.append(value.error());
    return {};
}

Requirements readRequirements(const QJsonObject &object, Problems &problems)
{
    Requirements requirements;
    if (object.contains("outlet"_L1))
        requirements.outlet =
            readOr<VersionRange>(object["outlet"_L1].toString(), u"/requires/outlet"_s, problems);
    const auto read = [&](const QString &key, QMap<QString, VersionRange> &into) {
        const QJsonObject plugins = object[key].toObject();
        for (auto it = plugins.begin(); it != plugins.end(); ++it)
            into.insert(it.key(),
                        readOr<VersionRange>(it.value().toString(),
                                             pointer(u"/requires/"_s + key, it.key()), problems));
    };
    read(u"plugins"_s, requirements.plugins);
    read(u"optional"_s, requirements.optional);
    requirements.services = readStrings(object["services"_L1]);
    return requirements;
}

void readLists(const QJsonObject &document, Manifest &manifest)
{
    manifest.aliases = readStrings(document["aliases"_L1]);
    manifest.provides = readStrings(document["provides"_L1]);
    const QStringList hooks = readStrings(document["hooks"_L1]);
    for (const QString &name : hooks) {
        if (const std::optional<Hook> hook = namedBy(name, everyHook))
            manifest.hooks.append(*hook);
    }
    const QJsonArray permissions = document["permissions"_L1].toArray();
    for (const auto &item : permissions)
        manifest.permissions.append({item["key"_L1].toString(), item["description"_L1].toString()});
    const QJsonArray endpoints = document["endpoints"_L1].toArray();
    for (const auto &item : endpoints)
        manifest.endpoints.append({item["method"_L1].toString(), item["path"_L1].toString(),
                                   item["summary"_L1].toString(),
                                   item["permission"_L1].toString()});
    manifest.settings = readFields(document["settings"_L1].toArray());
    manifest.fields = readFields(document["fields"_L1].toArray());
}

Manifest readManifest(const QJsonObject &document, Problems &problems)
{
    Manifest manifest;
    manifest.id = document["id"_L1].toString();
    manifest.plugin = document["plugin"_L1].toString();
    manifest.versionText = document["version"_L1].toString();
    manifest.version = readOr<Version>(manifest.versionText, u"/version"_s, problems);
    manifest.description = document["description"_L1].toString();
    manifest.author = document["author"_L1].toString();
    manifest.license = document["license"_L1].toString();
    manifest.homepage = document["homepage"_L1].toString();
    manifest.kind = namedBy(document["kind"_L1].toString(), everyKind).value_or(Kind::Connector);
    manifest.priority = document["priority"_L1].toInt(defaultPriority(manifest.kind));
    manifest.requirements = readRequirements(document["requires"_L1].toObject(), problems);
    manifest.enabled = document["enabled"_L1].toBool(true);
    if (document.contains("platform"_L1))
        manifest.platform = readPlatform(document["platform"_L1].toObject());
    manifest.table = document["table"_L1].toString();
    readLists(document, manifest);
    return manifest;
}

/** The part of a document that one problem makes doubtful: `/fields/0/type` -> `/fields/0`. */
QString partOf(const QString &where)
{
    return where.section(u'/', 0, 2);
}

bool isWithin(const QString &where, const QString &part)
{
    return where == part || where.startsWith(part + u'/');
}

/** Leaves out conditions on fields that the schema has something against: nobody can judge them. */
void forgetDoubtfulConditions(QList<Field> &fields, const QString &list, const Problems &causes)
{
    QStringList doubtful;
    for (qsizetype i = 0; i < fields.size(); ++i) {
        const QString part = pointer(list, i);
        const auto isHere = [&](const Error &cause) { return isWithin(cause.where, part); };
        if (std::ranges::any_of(causes, isHere))
            doubtful.append(fields[i].name);
    }
    for (Field &field : fields) {
        const auto isDoubtful = [&](const Condition &condition) {
            return doubtful.contains(condition.fieldName);
        };
        if (field.form && std::ranges::any_of(field.form->dependsOn, isDoubtful))
            field.form->dependsOn.clear();
    }
}

/** Broken rules that may only follow from what the schema has against the same part. */
void removeConsequences(Problems &broken, const Problems &causes)
{
    broken.removeIf([&](const Error &rule) {
        return std::ranges::any_of(causes, [&](const Error &cause) {
            return isWithin(rule.where, partOf(cause.where)) ||
                   isWithin(cause.where, partOf(rule.where));
        });
    });
}

Error tooLarge(qsizetype size, qsizetype limit)
{
    return {ErrorCode::LimitExceeded,
            u"found %1 bytes of compact JSON, wanted at most %2"_s.arg(size).arg(limit),
            u"Shorten descriptions, or let an OptionsSource hook give long lists of options."_s,
            {}};
}

QString placeInText(const QByteArray &text, qsizetype offset)
{
    const QByteArray before = text.first(std::clamp<qsizetype>(offset, 0, text.size()));
    const qsizetype column = before.size() - before.lastIndexOf('\n');
    return u"%1:%2"_s.arg(before.count('\n') + 1).arg(column);
}

} // namespace

namespace {

/** Decodes, and adds what the rules beyond the schema have against it. */
std::expected<Manifest, Problems> decoded(const QJsonObject &document, Problems problems)
{
    Problems broken;
    Manifest manifest = readManifest(document, broken);
    if (!problems.isEmpty()) {
        forgetDoubtfulConditions(manifest.fields, u"/fields"_s, problems);
        forgetDoubtfulConditions(manifest.settings, u"/settings"_s, problems);
    }
    broken += brokenRules(manifest);
    removeConsequences(broken, problems);
    problems += broken;
    if (!problems.isEmpty())
        return std::unexpected(sorted(std::move(problems)));
    return manifest;
}

} // namespace

std::expected<Manifest, Problems> parseManifest(const QJsonObject &document,
                                                const ManifestLimits &limits)
{
    // First of all: what judges strings later recurses once a character.
    const qsizetype size = compactSize(document, limits.bytes);
    if (size > limits.bytes)
        return std::unexpected(Problems{tooLarge(size, limits.bytes)});
    return decoded(document, connectorSchema().judge(document));
}

namespace {

/** The object in a text; `where` of a syntax error is `line:column`. */
std::expected<QJsonObject, Problems> parseText(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        return std::unexpected(
            Problems{{ErrorCode::InvalidArgument,
                      u"found text that is not JSON: %1"_s.arg(error.errorString()),
                      u"Look just before this place for a missing comma, "
                      u"quote or bracket."_s,
                      placeInText(text, error.offset)}});
    if (!document.isObject())
        return std::unexpected(Problems{{ErrorCode::InvalidArgument,
                                         u"found a list, wanted an object with the manifest's "
                                         u"keys"_s,
                                         u"Put the keys in braces: { \"id\": ... }."_s, u"1:1"_s}});
    return document.object();
}

} // namespace

std::expected<Manifest, Problems> parseManifest(const QByteArray &text,
                                                const ManifestLimits &limits)
{
    const auto document = parseText(text);
    if (!document)
        return std::unexpected(document.error());
    auto manifest = parseManifest(*document, limits);
    Problems duplicates = duplicateKeys(text);
    if (duplicates.isEmpty())
        return manifest;
    if (!manifest)
        duplicates += manifest.error();
    return std::unexpected(sorted(std::move(duplicates)));
}

QByteArray embeddedManifest(const QByteArray &compactText)
{
    const QJsonObject object{{embeddedKey, QString::fromUtf8(compactText)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::expected<Manifest, Problems> parseEmbedded(const QJsonObject &metaData,
                                                const ManifestLimits &limits)
{
    const QJsonValue text = metaData.value(embeddedKey);
    if (!text.isString())
        return parseManifest(metaData, limits);
    const QByteArray compact = text.toString().toUtf8();
    if (compact.size() > limits.bytes)
        return std::unexpected(Problems{tooLarge(compact.size(), limits.bytes)});
    const auto document = parseText(compact);
    if (!document)
        return std::unexpected(document.error());
    return decoded(*document, connectorSchema().judge(compact, *document));
}

} // namespace outlet::ui
