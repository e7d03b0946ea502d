// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/connectorundertest.h"

#include <outlet/configurationrules.h>

#include <QTest>

using namespace Qt::StringLiterals;
using outlet::FieldError;
using outlet::Product;

/** Derived values and the namespace check of the four connectors that have tables. */
class RulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void derivedValues_data();
    void derivedValues();
    void theDatabaseHasToBeTheNamespace_data();
    void theDatabaseHasToBeTheNamespace();
    void everyConnectorChecksItsOwnField_data();
    void everyConnectorChecksItsOwnField();
};

void RulesTest::derivedValues_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("submitted");
    QTest::addColumn<QByteArray>("complete");
    QTest::addColumn<bool>("isStable"); // a second pass changes nothing

    const auto row = [](const char *name, const QString &id, const QByteArray &submitted,
                        const QByteArray &complete, bool isStable = true) {
        QTest::newRow(name) << id << submitted << complete << isStable;
    };
    row("schema granularity resets the table, but its path keeps the submitted one", u"glue"_s,
        R"({"database":"ns","database_path":"","table":"abc","table_path":"",
            "access_granularity":"schema"})",
        R"({"database":"ns","database_path":"ns","table":"*","table_path":"abc",
            "access_granularity":"schema"})");
    row("the default table gives the path *", u"snowflake"_s,
        R"({"database":"ns","schema":"s","table":"*","bucket_identifier":"","database_path":"",
            "table_path":"","access_granularity":"schema"})",
        R"({"database":"ns","schema":"s","table":"*","bucket_identifier":"","database_path":"ns",
            "table_path":"*","access_granularity":"schema"})");
    row("table granularity keeps the table", u"redshift"_s,
        R"({"database":"ns","database_path":"","table":"t","table_path":"",
            "access_granularity":"table"})",
        R"({"database":"ns","database_path":"ns","table":"t","table_path":"t",
            "access_granularity":"table"})");
    row("a catalog gives the catalog's path", u"databricks"_s,
        R"({"catalog":"ns","catalog_path":"","table":"t9","table_path":"",
            "access_granularity":"schema"})",
        R"({"catalog":"ns","catalog_path":"ns","table":"*","table_path":"t9",
            "access_granularity":"schema"})");
    row("paths that were given stay", u"snowflake"_s,
        R"({"database":"ns","database_path":"given","table":"t","table_path":"there",
            "access_granularity":"table"})",
        R"({"database":"ns","database_path":"given","table":"t","table_path":"there",
            "access_granularity":"table"})");
    row("a blank path is not an empty one", u"snowflake"_s,
        R"({"database":"ns","database_path":" ","table":"t","table_path":"t",
            "access_granularity":"table"})",
        R"({"database":"ns","database_path":" ","table":"t","table_path":"t",
            "access_granularity":"table"})");
    row("empty names give empty paths", u"redshift"_s,
        R"({"database":"","database_path":"","table":"","table_path":"",
            "access_granularity":"table"})",
        R"({"database":"","database_path":"","table":"","table_path":"",
            "access_granularity":"table"})");
    row("an empty table leaves the path empty at schema granularity, until the next time",
        u"glue"_s,
        R"({"database":"ns","database_path":"","table":"","table_path":"",
            "access_granularity":"schema"})",
        R"({"database":"ns","database_path":"ns","table":"*","table_path":"",
            "access_granularity":"schema"})",
        false);
    row("a granularity that nobody knows changes no table", u"glue"_s,
        R"({"database":"ns","database_path":"ns","table":"t","table_path":"t",
            "access_granularity":"SCHEMA"})",
        R"({"database":"ns","database_path":"ns","table":"t","table_path":"t",
            "access_granularity":"SCHEMA"})");
    row("a granularity of another type changes no table", u"databricks"_s,
        R"({"catalog":"ns","catalog_path":"ns","table":"t","table_path":"t",
            "access_granularity":true})",
        R"({"catalog":"ns","catalog_path":"ns","table":"t","table_path":"t",
            "access_granularity":true})");
    row("missing values make nothing up", u"redshift"_s, R"({"access_granularity":"table"})",
        R"({"access_granularity":"table"})");
    row("null counts as empty", u"snowflake"_s,
        R"({"database":"ns","database_path":null,"table":"t","table_path":null,
            "access_granularity":"table"})",
        R"({"database":"ns","database_path":"ns","table":"t","table_path":"t",
            "access_granularity":"table"})");
    row("unknown names pass through", u"snowflake"_s,
        R"({"database":"ns","database_path":"p","table":"t","table_path":"p",
            "access_granularity":"table","colour":["red"]})",
        R"({"database":"ns","database_path":"p","table":"t","table_path":"p",
            "access_granularity":"table","colour":["red"]})");
    row("a Databricks configuration does not look at a database", u"databricks"_s,
        R"({"database":"ns","catalog_path":"","table":"t","table_path":"t",
            "access_granularity":"table"})",
        R"({"database":"ns","catalog_path":"","table":"t","table_path":"t",
            "access_granularity":"table"})");
}

void RulesTest::derivedValues()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, submitted);
    QFETCH(QByteArray, complete);
    QFETCH(bool, isStable);
    const ConnectorUnderTest connector(id);
    const auto *rules = connector.hook<outlet::ConfigurationRules>();
    QVERIFY(rules);
    const outlet::Values once = rules->normalise(jsonObject(submitted));
    QCOMPARE(jsonText(once), jsonText(jsonObject(complete)));
    QCOMPARE(rules->normalise(once) == once, isStable);
}

void RulesTest::theDatabaseHasToBeTheNamespace_data()
{
    QTest::addColumn<QByteArray>("values");
    QTest::addColumn<QString>("nameSpace");
    QTest::addColumn<QString>("mapping");
    QTest::addColumn<bool>("isRight");

    const QString standard = u"default"_s;
    QTest::newRow("the namespace itself")
        << R"({"database":"sales"})"_ba << u"sales"_s << standard << true;
    QTest::newRow("another name") << R"({"database":"other"})"_ba << u"sales"_s << standard
                                  << false;
    QTest::newRow("another case") << R"({"database":"Sales"})"_ba << u"sales"_s << standard
                                  << false;
    QTest::newRow("a blank at the end")
        << R"({"database":"sales "})"_ba << u"sales"_s << standard << false;
    QTest::newRow("only the beginning")
        << R"({"database":"sale"})"_ba << u"sales"_s << standard << false;
    QTest::newRow("an empty database")
        << R"({"database":""})"_ba << u"sales"_s << standard << false;
    QTest::newRow("no database") << "{}"_ba << u"sales"_s << standard << false;
    QTest::newRow("a number") << R"({"database":5})"_ba << u"5"_s << standard << false;
    QTest::newRow("only the path is right")
        << R"({"database":"x","database_path":"sales"})"_ba << u"sales"_s << standard << false;
    QTest::newRow("nothing is judged where names are custom")
        << R"({"database":"other"})"_ba << u"sales"_s << u"custom"_s << true;
    QTest::newRow("nothing is judged where the mapping is unknown")
        << R"({"database":"other"})"_ba << u"sales"_s << QString() << true;
    QTest::newRow("nothing is judged where the namespace is unknown")
        << R"({"database":"other"})"_ba << QString() << standard << true;
    QTest::newRow("an empty namespace is a namespace")
        << R"({"database":"other"})"_ba << u""_s << standard << false;
}

void RulesTest::theDatabaseHasToBeTheNamespace()
{
    QFETCH(QByteArray, values);
    QFETCH(QString, nameSpace);
    QFETCH(QString, mapping);
    QFETCH(bool, isRight);
    Product product;
    product.nameSpace = nameSpace;
    product.mapping = mapping;
    const QList<FieldError> wrong{{u"database"_s, u"Invalid database specified"_s}};
    for (const QString &id : {u"snowflake"_s, u"glue"_s, u"redshift"_s}) {
        const ConnectorUnderTest connector(id);
        const auto *rules = connector.hook<outlet::ConfigurationRules>();
        QVERIFY(rules);
        QCOMPARE(rules->check(jsonObject(values), product), isRight ? QList<FieldError>() : wrong);
    }
}

void RulesTest::everyConnectorChecksItsOwnField_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("field");
    QTest::newRow("snowflake") << u"snowflake"_s << u"database"_s;
    QTest::newRow("databricks") << u"databricks"_s << u"catalog"_s;
    QTest::newRow("glue") << u"glue"_s << u"database"_s;
    QTest::newRow("redshift") << u"redshift"_s << u"database"_s;
}

void RulesTest::everyConnectorChecksItsOwnField()
{
    QFETCH(QString, id);
    QFETCH(QString, field);
    const ConnectorUnderTest connector(id);
    const auto *rules = connector.hook<outlet::ConfigurationRules>();
    QVERIFY(rules);
    Product product;
    product.nameSpace = u"sales"_s;
    product.mapping = u"default"_s;
    QCOMPARE(rules->check({{field, u"sales"_s}}, product), QList<FieldError>());
    QCOMPARE(rules->check({{field, u"other"_s}}, product),
             (QList<FieldError>{{field, u"Invalid %1 specified"_s.arg(field)}}));
    QCOMPARE(rules->check({{u"schema"_s, u"sales"_s}}, product).size(), 1);
}

QTEST_GUILESS_MAIN(RulesTest)
#include "rules_test.moc"
