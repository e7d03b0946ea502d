-- SPDX-License-Identifier: MIT
-- Configurations of Glue: a row for each row of data_output_configurations with its type.
CREATE TABLE glue_data_output_configurations (
    "id" UUID PRIMARY KEY NOT NULL
        REFERENCES data_output_configurations (id) ON DELETE CASCADE,
    "database" TEXT,
    "database_suffix" TEXT,
    "table" TEXT,
    "bucket_identifier" TEXT,
    "database_path" TEXT,
    "table_path" TEXT,
    "access_granularity" TEXT,
    "created_on" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_on" TIMESTAMP,
    "deleted_at" TIMESTAMP
);
