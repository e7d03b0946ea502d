// SPDX-License-Identifier: GPL-3.0-or-later
// Changes through the API are told once they are committed, and nothing else is.
#include "tests/app/adminapi.h"
#include "tests/app/heard.h"
#include "tests/app/vaultapi.h"
#include "tests/postgresql/databases.h"

#include <QTest>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

namespace {

const QByteArray good = R"({"configuration_type":"VaultDataOutput","path":"a/b","size":5,)"
                        R"("token":"Kanarie-7b3f","tags":["x"]})";
const QByteArray nobody = "12345678-1234-4234-8234-123456789abc";

} // namespace

class ApiChangeEventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void configurationsAreTold_data() { Databases::addRows(); }
    void configurationsAreTold();
    void platformsAreTold_data() { Databases::addRows(); }
    void platformsAreTold();

private:
    Databases m_databases;
};

void ApiChangeEventsTest::configurationsAreTold()
{
    QFETCH(QString, database);
    VaultApi api(m_databases.make(database));
    Heard heard(api.events());
    const Reply made = api.ask("POST", configurations, good);
    QCOMPARE(made.status, 201);
    const QByteArray id = jsonOf(made)[u"id"_s].toString().toLatin1();
    const QString told = u"configuration:%1 output-configuration "_s + QString::fromLatin1(id) +
                         u" VaultDataOutput"_s;
    QCOMPARE(heard.changes(), QStringList(told.arg(u"created"_s)));
    QCOMPARE(api.ask("PUT", configurations + id, good).status, 200);
    QCOMPARE(heard.changes(), QStringList(told.arg(u"updated"_s)));

    QCOMPARE(api.get(configurations + id).status, 200);
    QCOMPARE(api.ask("POST", configurations, good.chopped(1)).status, 422);
    QCOMPARE(api.ask("PUT", configurations + id, QByteArray(good).replace("5,", "\"x\",")).status,
             422);
    QCOMPARE(api.ask("PUT", configurations + id, good, "\"old\"").status, 412);
    QCOMPARE(api.ask("DELETE", configurations + id, {}, "\"old\"").status, 412);
    QCOMPARE(api.ask("DELETE", configurations + nobody).status, 404);
    QCOMPARE(heard.changes(), QStringList());

    QCOMPARE(api.ask("DELETE", configurations + id).status, 204);
    QCOMPARE(heard.changes(), QStringList(told.arg(u"deleted"_s)));
    QCOMPARE(api.ask("DELETE", configurations + id).status, 404);
    QCOMPARE(heard.changes(), QStringList());
    QVERIFY2(!heard.text().contains("Kanarie"), heard.text().constData());
}

void ApiChangeEventsTest::platformsAreTold()
{
    QFETCH(QString, database);
    AdminApi api(m_databases.make(database));
    Heard heard(api.events());
    const QByteArray id = api.make("platforms", R"({"name":"P"})");
    const QString told = u"configuration:%1 platform "_s + QString::fromLatin1(id) + u' ';
    QCOMPARE(heard.changes(), QStringList(told.arg(u"created"_s)));
    QCOMPARE(api.ask("PUT", "platforms/" + id, R"({"name":"Q"})").status, 200);
    QCOMPARE(heard.changes(), QStringList(told.arg(u"updated"_s)));
    const QByteArray service = api.make("platforms/" + id + "/services", R"({"name":"S"})");
    QCOMPARE(heard.changes(),
             QStringList(u"configuration:created service %1 "_s.arg(QString::fromLatin1(service))));

    QCOMPARE(api.ask("DELETE", "platforms/" + id).status, 409);
    QCOMPARE(api.ask("POST", "platforms", R"({"name":"q"})").status, 409);
    QCOMPARE(api.ask("PUT", "platforms/" + id, R"({"name":7})").status, 422);
    QCOMPARE(api.ask("PUT", "platforms/" + id, R"({"name":"R"})", "\"old\"").status, 412);
    QCOMPARE(api.ask("DELETE", "platforms/" + nobody).status, 404);
    QCOMPARE(heard.changes(), QStringList());

    QVERIFY(api.ask("DELETE", "platforms/" + id + "/services/" + service).status < 300);
    QVERIFY(api.ask("DELETE", "platforms/" + id).status < 300);
    QCOMPARE(heard.changes().value(1), told.arg(u"deleted"_s));
}

QTEST_GUILESS_MAIN(ApiChangeEventsTest)

#include "api_changeevents_test.moc"
