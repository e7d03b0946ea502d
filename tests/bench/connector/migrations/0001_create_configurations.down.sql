-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE bench_00000_configurations;
