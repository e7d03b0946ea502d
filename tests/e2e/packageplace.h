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

    /** Only the folders; start() is the rest. */
    PackagePlace() { workspace.makeDirectory(QStringLiteral("plugins")); }

    explicit PackagePlace(const QString &databaseUrl, const Environment &environment = {})
        : PackagePlace()
    {
        start(databaseUrl, environment);
    }

    void start(const QString &databaseUrl, const Environment &environment = {})
    {
        Environment all = environment;
        all.insert(QStringLiteral("OUTLET_ADMIN_TOKEN"), QString::fromLatin1(adminToken));
        isStarted = server.start(
            workspace,
            {QStringLiteral("--plugin-path"), workspace.path(QStringLiteral("plugins")),
             QStringLiteral("--database-url"), databaseUrl, QStringLiteral("--sample-data"),
             QStringLiteral("--log-level"), QStringLiteral("warning")},
            all);
    }

    /** A fixture as `outlet pack` makes it: the file. */
    QString packageFile(const QString &fixture, const QString &id)
    {
        const QString built =
            place(fixtureNamed(fixture), workspace.path(QStringLiteral("built%1").arg(++m_count)));
        const QString file = workspace.path(QStringLiteral("%1.zip").arg(m_count));
        const Outcome packed = workspace.run({QStringLiteral("pack"), built + QLatin1Char('/') + id,
                                              QStringLiteral("--output"), file});
        if (packed.exitCode != 0)
            qFatal("%s", qPrintable(packed.err));
        return file;
    }

    /** A version of the connector that changes. */
    QString packageFile(int version)
    {
        return packageFile(QStringLiteral("changing_%1").arg(version), QStringLiteral("changing"));
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
