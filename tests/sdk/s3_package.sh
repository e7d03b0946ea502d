#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the external example against the installed SDK and installs it into a plugin path, where
# other tests find it (fixture s3_package).
source "$(dirname "$0")/common.sh"

# A copy: what works here works without the rest of the repository.
mkdir -p "$WORK"
rm -rf "$WORK/s3" "$PLUGINS/s3"
cp -a "$REPOSITORY/connectors/external/s3" "$WORK/s3"
configure "$WORK/s3" "$WORK/build"
build "$WORK/build"
"$CMAKE" --install "$WORK/build" --prefix "$PLUGINS"

found=$(cd "$PLUGINS/s3" && find . -type f | sort | tr '\n' ' ')
equal "files of the package" "$found" "./icon.svg \
./migrations/0001_create_configurations.down.sql \
./migrations/0001_create_configurations.postgresql.up.sql \
./migrations/0001_create_configurations.up.sql ./s3.so "
equal "embedded id" "$(value "$PLUGINS/s3/s3.so" id)" s3
equal "embedded version" "$(value "$PLUGINS/s3/s3.so" version)" 1.0.0

# The build tree has the same folder, for trying it out without installing.
cmp "$WORK/build/connectors/s3/icon.svg" "$PLUGINS/s3/icon.svg"
