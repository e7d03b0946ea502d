-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was applied, white space and comments left out: a checksum says that a file was changed
-- since, this says where. Null where a version that did not keep it applied the step.
ALTER TABLE plugin_migrations ADD COLUMN applied_sql TEXT;

-- Steps that are no longer in force. A table of its own, since plugin_migrations has one row for a
-- step, and a connector that is installed again applies the same steps anew.
CREATE TABLE plugin_migrations_removed (
    id UUID NOT NULL PRIMARY KEY,
    plugin TEXT NOT NULL,
    migration_id TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
    applied_sql TEXT,
    removed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed_by TEXT NOT NULL,
    note TEXT
);

CREATE INDEX plugin_migrations_removed_plugin ON plugin_migrations_removed (plugin, removed_at);
