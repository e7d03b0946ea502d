// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "migrations/uninstall.h"
#include "registry/snapshot.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/manifest.h"

#include <outlet/result.h>

#include <QJsonObject>
#include <QList>
#include <QString>

class QSqlDatabase;

namespace outlet::app::api {

struct AdminDesk;
struct Installation;

/** What becomes of a configuration, or of a value of one. */
enum class Effect {
    Invalid,  ///< it stays, and is against the rules of the other version
    Lost,     ///< it is gone for good
    Archived, ///< it is kept where only the operator of the database sees it
};

/** One thing that a change does to what is stored. Never says a secret. */
struct Finding
{
    QString id = {};    ///< of the configuration
    QString name = {};  ///< null where nobody gave one
    QString field = {}; ///< null: the whole configuration
    Effect effect = Effect::Invalid;
    QString reason = {}; ///< a sentence without a full stop
};

/** What a change of one connector would do to its stored configurations. */
struct StoredOutlook
{
    static constexpr qsizetype mostFindings = 100;

    qint64 configurations = 0; ///< that were looked at
    qint64 affected = 0;       ///< of them
    QList<Finding> findings;   ///< the first ones, oldest configuration first
    qint64 omitted = 0;        ///< findings beyond those
};

/**
 * Judges every stored configuration of a connector by the fields of another version, with the rules
 * of its form: what it refuses and the version in force does not, and values of fields that it does
 * not have. Options that others supply are not compared; the version's own code is not asked; what
 * migrations would make of the values is not known. Reads the database page by page.
 */
Result<StoredOutlook> outlookOn(QSqlDatabase &database, const registry::Snapshot &snapshot,
                                const ui::Manifest &next);

/** The same for a connector that is to go. */
Result<StoredOutlook> outlookOnRemoval(QSqlDatabase &database, const registry::Snapshot &snapshot,
                                       const ui::Manifest &manifest,
                                       migrations::UninstallMode mode);

/** What would be invalid by one version and is not by another: field and reason. Pure. */
QList<Finding> findingsIn(const QJsonObject &values, const ui::Manifest *now,
                          const ui::Manifest &next);

/** `"configurations","affected","findings","omitted"`, into an object that is open. */
void writeOutlook(ui::JsonWriter &json, const StoredOutlook &outlook);

/**
 * `GET /admin/plugins/{name}/preview?version=1.0.0` for a version that is installed, or
 * `?data=keep|archive|drop` for uninstalling -> 200 `{"action","name","version","from","data",
 * "configurations","affected","findings":[{"id","name","field","effect","reason"}],"omitted"}`.
 * 404 for an unknown plugin or version; 422 for none or both of the two.
 */
Reply previewChange(const Request &request, const AdminDesk &desk, const QString &name);

/** `POST /admin/plugins/preview` with a package -> the same; nothing is installed. 409, 422. */
Reply previewPackage(const Request &request, const AdminDesk &desk);

/** 409: a package was not installed for what it would do; with `preview`, the same object. */
Reply refusedForStored(const Request &request, const Installation &refused);

} // namespace outlet::app::api
