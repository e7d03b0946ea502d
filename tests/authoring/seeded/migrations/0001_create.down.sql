-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE seeded_data_output_configurations;
