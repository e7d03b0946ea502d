-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE data_output_configurations;
