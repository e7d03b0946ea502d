// SPDX-License-Identifier: GPL-3.0-or-later
// A client generated from the portal's description, unmodified, talks to a server that runs.
#include "tests/cli/program.h"
#include "tests/postgresql/databases.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

class PortalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theGeneratedClientWorks_data() { Databases::addRows(); }
    void theGeneratedClientWorks();
    void aServerThatIsNoPortalIsNoticed();

private:
    Databases m_databases;
};

namespace {

const QString source = QStringLiteral(OUTLET_PORTAL);
const QString client = QStringLiteral(OUTLET_PORTAL_CLIENT);
const QString token = u"a-token-for-the-portal-test"_s;

/** Runs it to its end; what it printed, and whether it was content. */
std::pair<bool, QByteArray> run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool isOver = process.waitForFinished(120'000);
    const QByteArray said = isOver ? process.readAll() : process.errorString().toUtf8();
    return {isOver && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
            said};
}

std::pair<bool, QByteArray> runScenario(const QString &url)
{
    return run(u"node"_s, {client + u"/scenario.mjs"_s, url, token, source + u"/portal.yaml"_s});
}

} // namespace

void PortalTest::initTestCase()
{
    const QString packages = QStringLiteral(OUTLET_PORTAL_PACKAGES);
    if (!QFileInfo::exists(packages + u"/complete"_s) ||
        QStandardPaths::findExecutable(u"node"_s).isEmpty())
        QSKIP("The generator is not there: it needs npm and its registry");
    const auto [isMade, said] = run(source + u"/make-client"_s, {packages, client});
    QVERIFY2(isMade, said.constData());
}

void PortalTest::theGeneratedClientWorks()
{
    QFETCH(QString, database);
    const Workspace workspace;
    Server server;
    QVERIFY(server.start(workspace,
                         {u"--database-url"_s, m_databases.make(database), u"--sample-data"_s,
                          u"--plugin-path"_s, QStringLiteral(OUTLET_EXTERNAL), u"--log-level"_s,
                          u"warning"_s},
                         {{u"OUTLET_ADMIN_TOKEN"_s, token}}));
    const auto [isFine, said] = runScenario(server.url());
    QVERIFY2(isFine, said.constData());
}

void PortalTest::aServerThatIsNoPortalIsNoticed()
{
    const Workspace workspace;
    Server server;
    QVERIFY(server.start(workspace, {u"--log-level"_s, u"warning"_s})); // no sample data, no S3
    const auto [isFine, said] = runScenario(server.url());
    QVERIFY(!isFine);
    QVERIFY2(said.contains("forms: ") && said.contains("paths: "), said.constData());
}

QTEST_GUILESS_MAIN(PortalTest)
#include "portal_test.moc"
