// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/changepreview.h"
#include "app/api/message.h"
#include "migrations/uninstall.h"
#include "registry/change.h"
#include "registry/snapshot.h"

#include <outlet/result.h>

#include <functional>
#include <optional>

class QSqlDatabase;

namespace outlet::app::api {

/** What came of installing a package. */
struct Installation
{
    registry::Change change;
    QString status;        ///< `installed`, `upgraded`, `downgraded` or `unchanged`
    QString before;        ///< the version that was installed before; empty: none
    bool isInForce = true; ///< false: it is there, but switched off
    /** What was against it: nothing was installed then. */
    std::optional<StoredOutlook> objection;
};

/** What came of removing one. */
struct Removal
{
    registry::Change change;
    migrations::Uninstalled database;
};

/**
 * What operators do to plugins that run, as registry::PluginRegistry does it. Called from any
 * thread, done one after the other in the registry's. Unavailable where that has no time.
 */
struct PluginOperations
{
    std::function<Result<registry::Change>(const QString &name, bool isEnabled)> setEnabled;
    std::function<Result<registry::Change>(const QString &name, bool isForced)> reload;
    /**
     * Verifies a package, tries its module, and puts it in force; or leaves all as it was. A lower
     * version that stored configurations do not fit is an objection, unless that is accepted.
     */
    std::function<Result<Installation>(const QByteArray &package, bool acceptsInvalid)> install;
    std::function<Result<Removal>(const QString &name, migrations::UninstallMode mode,
                                  bool mayDelete)>
        uninstall;
    /** The manifest of a version that is installed. NotFound names those that are. */
    std::function<Result<ui::Manifest>(const QString &id, const QString &version)>
        installedManifest;
    /** That of a package, which is verified, but not run. */
    std::function<Result<ui::Manifest>(const QByteArray &package)> packagedManifest;
    qint64 maxPackage = 0; ///< bytes
};

/** What the handlers work with; borrowed. */
struct AdminDesk
{
    const registry::Snapshot &snapshot;
    QSqlDatabase &database;
    const PluginOperations *operations; ///< null: nobody changes plugins here
};

enum class Operation { Enable, Disable, Toggle, Reload };

/** `GET /admin/plugins` -> 200 `{"available":[names],"loaded":[names]}`: all, and those in force.
 */
Reply adminPlugins(const Request &request, const registry::Snapshot &snapshot);

/**
 * `POST /admin/plugins/{name}/enable`, `disable`, `toggle`, `reload[?force=true]` -> 200
 * `{"status","name","changed","version","verdict","also_enabled","also_disabled"}`; `status` is
 * `enabled`, `disabled`, `reloaded` or, where the files are the same, `unchanged`. What was done is
 * in the audit log. 404; 409 with the reason, and then nothing has changed; 422 for a wrong
 * `force`.
 */
Reply operate(const Request &request, const AdminDesk &desk, Operation operation,
              const QString &name);

/**
 * `POST /admin/plugins/install[?accept_invalid=true]` with a package as body, or as a file of a
 * form
 * -> 200
 * `{"status","name","version","previous_version","in_force","also_enabled","also_disabled"}`. 409
 * with the reason, and with a `preview` where that is what is stored; what was in force before is
 * so still.
 */
Reply installPackage(const Request &request, const AdminDesk &desk);

/**
 * `DELETE /admin/plugins/{name}[?data=keep|archive|drop][&confirm=true]` -> 200 `{"status":
 * "uninstalled","name","data","tables","archives","configurations","also_disabled"}`. Without
 * `data` everything stays in the database; to drop configurations takes `confirm`. 404; 409 for
 * what no package has brought, and for configurations that may not be dropped; 422.
 */
Reply uninstallPlugin(const Request &request, const AdminDesk &desk, const QString &name);

/**
 * `GET /plugins` -> 200 `[{"id","name","description","version","author","type","status",
 * "source_path","binary_path"}]`, a row for everything that has a manifest; `status` is `active`
 * for what is in force, and else `inactive`.
 */
Reply pluginRecords(const Request &request, const registry::Snapshot &snapshot,
                    QSqlDatabase &database);

/** `GET /plugins/{name}` -> 200 the same of one; 404. */
Reply pluginRecord(const Request &request, const registry::Snapshot &snapshot,
                   QSqlDatabase &database, const QString &name);

/**
 * `POST /plugins/{name}/reload`, `toggle` -> 200 `{"message","plugin","status"}`, for clients of
 * that shape: `reloading`, or `active` and `inactive`. It has been done when the answer is there.
 * Reload loads anew in any case. Errors as operate().
 */
Reply operateBriefly(const Request &request, const AdminDesk &desk, Operation operation,
                     const QString &name);

} // namespace outlet::app::api
