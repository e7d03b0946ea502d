-- SPDX-License-Identifier: MIT
-- Configurations of Redshift: a row for each row of data_output_configurations with its type.
-- Only created_on differs: CURRENT_TIMESTAMP would be in the session's time zone, not in UTC.
CREATE TABLE redshift_data_output_configurations (
    "id" UUID PRIMARY KEY NOT NULL
        REFERENCES data_output_configurations (id) ON DELETE CASCADE,
    "database" TEXT,
    "schema" TEXT,
    "table" TEXT,
    "bucket_identifier" TEXT,
    "database_path" TEXT,
    "table_path" TEXT,
    "access_granularity" TEXT,
    "created_on" TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'utc'),
    "updated_on" TIMESTAMP,
    "deleted_at" TIMESTAMP
);
