// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/quickschema.h"

#include <QFile>
#include <QTest>

#include <rapidjson/document.h>

using namespace Qt::StringLiterals;
using namespace outlet::ui;

/** Only a yes counts, so no row may say yes to what its schema forbids. */
class QuickSchemas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accept_data();
    void accept();
    void areNotMade_data();
    void areNotMade();
    void manifestsHaveOne();
};

namespace {

rapidjson::Document parsed(QByteArray text)
{
    text.replace('\'', '"');
    rapidjson::Document document;
    document.Parse(text.constData(), size_t(text.size()));
    return document;
}

} // namespace

void QuickSchemas::accept_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<bool>("isAccepted");
    const auto rows = [](const char *name, const char *schema, const char *right,
                         const QByteArrayList &wrong) {
        QTest::addRow("%s", name) << QByteArray(schema) << QByteArray(right) << true;
        for (qsizetype i = 0; i < wrong.size(); ++i)
            QTest::addRow("%s, wrong %lld", name, i + 1) << QByteArray(schema) << wrong[i] << false;
    };
    rows("a type", "{'type': 'integer'}", "1", {"1.5", "'1'", "null"});
    rows("types", "{'type': ['string', 'null']}", "null", {"1", "[]"});
    rows("an enum", "{'enum': ['a', 'b']}", "'b'", {"'c'", "''", "null"});
    rows("not in an enum", "{'not': {'enum': ['a']}}", "'b'", {"'a'"});
    rows("a pattern", "{'pattern': '^[a-z]{1,3}$'}", "'abc'",
         {"'abcd'", "'aB'", "''", "'a\\u0000'", "'a\\n'"});
    rows("a pattern that looks ahead", "{'pattern': '^(?!pg_)[a-z_]+$'}", "'pag_'", {"'pg_a'"});
    rows("lengths in characters", "{'minLength': 2, 'maxLength': 2}", "'漢😀'", {"'漢'", "'漢😀a'"});
    rows("limits", "{'minimum': 0, 'maximum': 1000}", "1000", {"1001", "-1", "1000.5", "1e9"});
    rows("items", "{'minItems': 1, 'items': {'type': 'string'}}", "['a']", {"[]", "['a', 1]"});
    rows("required keys", "{'required': ['a']}", "{'a': null}", {"{}", "{'b': 1}"});
    rows("no other keys", "{'properties': {'a': {}}, 'additionalProperties': false}", "{'a': 1}",
         {"{'b': 1}", "{'a': 1, 'b': 1}"});
    rows("other keys", "{'additionalProperties': {'type': 'string'}}", "{'a': 'x'}", {"{'a': 1}"});
    rows("references", "{'items': {'$ref': '#/$defs/a'}, '$defs': {'a': {'enum': [1]}}}", "[1, 1]",
         {"[1, 2]"});
    rows("a condition is taken for granted",
         "{'required': ['a'], 'if': {'properties': {'a': {'enum': [1]}}},"
         " 'then': {'required': ['b']}}",
         "{'a': 1, 'b': 1}", {"{'a': 1}", "{'b': 1}", "{'a': 2}"});
}

void QuickSchemas::accept()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, document);
    const auto quick = QuickSchema::made(parsed(schema));
    QVERIFY(quick);
    QTEST(quick->accepts(parsed(document)), "isAccepted");
}

void QuickSchemas::areNotMade_data()
{
    QTest::addColumn<QByteArray>("schema");
    const auto row = [](const char *name, const char *schema) {
        QTest::newRow(name) << QByteArray(schema);
    };
    row("no object", "true");
    row("a keyword of later drafts", "{'const': 1}");
    row("one below", "{'items': {'properties': {'a': {'dependentSchemas': {}}}}}");
    row("one in a definition", "{'$defs': {'a': {'uniqueItems': true}}}");
    row("an unknown one", "{'minimun': 1}");
    row("a choice", "{'required': ['a'], 'if': {}, 'then': {'required': []}, 'else': {}}");
    row("a condition for more than keys",
        "{'required': ['a'], 'if': {}, 'then': {'required': [], 'type': 'object'}}");
    row("a condition without words", "{'required': ['a'], 'if': {}}");
    row("a condition below", "{'not': {'required': ['a'], 'if': {}, 'then': {'required': []}}}");
    row("a broken pattern", "{'pattern': '('}");
    row("a pattern of another engine", "{'pattern': '\\\\p{Lu}'}");
    row("a reference with company", "{'$ref': '#/$defs/a', 'type': 'string'}");
    row("a reference to elsewhere", "{'$ref': 'https://example.org/a'}");
}

void QuickSchemas::areNotMade()
{
    QFETCH(QByteArray, schema);
    QVERIFY(!QuickSchema::made(parsed(schema)));
}

void QuickSchemas::manifestsHaveOne()
{
    QFile file(":/outlet/ui-schemas/connector.schema.json"_L1);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray schema = file.readAll();
    schema.replace("\"patternProperties\": { \"^x-\": {} },", "");
    rapidjson::Document document;
    document.Parse(schema.constData(), size_t(schema.size()));
    QVERIFY(QuickSchema::made(document));
}

QTEST_APPLESS_MAIN(QuickSchemas)
#include "quickschemas.moc"
