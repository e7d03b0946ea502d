-- SPDX-License-Identifier: MIT
DROP TABLE s3_data_output_configurations;
