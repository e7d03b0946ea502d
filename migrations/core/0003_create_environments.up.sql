-- SPDX-License-Identifier: GPL-3.0-or-later
-- Environments and what platforms and services have in each; other programs read and fill these
-- tables. config is JSON.
CREATE TABLE environments (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    acronym TEXT NOT NULL UNIQUE,
    context TEXT,
    is_default BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE env_platform_configs (
    id UUID NOT NULL PRIMARY KEY,
    environment_id UUID NOT NULL REFERENCES environments (id),
    platform_id UUID NOT NULL REFERENCES platforms (id),
    config TEXT NOT NULL
);

CREATE INDEX env_platform_configs_environment_id
    ON env_platform_configs (environment_id, platform_id);
CREATE INDEX env_platform_configs_platform_id ON env_platform_configs (platform_id);

CREATE TABLE env_platform_service_configs (
    id UUID NOT NULL PRIMARY KEY,
    environment_id UUID NOT NULL REFERENCES environments (id),
    platform_id UUID NOT NULL REFERENCES platforms (id),
    service_id UUID NOT NULL REFERENCES platform_services (id),
    config TEXT NOT NULL
);

CREATE INDEX env_platform_service_configs_environment_id
    ON env_platform_service_configs (environment_id, platform_id, service_id);
CREATE INDEX env_platform_service_configs_platform_id ON env_platform_service_configs (platform_id);
CREATE INDEX env_platform_service_configs_service_id ON env_platform_service_configs (service_id);
