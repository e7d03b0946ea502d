-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE env_platform_service_configs;
DROP TABLE env_platform_configs;
DROP TABLE environments;
