# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts here share. ctest sets the upper-case variables (CMakeLists.txt).
set -euo pipefail

die() { printf 'FAIL: %s\n' "$*" >&2; exit 1; }

# equal <what> <found> <wanted>
equal() { [ "$2" = "$3" ] || die "$1: found '$2', wanted '$3'"; }

# contains <what> <text> <part>
contains() { case "$2" in *"$3"*) ;; *) die "$1: found no '$3' in:"$'\n'"$2" ;; esac; }

fresh_work() { rm -rf "$WORK"; mkdir -p "$WORK"; }

# configure <source> <build>: as an author does, against the installed SDK.
configure() {
    "$CMAKE" -S "$1" -B "$2" -G "$GENERATOR" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        -DCMAKE_PREFIX_PATH="$PREFIX" -DQt6_DIR="$QT_DIR" -DCMAKE_CXX_COMPILER="$CXX" \
        -DCMAKE_CXX_COMPILER_LAUNCHER="$LAUNCHER" \
        ${SANITIZE:+-DCMAKE_CXX_FLAGS=-fsanitize=$SANITIZE}
}

build() { "$CMAKE" --build "$1" --parallel 2; }

# value <module> <key>: a text of the embedded manifest.
value() { "$EMBEDDED" "$1" "$2"; }

# stand_alone <folder> <id>: writes the build file of a connector outside of any tree.
stand_alone() {
    cat > "$1/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project($2_connector LANGUAGES CXX)
find_package(Outlet 0.1 REQUIRED)
outlet_add_connector($2)
END
}

# minimal_manifest <folder> <id>: writes the shortest manifest of a connector.
minimal_manifest() {
    cat > "$1/connector.json" <<END
{
  "id": "$2",
  "plugin": "MinimalDataOutput",
  "version": "1.0.0",
  "platform": {
    "key": "$2", "display_name": "Minimal", "icon_name": "minimal.svg",
    "detailed_name": "Path", "result_label": "Result", "result_tooltip": "What there is"
  },
  "table": "$2_data_output_configurations",
  "fields": [{ "name": "path", "type": "string", "required": true }]
}
END
}
