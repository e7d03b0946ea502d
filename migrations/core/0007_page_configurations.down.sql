-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE configuration_types;
CREATE INDEX data_output_configurations_configuration_type
    ON data_output_configurations (configuration_type);
DROP INDEX data_output_configurations_of_type_in_order;
DROP INDEX data_output_configurations_in_order;
ALTER TABLE data_output_configurations DROP COLUMN revision;
