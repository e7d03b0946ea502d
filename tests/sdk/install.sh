#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The component outlet-dev is all that an author needs.
source "$(dirname "$0")/common.sh"

rm -rf "$PREFIX"
"$CMAKE" --install "$BUILD" --prefix "$PREFIX" --component outlet-dev

for header in "$REPOSITORY"/registry/sdk/outlet/*.h; do
    cmp "$header" "$PREFIX/include/outlet/$(basename "$header")"
done
found=$(find "$PREFIX" -path '*/cmake/Outlet/*' -printf '%f\n' | sort | tr '\n' ' ')
for file in OutletConfig.cmake OutletConfigVersion.cmake OutletConnector.cmake \
            OutletConnector.map OutletTargets.cmake; do
    contains "the CMake package" "$found" "$file "
done
# An installed package that points back into the tree works only on this machine.
if grep -rlIF -e "$REPOSITORY" -e "$BUILD" "$PREFIX/include" "$PREFIX"/lib*; then
    die "these installed files name the source or build tree"
fi
"$PREFIX/bin/outlet-manifest" check "$REPOSITORY"/connectors/*/connector.json \
    "$REPOSITORY"/connectors/external/*/connector.json
