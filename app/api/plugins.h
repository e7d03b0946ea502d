// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/snapshot.h"

namespace outlet::app::api {

// The part of `/api/v2/plugins` that existing frontends speak, and the icons. Everything here
// leaves the snapshot as it is: ready bytes, no database. Thread-safe.

/**
 * `GET /api/v2/plugins/` -> 200 `{"plugins":[Form...]}`, in list order. With `limit` or `cursor`
 * a part of it, and `next_cursor` unless it is the last. 400 for a wrong `limit` or `cursor`.
 */
Reply listPlugins(const Request &request, const registry::Snapshot &snapshot);

/**
 * `GET /api/v2/plugins/{name}/form` -> 200 Form, the same object as in the list.
 * `name` is a plugin name or an alias, exact. 404 `Plugin '<name>' not found` for everything that
 * is not in force or has no form; `hint` says why.
 */
Reply pluginForm(const Request &request, const registry::Snapshot &snapshot, const QString &name);

/**
 * `GET /api/v2/plugins/{name}/schema` -> 200 `{"json_schema","ui_schema"}`: what a configuration
 * has to be (draft 2020-12), and how react-jsonschema-form shows it. Names and 404 as for the form.
 */
Reply pluginSchema(const Request &request, const registry::Snapshot &snapshot, const QString &name);

/** `GET /api/v2/plugins/platform-tiles` -> 200 `{"platform_tiles":[Tile...]}` */
Reply platformTiles(const Request &request, const registry::Snapshot &snapshot);

/**
 * `GET /api/v2/plugins/{name}/icon` -> 200 the SVG, cacheable for a day. A browser that opens it
 * runs nothing in it: `Content-Security-Policy` and `nosniff`. `name` may be the id, too.
 * 404 for an unknown plugin, and for one without an icon.
 */
Reply pluginIcon(const Request &request, const registry::Snapshot &snapshot, const QString &name);

} // namespace outlet::app::api
