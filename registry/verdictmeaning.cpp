// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/verdictmeaning.h"

using namespace Qt::StringLiterals;

namespace outlet::registry {

// clang-format off
Meaning meaningOf(VerdictCode code)
{
    switch (code) {
    case VerdictCode::Unreadable:
        return {u"A directory of the plugin path, a connector's folder or its module cannot be read."_s,
                u"Let the user that the server runs as read and enter it (`chmod`, `chown`). If a directory of the plugin path is missing, create it or take it out of `plugin_path`."_s};
    case VerdictCode::BrokenLink:
        return {u"A symbolic link leads nowhere."_s,
                u"Install what it points to, or remove the link. If it is `current` of a connector with several versions, install its package again."_s};
    case VerdictCode::NotAModule:
        return {u"What lies in the plugin path is no connector: a file beside the folders, a folder without a module, or one with several modules and none of the folder's name."_s,
                u"Give each connector a folder `<id>/` with its module `<id>.so`, or remove what does not belong there. If a copy was interrupted, install the package again."_s};
    case VerdictCode::NotElf:
        return {u"The file is called `.so`, but is no module that this system could load."_s,
                u"Install the connector's package again: the file was replaced or damaged."_s};
    case VerdictCode::Truncated:
        return {u"The module ends too early: it was not copied as a whole, or the disk was full."_s,
                u"Install the connector's package again, and look at the free space with `df`."_s};
    case VerdictCode::WrongArchitecture:
        return {u"The module was built for another kind of processor."_s,
                u"Install the package that was built for this machine (`dpkg --print-architecture`)."_s};
    case VerdictCode::NoMetadata:
        return {u"The module is a library, but no Qt plugin whose metadata can be read."_s,
                u"Build it with `outlet_add_connector()` of the SDK. If it is a library that a connector needs, move it out of the plugin path."_s};
    case VerdictCode::WrongInterface:
        return {u"The module is a Qt plugin for another program, or for another generation of the SDK."_s,
                u"Remove it, or build the connector with the SDK of this server."_s};
    case VerdictCode::ManifestInvalid:
        return {u"The manifest inside the module has faults; the evidence names each with its place."_s,
                u"Mend `connector.json` (`outlet-manifest check` names the same faults), build the connector again and install it."_s};
    case VerdictCode::ManifestTooLarge:
        return {u"The manifest inside the module is larger than `max_manifest_bytes`."_s,
                u"Shorten the manifest, or raise `max_manifest_bytes`."_s};
    case VerdictCode::IncompatibleOutlet:
        return {u"The connector's manifest asks for another version of the server."_s,
                u"Install a version of the connector that was made for this server, or another version of the server."_s};
    case VerdictCode::IncompatibleQt:
        return {u"The connector was built with a newer Qt, or with another major version of it, than the server runs."_s,
                u"Build it with the server's minor version of Qt or an older one; a Debian package for this release of Debian fits."_s};
    case VerdictCode::IdMismatch:
        return {u"The folder, the module and the id in the manifest are not the same word."_s,
                u"Rename folder and module to the id, or install the package again."_s};
    case VerdictCode::Duplicate:
        return {u"Another connector with the same id was found first. Built-in connectors come first, then the directories of `plugin_path` in their order, then the connectors of Debian packages."_s,
                u"Remove one of the two. That this one is the copy to remove is likely, not certain: look at both paths in the evidence."_s};
    case VerdictCode::NotEnabled:
        return {u"A built-in connector that `enabled_plugins` does not name, or an external one whose manifest says `\"enabled\": false`."_s,
                u"A built-in one: add its name to `enabled_plugins` (`ENABLED_PLUGINS`), or set that to `*`; or set `plugins.<id>.enabled: true` in the file with the settings. An external one: its author sets it to true in the manifest. If nobody wants it, this is no fault."_s};
    case VerdictCode::DisabledByEnvironment:
        return {u"`disabled_plugins` (`DISABLED_PLUGINS`) names it, or `plugins.<id>.enabled: false` in the file with the settings does."_s,
                u"Take it out and start the server again. If nobody wants it, this is no fault."_s};
    case VerdictCode::Inactive:
        return {u"Somebody disabled it in a running server: its row in the table `plugins` says `inactive`. This holds for every server on the database, and after a restart."_s,
                u"Enable it: `POST /admin/plugins/<name>/enable` with the admin token."_s};
    case VerdictCode::UnknownName:
        return {u"`enabled_plugins` or `disabled_plugins` has a name that no connector has."_s,
                u"Correct the name (the hint has the nearest one), install the connector's package, or take the name out."_s};
    case VerdictCode::MissingDependency:
        return {u"The connector requires another one that was not found."_s,
                u"Install the package of the one that the message names."_s};
    case VerdictCode::DependencyVersion:
        return {u"The connector requires another one in a range of versions, and the one that was found is outside of it."_s,
                u"Install a version in that range, or another version of the connector that requires it."_s};
    case VerdictCode::DependencyRejected:
        return {u"The connector requires another one that was itself turned down."_s,
                u"Mend that one first: `outlet plugins why` with its name says what it lacks. This one follows by itself."_s};
    case VerdictCode::MissingService:
        return {u"The plugin requires a service that no plugin in force provides."_s,
                u"Install, enable or mend a plugin that provides it: the message names those that would."_s};
    case VerdictCode::Cycle:
        return {u"Connectors require each other in a circle, so that none can be first."_s,
                u"Take one of them out of `requires` in its manifest; ask its author."_s};
    case VerdictCode::NameConflict:
        return {u"Its name or one of its aliases belongs to another connector already."_s,
                u"Disable one of the two, or have its author rename the plugin or drop the alias."_s};
    case VerdictCode::TableConflict:
        return {u"Two connectors want the same table."_s,
                u"Disable one of the two; its author gives it a table of its own."_s};
    case VerdictCode::RouteConflict:
        return {u"Two endpoints of plugins would answer the same requests."_s,
                u"Disable one of the two plugins; its author changes the path of the endpoint."_s};
    case VerdictCode::ChecksumChanged:
        return {u"A migration that was applied no longer says what was applied: somebody changed the file afterwards."_s,
                u"Put the old file back (the package of the version that was installed has it) and put the change into a new migration. `outlet migrate verify` names the line."_s};
    case VerdictCode::MigrationMissing:
        return {u"A migration was applied, and its file is gone."_s,
                u"Install the package again, whole. `outlet migrate status` names the file."_s};
    case VerdictCode::MigrationGap:
        return {u"The numbers of the migration files leave one out, or a new file has a lower number than one that was applied."_s,
                u"Install the package again; if it is made so, its author numbers the files anew."_s};
    case VerdictCode::MigrationFailed:
        return {u"A migration could not be read, a statement of it failed, or the database was locked or lost meanwhile. That step was rolled back; earlier ones stay."_s,
                u"Look at the statement in the evidence. Mend what it names (rights, disk, a table in the way), then `outlet migrate plan` shows what is to come, and the next start or `outlet migrate up` does it."_s};
    case VerdictCode::DatabaseNewer:
        return {u"The database has steps that this version of the connector does not know: a newer version ran on it."_s,
                u"Install the newer version again. To go back for good, take the steps back with the newer version (`outlet migrate down`) first, or restore a backup."_s};
    case VerdictCode::TableDrift:
        return {u"The connector's table does not have the columns of its fields: somebody changed it by hand, or the migrations do not fit the manifest."_s,
                u"Give the table the columns that the evidence names, or restore a backup. If the table was never touched, tell the connector's author."_s};
    case VerdictCode::CannotLoad:
        return {u"The module cannot be loaded: a library or a symbol is missing, or it ended or hung the process that loaded it on trial."_s,
                u"Install the library that the message names (`ldd <module>` lists what is not found), or a version of the connector that was built for this release of Debian."_s};
    case VerdictCode::NoInstance:
        return {u"The module was loaded, but made no object to work with: its constructor failed."_s,
                u"Tell the connector's author, with the message: constructors are to be trivial, work begins in `initialize()`."_s};
    case VerdictCode::HookMissing:
        return {u"The manifest promises interfaces that the object in the module does not implement."_s,
                u"Install a package whose parts belong together; its author names the interface in `Q_INTERFACES()`, or takes it out of `hooks`."_s};
    case VerdictCode::SeedFailed:
        return {u"The plugin's own `seed()` failed, which brings its first data. Nothing of it was kept."_s,
                u"Mend what the message names; it is tried again at the next start. Once it has succeeded, it is never asked again."_s};
    case VerdictCode::InitializeFailed:
        return {u"The plugin's own `initialize()` failed, or its settings in the configuration file are wrong."_s,
                u"Correct `plugins.<id>.settings` as the message says (the plugin's own documentation lists them), or what it found missing; then reload it or start the server again."_s};
    case VerdictCode::StartFailed:
        return {u"The plugin's own `start()` failed."_s,
                u"Mend what the message names, often something outside that it needs; then reload it or start the server again."_s};
    case VerdictCode::Timeout:
        return {u"`seed()`, `initialize()` or `start()` did not return in time; it may still be running."_s,
                u"Look in the log for what it waits for. Raise `hook_timeout_ms` if it only is slow; then start the server again."_s};
    case VerdictCode::HealthFailed:
        return {u"The plugin was changed in a running server and says of itself that it does not work, so the change was not taken."_s,
                u"Mend what it names, then reload it: `POST /admin/plugins/<name>/reload`."_s};
    case VerdictCode::Ready:
        return {u"In force."_s, {}};
    case VerdictCode::Running:
        return {u"In force, and its own work is running."_s, {}};
    case VerdictCode::Stopped:
        return {u"It was in force, and was stopped in order."_s, {}};
    }
    Q_UNREACHABLE();
}
// clang-format on

QString purposeOf(Stage stage)
{
    switch (stage) {
    case Stage::Find:
        return u"looking for modules in the plugin paths"_s;
    case Stage::Read:
        return u"reading what a module says of itself, without running it"_s;
    case Stage::Judge:
        return u"whether it fits this server"_s;
    case Stage::Select:
        return u"whether it is wanted"_s;
    case Stage::Resolve:
        return u"whether it gets along with the others"_s;
    case Stage::Migrate:
        return u"bringing its tables up to date"_s;
    case Stage::Load:
        return u"loading it and starting its work"_s;
    case Stage::Publish:
        return u"the good ends"_s;
    }
    Q_UNREACHABLE();
}

} // namespace outlet::registry
