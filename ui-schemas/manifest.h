// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/field.h"
#include "ui-schemas/version.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <expected>
#include <optional>

namespace outlet::ui {

/** What kind of plugin it is; decides the default priority. */
enum class Kind { Connector, Middleware, Security, Infrastructure };

/** The hook interfaces of the SDK, as a manifest names them. */
enum class Hook {
    Lifecycle,
    ConfigurationRules,
    AccessPath,
    AccessUrl,
    OptionsSource,
    EnvironmentMatch,
    Routes,
    EventSubscriber,
    Seed,
    HealthCheck,
};

struct Requirements
{
    VersionRange outlet;
    QMap<QString, VersionRange> plugins;  ///< by id
    QMap<QString, VersionRange> optional; ///< by id: they come first where they are there
    QStringList services;                 ///< that somebody has to offer
};

struct Permission
{
    QString key;
    QString description;
};

struct Endpoint
{
    QString method;
    QString path; ///< below `/{id}`, begins with a slash
    QString summary;
    QString permission; ///< key of one of the manifest's permissions; empty: public
};

/** The destination as people see it: tile, labels, grouping. */
struct Platform
{
    QString key;
    QString displayName;
    QString iconName;
    QString parent; ///< null: a tile of its own
    bool hasEnvironments = false;
    bool showInForm = true;
    QString detailedName;
    QString resultLabel;
    QString resultTooltip;
};

/** A valid `connector.json`: every reference in it resolves, every default fits its field. */
struct Manifest
{
    QString id;
    QString plugin;
    QStringList aliases;
    Version version;
    QString versionText; ///< as written
    QString description;
    QString author;
    QString license;
    QString homepage;
    Kind kind = Kind::Connector;
    int priority = 40;
    Requirements requirements;
    QStringList provides; ///< services that it offers
    bool enabled = true;
    QList<Hook> hooks;
    QList<Permission> permissions;
    QList<Endpoint> endpoints;
    QList<Field> settings;
    std::optional<Platform> platform; ///< always there for Kind::Connector
    QString table;                    ///< always there for Kind::Connector
    QList<Field> fields;

    /** Of a connector; an empty one for a kind that has none. */
    const Platform &platformOrEmpty() const;

    /** Whether `name` is the plugin name or an alias. Exact, as the wire contract wants. */
    bool answersTo(const QString &name) const { return plugin == name || aliases.contains(name); }
};

/** Upper bounds of a manifest. Reading a larger one costs time at every start (see Qt's loader). */
struct ManifestLimits
{
    qsizetype bytes = qsizetype(16) * 1024; ///< of the compact JSON
};

/**
 * Judges a document against `connector.schema.json` and against the rules that no schema can say,
 * and gives the manifest or *every* problem, each with its JSON pointer in `where`.
 * Pure and thread-safe.
 */
std::expected<Manifest, Problems> parseManifest(const QJsonObject &document,
                                                const ManifestLimits &limits = {});

/**
 * The same from text. `where` of a syntax error is `line:column`; a key that stands twice in one
 * object is a problem, too.
 */
std::expected<Manifest, Problems> parseManifest(const QByteArray &text,
                                                const ManifestLimits &limits = {});

/**
 * What a module embeds: `{"manifest": "<the document as compact text>"}`. Qt keeps metadata as a
 * tree that it takes apart value by value at every reading; one string is read six times faster.
 */
QByteArray embeddedManifest(const QByteArray &compactText);

/** The manifest from a module's metadata: embedded as above, or, made by hand, the object itself.
 */
std::expected<Manifest, Problems> parseEmbedded(const QJsonObject &metaData,
                                                const ManifestLimits &limits = {});

/** Names as they stand in manifests and answers. */
QString nameOf(Kind kind);
QString nameOf(Hook hook);
QString nameOf(FieldType type);

} // namespace outlet::ui
