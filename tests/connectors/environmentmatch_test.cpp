// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/connectorundertest.h"

#include <outlet/environmentmatch.h>

#include <QTest>

using namespace Qt::StringLiterals;

/** Which item of an environment's configuration belongs to a configuration. */
class EnvironmentMatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anItemMatchesByItsIdentifier_data();
    void anItemMatchesByItsIdentifier();
};

void EnvironmentMatchTest::anItemMatchesByItsIdentifier_data()
{
    QTest::addColumn<QByteArray>("item");
    QTest::addColumn<QJsonValue>("value"); // of the connector's own field
    QTest::addColumn<bool>("isMatch");

    const auto row = [](const char *name, const QByteArray &item, const QJsonValue &value,
                        bool isMatch) { QTest::newRow(name) << item << value << isMatch; };
    row("the same text", R"({"identifier":"clean","database_name":"d"})", u"clean"_s, true);
    row("other keys do not matter", R"({"identifier":"clean","is_default":true})", u"clean"_s,
        true);
    row("both empty", R"({"identifier":""})", u""_s, true);
    row("another text", R"({"identifier":"master"})", u"clean"_s, false);
    row("another case", R"({"identifier":"Clean"})", u"clean"_s, false);
    row("a blank more", R"({"identifier":"clean "})", u"clean"_s, false);
    row("only the beginning", R"({"identifier":"cle"})", u"clean"_s, false);
    row("a star is no pattern", R"({"identifier":"*"})", u"clean"_s, false);
    row("no identifier", R"({"database_name":"clean"})", u"clean"_s, false);
    row("no identifier, and no value", "{}", QJsonValue::Undefined, false);
    row("a null identifier and a null value", R"({"identifier":null})", QJsonValue::Null, false);
    row("a missing identifier and an empty value", "{}", u""_s, false);
    row("a number is no identifier, even the same", R"({"identifier":7})", 7, false);
    row("a number is not its text", R"({"identifier":"7"})", 7, false);
    row("an identifier of another type", R"({"identifier":["clean"]})", u"clean"_s, false);
    row("the key in upper case", R"({"IDENTIFIER":"clean"})", u"clean"_s, false);
}

void EnvironmentMatchTest::anItemMatchesByItsIdentifier()
{
    QFETCH(QByteArray, item);
    QFETCH(QJsonValue, value);
    QFETCH(bool, isMatch);
    const QHash<QString, QString> fields{{u"snowflake"_s, u"database"_s},
                                         {u"databricks"_s, u"catalog"_s},
                                         {u"glue"_s, u"database"_s},
                                         {u"redshift"_s, u"database"_s},
                                         {u"s3"_s, u"bucket"_s}};
    for (const QString &id : ConnectorUnderTest::ids()) {
        const ConnectorUnderTest connector(id);
        const auto *match = connector.hook<outlet::EnvironmentMatch>();
        QVERIFY(match);
        outlet::Values values{{u"table"_s, u"other"_s}, {u"path"_s, u"other"_s}};
        values.insert(fields.value(id), value);
        QVERIFY2(match->matches(jsonObject(item), values) == isMatch, qPrintable(id));
    }
}

QTEST_GUILESS_MAIN(EnvironmentMatchTest)
#include "environmentmatch_test.moc"
