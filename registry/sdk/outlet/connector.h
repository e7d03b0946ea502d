// SPDX-License-Identifier: MIT
#pragma once

/**
 * What every connector's source includes, and nothing more.
 *
 * A connector is a QObject that implements some of the hook interfaces of this SDK:
 *
 *     #include <outlet/accesspath.h>
 *     #include <outlet/connector.h>
 *
 *     class Snowflake final : public QObject, public outlet::AccessPath
 *     {
 *         Q_OBJECT
 *         Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
 *         Q_INTERFACES(outlet::AccessPath)
 *     public:
 *         outlet::Result<QString> accessPath(const QString &rendered) const override;
 *     };
 *
 *     #include "snowflake.moc"
 *
 * and names the same interfaces under `hooks` in its `connector.json`. A folder without a source
 * file needs neither: outlet_add_connector() makes the object.
 *
 * What the server promises to every connector:
 *
 *  1. Discovery reads the embedded manifest only. No constructor and no static initialiser of the
 *     module has run before the server loads it.
 *  2. The module is loaded at the first hook call, or at start if it implements outlet::Lifecycle.
 *     The object is made then, once. Keep its constructor trivial.
 *  3. Hooks are called from threads of the server, never from two threads at once for one object
 *     unless the interface says otherwise, and each call has a deadline.
 *  4. An exception that leaves a hook is caught, logged and turned into an error for that call. It
 *     never ends the server. Report expected failures with outlet::fail() all the same: an
 *     exception has no hint.
 *  5. The module stays mapped until the process ends, even after the connector was retired.
 *
 * Values cross the boundary by copy. Do not keep references to arguments after the call.
 * A published interface never changes; what grows is the number of interfaces.
 */

/** The interface identifier that the server looks for in a module before it loads anything. */
#define OUTLET_CONNECTOR_IID "org.outlet.Connector/1"

/** The file that outlet_add_connector() makes from `connector.json`, on the include path of moc. */
#define OUTLET_MANIFEST "outlet_manifest.json"

#include <QObject>

#include <outlet/result.h>
