#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What an author gets to read when something else than the manifest is wrong.
source "$(dirname "$0")/common.sh"

fresh_work
mkdir "$WORK/odd"

# stops <what> <command> <part of the output>...
stops() {
    local what=$1 command=$2 output part
    shift 2
    output=$($command 2>&1) && die "$what: it went through"
    output=$(printf '%s' "$output" | tr -s ' \n' ' ') # CMake wraps its messages
    for part in "$@"; do contains "$what" "$output" "$part"; done
}
configured() { rm -rf "$WORK/build"; configure "$WORK/odd" "$WORK/build"; }
built() { configured && build "$WORK/build"; }

stand_alone "$WORK/odd" odd
stops "no manifest" configured "outlet_add_connector(odd):" "has no connector.json" "Write one"

minimal_manifest "$WORK/odd" odd
sed -i 's/outlet_add_connector(odd)/outlet_add_connector(odd SOURCE more.cpp)/' \
    "$WORK/odd/CMakeLists.txt"
stops "an unknown argument" configured "unknown arguments: SOURCE;more.cpp" \
    "SOURCES"

stand_alone "$WORK/odd" Odd-One
stops "an id that cannot be one" configured "outlet_add_connector(Odd-One)" "lower-case letter"

sed 's/Outlet 0.1/Outlet 0.9/' -i "$WORK/odd/CMakeLists.txt"
stops "an SDK that is too old" configured "0.9" "OutletConfig.cmake"

stand_alone "$WORK/odd" odd
cat > "$WORK/odd/odd.cpp" <<'END'
#include <outlet/connector.h>
int nobodyHasThis();
class Odd final : public QObject
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
public:
    Q_INVOKABLE int call() { return nobodyHasThis(); }
};
#include "odd.moc"
END
stops "a function that nobody has" built "nobodyHasThis"

# With all options of the macro it builds: a further source, a Q_OBJECT in a header, a library.
sed -i 's/outlet_add_connector(odd)/find_package(Qt6 REQUIRED COMPONENTS Network)\
outlet_add_connector(odd TARGET strange SOURCES more.cpp LIBRARIES Qt6::Network)/' \
    "$WORK/odd/CMakeLists.txt"
cat > "$WORK/odd/more.h" <<'END'
#include <QHostAddress>
#include <QObject>
class More : public QObject
{
    Q_OBJECT
Q_SIGNALS:
    void done(const QHostAddress &address);
};
END
cat > "$WORK/odd/more.cpp" <<'END'
#include "more.h"
int nobodyHasThis()
{
    More more;
    Q_EMIT more.done(QHostAddress::LocalHost);
    return 1;
}
END
built
equal "id with all options" "$(value "$WORK/build/connectors/odd/odd.so" id)" odd
