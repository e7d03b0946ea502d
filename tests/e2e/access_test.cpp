// SPDX-License-Identifier: GPL-3.0-or-later
// Who may call what a plugin serves: tokens made and revoked while the server runs.
#include "tests/cli/program.h"
#include "tests/fixtures/fixture.h"
#include "tests/postgresql/databases.h"

#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

class AccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokensOpenWhatPluginsServe_data() { Databases::addRows(); }
    void tokensOpenWhatPluginsServe();
    void tokensAreListedWithoutTheirText();
    void refuses_data();
    void refuses();

private:
    Databases m_databases;
};

namespace {

int statusOf(const Server &server, const QString &path, const QString &token)
{
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(server.url() + path));
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token.toLatin1());
    QNetworkReply *reply = network.post(request, QByteArray("hello"));
    QSignalSpy finished(reply, &QNetworkReply::finished);
    if (!reply->isFinished() && !finished.wait(20'000))
        return 0;
    reply->deleteLater();
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

} // namespace

void AccessTest::tokensOpenWhatPluginsServe()
{
    QFETCH(QString, database);
    const Workspace workspace;
    const QStringList url = {u"--database-url"_s, m_databases.make(database)};
    const QString plugins = place(fixtureNamed(u"echo"_s), workspace.path());
    Server server;
    QVERIFY(server.start(workspace, url + QStringList{u"--plugin-path"_s, plugins}));
    QCOMPARE(server.get(u"/echo/hello"_s).status, 200);
    QCOMPARE(statusOf(server, u"/echo/echo"_s, {}), 401);

    const auto make = [&](const QString &name, const QString &permission) {
        const Outcome made = workspace.run(
            QStringList{u"token"_s, u"create"_s, name, u"--permission"_s, permission, u"--json"_s} +
            url);
        return made.json()[u"token"_s].toString();
    };
    const QString writer = make(u"writer"_s, u"echo:write,other:read"_s);
    const QString reader = make(u"reader"_s, u"echo:misbehave"_s);
    QVERIFY(!writer.isEmpty() && !reader.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(statusOf(server, u"/echo/echo"_s, writer), 201, 5000);
    QTRY_COMPARE_WITH_TIMEOUT(statusOf(server, u"/echo/echo"_s, reader), 403, 5000);
    QCOMPARE(statusOf(server, u"/api/v2/configuration/platforms"_s, writer), 403);

    QCOMPARE(workspace.run(QStringList{u"token"_s, u"revoke"_s, u"writer"_s} + url).exitCode, 0);
    QTRY_COMPARE_WITH_TIMEOUT(statusOf(server, u"/echo/echo"_s, writer), 401, 5000);
    QCOMPARE(statusOf(server, u"/echo/echo"_s, reader), 403);
    QVERIFY(!server.err().contains(writer));
}

void AccessTest::tokensAreListedWithoutTheirText()
{
    const Workspace workspace;
    QCOMPARE(workspace.run({u"migrate"_s, u"up"_s}).exitCode, 0);
    QCOMPARE(workspace.run({u"token"_s, u"list"_s}).out,
             u"No tokens; `outlet token create` makes one\n"_s);
    const Outcome made = workspace.run({u"token"_s, u"create"_s, u"ci"_s, u"--permission"_s,
                                        u"a:b, c"_s, u"--expires-in-days"_s, u"30"_s});
    QCOMPARE(made.exitCode, 0);
    const QString token = made.out.section(u'\n', 0, 0);
    QVERIFY2(token.startsWith("outlet_"_L1), qPrintable(made.out));
    const Outcome listed = workspace.run({u"token"_s, u"list"_s});
    QVERIFY2(listed.out.contains("ci"_L1) && listed.out.contains("a:b c"_L1),
             qPrintable(listed.out));
    QVERIFY(!listed.out.contains(token));
    const QJsonObject json = workspace.run({u"token"_s, u"list"_s, u"--json"_s}).json();
    const QJsonValue first = json[u"tokens"_s][0];
    QCOMPARE(first[u"name"_s].toString(), u"ci"_s);
    QCOMPARE(first[u"permissions"_s].toArray(), (QJsonArray{u"a:b"_s, u"c"_s}));
    QCOMPARE(first[u"expired"_s], QJsonValue(false));
    QVERIFY(!first.toObject().contains(u"token"_s));
    QVERIFY(!first.toObject().contains(u"hash"_s));
}

void AccessTest::refuses_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QString &arguments, int exitCode,
                        const QString &says) {
        QTest::newRow(name) << arguments << exitCode << says;
    };
    row("no name", u"create"_s, 2, u"needs TOKEN"_s);
    row("no permission", u"create a"_s, 2, u"would have no permission"_s);
    row("a permission without a value", u"create a --permission"_s, 2, u"--permission"_s);
    row("a permission that is none", u"create a --permission 1"_s, 2, u"is no key"_s);
    row("a name with a slash", u"create a/b --permission a"_s, 2, u"The name of a token"_s);
    row("a time that is no number", u"create a --permission a --expires-in-days soon"_s, 2,
        u"wanted a whole number of days, 1 to 36500"_s);
    row("a time in the past", u"create a --permission a --expires-in-days 0"_s, 2,
        u"wanted a whole number of days, 1 to 36500"_s);
    row("a name that is taken", u"create taken --permission a"_s, 1,
        u"There is a token taken already"_s);
    row("revoking what there is not", u"revoke tkaen"_s, 1, u"Did you mean \"taken\"?"_s);
    row("revoking nothing", u"revoke"_s, 2, u"needs TOKEN"_s);
    row("an unknown command", u"show"_s, 2, u"Unknown command"_s);
}

void AccessTest::refuses()
{
    QFETCH(QString, arguments);
    QFETCH(int, exitCode);
    QFETCH(QString, says);
    const Workspace workspace;
    QCOMPARE(
        workspace.run({u"token"_s, u"create"_s, u"taken"_s, u"--permission"_s, u"a"_s}).exitCode,
        3); // no database yet
    QCOMPARE(workspace.run({u"migrate"_s, u"up"_s}).exitCode, 0);
    QCOMPARE(
        workspace.run({u"token"_s, u"create"_s, u"taken"_s, u"--permission"_s, u"a"_s}).exitCode,
        0);
    const Outcome refused = workspace.run(QStringList{u"token"_s} + arguments.split(u' '));
    QCOMPARE(refused.exitCode, exitCode);
    QVERIFY2(refused.err.contains(says), qPrintable(refused.err));
    QCOMPARE(
        workspace.run({u"token"_s, u"list"_s, u"--json"_s}).json()[u"tokens"_s].toArray().size(),
        1);
}

QTEST_GUILESS_MAIN(AccessTest)
#include "access_test.moc"
