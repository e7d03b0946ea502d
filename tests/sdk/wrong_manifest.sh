#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A fault in the manifest stops the build, names the place, and leaves no module behind.
source "$(dirname "$0")/common.sh"

fresh_work
cp -r "$REPOSITORY/connectors/external/s3" "$WORK/s3"
good=$(cat "$WORK/s3/connector.json")
configure "$WORK/s3" "$WORK/build"

# refused <what> <sed script> <part of the output>...
refused() {
    local what=$1 output
    printf '%s\n' "$good" | sed "$2" > "$WORK/s3/connector.json"
    shift 2
    output=$(build "$WORK/build" 2>&1) && die "$what: the build went through"
    local part
    for part in "$WORK/s3/connector.json" "$@"; do contains "$what" "$output" "$part"; done
    [ ! -e "$WORK/build/connectors/s3/s3.so" ] || die "$what: a module was left"
}

refused "a type that does not exist" '0,/"type": "string"/s//"type": "strng"/' /fields/0/type
refused "an unknown key" 's/"author"/"autor"/' /autor author
refused "a missing platform" 's/"platform": {/"x-platform": {/' platform
refused "two faults" 's/"1.0.0"/"one"/; s/"Bucket"/""/' /version /fields/0/form/label
refused "another id than the folder's" 's/"id": "s3"/"id": "other"/' /id other s3
refused "no JSON" '1s/{/[/' connector.json
refused "nothing at all" 'd' connector.json

printf '%s\n' "$good" > "$WORK/s3/connector.json"
build "$WORK/build"
equal "version once it is mended" "$(value "$WORK/build/connectors/s3/s3.so" version)" 1.0.0

# A fault that comes later stops the build, too, and the mended file goes on.
printf '%s\n' "$good" | sed 's/"1.0.0"/"one"/' > "$WORK/s3/connector.json"
! build "$WORK/build" > /dev/null 2>&1 || die "a later fault: the build went through"
printf '%s\n' "$good" | sed 's/"1.0.0"/"1.0.1"/' > "$WORK/s3/connector.json"
build "$WORK/build"
equal "version after a later fault" "$(value "$WORK/build/connectors/s3/s3.so" version)" 1.0.1
