#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A connector may be data alone. Code, migrations and icon may come later, and go again: a plain
# build notices each.
source "$(dirname "$0")/common.sh"

fresh_work
mkdir "$WORK/data_only"
stand_alone "$WORK/data_only" data_only
minimal_manifest "$WORK/data_only" data_only
folder=$WORK/build/connectors/data_only
configure "$WORK/data_only" "$WORK/build"
build "$WORK/build"
equal "embedded id" "$(value "$folder/data_only.so" id)" data_only
equal "the folder" "$(ls "$folder")" data_only.so
equal "exported symbols" \
      "$(nm -D --defined-only "$folder/data_only.so" | awk '{print $3}' | sort | tr '\n' ' ')" \
      "qt_plugin_instance qt_plugin_query_metadata_v2 "

mkdir "$WORK/data_only/migrations"
echo 'CREATE TABLE a (b TEXT);' > "$WORK/data_only/migrations/0001_a.up.sql"
echo '<svg xmlns="http://www.w3.org/2000/svg"/>' > "$WORK/data_only/icon.svg"
cat > "$WORK/data_only/data_only.cpp" <<'END'
#include <outlet/accesspath.h>
#include <outlet/connector.h>
class DataOnly final : public QObject, public outlet::AccessPath
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
    Q_INTERFACES(outlet::AccessPath)
public:
    outlet::Result<QString> accessPath(const QString &rendered) const override
    {
        return rendered + QStringLiteral("shouted!");
    }
};
#include "data_only.moc"
END
build "$WORK/build"
equal "the folder with more files" "$(ls "$folder" | tr '\n' ' ')" \
      "data_only.so icon.svg migrations "
strings -e l "$folder/data_only.so" | grep 'shouted!' ||
    die "the source was not compiled"

rm -r "$WORK/data_only/migrations" "$WORK/data_only/icon.svg" "$WORK/data_only/data_only.cpp"
build "$WORK/build"
equal "the folder with fewer files" "$(ls "$folder")" data_only.so
! strings -e l "$folder/data_only.so" | grep 'shouted!' ||
    die "the old source is still in the module"
