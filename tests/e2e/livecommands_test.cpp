// SPDX-License-Identifier: GPL-3.0-or-later
// `outlet plugins enable` and the like, asked of a server that runs, of none, and of another kind.
#include "tests/e2e/packageplace.h"
#include "tests/postgresql/databases.h"

#include <QJsonArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <future>
#include <thread>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

namespace {

const QString token = QString::fromLatin1(adminToken);

/** `outlet plugins ...` as an operator beside the server types it. */
Outcome plugins(const PackagePlace &place, const QString &line, const QString &secret = token)
{
    return place.workspace.run(QStringList{u"plugins"_s} + line.split(u' ') +
                                   QStringList{u"--server"_s, place.server.url()},
                               {{u"OUTLET_ADMIN_TOKEN"_s, secret}});
}

/** Says something to the first who connects, and then is gone. */
class Answering
{
public:
    explicit Answering(const QByteArray &answer)
    {
        std::promise<quint16> port;
        m_thread = std::jthread([this, answer, &port] {
            QTcpServer server;
            server.listen(QHostAddress::LocalHost);
            port.set_value(server.serverPort());
            if (!server.waitForNewConnection(20'000))
                return;
            QTcpSocket *client = server.nextPendingConnection();
            server.close();
            client->waitForReadyRead(20'000);
            m_heard = client->readAll();
            client->write(answer);
            client->waitForBytesWritten();
            client->disconnectFromHost();
        });
        m_url = u"http://127.0.0.1:%1"_s.arg(port.get_future().get());
    }
    QString url() const { return m_url; }
    QByteArray heard()
    {
        m_thread.join();
        return m_heard;
    }

private:
    QString m_url;
    QByteArray m_heard;
    std::jthread m_thread;
};

} // namespace

class LiveCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fromInstallToUninstall_data() { Databases::addRows(); }
    void fromInstallToUninstall();
    void harmIsToldBefore();
    void whatIsSoAlreadyIsTold();
    void jsonIsWhatTheServerSays();
    void whatCannotBeIsExplained_data();
    void whatCannotBeIsExplained();
    void theTokenComesFromWhereItIsKept();
    void wrongPlacesAndTokensAreExplained_data();
    void wrongPlacesAndTokensAreExplained();
    void whatIsNoOutletIsToldSo_data();
    void whatIsNoOutletIsToldSo();
    void theTokenIsNeverShown();

private:
    Databases m_databases;
};

void LiveCommandsTest::fromInstallToUninstall()
{
    QFETCH(QString, database);
    PackagePlace place(m_databases.make(database));
    QVERIFY(place.isStarted);
    const auto says = [&](const QString &line, const QString &wanted) {
        const Outcome outcome = plugins(place, line);
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.out, wanted);
    };
    says(u"install "_s + place.packageFile(1), u"ChangingDataOutput 1.0.0 is installed.\n"_s);
    says(u"install "_s + place.packageFile(2),
         u"ChangingDataOutput is upgraded from 1.0.0 to 2.0.0.\n"_s);
    QCOMPARE(place.version(), u"2.0.0"_s);
    says(u"disable changing"_s, u"ChangingDataOutput is disabled. Its configurations stay.\n"_s);
    QVERIFY(!place.server.pluginNames().contains(u"ChangingDataOutput"_s));
    says(u"enable changing"_s, u"ChangingDataOutput is enabled: version 2.0.0, running.\n"_s);
    says(u"toggle ChangingDataOutput"_s,
         u"ChangingDataOutput is disabled. Its configurations stay.\n"_s);
    says(u"toggle ChangingDataOutput"_s,
         u"ChangingDataOutput is enabled: version 2.0.0, running.\n"_s);
    says(u"reload changing --force"_s,
         u"ChangingDataOutput is loaded anew: version 2.0.0, running.\n"_s);
    says(u"uninstall changing --data drop"_s,
         u"ChangingDataOutput is uninstalled.\nDeleted: changing_configurations with 0 "
         "configurations.\n"_s);
    QCOMPARE(place.inPath(), QStringList());
}

void LiveCommandsTest::harmIsToldBefore()
{
    PackagePlace place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    const QString first = place.packageFile(1);
    QCOMPARE(place.install(2).status, 200);
    const Answer stored = place.client().ask(
        "POST", "/api/v2/data_output_configurations/",
        R"({"configuration_type":"ChangingDataOutput","thing":"a","more":"b","name":"my own"})");
    QCOMPARE(stored.status, 201);
    const QString finding =
        stored.json()[u"id"_s].toString() +
        u" (my own), more: Version 1.0.0 has no such field: the value is lost\n"_s;
    const Outcome preview = plugins(place, u"install --preview "_s + first);
    QCOMPARE(preview.exitCode, 0);
    QCOMPARE(preview.out, u"To go from ChangingDataOutput 2.0.0 to 1.0.0 would change 1 of 1 "
                          "configurations that are stored:\n  "_s +
                              finding + u"Nothing has changed.\n"_s);
    const Outcome refused = plugins(place, u"install "_s + first);
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains(u"    - "_s + finding), qPrintable(refused.err));
    const Outcome removal = plugins(place, u"uninstall changing --data drop --preview"_s);
    QCOMPARE(removal.exitCode, 0);
    QVERIFY2(removal.out.contains("(my own): It is deleted\n"_L1), qPrintable(removal.out));
    QCOMPARE(plugins(place, u"uninstall changing --preview"_s).out,
             u"To uninstall ChangingDataOutput, data: keep, does no harm to the 1 configurations "
             "that are stored.\n"_s);
    QCOMPARE(place.version(), u"2.0.0"_s);
    QCOMPARE(plugins(place, u"install --accept-invalid "_s + first).out,
             u"ChangingDataOutput is downgraded from 2.0.0 to 1.0.0.\n"_s);
    QCOMPARE(place.workspace.run({u"plugins"_s, u"install"_s, first, u"--preview"_s}).exitCode, 2);
}

void LiveCommandsTest::whatIsSoAlreadyIsTold()
{
    PackagePlace place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    const QString file = place.packageFile(1);
    QCOMPARE(plugins(place, u"install "_s + file).exitCode, 0);
    const auto says = [&](const QString &line, const QString &wanted) {
        const Outcome outcome = plugins(place, line);
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.out, wanted);
    };
    says(u"install "_s + file,
         u"Nothing has changed: ChangingDataOutput 1.0.0 was installed already.\n"_s);
    says(u"enable changing"_s, u"Nothing has changed: ChangingDataOutput was enabled already.\n"_s);
    says(u"reload changing"_s,
         u"Nothing has changed: the files of ChangingDataOutput are those in force, version 1.0.0. "
         "--force loads them anew anyway.\n"_s);
}

void LiveCommandsTest::jsonIsWhatTheServerSays()
{
    PackagePlace place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    QCOMPARE(place.install(1).status, 200);
    const Outcome outcome = plugins(place, u"disable changing --json"_s);
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.json()[u"status"_s].toString(), u"disabled"_s);
    QCOMPARE(outcome.json()[u"changed"_s].toBool(), true);
}

void LiveCommandsTest::whatCannotBeIsExplained_data()
{
    QTest::addColumn<QString>("line"); // @ is a package that fails
    QTest::addColumn<int>("code");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const QString &line, int code, const QStringList &words) {
        QTest::newRow(name) << line << code << words;
    };
    row("a name that nothing has", u"enable snowflke"_s, 2,
        {u"Plugin 'snowflke' not found"_s, u"hint: "_s});
    row("a name that a URL would break", u"enable a/b?c"_s, 2, {u"Plugin 'a/b?c' not found"_s});
    row("a version that does not start", u"install @"_s, 1,
        {u"port 5439 is taken"_s, u"Nothing has changed"_s});
    row("no package at all", u"install nothing.zip"_s, 2, {u"nothing.zip cannot be read"_s});
    row("a package that is none", u"install text"_s, 1, {u"Nothing has changed"_s});
    row("uninstalling what is built in", u"uninstall snowflake"_s, 1,
        {u"was not installed from a package"_s});
    row("a word for the data that is none", u"uninstall changing --data burn"_s, 2,
        {u"query.data: Input should be 'keep', 'archive' or 'drop'"_s});
    row("data with more behind it", u"uninstall changing --data drop&confirm=true"_s, 2,
        {u"query.data"_s});
}

void LiveCommandsTest::whatCannotBeIsExplained()
{
    QFETCH(QString, line);
    QFETCH(int, code);
    QFETCH(QStringList, words);
    PackagePlace place(m_databases.make(u"SQLite"_s), {{u"OUTLET_FIXTURE_CHANGING"_s, u"start"_s}});
    QVERIFY(place.isStarted);
    QCOMPARE(place.install(1).status, 200);
    place.workspace.write(u"text"_s, "hello");
    const Outcome outcome = plugins(place, line.replace(u'@', place.packageFile(2)));
    QVERIFY2(outcome.exitCode == code, qPrintable(outcome.err + outcome.out));
    QCOMPARE(outcome.out, QString());
    for (const QString &word : words)
        QVERIFY2(outcome.err.contains(word), qPrintable(outcome.err));
    QCOMPARE(place.version(), u"1.0.0"_s);
}

void LiveCommandsTest::theTokenComesFromWhereItIsKept()
{
    Workspace workspace;
    Server server;
    QVERIFY(server.start(workspace, {u"--log-level"_s, u"warning"_s}));
    QFile kept(workspace.path(u".outlet/admin-token"_s));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    const QString secret = QString::fromLatin1(kept.readAll().trimmed());
    workspace.write(u"secret"_s, secret.toLatin1() + '\n');
    const QStringList line{u"plugins"_s, u"disable"_s, u"glue"_s, u"--server"_s, server.url()};
    const QList<std::pair<QStringList, Environment>> ways{
        {{}, {}}, // beside the server
        {{u"--token-file"_s, u"secret"_s}, {}},
        {{u"--token"_s, secret}, {}},
        {{u"--token-file"_s, u"secret"_s}, {{u"OUTLET_ADMIN_TOKEN"_s, u"0"_s.repeated(32)}}},
        {{u"--data-dir"_s, workspace.path(u"elsewhere"_s)}, {{u"OUTLET_ADMIN_TOKEN"_s, secret}}},
    };
    for (const auto &[more, environment] : ways) {
        const Outcome outcome = workspace.run(line + more, environment);
        QVERIFY2(outcome.exitCode == 0, qPrintable(more.join(u' ') + outcome.err));
    }
    QVERIFY(!QFile::exists(workspace.path(u"elsewhere"_s))); // nothing is made where one only asks
}

void LiveCommandsTest::wrongPlacesAndTokensAreExplained_data()
{
    QTest::addColumn<QString>("more"); // $ is the server, # a port where nobody is
    QTest::addColumn<QString>("secret");
    QTest::addColumn<int>("code");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const QString &more, const QString &secret, int code,
                        const QStringList &words) {
        QTest::newRow(name) << more << secret << code << words;
    };
    const QString other = u"0"_s.repeated(32);
    row("a wrong token", u"--server $"_s, other, 2,
        {u"does not take the token of the setting admin_token"_s, u"<data>/admin-token"_s});
    row("no token", u"--server $"_s, u""_s, 2,
        {u"wants the admin token, and none was found in "_s, u"--token-file"_s});
    row("a file without a token", u"--server $ --token-file empty"_s, token, 2,
        {u"There is no token in empty"_s});
    row("a file that is not there", u"--server $ --token-file none"_s, token, 2,
        {u"The token cannot be read from none"_s});
    row("a token with a line end in it", u"--server $ --token-file lines"_s, token, 2,
        {u"has blanks or characters beyond ASCII"_s});
    row("nobody there", u"--server http://127.0.0.1:#"_s, token, 5,
        {u"No server answers at http://127.0.0.1:"_s, u"Connection refused"_s,
         u"`outlet serve`"_s});
    row("nobody at the address of the settings", u"--listen 127.0.0.1:#"_s, token, 5,
        {u"No server answers at http://127.0.0.1:"_s});
    row("an address that says any port", u"--listen 127.0.0.1:0"_s, token, 2,
        {u"any free port"_s, u"--server"_s});
    row("a host that nobody has", u"--server http://nowhere.invalid"_s, token, 5,
        {u"No server answers at http://nowhere.invalid"_s, u"Is the name"_s});
    row("another protocol", u"--server ftp://127.0.0.1"_s, token, 2,
        {u"--server: found \"ftp://127.0.0.1\", wanted the URL of a server"_s});
    row("no host", u"--server 127.0.0.1:8080"_s, token, 2, {u"wanted the URL of a server"_s});
    row("a password in the URL", u"--server http://me:geheim@127.0.0.1:#"_s, token, 2,
        {u"--server: found \"127.0.0.1:"_s, u"not into the URL"_s});
    row("a path of the API", u"--server $/api"_s, token, 2, {u"Not Found"_s});
}

void LiveCommandsTest::wrongPlacesAndTokensAreExplained()
{
    QFETCH(QString, more);
    QFETCH(QString, secret);
    QFETCH(int, code);
    QFETCH(QStringList, words);
    Workspace workspace;
    Server server;
    QVERIFY(server.start(workspace, {u"--log-level"_s, u"warning"_s},
                         {{u"OUTLET_ADMIN_TOKEN"_s, token}}));
    workspace.write(u"empty"_s, "\n");
    workspace.write(u"lines"_s, "0123456789abcdef\nX-Other: 1\n");
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    const QString port = QString::number(free.serverPort());
    free.close();
    const QString line =
        u"plugins disable glue "_s + more.replace(u'$', server.url()).replace(u'#', port);
    const Environment environment =
        secret.isEmpty() ? Environment() : Environment{{u"OUTLET_ADMIN_TOKEN"_s, secret}};
    const Outcome outcome = workspace.run(line.split(u' '), environment);
    QVERIFY2(outcome.exitCode == code, qPrintable(outcome.err + outcome.out));
    QCOMPARE(outcome.out, QString());
    for (const QString &word : words)
        QVERIFY2(outcome.err.contains(word), qPrintable(outcome.err));
    QVERIFY(!outcome.err.contains("geheim"_L1));
    QVERIFY(!outcome.err.contains(token));
    QVERIFY(server.pluginNames().contains(u"GlueDataOutput"_s));
}

void LiveCommandsTest::whatIsNoOutletIsToldSo_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("a page") << "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                               "4\r\n\r\n<p>\n"_ba
                            << QStringList{u"is not Outlet's API: status 200"_s, u"text/html"_s};
    QTest::newRow("a page that is not there")
        << "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"_ba
        << QStringList{u"is not Outlet's API: status 404"_s};
    QTest::newRow("a way to somewhere else")
        << "HTTP/1.1 307 x\r\nLocation: http://thief.example/\r\nContent-Length: 0\r\n\r\n"_ba
        << QStringList{u"it sends clients on to http://thief.example/"_s};
    QTest::newRow("no HTTP") << "220 mail.example ESMTP\r\n"_ba
                             << QStringList{u"No server answers at http://127.0.0.1:"_s};
    QTest::newRow("nothing") << ""_ba << QStringList{u"No server answers at http://127.0.0.1:"_s};
}

void LiveCommandsTest::whatIsNoOutletIsToldSo()
{
    QFETCH(QByteArray, answer);
    QFETCH(QStringList, words);
    Answering other(answer);
    const Outcome outcome =
        Workspace().run({u"plugins"_s, u"disable"_s, u"glue"_s, u"--server"_s, other.url()},
                        {{u"OUTLET_ADMIN_TOKEN"_s, token}});
    QVERIFY2(outcome.exitCode == 5, qPrintable(outcome.err + outcome.out));
    for (const QString &word : words)
        QVERIFY2(outcome.err.contains(word), qPrintable(outcome.err));
    QVERIFY(other.heard().startsWith("POST /admin/plugins/glue/disable HTTP/1.1\r\n"));
}

void LiveCommandsTest::theTokenIsNeverShown()
{
    PackagePlace place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    for (const QString &line :
         {u"disable glue --json"_s, u"enable nobody"_s, u"disable glue --token "_s + token,
          u"disable glue --token wrong-"_s + token}) {
        const Outcome outcome = plugins(place, line);
        QVERIFY2(!(outcome.out + outcome.err).contains(token), qPrintable(line));
    }
}

QTEST_GUILESS_MAIN(LiveCommandsTest)
#include "livecommands_test.moc"
