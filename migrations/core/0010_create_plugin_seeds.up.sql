-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who has brought its first-time data: once, whatever version it has later. plugin is no foreign
-- key, as in plugin_migrations: a plugin that is uninstalled and keeps its data keeps this, too.
CREATE TABLE plugin_seeds (
    plugin TEXT NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    seeded_at TIMESTAMP WITH TIME ZONE NOT NULL
);
