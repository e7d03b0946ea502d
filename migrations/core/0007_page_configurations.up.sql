-- SPDX-License-Identifier: GPL-3.0-or-later
-- revision grows with every change, so that two changes in the same millisecond can be told apart.
ALTER TABLE data_output_configurations ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- Lists are read in this order, a page at a time, from wherever the last one ended. The second one
-- does what the index that goes was for, and in order.
CREATE INDEX data_output_configurations_in_order
    ON data_output_configurations (created_on, id) WHERE deleted_at IS NULL;
CREATE INDEX data_output_configurations_of_type_in_order
    ON data_output_configurations (configuration_type, created_on, id) WHERE deleted_at IS NULL;
DROP INDEX data_output_configurations_configuration_type;

-- Where the configurations of a type are and which of its fields are secret, for as long as there
-- are any: the connector that knew may be gone. fields is JSON: a list of name, type, secret.
CREATE TABLE configuration_types (
    configuration_type TEXT NOT NULL PRIMARY KEY,
    table_name TEXT NOT NULL,
    fields TEXT NOT NULL
);
