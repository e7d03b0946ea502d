// SPDX-License-Identifier: GPL-3.0-or-later
#include "testdata.h"

#include "ui-schemas/fieldreader.h"
#include "ui-schemas/submission.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

namespace {

QJsonObject asJson(const InputProblem &problem)
{
    return {{u"type"_s, problem.type},
            {u"where"_s, problem.where},
            {u"message"_s, problem.message},
            {u"input"_s, problem.input},
            {u"context"_s, problem.context}};
}

QJsonArray asJson(const QList<InputProblem> &problems)
{
    QJsonArray list;
    for (const InputProblem &problem : problems)
        list.append(asJson(problem));
    return list;
}

QString text(const QJsonValue &value)
{
    return QString::fromUtf8(
        QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).chopped(1).sliced(1));
}

/** `type [where] message context`, for each. */
QString told(const QList<InputProblem> &problems)
{
    QStringList lines;
    for (const InputProblem &problem : problems)
        lines.append(u"%1 %2 %3 %4"_s.arg(problem.type, text(problem.where), problem.message,
                                          text(problem.context)));
    return lines.join(u'\n');
}

Manifest manifestOf(const QByteArray &fields)
{
    Manifest manifest;
    manifest.fields = readFields(json(fields).toArray());
    return manifest;
}

} // namespace

class ValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areTheGoldenOnes_data();
    void areTheGoldenOnes();
    void areRead_data();
    void areRead();
    void areRefused_data();
    void areRefused();
    void secretsAreNotTold();
    void everythingThatIsWrongIsTold();
};

void ValuesTest::areTheGoldenOnes_data()
{
    QTest::addColumn<QJsonObject>("golden");
    const QJsonArray cases = QJsonDocument::fromJson(dataFile(u"golden/values.json"_s)).array();
    QVERIFY(cases.size() > 5);
    for (const QJsonValue golden : cases)
        QTest::newRow(qPrintable(golden["about"_L1].toString())) << golden.toObject();
}

void ValuesTest::areTheGoldenOnes()
{
    QFETCH(QJsonObject, golden);
    const QString file =
        u"../../connectors/%1/connector.json"_s.arg(golden["connector"_L1].toString());
    const auto manifest = parseManifest(dataFile(file));
    QVERIFY(manifest);
    const auto values = parseValues(*manifest, golden["configuration"_L1].toObject());
    QCOMPARE(values.has_value(), golden.contains("values"_L1));
    if (values)
        QCOMPARE(*values, golden["values"_L1].toObject());
    else
        QCOMPARE(asJson(values.error()), golden["problems"_L1].toArray());
}

void ValuesTest::areRead_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *name, const char *field, const char *given, const char *value) {
        QTest::newRow(name) << QByteArray(field) << QByteArray(given) << QString::fromUtf8(value);
    };
    row("text", "'type': 'string'", "{'a': 'x'}", "\"x\"");
    row("no text", "'type': 'string', 'required': true", "{'a': ''}", "\"\"");
    row("a default", "'type': 'string', 'default': '*'", "{}", "\"*\"");
    row("no default", "'type': 'string'", "{}", "null");
    row("null where nothing need be", "'type': 'string', 'enum': ['x']", "{'a': null}", "null");
    row("one of some", "'type': 'string', 'enum': ['x', 'y']", "{'a': 'y'}", "\"y\"");
    row("a whole number", "'type': 'integer'", "{'a': 7}", "7");
    row("a whole number with a point", "'type': 'integer'", "{'a': 1.0}", "1");
    row("a whole number with an exponent", "'type': 'integer'", "{'a': 1e3}", "1000");
    row("a number", "'type': 'number'", "{'a': 0.5}", "0.5");
    row("a whole number is a number", "'type': 'number'", "{'a': 2}", "2");
    row("a boolean", "'type': 'boolean'", "{'a': false}", "false");
    row("an empty list", "'type': 'string_list', 'required': true", "{'a': []}", "[]");
    row("a list", "'type': 'string_list'", "{'a': ['x', '']}", "[\"x\",\"\"]");
    row("limits are for later", "'type': 'integer', 'max': 3", "{'a': 5}", "5");
    row("patterns are for later", "'type': 'string', 'pattern': '^x$'", "{'a': 'y'}", "\"y\"");
    row("what nobody knows is left out", "'type': 'boolean'", "{'a': true, 'A': 1, 'b': 2}",
        "true");
    row("the tag is left out", "'type': 'boolean'", "{'a': true, 'configuration_type': 1}", "true");
}

void ValuesTest::areRead()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, given);
    const Manifest manifest = manifestOf("[{'name': 'a', " + field + "}]");
    const auto values = parseValues(manifest, json(given).toObject());
    QVERIFY2(values, values ? "" : qPrintable(told(values.error())));
    QCOMPARE(values->keys(), QStringList{u"a"_s});
    QTEST(text(values->value("a"_L1)), "value");
}

void ValuesTest::areRefused_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const char *field, const char *given,
                        const char *problem) {
        QTest::newRow(name) << QByteArray(field) << QByteArray(given) << QString::fromUtf8(problem);
    };
    const auto string = "string_type [\"a\"] Input should be a valid string {}";
    const auto integer = "int_type [\"a\"] Input should be a valid integer {}";
    const auto fraction = "int_from_float [\"a\"] Input should be a valid integer, got a number "
                          "with a fractional part {}";
    const auto number = "float_type [\"a\"] Input should be a valid number {}";
    const auto boolean = "bool_type [\"a\"] Input should be a valid boolean {}";
    const auto list = "list_type [\"a\"] Input should be a valid list {}";
    row("nothing for what is required", "'type': 'string', 'required': true", "{'A': 'x'}",
        "missing [\"a\"] Field required {}");
    row("nothing for a required list", "'type': 'string_list', 'required': true", "{}",
        "missing [\"a\"] Field required {}");
    row("null for what is required", "'type': 'string', 'required': true", "{'a': null}", string);
    row("null for a default", "'type': 'string', 'default': ''", "{'a': null}", string);
    row("a number for text", "'type': 'string'", "{'a': 1}", string);
    row("a boolean for text", "'type': 'string'", "{'a': true}", string);
    row("a list for text", "'type': 'string'", "{'a': ['x']}", string);
    row("an object for text", "'type': 'string'", "{'a': {}}", string);
    row("text for a whole number", "'type': 'integer'", "{'a': '1'}", integer);
    row("a boolean for a whole number", "'type': 'integer'", "{'a': true}", integer);
    row("null for a whole number", "'type': 'integer', 'default': 1", "{'a': null}", integer);
    row("a fraction for a whole number", "'type': 'integer'", "{'a': 1.5}", fraction);
    row("a small fraction for a whole number", "'type': 'integer'", "{'a': 1e-9}", fraction);
    row("text for a number", "'type': 'number'", "{'a': '0.5'}", number);
    row("a boolean for a number", "'type': 'number'", "{'a': false}", number);
    row("a number for a boolean", "'type': 'boolean'", "{'a': 1}", boolean);
    row("text for a boolean", "'type': 'boolean'", "{'a': 'true'}", boolean);
    row("null for a boolean", "'type': 'boolean', 'required': true", "{'a': null}", boolean);
    row("text for a list", "'type': 'string_list'", "{'a': 'x'}", list);
    row("an object for a list", "'type': 'string_list'", "{'a': {'0': 'x'}}", list);
    row("null for a list", "'type': 'string_list', 'default': []", "{'a': null}", list);
    row("items that are no text", "'type': 'string_list'", "{'a': ['x', 1, 'y', null]}",
        "string_type [\"a\",1] Input should be a valid string {}\n"
        "string_type [\"a\",3] Input should be a valid string {}");
    row("another choice", "'type': 'string', 'enum': ['x']", "{'a': 'X'}",
        "enum [\"a\"] Input should be 'x' {\"expected\":\"'x'\"}");
    row("another choice of two", "'type': 'string', 'enum': ['x', 'y']", "{'a': ''}",
        "enum [\"a\"] Input should be 'x' or 'y' {\"expected\":\"'x' or 'y'\"}");
    row("another choice of three", "'type': 'string', 'enum': ['x', 'y', 'z']", "{'a': 'w'}",
        "enum [\"a\"] Input should be 'x', 'y' or 'z' {\"expected\":\"'x', 'y' or 'z'\"}");
    row("no text for a choice", "'type': 'string', 'enum': ['x', 'y']", "{'a': 1}",
        "enum [\"a\"] Input should be 'x' or 'y' {\"expected\":\"'x' or 'y'\"}");
    row("null for a choice", "'type': 'string', 'required': true, 'enum': ['x']", "{'a': null}",
        "enum [\"a\"] Input should be 'x' {\"expected\":\"'x'\"}");
    row("choices with characters of Python",
        "'type': 'string', 'enum': ['it\\u0027s', 'back\\\\slash', 'line\\nend\\t\\u0001']",
        "{'a': 'x'}",
        "enum [\"a\"] Input should be \"it's\", 'back\\\\slash' or 'line\\nend\\t\\x01' "
        "{\"expected\":\"\\\"it's\\\", 'back\\\\\\\\slash' or 'line\\\\nend\\\\t\\\\x01'\"}");
}

void ValuesTest::areRefused()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, given);
    const Manifest manifest = manifestOf("[{'name': 'a', " + field + "}]");
    const auto values = parseValues(manifest, json(given).toObject());
    QVERIFY(!values);
    QTEST(told(values.error()), "problem");
}

void ValuesTest::secretsAreNotTold()
{
    const Manifest manifest = manifestOf("[{'name': 'key', 'type': 'string', 'secret': true},"
                                         "{'name': 'keys', 'type': 'string_list', 'secret': true},"
                                         "{'name': 'path', 'type': 'string', 'required': true}]");
    const QJsonObject given =
        json("{'key': 4711, 'keys': ['fine', {'canary': 1}], 'other': 'seen'}").toObject();
    const auto values = parseValues(manifest, given);
    QVERIFY(!values);
    QCOMPARE(text(asJson(values.error())),
             u"[{\"context\":{},\"input\":null,\"message\":\"Input should be a valid string\","
             "\"type\":\"string_type\",\"where\":[\"key\"]},"
             "{\"context\":{},\"input\":null,\"message\":\"Input should be a valid string\","
             "\"type\":\"string_type\",\"where\":[\"keys\",1]},"
             "{\"context\":{},\"input\":{\"key\":null,\"keys\":null,\"other\":\"seen\"},"
             "\"message\":\"Field required\",\"type\":\"missing\",\"where\":[\"path\"]}]"_s);
}

void ValuesTest::everythingThatIsWrongIsTold()
{
    const auto manifest = parseManifest(manifestFile(u"workshop"_s));
    QVERIFY(manifest);
    const QJsonObject given =
        json("{'words': [1], 'serial': 0.5, 'colour': 'green', 'is_open': 1, 'labels': {},"
             "'weight': '1', 'bucket': 'ok'}")
            .toObject();
    const auto values = parseValues(*manifest, given);
    QVERIFY(!values);
    QStringList places;
    for (const InputProblem &problem : values.error())
        places.append(problem.type + u' ' + text(problem.where));
    QCOMPARE(places, // in the order of the manifest
             (QStringList{u"missing [\"code\"]"_s, u"enum [\"colour\"]"_s,
                          u"bool_type [\"is_open\"]"_s, u"int_from_float [\"serial\"]"_s,
                          u"float_type [\"weight\"]"_s, u"list_type [\"labels\"]"_s,
                          u"string_type [\"words\",0]"_s, u"missing [\"origin\"]"_s}));
}

QTEST_APPLESS_MAIN(ValuesTest)
#include "values.moc"
