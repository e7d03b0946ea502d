-- SPDX-License-Identifier: MIT
-- Configurations of S3: a row for each row of data_output_configurations with its type.
-- Only created_on differs: CURRENT_TIMESTAMP would be in the session's time zone, not in UTC.
CREATE TABLE s3_data_output_configurations (
    "id" UUID PRIMARY KEY NOT NULL
        REFERENCES data_output_configurations (id) ON DELETE CASCADE,
    "bucket" TEXT,
    "suffix" TEXT,
    "path" TEXT,
    "created_on" TIMESTAMP NOT NULL DEFAULT (now() AT TIME ZONE 'utc'),
    "updated_on" TIMESTAMP,
    "deleted_at" TIMESTAMP
);
