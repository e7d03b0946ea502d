-- SPDX-License-Identifier: GPL-3.0-or-later
-- Platforms and their services; other programs read and fill these tables. config is a JSON list.
-- As the general file, but for the default of created_on: a TIMESTAMP without zone would get the
-- local time of the session here, and readers take it as UTC.
CREATE TABLE platforms (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE platform_services (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    platform_id UUID NOT NULL REFERENCES platforms (id),
    result_string_template TEXT,
    technical_info_template TEXT
);

CREATE INDEX platform_services_platform_id ON platform_services (platform_id);

CREATE TABLE platform_service_configs (
    id UUID NOT NULL PRIMARY KEY,
    platform_id UUID NOT NULL REFERENCES platforms (id),
    service_id UUID NOT NULL REFERENCES platform_services (id),
    config TEXT NOT NULL,
    created_on TIMESTAMP NOT NULL DEFAULT (CURRENT_TIMESTAMP AT TIME ZONE 'UTC'),
    updated_on TIMESTAMP,
    deleted_at TIMESTAMP
);

CREATE INDEX platform_service_configs_platform_id ON platform_service_configs (platform_id);
CREATE INDEX platform_service_configs_service_id ON platform_service_configs (service_id);
