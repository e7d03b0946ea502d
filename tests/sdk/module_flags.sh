#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Modules are safe to load into a server that runs: symbols are resolved at load, none but Qt's
# entry points are shown, and nothing is searched for in a build tree.
source "$(dirname "$0")/common.sh"

modules=("$BUILD"/lib/outlet/connectors/*/*.so "$PLUGINS/s3/s3.so")
[ ${#modules[@]} -ge 5 ] || die "found only ${#modules[@]} modules"
for module in "${modules[@]}"; do
    dynamic=$(readelf -d "$module")
    contains "$module" "$dynamic" BIND_NOW
    case $dynamic in *RPATH*|*RUNPATH*) die "$module has a search path: $dynamic" ;; esac
    equal "symbols of $module" \
          "$(nm -D --defined-only "$module" | awk '{print $2 " " $3}' | sort | tr '\n' ' ')" \
          "T qt_plugin_instance T qt_plugin_query_metadata_v2 "
    needed=$(printf '%s\n' "$dynamic" | sed -n 's/.*(NEEDED).*\[\(libQt6[A-Za-z]*\).*/\1/p')
    equal "Qt libraries of $module" "$needed" libQt6Core
done
