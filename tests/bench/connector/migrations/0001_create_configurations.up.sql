-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE bench_00000_configurations (
    "id" UUID PRIMARY KEY NOT NULL
        REFERENCES data_output_configurations (id) ON DELETE CASCADE,
    "database" TEXT,
    "schema" TEXT,
    "table" TEXT,
    "bucket_identifier" TEXT,
    "database_path" TEXT,
    "table_path" TEXT,
    "access_granularity" TEXT,
    "created_on" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_on" TIMESTAMP,
    "deleted_at" TIMESTAMP
);
