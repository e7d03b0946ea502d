-- SPDX-License-Identifier: MIT
DROP TABLE databricks_data_output_configurations;
