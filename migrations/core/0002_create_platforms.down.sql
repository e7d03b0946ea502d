-- SPDX-License-Identifier: GPL-3.0-or-later
DROP TABLE platform_service_configs;
DROP TABLE platform_services;
DROP TABLE platforms;
