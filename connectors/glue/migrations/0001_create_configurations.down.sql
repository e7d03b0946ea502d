-- SPDX-License-Identifier: MIT
DROP TABLE glue_data_output_configurations;
