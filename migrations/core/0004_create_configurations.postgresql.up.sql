-- SPDX-License-Identifier: GPL-3.0-or-later
-- The common part of every configuration. A connector's own table has the rest and hangs on this
-- one with id, ON DELETE CASCADE. configuration_type is the plugin's name.
-- As the general file, but for the default of created_on: a TIMESTAMP without zone would get the
-- local time of the session here, and readers take it as UTC.
CREATE TABLE data_output_configurations (
    id UUID NOT NULL PRIMARY KEY,
    configuration_type TEXT NOT NULL,
    name TEXT,
    created_on TIMESTAMP NOT NULL DEFAULT (CURRENT_TIMESTAMP AT TIME ZONE 'UTC'),
    updated_on TIMESTAMP,
    deleted_at TIMESTAMP
);

CREATE INDEX data_output_configurations_configuration_type
    ON data_output_configurations (configuration_type);
