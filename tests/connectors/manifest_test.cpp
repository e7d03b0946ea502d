// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/connectorundertest.h"

#include <outlet/accesspath.h>
#include <outlet/accessurl.h>
#include <outlet/configurationrules.h>
#include <outlet/connector.h>
#include <outlet/environmentmatch.h>
#include <outlet/eventsubscriber.h>
#include <outlet/healthcheck.h>
#include <outlet/lifecycle.h>
#include <outlet/optionssource.h>
#include <outlet/routes.h>
#include <outlet/seed.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

/** What a module says of itself without being loaded, and whether the object keeps the promise. */
class ManifestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theModuleCarriesItsManifest_data() { perConnector(); }
    void theModuleCarriesItsManifest();
    void theObjectHasThePromisedHooksAndNoOthers_data() { perConnector(); }
    void theObjectHasThePromisedHooksAndNoOthers();
    void theFolderIsComplete_data() { perConnector(); }
    void theFolderIsComplete();
    void whatPeopleSeeOfAConnector_data();
    void whatPeopleSeeOfAConnector();
    void theFormHasTheseFieldsInThisOrder_data();
    void theFormHasTheseFieldsInThisOrder();

private:
    static void perConnector();
};

void ManifestTest::perConnector()
{
    QTest::addColumn<QString>("id");
    for (const QString &id : ConnectorUnderTest::ids())
        QTest::newRow(qPrintable(id)) << id;
}

void ManifestTest::theModuleCarriesItsManifest()
{
    QFETCH(QString, id);
    const ConnectorUnderTest connector(id);
    const QJsonObject embedded = connector.embedded();
    QCOMPARE(embedded.value("IID"_L1).toString(), QStringLiteral(OUTLET_CONNECTOR_IID));
    const QString text = embedded.value("MetaData"_L1)["manifest"_L1].toString();
    const QJsonObject manifest = QJsonDocument::fromJson(text.toUtf8()).object();
    QCOMPARE(manifest.value("id"_L1).toString(), id);
    QCOMPARE(manifest.value("version"_L1).toString(), u"1.0.0"_s);
    QCOMPARE(jsonText(manifest), jsonText(connector.sourceManifest()));
    QVERIFY2(jsonText(manifest).size() <= 16 * 1024, "a larger manifest slows every start down");
}

void ManifestTest::theObjectHasThePromisedHooksAndNoOthers()
{
    QFETCH(QString, id);
    const ConnectorUnderTest connector(id);
    const QList<std::pair<QString, bool>> found{
        {u"Lifecycle"_s, connector.hook<outlet::Lifecycle>()},
        {u"ConfigurationRules"_s, connector.hook<outlet::ConfigurationRules>()},
        {u"AccessPath"_s, connector.hook<outlet::AccessPath>()},
        {u"AccessUrl"_s, connector.hook<outlet::AccessUrl>()},
        {u"OptionsSource"_s, connector.hook<outlet::OptionsSource>()},
        {u"EnvironmentMatch"_s, connector.hook<outlet::EnvironmentMatch>()},
        {u"Routes"_s, connector.hook<outlet::Routes>()},
        {u"EventSubscriber"_s, connector.hook<outlet::EventSubscriber>()},
        {u"Seed"_s, connector.hook<outlet::Seed>()},
        {u"HealthCheck"_s, connector.hook<outlet::HealthCheck>()}};
    QStringList hooks;
    for (const auto &[name, isThere] : found) {
        if (isThere)
            hooks.append(name);
    }
    QStringList promised;
    for (const QJsonValue &hook : connector.sourceManifest().value("hooks"_L1).toArray())
        promised.append(hook.toString());
    QCOMPARE(hooks, promised);
}

void ManifestTest::theFolderIsComplete()
{
    QFETCH(QString, id);
    const QDir folder(ConnectorUnderTest(id).installedFolder());
    QStringList files{u"icon.svg"_s, u"migrations"_s, id + ".so"_L1};
    files.sort();
    QCOMPARE(folder.entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name), files);
    QCOMPARE(QDir(folder.filePath(u"migrations"_s)).entryList(QDir::Files, QDir::Name),
             (QStringList{u"0001_create_configurations.down.sql"_s,
                          u"0001_create_configurations.postgresql.up.sql"_s,
                          u"0001_create_configurations.up.sql"_s}));
    QVERIFY(QDir(ConnectorUnderTest(id).sourceFolder()).exists(u"README.md"_s));
}

void ManifestTest::whatPeopleSeeOfAConnector_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("platform");

    const QString table = u"Resulting table"_s;
    QTest::newRow("Snowflake stands alone")
        << u"snowflake"_s
        << QStringList{u"SnowflakeDataOutput"_s, u"SnowflakeTechnicalAssetConfiguration"_s}
        << QStringList{u"Snowflake"_s, u"snowflake-logo.svg"_s, {}, u"Schema"_s, table};
    QTest::newRow("Databricks stands alone")
        << u"databricks"_s
        << QStringList{u"DatabricksDataOutput"_s, u"DatabricksTechnicalAssetConfiguration"_s}
        << QStringList{u"Databricks"_s, u"databricks-logo.svg"_s, {}, u"Schema"_s, table};
    QTest::newRow("Glue is below AWS")
        << u"glue"_s << QStringList{u"GlueDataOutput"_s, u"GlueTechnicalAssetConfiguration"_s}
        << QStringList{u"Glue"_s, u"glue-logo.svg"_s, u"aws"_s, u"Database"_s, table};
    QTest::newRow("Redshift is below AWS, and its icon is named so")
        << u"redshift"_s
        << QStringList{u"RedshiftDataOutput"_s, u"RedshiftTechnicalAssetConfiguration"_s}
        << QStringList{u"Redshift"_s, u"aws-redshift-logo.svg"_s, u"aws"_s, u"Schema"_s, table};
    QTest::newRow("S3 is below AWS and has paths")
        << u"s3"_s << QStringList{u"S3DataOutput"_s, u"S3TechnicalAssetConfiguration"_s}
        << QStringList{u"S3"_s, u"s3-logo.svg"_s, u"aws"_s, u"Path"_s, u"Resulting path"_s};
}

void ManifestTest::whatPeopleSeeOfAConnector()
{
    QFETCH(QString, id);
    QFETCH(QStringList, names);
    QFETCH(QStringList, platform);
    const QJsonObject manifest = ConnectorUnderTest(id).sourceManifest();
    QStringList answersTo{manifest.value("plugin"_L1).toString()};
    for (const QJsonValue &alias : manifest.value("aliases"_L1).toArray())
        answersTo.append(alias.toString());
    QCOMPARE(answersTo, names);
    QCOMPARE(manifest.value("table"_L1).toString(), id + "_data_output_configurations"_L1);
    QCOMPARE(manifest.value("license"_L1).toString(), u"MIT"_s);

    const QJsonObject found = manifest.value("platform"_L1).toObject();
    QCOMPARE(found.value("key"_L1).toString(), id);
    QStringList seen;
    for (const QString &key :
         {u"display_name"_s, u"icon_name"_s, u"parent"_s, u"detailed_name"_s, u"result_label"_s})
        seen.append(found.value(key).toString());
    QCOMPARE(seen, platform);
    QVERIFY(found.value("has_environments"_L1).toBool());
    QVERIFY(found.value("show_in_form"_L1).toBool());
}

void ManifestTest::theFormHasTheseFieldsInThisOrder_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("fields");
    QTest::addColumn<QStringList>("form");

    const auto tables = [](const QString &first, const QString &second) {
        return QStringList{first,
                           second,
                           u"table"_s,
                           u"bucket_identifier"_s,
                           first + "_path"_L1,
                           u"table_path"_s,
                           u"access_granularity"_s};
    };
    const auto asked = [](const QString &first, const QString &second) {
        return QStringList{first, second, u"access_granularity"_s, u"table"_s};
    };
    QTest::newRow("snowflake") << u"snowflake"_s << tables(u"database"_s, u"schema"_s)
                               << asked(u"database"_s, u"schema"_s);
    QTest::newRow("databricks") << u"databricks"_s << tables(u"catalog"_s, u"schema"_s)
                                << asked(u"catalog"_s, u"schema"_s);
    QTest::newRow("glue") << u"glue"_s << tables(u"database"_s, u"database_suffix"_s)
                          << asked(u"database"_s, u"database_suffix"_s);
    QTest::newRow("redshift") << u"redshift"_s << tables(u"database"_s, u"schema"_s)
                              << asked(u"database"_s, u"schema"_s);
    QTest::newRow("s3") << u"s3"_s << QStringList{u"bucket"_s, u"suffix"_s, u"path"_s}
                        << QStringList{u"bucket"_s, u"suffix"_s, u"path"_s};
}

void ManifestTest::theFormHasTheseFieldsInThisOrder()
{
    QFETCH(QString, id);
    QFETCH(QStringList, fields);
    QFETCH(QStringList, form);
    QStringList names;
    QMap<int, QString> byOrder;
    for (const QJsonValue &field : ConnectorUnderTest(id).sourceManifest()["fields"_L1].toArray()) {
        const QString name = field["name"_L1].toString();
        const QJsonValue control = field["form"_L1];
        if (control.isObject())
            byOrder.insert(control["order"_L1].toInt(int(names.size())), name);
        names.append(name);
    }
    QCOMPARE(names, fields);
    QCOMPARE(QStringList(byOrder.values()), form);
}

QTEST_GUILESS_MAIN(ManifestTest)
#include "manifest_test.moc"
