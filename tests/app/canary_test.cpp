// SPDX-License-Identifier: GPL-3.0-or-later
// A secret that is stored comes out nowhere: not of any route, whatever is asked of it, nor of the
// log, the metrics or the audit log.
#include "tests/app/capturedlog.h"
#include "tests/app/heard.h"
#include "tests/app/vaultapi.h"
#include "tests/postgresql/databases.h"

#include <QRegularExpression>
#include <QTest>

#include <memory>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

namespace {

const QByteArray canary = "Kanarie-7b3f";

QByteArray vaultBody(const QByteArray &more = {})
{
    return R"({"configuration_type":"VaultDataOutput","path":"p","token":")" + canary +
           R"(","pin":48151623)" + more + '}';
}

/** Whether any part of the answer, its headers included, tells. */
bool tells(const Reply &reply)
{
    QByteArray all = reply.body;
    for (const auto &[name, value] : reply.headers)
        all += name + ": " + value + '\n';
    return all.contains(canary) || all.contains("48151623");
}

} // namespace

class CanaryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noRouteTells_data() { Databases::addRows(); }
    void noRouteTells();

private:
    /** The route's address with something for each parameter. */
    static QByteArray targetOf(const QString &pattern, const QByteArray &id)
    {
        static const QRegularExpression parameter(u"\\{[a-z_]+\\}"_s);
        QString target = pattern;
        target.replace(u"{name}"_s, u"VaultDataOutput"_s);
        target.replace(parameter, QString::fromLatin1(id));
        return target.toLatin1();
    }

    Databases m_databases;
};

void CanaryTest::noRouteTells()
{
    QFETCH(QString, database);
    VaultApi api(m_databases.make(database));
    Heard heard(api.events());
    QByteArray log;
    QByteArrayList told;
    int asked = 0;
    {
        CapturedLog captured(app::LogLevel::Debug, app::LogFormat::Json);
        const Reply made = api.ask("POST", configurations, vaultBody());
        QCOMPARE(made.status, 201);
        const QByteArray id = jsonOf(made)[u"id"_s].toString().toLatin1();
        const QByteArray wrapped = R"({"platform_id":")" + id + R"(","service_id":")" + id +
                                   R"(","configuration":)" + vaultBody() + '}';
        const QByteArrayList bodies = {
            vaultBody(),
            vaultBody(R"(,"path":1)"),
            vaultBody(R"(,"size":"x")"),
            vaultBody().replace("\"path\":\"p\",", ""),
            vaultBody().replace("VaultDataOutput", "Nobody"),
            vaultBody().replace("48151623", "\"48151623\""),
            vaultBody().replace("\"configuration_type\":\"VaultDataOutput\",", ""),
            vaultBody().chopped(1),
            '[' + vaultBody() + ']',
            R"({"configuration":)" + vaultBody() + '}',
            wrapped,
            wrapped.chopped(2),
            QByteArray(wrapped).replace("48151623", "\"48151623\""),
            QByteArray(wrapped).replace("\"Kanarie-7b3f\"", "[\"Kanarie-7b3f\"]"),
            QByteArray(wrapped).replace("\"path\":\"p\",", ""),
            QByteArray(wrapped).replace("VaultDataOutput", "Nobody"),
            QByteArray(wrapped).replace("service_id", "service"),
            "",
        };
        // What breaks the tables makes errors that would quote their rows. Each state, each route.
        const QList<QStringList> states = {
            {},
            {u"UPDATE vault_data_output_configurations SET tags = '[1'"_s},
            {u"DELETE FROM vault_data_output_configurations WHERE id <> '%1'"_s.arg(
                 QString::fromLatin1(id)),
             u"CREATE UNIQUE INDEX u ON vault_data_output_configurations (token)"_s},
            {u"DELETE FROM configuration_types"_s},
            {u"ALTER TABLE vault_data_output_configurations DROP COLUMN tags"_s},
        };
        const auto askAll = [&] {
            for (const Route &route : api.router().routes()) {
                const QByteArray target = targetOf(route.pattern, id);
                const bool hasBody =
                    route.method != "GET" && route.method != "HEAD" && route.method != "DELETE";
                for (const QByteArray &body : hasBody ? bodies : QByteArrayList{QByteArray()}) {
                    if (route.method == "DELETE" && target.startsWith(configurations))
                        continue; // what is gone cannot tell
                    ++asked;
                    const Reply reply = api.ask(route.method, target, body);
                    if (tells(reply))
                        told.append(route.method + ' ' + target + ' ' + body + " -> " + reply.body);
                }
            }
        };
        for (const QStringList &state : states) {
            for (const QString &statement : state)
                api.database().run(statement);
            askAll();
        }
        const registry::Connector connector = vaultConnector();
        api.use({connectorOf(u"s3"_s)},
                {{connector.candidate,
                  connector.manifest,
                  {registry::VerdictCode::Inactive, u"Switched off"_s, {}, {}}}});
        askAll();
        api.use({});
        askAll();
        api.database().run(u"DROP TABLE vault_data_output_configurations"_s);
        askAll();
        QCOMPARE(api.ask("DELETE", configurations + id).status, 204);
        log = captured.take();
    }
    QVERIFY2(told.isEmpty(), told.join('\n').constData());
    QVERIFY(asked > 300);
    QVERIFY(!log.isEmpty());
    QVERIFY2(!log.contains(canary), log.constData());
    QVERIFY2(!log.contains("48151623"), log.constData());
    QVERIFY(!heard.take().isEmpty());
    QVERIFY2(!heard.text().contains(canary), heard.text().constData());
    QVERIFY2(!heard.text().contains("48151623"), heard.text().constData());
    for (const char *column : {"actor", "action", "subject", "detail", "correlation_id"}) {
        const QString sql = u"SELECT %1 FROM audit_log"_s.arg(QString::fromLatin1(column));
        const QString all = api.database().column(sql).join(u'\n');
        QVERIFY(!all.isEmpty());
        QVERIFY2(!all.contains(QString::fromLatin1(canary)) && !all.contains("48151623"_L1),
                 qPrintable(all));
    }
}

QTEST_GUILESS_MAIN(CanaryTest)
#include "canary_test.moc"
