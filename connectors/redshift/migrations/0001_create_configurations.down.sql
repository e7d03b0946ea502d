-- SPDX-License-Identifier: MIT
DROP TABLE redshift_data_output_configurations;
