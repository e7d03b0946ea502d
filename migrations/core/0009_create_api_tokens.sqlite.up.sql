-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may call what plugins serve. hash is the SHA-256 of the token, which nothing keeps, in
-- hexadecimal digits; permissions is JSON, a list of keys; times count seconds since 1970 in
-- UTC, no expires_at means never.
CREATE TABLE api_tokens (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    permissions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
