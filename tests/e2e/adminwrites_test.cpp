// SPDX-License-Identifier: GPL-3.0-or-later
// An administrator who sets up a platform over HTTP alone: nobody inserts a row by hand, and forms
// show each change in the next answer.
#include "tests/cli/program.h"
#include "tests/postgresql/databases.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

namespace {

const QByteArray token = "0123456789abcdef0123456789abcdef";
const QString base = u"/api/v2/configuration/"_s;

/** An answer to a change. */
struct Written
{
    int status = 0;
    QByteArray location;
    QJsonObject json;

    QString id() const { return json[u"id"_s].toString(); }
};

/** Sends changes with a token. */
class Admin
{
public:
    explicit Admin(const QString &url, const QByteArray &secret = token)
        : m_url(url), m_secret(secret)
    {}

    Written ask(const QByteArray &method, const QString &target, const QByteArray &body = {})
    {
        QNetworkRequest request(QUrl(m_url + base + target));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        if (!m_secret.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + m_secret);
        QNetworkReply *reply = m_network.sendCustomRequest(request, method, body);
        QSignalSpy finished(reply, &QNetworkReply::finished);
        if (!reply->isFinished() && !finished.wait(20'000))
            return {};
        const QVariant status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
        const Written written{status.toInt(), reply->rawHeader("Location"),
                              QJsonDocument::fromJson(reply->readAll()).object()};
        reply->deleteLater();
        return written;
    }

private:
    QNetworkAccessManager m_network;
    QString m_url;
    QByteArray m_secret;
};

QByteArray body(const QString &text)
{
    return text.toUtf8();
}

QStringList optionsOf(const Server &server)
{
    const QJsonObject form = server.get(u"/api/v2/plugins/GlueDataOutput/form"_s).json();
    if (form[u"not_configured"_s].toBool(true))
        return {u"not configured"_s};
    QStringList options;
    for (const QJsonValue option : form[u"ui_metadata"_s][0][u"select"_s][u"options"_s].toArray())
        options.append(option[u"value"_s].toString());
    return options;
}

const Environment environment = {{u"OUTLET_ADMIN_TOKEN"_s, QString::fromLatin1(token)}};

} // namespace

class AdminWritesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formsShowAChangeInTheNextAnswer_data() { Databases::addRows(); }
    void formsShowAChangeInTheNextAnswer();
    void withoutTheTokenNothingIsWritten_data();
    void withoutTheTokenNothingIsWritten();
    void writersDoNotHoldUpTheEnd();

private:
    Databases m_databases;
};

void AdminWritesTest::formsShowAChangeInTheNextAnswer()
{
    QFETCH(QString, database);
    const Workspace workspace;
    Server server;
    // The database is asked for news so seldom that an answer would come too early.
    QVERIFY2(server.start(workspace,
                          {u"--database-url"_s, m_databases.make(database), u"--poll-interval-ms"_s,
                           u"1000"_s},
                          environment),
             qPrintable(server.err()));
    Admin admin(server.url());
    QCOMPARE(optionsOf(server), QStringList{u"not configured"_s});

    const Written platform = admin.ask("POST", u"platforms"_s, R"({"name":"AWS"})");
    QCOMPARE(platform.status, 201);
    QCOMPARE(platform.location, (base + u"platforms/"_s + platform.id()).toLatin1());
    const Written service = admin.ask("POST", u"platforms/%1/services"_s.arg(platform.id()),
                                      R"({"name":"Glue","result_string_template":"{table}"})");
    QCOMPARE(service.status, 201);
    QCOMPARE(service.json[u"warnings"_s][0][u"code"_s].toString(), u"service-without-config"_s);
    const Written options =
        admin.ask("POST", u"platforms/configs"_s,
                  body(u"{\"service_id\":\"%1\",\"config\":[\"clean\"]}"_s.arg(service.id())));
    QCOMPARE(options.status, 201);
    QCOMPARE(optionsOf(server), QStringList{u"clean"_s});

    const QString target = u"platforms/configs/"_s + options.id();
    for (int i = 0; i < 30; ++i) {
        const QString name = u"option %1"_s.arg(i);
        QCOMPARE(admin.ask("PUT", target, body(u"{\"config\":[\"%1\"]}"_s.arg(name))).status, 200);
        QCOMPARE(optionsOf(server), QStringList{name});
    }
    QCOMPARE(
        admin.ask("PUT", u"platforms/services/"_s + service.id(), R"({"name":"Other"})").status,
        200);
    QCOMPARE(optionsOf(server), QStringList{u"not configured"_s});
    QCOMPARE(admin.ask("PUT", u"platforms/services/"_s + service.id(), R"({"name":"GLUE"})").status,
             200);
    QCOMPARE(optionsOf(server), QStringList{u"option 29"_s});
    QCOMPARE(admin.ask("DELETE", u"platforms/"_s + platform.id()).status, 409);
    QCOMPARE(admin.ask("DELETE", target).status, 200); // with a warning
    QCOMPARE(optionsOf(server), QStringList{u"not configured"_s});
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    QCOMPARE(server.exitCode(), 0);
}

void AdminWritesTest::withoutTheTokenNothingIsWritten_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("no token") << ""_ba;
    QTest::newRow("another one") << "fedcba9876543210fedcba9876543210"_ba;
    QTest::newRow("half of it") << token.first(16);
    QTest::newRow("more than it") << token + '0';
}

void AdminWritesTest::withoutTheTokenNothingIsWritten()
{
    QFETCH(QByteArray, secret);
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--sample-data"_s}, environment), qPrintable(server.err()));
    const QJsonObject platforms = server.get(base + u"platforms"_s).json();
    const QString id = platforms[u"platforms"_s][0][u"id"_s].toString();
    Admin stranger(server.url(), secret);
    QCOMPARE(stranger.ask("POST", u"platforms"_s, R"({"name":"x"})").status, 401);
    QCOMPARE(stranger.ask("POST", u"platforms"_s, "no JSON").status, 401);
    QCOMPARE(stranger.ask("PUT", u"platforms/"_s + id, R"({"name":"x"})").status, 401);
    QCOMPARE(stranger.ask("DELETE", u"platforms/"_s + id).status, 401);
    QCOMPARE(stranger.ask("PUT", u"platforms/x"_s, R"({"name":"x"})").status, 401);
    const QString environments =
        server.get(base + u"environments"_s).json()[u"environments"_s][0][u"id"_s].toString();
    QCOMPARE(stranger.ask("GET", u"environments/%1/platform_configs"_s.arg(environments)).status,
             401);
    QCOMPARE(server.get(base + u"platforms"_s).json(), platforms);
    QCOMPARE(Admin(server.url()).ask("PUT", u"platforms/"_s + id, R"({"name":"x"})").status, 200);
}

/** A writer waits for the main thread, which at the end waits for the writers. */
void AdminWritesTest::writersDoNotHoldUpTheEnd()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--shutdown-timeout-ms"_s, u"3000"_s}, environment),
             qPrintable(server.err()));
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(server.url() + base + u"platforms"_s));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Authorization", "Bearer " + token);
    QList<QNetworkReply *> replies;
    int answered = 0;
    for (int i = 0; i < 200; ++i) {
        QNetworkReply *reply =
            network.post(request, "{\"name\":\"p" + QByteArray::number(i) + "\"}");
        QObject::connect(reply, &QNetworkReply::finished, reply, [&answered] { ++answered; });
        replies.append(reply);
    }
    QTRY_VERIFY(answered > 20);
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    QCOMPARE(server.exitCode(), 0);
    QVERIFY(!server.isCrashed());
    QTRY_COMPARE(answered, 200);
    qDeleteAll(replies);
}

QTEST_GUILESS_MAIN(AdminWritesTest)
#include "adminwrites_test.moc"
