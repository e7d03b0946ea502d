// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/postgresql/server.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/**
 * The commands of docs/operator.md, run as they stand there: with a directory in the place of the
 * system's own ones, `sudo` that changes nobody, and a server in the place of the service. Those
 * that install and remove packages are tried by packaging/test.
 */
class OperatorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatTheServerTellsCanBeAsked();
    void aBackupOfSqliteBringsBackWhatWasThere();
    void aBackupOfPostgresqlBringsBackWhatWasThere();
    void everyOtherBlockIsAboutPackages();

private:
    QString system(const QString &path) const { return m_workspace->path(u"system"_s) + path; }
    void doAsTheGuideSays(const QString &heading);
    QString replaced(QString command) const;
    Environment environment() const;
    void restart();
    int store(const QString &database) const;
    QStringList stored() const;

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Server> m_server;
    PostgresServer m_postgres;
    QStringList m_headings; ///< whose commands were run, in all functions
};

namespace {

const QString configurations = u"/api/v2/data_output_configurations/"_s;

QString guide()
{
    QFile file(QStringLiteral(OUTLET_SOURCE_TREE) + u"/docs/operator.md"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/** heading -> the lines of the blocks below it, as far as the next heading */
QMap<QString, QStringList> blocksOf(const QString &text)
{
    QMap<QString, QStringList> blocks;
    QString heading;
    bool isCommand = false;
    for (const QString &line : text.split(u'\n')) {
        if (line.startsWith("```"_L1))
            isCommand = line == "```sh"_L1;
        else if (isCommand)
            blocks[heading] += line;
        else if (line.startsWith("##"_L1))
            heading = line.section(u' ', 1);
    }
    return blocks;
}

} // namespace

void OperatorTest::init()
{
    m_workspace = std::make_unique<Workspace>();
    m_server = std::make_unique<Server>();
    for (const QString &directory :
         {u"/var/lib/outlet"_s, u"/var/lib/postgresql"_s, u"/var/backups"_s, u"/etc/outlet"_s,
          u"/etc/default"_s, u"/bin"_s})
        m_workspace->makeDirectory(u"system"_s + directory);
    m_workspace->write(u"system/etc/outlet/outlet.yaml"_s,
                       u"data_dir: %1\n"_s.arg(system(u"/var/lib/outlet"_s)).toUtf8());
    m_workspace->write(u"system/etc/default/outlet"_s, "# for secrets\n");
    m_workspace->write(u"system/bin/sudo"_s,
                       "#!/bin/sh\n[ \"$1\" != -u ] || shift 2\nexec \"$@\"\n");
    QFile(system(u"/bin/sudo"_s)).setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    QVERIFY(QFile::link(QStringLiteral(OUTLET_PROGRAM), system(u"/bin/outlet"_s)));
    restart();
}

void OperatorTest::cleanup()
{
    m_server.reset();
    m_workspace.reset();
}

/** That of the service: the file for it, on top of where this test has its settings. */
Environment OperatorTest::environment() const
{
    Environment variables{{u"OUTLET_CONFIG"_s, system(u"/etc/outlet/outlet.yaml"_s)}};
    QFile file(system(u"/etc/default/outlet"_s));
    if (!file.open(QIODevice::ReadOnly))
        return variables;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (!line.startsWith('#') && line.contains('='))
            variables.insert(QString::fromUtf8(line.left(line.indexOf('='))),
                             QString::fromUtf8(line.mid(line.indexOf('=') + 1)));
    }
    return variables;
}

void OperatorTest::restart()
{
    m_server = std::make_unique<Server>();
    QVERIFY2(m_server->start(*m_workspace, {u"--log-level"_s, u"warning"_s}, environment()),
             qPrintable(m_server->err()));
}

QString OperatorTest::replaced(QString command) const
{
    for (const QString &place : {u"/var/lib/outlet"_s, u"/var/lib/postgresql"_s, u"/var/backups"_s,
                                 u"/etc/outlet"_s, u"/etc/default/outlet"_s})
        command.replace(place, system(place));
    return command.replace(u"http://127.0.0.1:8080"_s, m_server->url())
        .replace(u"ROLE outlet "_s, u"ROLE portal "_s) // the test's own superuser is called so
        .replace(u"--owner outlet"_s, u"--owner portal"_s)
        .replace(u"outlet:change-me@localhost/"_s,
                 u"portal:change-me@127.0.0.1:%1/"_s.arg(m_postgres.port()));
}

void OperatorTest::doAsTheGuideSays(const QString &heading)
{
    const QStringList commands = blocksOf(guide()).value(heading);
    QVERIFY2(!commands.isEmpty(), qPrintable(heading));
    m_headings += heading;
    for (const QString &command : commands) {
        if (command == "sudo systemctl stop outlet"_L1) {
            m_server->send(SIGTERM);
            QVERIFY(m_server->waitForEnd());
            QCOMPARE(m_server->exitCode(), 0);
        } else if (command.startsWith("sudo systemctl "_L1)) {
            QVERIFY2(command.endsWith("start outlet"_L1), qPrintable(command));
            restart();
        } else {
            QProcess shell;
            QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
            for (const auto &[name, value] : environment().asKeyValueRange())
                variables.insert(name, value);
            variables.insert(u"PATH"_s, system(u"/bin:"_s) + variables.value(u"PATH"_s));
            variables.insert(u"PGHOST"_s, m_postgres.directory());
            variables.insert(u"PGPORT"_s, QString::number(m_postgres.port()));
            variables.insert(u"PGUSER"_s, PostgresServer::user());
            variables.insert(u"PGDATABASE"_s, u"postgres"_s);
            shell.setProcessEnvironment(variables);
            shell.setWorkingDirectory(m_workspace->path());
            shell.start(u"bash"_s, {u"-euo"_s, u"pipefail"_s, u"-c"_s, replaced(command)});
            QVERIFY(shell.waitForFinished(60'000));
            const QByteArray said = shell.readAllStandardOutput() + shell.readAllStandardError();
            QVERIFY2(shell.exitCode() == 0, qPrintable(command + u'\n' + QString::fromUtf8(said)));
        }
    }
}

/** The status of the answer. */
int OperatorTest::store(const QString &database) const
{
    QFile token(system(u"/var/lib/outlet/admin-token"_s));
    if (!token.open(QIODevice::ReadOnly))
        return 0;
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(m_server->url() + configurations));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Authorization", "Bearer " + token.readAll().trimmed());
    const QString body = u"{\"configuration_type\":\"GlueDataOutput\",\"database\":\"%1\","
                         "\"database_suffix\":\"s\",\"access_granularity\":\"schema\"}"_s;
    const std::unique_ptr<QNetworkReply> reply(network.post(request, body.arg(database).toUtf8()));
    return QTest::qWaitFor([&] { return reply->isFinished(); }, 30'000)
               ? reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt()
               : 0;
}

/** The databases of all configurations. */
QStringList OperatorTest::stored() const
{
    QStringList databases;
    const QJsonObject list = m_server->get(configurations).json();
    for (const QJsonValue item : list["data_output_configurations"_L1].toArray())
        databases += item["database"_L1].toString();
    databases.sort();
    return databases;
}

void OperatorTest::whatTheServerTellsCanBeAsked()
{
    for (const QString &heading : {u"Settings"_s, u"Admin token"_s, u"Health, logs, metrics"_s,
                                   u"Troubleshooting"_s, u"Before an upgrade"_s})
        doAsTheGuideSays(heading);
}

void OperatorTest::aBackupOfSqliteBringsBackWhatWasThere()
{
    if (QStandardPaths::findExecutable(u"sqlite3"_s).isEmpty())
        QSKIP("sqlite3 is missing: ./dev setup installs it");
    QCOMPARE(store(u"before"_s), 201);
    doAsTheGuideSays(u"Back up with SQLite"_s);
    QCOMPARE(store(u"after"_s), 201);
    QCOMPARE(stored(), (QStringList{u"after"_s, u"before"_s}));

    doAsTheGuideSays(u"Restore with SQLite"_s);

    QCOMPARE(stored(), QStringList{u"before"_s});
    QCOMPARE(store(u"later"_s), 201); // with the old token, into the new file
}

void OperatorTest::aBackupOfPostgresqlBringsBackWhatWasThere()
{
    if (!PostgresServer::isInstalled())
        QSKIP("PostgreSQL is missing: ./dev setup installs it");
    QVERIFY2(m_postgres.start(), qPrintable(m_postgres.reason()));
    QCOMPARE(store(u"in SQLite"_s), 201);
    doAsTheGuideSays(u"PostgreSQL"_s);
    QCOMPARE(stored(), QStringList());
    QCOMPARE(store(u"before"_s), 201);
    doAsTheGuideSays(u"Back up with PostgreSQL"_s);
    QCOMPARE(store(u"after"_s), 201);
    QCOMPARE(stored(), (QStringList{u"after"_s, u"before"_s}));

    doAsTheGuideSays(u"Restore with PostgreSQL"_s);

    QCOMPARE(stored(), QStringList{u"before"_s});
    QCOMPARE(store(u"later"_s), 201);
}

/** So that no block is forgotten: what was not run here is tried by packaging/test. */
void OperatorTest::everyOtherBlockIsAboutPackages()
{
    const QMap<QString, QStringList> blocks = blocksOf(guide());
    for (const auto &[heading, commands] : blocks.asKeyValueRange()) {
        for (const QString &command : commands)
            QVERIFY2(m_headings.contains(heading) || command.startsWith("sudo apt "_L1),
                     qPrintable(command));
    }
}

QTEST_GUILESS_MAIN(OperatorTest)
#include "operator_test.moc"
