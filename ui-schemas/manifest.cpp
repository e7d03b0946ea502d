// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/manifest.h"

#include "ui-schemas/duplicatekeys.h"
#include "ui-schemas/fieldreader.h"
#include "ui-schemas/jsonsize.h"
#include "ui-schemas/jsontree.h"
#include "ui-schemas/jsonview.h"
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

Platform readPlatform(const JsonView &object)
{
    Platform platform;
    platform.key = object["key"].toString();
    platform.displayName = object["display_name"].toString();
    platform.iconName = object["icon_name"].toString();
    platform.parent = object["parent"].toString();
    platform.hasEnvironments = object["has_environments"].toBool();
    platform.showInForm = object["show_in_form"].toBool(true);
    platform.detailedName = object["detailed_name"].toString();
    platform.resultLabel = object["result_label"].toString();
    platform.resultTooltip = object["result_tooltip"].toString();
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

Requirements readRequirements(const JsonView &object, Problems &problems)
{
    Requirements requirements;
    if (const JsonView range = object["outlet"]; range.isThere())
        requirements.outlet =
            readOr<VersionRange>(range.toString(), u"/requires/outlet"_s, problems);
    const auto read = [&](const JsonView &plugins, const QString &where) {
        QMap<QString, VersionRange> ranges;
        for (const auto &[id, range] : plugins.members())
            ranges.insert(id, readOr<VersionRange>(range.toString(), pointer(where, id), problems));
        return ranges;
    };
    requirements.plugins = read(object["plugins"], u"/requires/plugins"_s);
    requirements.optional = read(object["optional"], u"/requires/optional"_s);
    requirements.services = readStrings(object["services"]);
    return requirements;
}

void readLists(const JsonView &document, Manifest &manifest)
{
    manifest.aliases = readStrings(document["aliases"]);
    manifest.provides = readStrings(document["provides"]);
    const QStringList hooks = readStrings(document["hooks"]);
    for (const QString &name : hooks) {
        if (const std::optional<Hook> hook = namedBy(name, everyHook))
            manifest.hooks.append(*hook);
    }
    for (const JsonView &item : document["permissions"].items())
        manifest.permissions.append({item["key"].toString(), item["description"].toString()});
    for (const JsonView &item : document["endpoints"].items())
        manifest.endpoints.append({item["method"].toString(), item["path"].toString(),
                                   item["summary"].toString(), item["permission"].toString()});
    manifest.settings = readFields(document["settings"]);
    manifest.fields = readFields(document["fields"]);
}

Manifest readManifest(const JsonView &document, Problems &problems)
{
    Manifest manifest;
    manifest.id = document["id"].toString();
    manifest.plugin = document["plugin"].toString();
    manifest.versionText = document["version"].toString();
    manifest.version = readOr<Version>(manifest.versionText, u"/version"_s, problems);
    manifest.description = document["description"].toString();
    manifest.author = document["author"].toString();
    manifest.license = document["license"].toString();
    manifest.homepage = document["homepage"].toString();
    manifest.kind = namedBy(document["kind"].toString(), everyKind).value_or(Kind::Connector);
    manifest.priority = document["priority"].toInt(defaultPriority(manifest.kind));
    manifest.requirements = readRequirements(document["requires"], problems);
    manifest.enabled = document["enabled"].toBool(true);
    if (const JsonView platform = document["platform"]; platform.isThere())
        manifest.platform = readPlatform(platform);
    manifest.table = document["table"].toString();
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
std::expected<Manifest, Problems> decoded(const JsonView &document, Problems problems)
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

std::expected<Manifest, Problems> judged(const QJsonObject &document)
{
    return decoded(JsonTree(document, OwnKeys::Kept).root(), connectorSchema().judge(document));
}

} // namespace

std::expected<Manifest, Problems> parseManifest(const QJsonObject &document,
                                                const ManifestLimits &limits)
{
    // First of all: what judges strings later recurses once a character.
    const qsizetype size = compactSize(document, limits.bytes);
    if (size > limits.bytes)
        return std::unexpected(Problems{tooLarge(size, limits.bytes)});
    return judged(document);
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
    const JsonTree tree(compact);
    if (connectorSchema().allows(tree).value_or(false)) // most are right: they need no second look
        return decoded(tree.root(), {});
    const auto document = parseText(compact);
    if (!document)
        return std::unexpected(document.error());
    return judged(*document);
}

const Platform &Manifest::platformOrEmpty() const
{
    static const Platform none;
    return platform ? *platform : none;
}

} // namespace outlet::ui
