-- SPDX-License-Identifier: MIT
DROP TABLE snowflake_data_output_configurations;
