#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A connector is a folder: a copy under another name is built by the next plain build, without an
# edit anywhere else, and the others are left alone.
source "$(dirname "$0")/common.sh"

fresh_work
mkdir "$WORK/connectors"
cp "$REPOSITORY/connectors/CMakeLists.txt" "$WORK/connectors/"
cp -r "$REPOSITORY/connectors/snowflake" "$WORK/connectors/"
cat > "$WORK/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(tree LANGUAGES CXX)
find_package(Outlet 0.1 REQUIRED)
add_library(outlet_flags INTERFACE)
add_subdirectory(connectors)
END
modules=$WORK/build/lib/outlet/connectors
configure "$WORK" "$WORK/build"
build "$WORK/build"
before=$(stat -c %y "$modules/snowflake/snowflake.so")

copy=$WORK/connectors/lakehouse
cp -r "$WORK/connectors/snowflake" "$copy"
mv "$copy/snowflake.cpp" "$copy/lakehouse.cpp"
find "$copy" -type f -exec sed -i 's/snowflake/lakehouse/g; s/Snowflake/Lakehouse/g' {} +
build "$WORK/build"

equal "id of the copy" "$(value "$modules/lakehouse/lakehouse.so" id)" lakehouse
equal "name of the copy" "$(value "$modules/lakehouse/lakehouse.so" plugin)" LakehouseDataOutput
equal "table of the copy" "$(value "$modules/lakehouse/lakehouse.so" table)" \
      lakehouse_data_output_configurations
grep -q 'CREATE TABLE lakehouse_data_output_configurations' \
     "$modules/lakehouse/migrations/0001_create_configurations.up.sql"
equal "time of the original" "$(stat -c %y "$modules/snowflake/snowflake.so")" "$before"

# Each has a package component of its own.
"$CMAKE" --install "$WORK/build" --prefix "$WORK/one" --component outlet-connector-lakehouse
equal "the component's folders" "$(ls "$WORK/one/lib/outlet/connectors")" lakehouse
