-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the registry knows of plugins, and the history of everybody's migrations. The row of this
-- very step is written into plugin_migrations in the same transaction.
CREATE TABLE plugins (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    description TEXT,
    author TEXT,
    type TEXT NOT NULL DEFAULT 'connector',
    is_core BOOLEAN NOT NULL DEFAULT FALSE,
    path TEXT,
    binary_path TEXT,
    source_path TEXT,
    status TEXT NOT NULL DEFAULT 'active',
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- plugin is no foreign key: "core" is no plugin, and a history outlives its plugin.
CREATE TABLE plugin_migrations (
    plugin TEXT NOT NULL,
    migration_id TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (plugin, migration_id)
);

CREATE TABLE plugin_endpoints (
    plugin_id UUID NOT NULL REFERENCES plugins (id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    handler TEXT,
    type TEXT NOT NULL DEFAULT 'REST',
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (plugin_id, method, path)
);
