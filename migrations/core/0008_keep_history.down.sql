-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE plugin_migrations_removed;
ALTER TABLE plugin_migrations DROP COLUMN applied_sql;
