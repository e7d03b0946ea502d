// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/e2e/httpclient.h"
#include "tests/fixtures/fixture.h"

#include <QDir>
#include <QFile>

namespace outlet::tests {

/** A server with an empty plugin path, and two versions of a connector as packages. */
class PackagePlace
{
public:
    static constexpr auto installed = "/admin/plugins/install";

    explicit PackagePlace(const QString &databaseUrl, const Environment &environment = {})
    {
        workspace.makeDirectory(QStringLiteral("plugins"));
        Environment all = environment;
        all.insert(QStringLiteral("OUTLET_ADMIN_TOKEN"), QString::fromLatin1(adminToken));
        isStarted = server.start(
            workspace,
            {QStringLiteral("--plugin-path"), workspace.path(QStringLiteral("plugins")),
             QStringLiteral("--database-url"), databaseUrl, QStringLiteral("--sample-data"),
             QStringLiteral("--log-level"), QStringLiteral("warning")},
            all);
    }

    /** A version as `outlet pack` makes it: its file. */
    QString packageFile(int version)
    {
        const QString built = place(fixtureNamed(QStringLiteral("changing_%1").arg(version)),
                                    workspace.path(QStringLiteral("built%1").arg(++m_count)));
        const QString file = workspace.path(QStringLiteral("%1.zip").arg(m_count));
        const Outcome packed =
            workspace.run({QStringLiteral("pack"), built + QStringLiteral("/changing"),
                           QStringLiteral("--output"), file});
        if (packed.exitCode != 0)
            qFatal("%s", qPrintable(packed.err));
        return file;
    }

    QByteArray package(int version)
    {
        QFile zip(packageFile(version));
        return zip.open(QIODevice::ReadOnly) ? zip.readAll() : QByteArray();
    }

    Answer install(int version) { return client().ask("POST", installed, package(version)); }
    Client client() const { return Client(server.url()); }
    QStringList inPath() const
    {
        return QDir(workspace.path(QStringLiteral("plugins")))
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    QString version() const
    {
        return server.get(QStringLiteral("/plugins/changing"))
            .json()[QStringLiteral("version")]
            .toString();
    }

    Workspace workspace;
    Server server;
    bool isStarted = false;

private:
    int m_count = 0;
};

} // namespace outlet::tests
