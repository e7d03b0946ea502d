// SPDX-License-Identifier: GPL-3.0-or-later
#include "testdata.h"

#include "ui-schemas/fieldreader.h"
#include "ui-schemas/jsonschema.h"
#include "ui-schemas/schema.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

namespace {

Manifest manifestOf(const QByteArray &fields)
{
    Manifest manifest;
    manifest.plugin = u"ThingDataOutput"_s;
    manifest.aliases = {u"Thing"_s};
    manifest.fields = readFields(json(fields).toArray());
    return manifest;
}

QJsonObject schemaOf(const QByteArray &fields,
                     const std::optional<QStringList> &options = QStringList())
{
    return QJsonDocument::fromJson(schemaJson(manifestOf(fields), options)).object();
}

QByteArray text(const QJsonValue &value)
{
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).chopped(1).sliced(1);
}

/** With single quotes, as tables have it, and without what is said of every text. */
QByteArray told(const QJsonValue &value)
{
    return text(value)
        .replace(R"("not":{"pattern":"\\x00","type":"string"},)", "")
        .replace('"', '\'');
}

} // namespace

class JsonSchemas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areTheGoldenOnes_data();
    void areTheGoldenOnes();
    void fieldsBecomeSchemas_data();
    void fieldsBecomeSchemas();
    void whatShowsIsBoundByTheForm_data();
    void whatShowsIsBoundByTheForm();
    void conditionsBecomeIfThen_data();
    void conditionsBecomeIfThen();
    void textsAreWithoutNul();
    void theTagIsOneOfTheNames();
    void aMadeSchemaJudgesDocuments_data();
    void aMadeSchemaJudgesDocuments();
    void elementsBecomeUiSchemas_data();
    void elementsBecomeUiSchemas();
    void theOrderIsThatOfTheForm();
};

void JsonSchemas::areTheGoldenOnes_data()
{
    QTest::addColumn<QString>("manifest");
    QTest::addColumn<bool>("isConfigured");
    QTest::addColumn<QString>("golden");
    QTest::newRow("with options") << u"lake"_s << true << u"schema-lake"_s;
    QTest::newRow("without a platform that is configured")
        << u"bucket"_s << false << u"schema-bucket-not-configured"_s;
    QTest::newRow("everything") << u"everything"_s << true << u"schema-everything"_s;
}

void JsonSchemas::areTheGoldenOnes()
{
    QFETCH(QString, manifest);
    QFETCH(bool, isConfigured);
    QFETCH(QString, golden);
    const auto parsed = parseManifest(manifestFile(manifest));
    QVERIFY(parsed);
    const QByteArray made = schemaJson(
        *parsed, isConfigured ? std::optional(QStringList{u"clean"_s, u"master"_s}) : std::nullopt);
    QCOMPARE(QJsonDocument::fromJson(made).toJson(), dataFile(u"golden/%1.json"_s.arg(golden)));
}

void JsonSchemas::fieldsBecomeSchemas_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<bool>("isRequired");
    const auto row = [](const char *name, const char *field, const char *schema,
                        bool isRequired = false) {
        QTest::newRow(name) << QByteArray(field) << QByteArray(schema) << isRequired;
    };
    row("what need not be may be null", "'type': 'string'", "{'type':['string','null']}");
    row("what has a default may not", "'type': 'string', 'default': ''",
        "{'default':'','type':'string'}");
    row("what is required", "'type': 'string', 'required': true", "{'type':'string'}", true);
    row("a whole number has an end", "'type': 'integer', 'required': true",
        "{'maximum':9007199254740991,'minimum':-9007199254740991,'type':'integer'}", true);
    row("a range of whole numbers", "'type': 'integer', 'default': 1, 'min': 0, 'max': 1e20",
        "{'default':1,'maximum':9007199254740991,'minimum':0,'type':'integer'}");
    row("a number", "'type': 'number', 'min': 0.5", "{'minimum':0.5,'type':['number','null']}");
    row("a largest number", "'type': 'number', 'default': 0, 'max': 2",
        "{'default':0,'maximum':2,'type':'number'}");
    row("a boolean", "'type': 'boolean'", "{'type':['boolean','null']}");
    row("a list", "'type': 'string_list', 'default': []",
        "{'default':[],'items':{'type':'string'},'type':'array'}");
    row("an enum", "'type': 'string', 'required': true, 'enum': ['a', 'b']",
        "{'enum':['a','b'],'type':'string'}", true);
    row("an enum that need not be", "'type': 'string', 'enum': ['a']",
        "{'enum':['a',null],'type':['string','null']}");
    row("a pattern", "'type': 'string', 'default': 'a', 'pattern': '^a'",
        "{'default':'a','pattern':'^a','type':'string'}");
    row("lengths", "'type': 'string', 'default': 'a', 'min_length': 0, 'max_length': 5",
        "{'default':'a','maxLength':5,'minLength':0,'type':'string'}");
    row("a secret", "'type': 'string', 'secret': true",
        "{'type':['string','null'],'writeOnly':true}");
    row("words", "'type': 'string', 'default': '', 'description': 'D'",
        "{'default':'','description':'D','type':'string'}");
}

void JsonSchemas::fieldsBecomeSchemas()
{
    QFETCH(QByteArray, field);
    QFETCH(bool, isRequired);
    const QJsonObject document = schemaOf("[{'name': 'a', " + field + "}]");
    const QJsonValue schema = document["json_schema"_L1];
    QTEST(told(schema["properties"_L1]["a"_L1]), "schema");
    QCOMPARE(schema["required"_L1].toArray().contains(u"a"_s), isRequired);
    // By itself, hidden, it is bound by the same.
    const Manifest hidden = manifestOf("[{'name': 'a', " + field + "}]");
    QTEST(told(fieldSchema(hidden.fields.first())), "schema");
}

void JsonSchemas::whatShowsIsBoundByTheForm_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<bool>("isRequired");
    const auto row = [](const char *name, const char *field, const char *form, const char *schema,
                        bool isRequired) {
        QTest::newRow(name) << QByteArray(field) << QByteArray(form) << QByteArray(schema)
                            << isRequired;
    };
    row("nothing more", "'type': 'string'", "'type': 'string'",
        "{'title':'L','type':['string','null']}", false);
    row("a value", "'type': 'string'", "'type': 'string', 'required': true",
        "{'minLength':1,'title':'L','type':'string'}", true);
    row("a value where the default is none", "'type': 'string', 'default': ''",
        "'type': 'string', 'required': true",
        "{'default':'','minLength':1,'title':'L','type':'string'}", true);
    row("a value where there is a default", "'type': 'string', 'default': '*'",
        "'type': 'string', 'required': true",
        "{'default':'*','minLength':1,'title':'L','type':'string'}", false);
    row("a longer value", "'type': 'string', 'required': true, 'min_length': 3", "'type': 'string'",
        "{'minLength':3,'title':'L','type':'string'}", true);
    row("a person need not, the server must", "'type': 'string', 'required': true",
        "'type': 'string', 'required': false", "{'title':'L','type':'string'}", true);
    row("a number", "'type': 'number'", "'type': 'string', 'required': true",
        "{'title':'L','type':'number'}", true);
    row("what does not show is not bound", "'type': 'string', 'default': ''",
        "'type': 'string', 'required': true, 'hidden': true",
        "{'default':'','title':'L','type':'string'}", false);
    row("options", "'type': 'string', 'required': true",
        "'type': 'select', 'options': [{'label': 'A', 'value': 'a'}]",
        "{'minLength':1,'oneOf':[{'const':'a','title':'A'}],'title':'L','type':'string'}", true);
    row("options that need not be taken", "'type': 'string'",
        "'type': 'radio', 'options': [{'label': 'a', 'value': 'a'}]",
        "{'enum':['a','',null],'title':'L','type':['string','null']}", false);
    row("options of which the enum has some", "'type': 'string', 'default': 'b', 'enum': ['b']",
        "'type': 'radio', 'options': [{'label': 'a', 'value': 'a'}, {'label': 'b', 'value': 'b'}]",
        "{'default':'b','enum':['b'],'title':'L','type':'string'}", false);
    row("a default that is no option", "'type': 'string', 'default': 'x'",
        "'type': 'select', 'options': [{'label': 'a', 'value': 'a'}]",
        "{'default':'x','enum':['a',''],'title':'L','type':'string'}", true);
    row("boolean options", "'type': 'boolean', 'required': true",
        "'type': 'radio', 'options': [{'label': 'On', 'value': true}]",
        "{'oneOf':[{'const':true,'title':'On'}],'title':'L','type':'boolean'}", true);
    row("options of the platform, each once", "'type': 'string', 'required': true",
        "'type': 'select', 'options_from': 'platform_service'",
        "{'enum':['clean','master'],'minLength':1,'title':'L','type':'string'}", true);
    row("several", "'type': 'string_list'",
        "'type': 'select', 'max_count': 2, 'required': true, 'options': "
        "[{'label': 'a', 'value': 'a'}]",
        "{'items':{'enum':['a'],'type':'string'},'maxItems':2,'minItems':1,'title':'L',"
        "'type':'array','uniqueItems':true}",
        true);
    row("options that the connector is asked for", "'type': 'string', 'default': ''",
        "'type': 'select', 'options_from': 'connector'",
        "{'default':'','title':'L','type':'string'}", false);
    row("options and any namespace", "'type': 'string', 'required': true",
        "'type': 'select', 'options_from': 'platform_service', "
        "'use_namespace_when_not_source_aligned': true",
        "{'examples':['clean','master','clean'],'minLength':1,'title':'L','type':'string'}", true);
}

void JsonSchemas::whatShowsIsBoundByTheForm()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, form);
    QFETCH(bool, isRequired);
    const QJsonObject document =
        schemaOf("[{'name': 'a', " + field + ", 'form': {'label': 'L', " + form + "}}]",
                 QStringList{u"clean"_s, u"master"_s, u"clean"_s});
    const QJsonValue schema = document["json_schema"_L1];
    QTEST(told(schema["properties"_L1]["a"_L1]), "schema");
    QCOMPARE(schema["required"_L1].toArray().contains(u"a"_s), isRequired);
    QCOMPARE(schema["allOf"_L1], QJsonValue(QJsonValue::Undefined));
    QCOMPARE(schema["dependentSchemas"_L1], QJsonValue(QJsonValue::Undefined));
}

void JsonSchemas::conditionsBecomeIfThen_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("conditions");
    QTest::addColumn<QByteArray>("rules");
    const auto row = [](const char *name, const char *field, const char *conditions,
                        const QByteArray &rules) {
        QTest::newRow(name) << QByteArray(field) << QByteArray(conditions) << rules;
    };
    const auto then = "'then':{'properties':{'a':{'default':'','minLength':1,'title':'L',"
                      "'type':'string'}},'required':['a']}}]";
    const auto thenOf = [&](const char *condition) {
        return ("[{'if':{" + QByteArray(condition) + "}," + then);
    };
    const char *const text = "'type': 'string', 'default': ''";
    row("on a text", text, "[{'field_name': 'b', 'value': 'x'}]",
        thenOf("'properties':{'b':{'const':'x'}},'required':['b']"));
    row("on a boolean", text, "[{'field_name': 'c', 'value': false}]",
        thenOf("'properties':{'c':{'const':false}},'required':['c']"));
    row("on a default, which holds where nothing is given", text,
        "[{'field_name': 'c', 'value': true}]", thenOf("'properties':{'c':{'const':true}}"));
    row("on two", text, "[{'field_name': 'b', 'value': 'x'}, {'field_name': 'c', 'value': true}]",
        thenOf("'properties':{'b':{'const':'x'},'c':{'const':true}},'required':['b']"));
    row("on the same twice", text,
        "[{'field_name': 'b', 'value': 'x'}, {'field_name': 'b', 'value': 'x'}]",
        thenOf("'properties':{'b':{'const':'x'}},'required':['b']"));
    row("that cannot hold", text,
        "[{'field_name': 'b', 'value': 'x'}, {'field_name': 'b', 'value': 'y'}]", "null");
    row("of a field that may be left out", "'type': 'string', 'default': '*'",
        "[{'field_name': 'b', 'value': 'x'}]",
        "[{'if':{'properties':{'b':{'const':'x'}},'required':['b']},'then':{'properties':{'a':{"
        "'default':'*','minLength':1,'title':'L','type':'string'}}}}]");
}

void JsonSchemas::conditionsBecomeIfThen()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, conditions);
    const QJsonObject document = schemaOf(
        "[{'name': 'b', 'type': 'string', 'form': {'label': 'B', 'type': 'string'}},"
        "{'name': 'c', 'type': 'boolean', 'default': true, 'form': {'label': 'C', 'type': "
        "'checkbox'}},{'name': 'a', " +
        field + ", 'form': {'label': 'L', 'type': 'string', 'required': true, 'depends_on': " +
        conditions + "}}]");
    const QJsonValue schema = document["json_schema"_L1];
    QTEST(told(schema["allOf"_L1]), "rules");
    // Where they do not hold nothing is drawn; but what is there has to be right.
    QCOMPARE(told(schema["properties"_L1]["a"_L1]), "{}"_ba);
    QVERIFY(!schema["required"_L1].toArray().contains(u"a"_s));
    const QJsonValue always = schema["dependentSchemas"_L1]["a"_L1]["properties"_L1]["a"_L1];
    QCOMPARE(always["type"_L1], QJsonValue(u"string"_s));
    QCOMPARE(always["minLength"_L1], QJsonValue(QJsonValue::Undefined));
}

void JsonSchemas::textsAreWithoutNul()
{
    const QJsonObject document =
        schemaOf("[{'name': 's', 'type': 'string', 'default': ''},"
                 "{'name': 'l', 'type': 'string_list', 'default': []},"
                 "{'name': 'e', 'type': 'string', 'required': true, 'enum': ['x']}]");
    const QJsonValue properties = document["json_schema"_L1]["properties"_L1];
    QCOMPARE(text(properties["s"_L1]),
             R"({"default":"","not":{"pattern":"\\x00","type":"string"},"type":"string"})"_ba);
    QCOMPARE(text(properties["l"_L1]["items"_L1]),
             R"({"not":{"pattern":"\\x00","type":"string"},"type":"string"})"_ba);
    QCOMPARE(text(properties["e"_L1]), R"({"enum":["x"],"type":"string"})"_ba);
}

void JsonSchemas::theTagIsOneOfTheNames()
{
    const QJsonValue schema = schemaOf("[]")["json_schema"_L1];
    QCOMPARE(schema["$schema"_L1].toString(), u"https://json-schema.org/draft/2020-12/schema"_s);
    const QJsonValue tag = schema["properties"_L1]["configuration_type"_L1];
    QCOMPARE(told(tag["enum"_L1]), "['ThingDataOutput','Thing']"_ba);
    QCOMPARE(tag["default"_L1].toString(), u"ThingDataOutput"_s);
    QCOMPARE(told(schema["required"_L1]), "[]"_ba);
}

void JsonSchemas::elementsBecomeUiSchemas_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("element");
    const auto row = [](const char *name, const char *field, const char *element) {
        QTest::newRow(name) << QByteArray(field) << QByteArray(element);
    };
    row("what has no form is hidden", "'type': 'string'", "{'ui:widget':'hidden'}");
    row("what is hidden",
        "'type': 'string', 'form': {'label': 'L', 'type': 'string', 'hidden': true}",
        "{'ui:title':'L','ui:widget':'hidden'}");
    row("what is hidden until its conditions hold",
        "'type': 'string', 'form': {'label': 'L', 'type': 'string', 'hidden': true, 'depends_on': "
        "[{'field_name': 'b', 'value': 'x'}]}",
        "{'ui:title':'L','ui:widget':'text'}");
    row("text with help",
        "'type': 'string', 'form': {'label': 'L', 'type': 'string', 'tooltip': 'T', "
        "'initial_value': 'x', 'disabled': true}",
        "{'ui:disabled':true,'ui:help':'T','ui:initialValue':'x','ui:title':'L',"
        "'ui:widget':'text'}");
    row("a secret", "'type': 'string', 'secret': true, 'form': {'label': 'L', 'type': 'string'}",
        "{'ui:title':'L','ui:widget':'password'}");
    row("a number", "'type': 'integer', 'form': {'label': 'L', 'type': 'string'}",
        "{'ui:title':'L','ui:widget':'updown'}");
    row("a checkbox", "'type': 'boolean', 'form': {'label': 'L', 'type': 'checkbox'}",
        "{'ui:title':'L','ui:widget':'checkbox'}");
    row("a radio", "'type': 'boolean', 'form': {'label': 'L', 'type': 'radio'}",
        "{'ui:title':'L','ui:widget':'radio'}");
    row("a select", "'type': 'string', 'form': {'label': 'L', 'type': 'select'}",
        "{'ui:title':'L','ui:widget':'select'}");
    row("a select that takes a namespace",
        "'type': 'string', 'form': {'label': 'L', 'type': 'select', "
        "'use_namespace_when_not_source_aligned': true}",
        "{'ui:title':'L','ui:widget':'text'}");
    row("a select whose options nobody knows yet",
        "'type': 'string', 'form': {'label': 'L', 'type': 'select', 'options_from': 'connector'}",
        "{'ui:title':'L','ui:widget':'text'}");
    row("a list whose options nobody knows yet",
        "'type': 'string_list', 'form': {'label': 'L', 'type': 'select', 'options_from': "
        "'connector'}",
        "{'ui:title':'L'}");
}

void JsonSchemas::elementsBecomeUiSchemas()
{
    QFETCH(QByteArray, field);
    const QJsonObject document = schemaOf("[{'name': 'a', " + field + "}]");
    QTEST(told(document["ui_schema"_L1]["a"_L1]), "element");
}

void JsonSchemas::theOrderIsThatOfTheForm()
{
    const auto lake = parseManifest(manifestFile(u"lake"_s));
    QVERIFY(lake);
    const QJsonDocument document = QJsonDocument::fromJson(schemaJson(*lake, std::nullopt));
    QCOMPARE(told(document["ui_schema"_L1]["ui:order"_L1]),
             "['database','schema','access_granularity','table','bucket_identifier',"
             "'database_path','table_path','*']"_ba);
}

void JsonSchemas::aMadeSchemaJudgesDocuments_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<int>("answer"); // 1 yes, 0 no, -1 it cannot tell
    const auto row = [](const char *name, const char *document, int answer) {
        QTest::newRow(name) << QByteArray(document).replace('\'', '"') << answer;
    };
    row("everything is there", "{'a': 'x', 'b': 'one', 'c': 'y'}", 1);
    row("what does not show may be missing", "{'a': 'x', 'b': 'all'}", 1);
    row("a required value is missing", "{'b': 'all'}", 0);
    row("a required value is empty", "{'a': '', 'b': 'all'}", 0);
    row("a value is none of the options", "{'a': 'x', 'b': 'two'}", 0);
    row("what shows is missing", "{'a': 'x', 'b': 'one'}", 0);
    row("no object", "[]", 0);
    row("no JSON", "{'a'", 0);
    row("a pattern that the validator does not know", "{'a': 'x', 'b': 'all', 'd': 'x'}", -1);
}

void JsonSchemas::aMadeSchemaJudgesDocuments()
{
    QFETCH(QByteArray, document);
    QFETCH(int, answer);
    const QJsonObject made = schemaOf(
        "[{'name': 'a', 'type': 'string', 'required': true,"
        "  'form': {'label': 'A', 'type': 'string', 'required': true}},"
        " {'name': 'b', 'type': 'string', 'required': true, 'form': {'label': 'B', 'type': 'radio',"
        "  'options': [{'label': 'x', 'value': 'all'}, {'label': 'y', 'value': 'one'}]}},"
        " {'name': 'c', 'type': 'string', 'form': {'label': 'C', 'type': 'string',"
        "  'required': true, 'depends_on': [{'field_name': 'b', 'value': 'one'}]}},"
        " {'name': 'd', 'type': 'string', 'default': '', 'pattern': '\\\\p{Lu}'}]");
    const Schema schema(made["json_schema"_L1].toObject());
    const std::optional<bool> told = schema.accepts(document);
    QCOMPARE(told ? int(*told) : -1, answer);
}

QTEST_APPLESS_MAIN(JsonSchemas)
#include "jsonschemas.moc"
