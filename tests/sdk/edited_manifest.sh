#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Editing connector.json alone is enough: one build embeds the new one, the next has nothing to do.
source "$(dirname "$0")/common.sh"

fresh_work
cp -r "$REPOSITORY/connectors/external/s3" "$WORK/s3"
module=$WORK/build/connectors/s3/s3.so
configure "$WORK/s3" "$WORK/build"
build "$WORK/build"
equal "version at first" "$(value "$module" version)" 1.0.0

for version in 7.8.9 7.9.0-rc.1; do
    sed -i "s/\"version\": \".*\"/\"version\": \"$version\"/" "$WORK/s3/connector.json"
    build "$WORK/build"
    equal "version after one build" "$(value "$module" version)" "$version"
done

before=$(stat -c %y "$module")
build "$WORK/build"
equal "time of the module when nothing changed" "$(stat -c %y "$module")" "$before"
