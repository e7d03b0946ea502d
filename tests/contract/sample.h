// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/snapshot.h"
#include "ui-schemas/manifest.h"

#include <QFile>
#include <QHash>

#include <cstdio>
#include <cstdlib>

namespace outlet::tests {

/** Fixtures have no way to go on without their files: says why, and ends the program. */
[[noreturn]] inline void giveUp(const QString &reason)
{
    std::fprintf(stderr, "%s\n", qPrintable(reason));
    std::abort();
}

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        giveUp(QStringLiteral("Cannot read %1: %2").arg(path, file.errorString()));
    return file.readAll();
}

/** The folder of a connector of this source tree. */
inline QString connectorFolder(const QString &id)
{
    const QString folder = id == QLatin1String("s3") ? QStringLiteral("external/s3") : id;
    return QStringLiteral(OUTLET_SOURCE_DIR "/connectors/") + folder;
}

/** What the steps before the snapshot would make of a connector of this source tree. */
inline registry::Connector connectorOf(const QString &id)
{
    const QString folder = connectorFolder(id);
    const auto manifest = ui::parseManifest(contentOf(folder + QStringLiteral("/connector.json")));
    if (!manifest)
        giveUp(id + QStringLiteral(": ") + manifest.error().first().message);
    registry::Connector connector;
    connector.candidate.name = id;
    connector.candidate.directory = folder;
    connector.candidate.module = folder + QStringLiteral("/%1.so").arg(id);
    connector.candidate.source =
        id == QLatin1String("s3") ? registry::Source::External : registry::Source::BuiltIn;
    connector.manifest = *manifest;
    connector.verdict.message = QStringLiteral("In force.");
    return connector;
}

/** The four built-in ones in their default order, then the external one. */
inline registry::Draft sampleDraft()
{
    registry::Draft draft;
    draft.paths = {{QStringLiteral("/usr/lib/outlet/connectors"), registry::Source::BuiltIn},
                   {QStringLiteral("/var/lib/outlet/plugins"), registry::Source::External}};
    for (const char *id : {"snowflake", "databricks", "glue", "redshift", "s3"})
        draft.connectors.push_back(connectorOf(QString::fromLatin1(id)));
    return draft;
}

/** What the sample database offers for each platform. */
inline QHash<QString, QStringList> sampleOptions()
{
    const QStringList databases = {QStringLiteral("clean"), QStringLiteral("master")};
    return {{QStringLiteral("s3"),
             {QStringLiteral("datalake"), QStringLiteral("ingress"), QStringLiteral("egress")}},
            {QStringLiteral("glue"), databases},
            {QStringLiteral("snowflake"), databases},
            {QStringLiteral("databricks"), databases},
            {QStringLiteral("redshift"), {}}};
}

inline registry::SnapshotPtr sampleSnapshot()
{
    return registry::buildSnapshot(sampleDraft(), sampleOptions(), 1);
}

} // namespace outlet::tests
