-- SPDX-License-Identifier: GPL-3.0-or-later
-- The history goes as well: this is the state before the first step.
DROP TABLE plugin_endpoints;
DROP TABLE plugin_migrations;
DROP TABLE plugins;
