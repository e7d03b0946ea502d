-- SPDX-License-Identifier: MIT
-- Configurations of Databricks: a row for each row of data_output_configurations with its type.
CREATE TABLE databricks_data_output_configurations (
    "id" UUID PRIMARY KEY NOT NULL
        REFERENCES data_output_configurations (id) ON DELETE CASCADE,
    "catalog" TEXT,
    "schema" TEXT,
    "bucket_identifier" TEXT,
    "catalog_path" TEXT,
    "table" TEXT,
    "table_path" TEXT,
    "access_granularity" TEXT,
    "created_on" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_on" TIMESTAMP,
    "deleted_at" TIMESTAMP
);
