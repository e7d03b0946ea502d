-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE seeded_data_output_configurations (
    "id" UUID PRIMARY KEY NOT NULL
        REFERENCES data_output_configurations (id) ON DELETE CASCADE,
    "path" TEXT,
    "kind" TEXT,
    "item" TEXT
);
