-- SPDX-License-Identifier: MIT
-- Configurations of S3: a row for each row of data_output_configurations with its type.
CREATE TABLE s3_data_output_configurations (
    "id" UUID PRIMARY KEY NOT NULL
        REFERENCES data_output_configurations (id) ON DELETE CASCADE,
    "bucket" TEXT,
    "suffix" TEXT,
    "path" TEXT,
    "created_on" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_on" TIMESTAMP,
    "deleted_at" TIMESTAMP
);
