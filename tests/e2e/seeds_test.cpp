// SPDX-License-Identifier: GPL-3.0-or-later
// First-time data of a connector that is installed, uninstalled and installed again.
#include "tests/e2e/packageplace.h"
#include "tests/postgresql/databases.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

class SeedsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void droppedOnesComeAnew_data();
    void droppedOnesComeAnew();
    void whatFailsIsNotInstalled_data() { Databases::addRows(); }
    void whatFailsIsNotInstalled();

private:
    Databases m_databases;
};

namespace {

/** Lines of the journal that say that it was seeded. */
qsizetype seedings(const PackagePlace &place)
{
    QFile journal(place.workspace.path(u"journal"_s));
    return journal.open(QIODevice::ReadOnly) ? journal.readAll().count("seeding seed\n") : 0;
}

} // namespace

void SeedsTest::droppedOnesComeAnew_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<int>("times");
    for (const QString &kind : Databases::kinds()) {
        for (const QByteArray &mode : {"keep"_ba, "archive"_ba, "drop"_ba})
            QTest::addRow("%s, %s", qPrintable(kind), mode.constData())
                << kind << mode << (mode == "drop" ? 2 : 1);
    }
}

void SeedsTest::droppedOnesComeAnew()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, mode);
    QFETCH(int, times);
    PackagePlace place(m_databases.make(database), {{u"OUTLET_FIXTURE_JOURNAL"_s, u"journal"_s}});
    QVERIFY(place.isStarted);
    Client client = place.client();
    QFile package(place.packageFile(u"seeding"_s, u"seeding"_s));
    QVERIFY(package.open(QIODevice::ReadOnly));
    const QByteArray bytes = package.readAll();
    const Answer installed = client.ask("POST", PackagePlace::installed, bytes);
    QVERIFY2(installed.status == 200, installed.body.constData());
    QCOMPARE(seedings(place), 1);
    QCOMPARE(client.post("/admin/plugins/seeding/reload?force=true").status, 200);
    QCOMPARE(client.post("/admin/plugins/seeding/disable").status, 200);
    QCOMPARE(client.post("/admin/plugins/seeding/enable").status, 200);
    QCOMPARE(seedings(place), 1);
    const Answer gone = client.ask("DELETE", "/admin/plugins/seeding?data=" + mode);
    QVERIFY2(gone.status == 200, gone.body.constData());
    const Answer again = client.ask("POST", PackagePlace::installed, bytes);
    QVERIFY2(again.status == 200, again.body.constData());
    QCOMPARE(seedings(place), times);
}

void SeedsTest::whatFailsIsNotInstalled()
{
    QFETCH(QString, database);
    PackagePlace place(m_databases.make(database), {{u"OUTLET_FIXTURE_JOURNAL"_s, u"journal"_s},
                                                    {u"OUTLET_FIXTURE_SEEDING"_s, u"swallow"_s}});
    QVERIFY(place.isStarted);
    Client client = place.client();
    QFile package(place.packageFile(u"seeding"_s, u"seeding"_s));
    QVERIFY(package.open(QIODevice::ReadOnly));
    const Answer refused = client.ask("POST", PackagePlace::installed, package.readAll());
    QCOMPARE(refused.status, 409);
    QVERIFY2(refused.body.contains("seed-failed"), refused.body.constData());
    QVERIFY2(refused.body.contains("nowhere"), refused.body.constData());
    QCOMPARE(place.inPath(), QStringList());
    QCOMPARE(client.ask("GET", "/api/v2/plugins/").status, 200);
}

QTEST_GUILESS_MAIN(SeedsTest)
#include "seeds_test.moc"
