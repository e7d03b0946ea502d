// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrongtable.h"

using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

class WrongSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void breakTheSchema_data();
    void breakTheSchema() { checkRow(); }
    void longStringsAreRefusedEverywhere_data();
    void longStringsAreRefusedEverywhere();
    void everyPropertyIsDescribed_data();
    void everyPropertyIsDescribed();
};

namespace {

/** The places in a schema whose property has no description, or an unbounded pattern. */
QStringList flawsOf(const QJsonValue &node, const QString &where)
{
    QStringList flaws;
    const QJsonObject properties = node["properties"_L1].toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QJsonValue property = it.value();
        const bool isDescribed = !property["description"_L1].toString().isEmpty() ||
                                 property["$ref"_L1].toString().startsWith("#/$defs/"_L1);
        const QString pattern = property["pattern"_L1].toString();
        if (!isDescribed)
            flaws.append(where + it.key() + " has no description"_L1);
        if (pattern.contains("]*"_L1) || pattern.contains("]+"_L1) || pattern.contains(".*"_L1))
            flaws.append(where + it.key() + " has an unbounded pattern"_L1);
        flaws += flawsOf(property, where + it.key() + u'/');
    }
    const QJsonObject definitions = node["$defs"_L1].toObject();
    for (auto it = definitions.begin(); it != definitions.end(); ++it)
        flaws += flawsOf(it.value(), it.key() + u'/');
    return flaws;
}

} // namespace

void WrongSchema::breakTheSchema_data()
{
    columns();
    row("no id", "lake", "/id", removed, "/id",
        "missing \"id\"; wanted the id of the plugin: ", "Add the key \"id\".");
    row("no plugin name", "lake", "/plugin", removed, "/plugin",
        "missing \"plugin\"; wanted the entry-point name", "Add the key \"plugin\".");
    row("no version", "lake", "/version", removed, "/version",
        "missing \"version\"; wanted a semantic version such as \"1.4.0\"",
        "Add the key \"version\".");
    row("a connector without a platform", "lake", "/platform", removed, "/platform",
        "missing \"platform\"; wanted the destination as people see it", "Add the key");
    row("a connector without a table", "lake", "/table", removed, "/table",
        "missing \"table\"; wanted the name of the connector's table", "Add the key");
    row("a connector without fields", "everything", "/fields", removed, "/fields",
        "missing \"fields\"; wanted a list of the fields", "Add the key");
    row("a field without a name", "lake", "/fields/3/name", removed, "/fields/3/name",
        "missing \"name\"; wanted the name of the field and of its column",
        "Add the key \"name\" to /fields/3.");
    row("a field without a type", "lake", "/fields/3/type", removed, "/fields/3/type",
        "missing \"type\"; wanted what the field's value is", "Add the key \"type\" to /fields/3.");
    row("a form without a label", "lake", "/fields/0/form/label", removed, "/fields/0/form/label",
        "missing \"label\"; wanted the label", "Add the key \"label\"");
    row("a platform without a key", "lake", "/platform/key", removed, "/platform/key",
        "missing \"key\"; wanted the platform's key", "Add the key \"key\" to /platform.");
    row("an option without a value", "lake", "/fields/6/form/options/0/value", removed,
        "/fields/6/form/options/0/value", "missing \"value\"; wanted what is stored", "Add");
    row("a permission without a description", "everything", "/permissions/0/description", removed,
        "/permissions/0/description", "missing \"description\"; wanted a sentence", "Add");
    row("an id in upper case", "lake", "/id", "Lake"_L1, "/id",
        "found \"Lake\", wanted the id of the plugin: a lower-case letter",
        "It has to match the regular expression ^[a-z][a-z0-9_]{1,40}$.");
    row("an id of one letter", "lake", "/id", "a"_L1, "/id", "found \"a\", wanted the id",
        "It has to match");
    row("an id that is too long", "lake", "/id", QString(42, u'a'), "/id",
        "found \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", wanted the id", "It has to match");
    row("an id with a line feed behind it", "lake", "/id", "lake\n"_L1, "/id",
        "found \"lake\\n\", wanted the id", "It has to match");
    row("an id that hides a route of the server", "lake", "/id", "plugins"_L1, "/id",
        "found \"plugins\", which is reserved; wanted the id", "Choose another name.");
    row("an id that is the core's", "lake", "/id", "core"_L1, "/id",
        "found \"core\", which is reserved", "Choose another name.");
    row("an id that is a number", "lake", "/id", 5, "/id",
        "found 5, wanted a string: the id of the plugin", "Write it as text in double quotes.");
    row("a plugin name with a hyphen", "lake", "/plugin", "Lake-Output"_L1, "/plugin",
        "found \"Lake-Output\", wanted the entry-point name", "It has to match");
    row("a plugin name that is the core's", "lake", "/plugin", "core"_L1, "/plugin",
        "found \"core\", which is reserved", "Choose another name.");
    row("aliases that are no list", "lake", "/aliases", "Lake"_L1, "/aliases",
        "found \"Lake\", wanted a list: a list of other names", "Put it in square brackets");
    row("an alias that is no name", "lake", "/aliases/0", ""_L1, "/aliases/0",
        "found \"\", wanted another name of the plugin", "It has to match");
    row("a version of two numbers", "lake", "/version", "1.0"_L1, "/version",
        "found \"1.0\", wanted a semantic version", "It has to match");
    row("a version that is a number", "lake", "/version", 1, "/version",
        "found 1, wanted a string: a semantic version", "Write it as text");
    row("an unknown kind", "lake", "/kind", "plugin"_L1, "/kind",
        "found \"plugin\", wanted one of \"connector\", \"middleware\", \"security\" or "
        "\"infrastructure\": what the plugin is",
        "Write one of the values named.");
    row("a priority that is too high", "lake", "/priority", 1001, "/priority",
        "found 1001, wanted a whole number from 0 to 1000", "Choose a value from 0 to 1000.");
    row("a negative priority", "lake", "/priority", -1, "/priority",
        "found -1, wanted a whole number from 0 to 1000", "Choose a value from 0 to 1000.");
    row("a priority with a fraction", "lake", "/priority", 1.5, "/priority",
        "found 1.5, wanted a whole number: ", "Write digits without quotes, and no fraction.");
    row("a priority beyond all numbers", "lake", "/priority", 1e300, "/priority",
        "found 1e+300, wanted a whole number", "Write digits");
    row("a switch that is text", "lake", "/enabled", "true"_L1, "/enabled",
        "found \"true\", wanted true or false: whether an installed plugin runs",
        "Write true or false without quotes.");
    row("an unknown hook", "lake", "/hooks/1", "AccesPath"_L1, "/hooks/1",
        "found \"AccesPath\", wanted one of \"Lifecycle\", ", "Did you mean \"AccessPath\"?");
    row("a description that is too long", "lake", "/description", QString(1001, u'a'),
        "/description", "found \"aaaaaaaaaaaa", "It has 1001 characters: shorten it to 1000.");
    row("a home page that is a file", "lake", "/homepage", "file:///etc/passwd"_L1, "/homepage",
        "found \"file:///etc/passwd\", wanted an address that begins with http:// or https://",
        "It has to match");
    row("requirements that are a list", "lake", "/requires", json("[]"), "/requires",
        "found [], wanted an object: what has to be there", "Put it in braces");
    row("a range that is a number", "lake", "/requires/outlet", 1, "/requires/outlet",
        "found 1, wanted a string: a version range of Outlet", "Write it as text");
    row("a range for a plugin that is null", "everything", "/requires/plugins/lake",
        QJsonValue(QJsonValue::Null), "/requires/plugins/lake",
        "found null, wanted a string: a version range", "Write it as text");
    row("an unknown method", "everything", "/endpoints/1/method", "get"_L1, "/endpoints/1/method",
        "found \"get\", wanted one of \"GET\", \"POST\"", "Did you mean \"GET\"?");
    row("a path without a slash", "everything", "/endpoints/1/path", "tables"_L1,
        "/endpoints/1/path", "found \"tables\", wanted the path below /{id}", "It has to match");
    row("a path with a query", "everything", "/endpoints/1/path", "/a?b"_L1, "/endpoints/1/path",
        "found \"/a?b\", wanted the path", "It has to match");
    row("an icon in another folder", "lake", "/platform/icon_name", "../secret.svg"_L1,
        "/platform/icon_name", "found \"../secret.svg\", wanted a plain file name",
        "It has to match");
    row("an icon that is hidden", "lake", "/platform/icon_name", ".svg"_L1, "/platform/icon_name",
        "found \".svg\", wanted a plain file name", "It has to match");
    row("a parent that is no key", "bucket", "/platform/parent", "AWS"_L1, "/platform/parent",
        "found \"AWS\", wanted the key of the platform", "It has to match");
    row("a parent that is a number", "bucket", "/platform/parent", 1, "/platform/parent",
        "found 1, wanted a string or null: the key of the platform", "Write it as text");
    row("a name of nothing", "lake", "/platform/display_name", ""_L1, "/platform/display_name",
        "found \"\", wanted the platform's name", "Write at least one character.");
    row("a table of the server", "lake", "/table", "audit_log"_L1, "/table",
        "found \"audit_log\", which is reserved; wanted the name of the connector's table",
        "Choose another name.");
    row("a table of SQLite", "lake", "/table", "sqlite_master"_L1, "/table",
        "found \"sqlite_master\", wanted the name of the connector's table", "It has to match");
    row("a table of PostgreSQL", "lake", "/table", "pg_class"_L1, "/table",
        "found \"pg_class\", wanted the name", "It has to match");
    row("a table that is SQL", "lake", "/table", "a; drop table b"_L1, "/table",
        "found \"a; drop table b\", wanted the name", "It has to match");
    row("fields that are an object", "lake", "/fields", json("{}"), "/fields",
        "found {}, wanted a list: a list of the fields", "Put it in square brackets");
    row("a field that is a string", "lake", "/fields/3", "schema"_L1, "/fields/3",
        "found \"schema\", wanted an object: a field", "Put it in braces");
    row("a field name with a hyphen", "lake", "/fields/3/name", "a-b"_L1, "/fields/3/name",
        "found \"a-b\", wanted the name of the field", "It has to match");
    row("an unknown type", "lake", "/fields/3/type", "strng"_L1, "/fields/3/type",
        "found \"strng\", wanted one of \"string\", \"integer\", \"number\", \"boolean\" or "
        "\"string_list\": what the field's value is",
        "Did you mean \"string\"?");
    row("a type that is a list", "lake", "/fields/3/type", json("['string', 'null']"),
        "/fields/3/type", "found [\"string\",\"null\"], wanted one of \"string\"", "Write one of");
    row("an empty enum", "lake", "/fields/3/enum", json("[]"), "/fields/3/enum",
        "found [], wanted a list of the values", "Add an item, or leave the key out.");
    row("an enum of numbers", "lake", "/fields/3/enum", json("[1]"), "/fields/3/enum/0",
        "found 1, wanted a string: one of the values", "Write it as text");
    row("a negative length", "lake", "/fields/3/min_length", -1, "/fields/3/min_length",
        "found -1, wanted the smallest number of characters", "Choose a value from 0 to 1000000.");
    row("a limit in quotes", "everything", "/fields/0/min", "1"_L1, "/fields/0/min",
        "found \"1\", wanted a number: the smallest value", "Write digits without quotes.");
    row("a form that is true", "lake", "/fields/3/form", true, "/fields/3/form",
        "found true, wanted an object: how people enter the field", "Put it in braces");
    row("an unknown element", "lake", "/fields/1/form/type", "text"_L1, "/fields/1/form/type",
        "found \"text\", wanted one of \"string\", \"select\", \"checkbox\" or \"radio\"",
        "Write one of the values named.");
    row("a first value of null", "lake", "/fields/1/form/initial_value",
        QJsonValue(QJsonValue::Null), "/fields/1/form/initial_value",
        "found null, wanted a string or true or false: what the element shows", "Write it");
    row("an unknown source of options", "lake", "/fields/0/form/options_from", "database"_L1,
        "/fields/0/form/options_from",
        "found \"database\", wanted one of \"platform_service\" or \"connector\"", "Write one");
    row("no conditions in a list of them", "lake", "/fields/2/form/depends_on", json("[]"),
        "/fields/2/form/depends_on", "found [], wanted a list of conditions", "Add an item");
    row("a condition on a number", "lake", "/fields/2/form/depends_on/0/value", 1,
        "/fields/2/form/depends_on/0/value", "found 1, wanted a string or true or false",
        "Write it");
    row("an unknown key", "lake", "/versoin", 1, "/versoin",
        "found the unknown key \"versoin\", wanted one of \"$schema\", \"aliases\", ",
        "Did you mean \"version\"? Keys of your own begin with \"x-\".");
    row("an unknown key in a form", "lake", "/fields/0/form/tooltp", "a"_L1,
        "/fields/0/form/tooltp", "found the unknown key \"tooltp\", wanted one of \"depends_on\"",
        "Did you mean \"tooltip\"? Keys of your own begin with \"x-\".");
    row("an unknown key like no other", "lake", "/platform/colour", "red"_L1, "/platform/colour",
        "found the unknown key \"colour\", wanted one of ", "Keys of your own begin with \"x-\".");
    row("an unknown key of nothing", "lake", "/fields/0/", 1, "/fields/0/",
        "found the unknown key \"\", wanted one of ", "Keys of your own begin");
    row("an own key in upper case", "lake", "/X-team", 1, "/X-team",
        "found the unknown key \"X-team\"", "Keys of your own begin");
    row("an unknown requirement", "lake", "/requires/qt", ">=6"_L1, "/requires/qt",
        "found the unknown key \"qt\", wanted one of \"optional\", \"outlet\"", "Keys of");
}

void WrongSchema::longStringsAreRefusedEverywhere_data()
{
    QTest::addColumn<QString>("at");
    const QStringList places{u"/id"_s,
                             u"/plugin"_s,
                             u"/aliases/0"_s,
                             u"/version"_s,
                             u"/homepage"_s,
                             u"/permissions/0/key"_s,
                             u"/table"_s,
                             u"/endpoints/0/path"_s,
                             u"/platform/key"_s,
                             u"/platform/parent"_s,
                             u"/platform/icon_name"_s,
                             u"/fields/0/name"_s,
                             u"/requires/outlet"_s,
                             u"/requires/plugins/lake"_s,
                             u"/fields/0/form/label"_s,
                             u"/fields/6/form/depends_on/0/field_name"_s,
                             u"/fields/0/pattern"_s,
                             u"/hooks/0"_s};
    for (const QString &place : places)
        QTest::newRow(qPrintable(place)) << place;
}

void WrongSchema::longStringsAreRefusedEverywhere()
{
    QFETCH(QString, at);
    // As long as the limit lets through, of characters that each pattern goes on with.
    for (const QString &text : {QString(12000, u'a'), u"1.0.0-"_s + QString(12000, u'1'),
                                u"https://"_s + QString(12000, u'a'), QString(12000, u'/')}) {
        const auto result = parseManifest(withValue(manifestFile(u"everything"_s), at, text));
        QVERIFY(!result);
        const Problems &problems = result.error();
        const auto found = std::ranges::find(problems, at, &Error::where);
        QVERIFY2(found != problems.end(), qPrintable(told(problems)));
        QVERIFY(found->code != ErrorCode::LimitExceeded); // it came as far as the patterns
        QVERIFY(found->message.size() < 1000);
    }
}

void WrongSchema::everyPropertyIsDescribed_data()
{
    QTest::addColumn<QString>("schema");
    QTest::newRow("manifests") << u"connector"_s;
    QTest::newRow("forms") << u"form"_s;
}

void WrongSchema::everyPropertyIsDescribed()
{
    QFETCH(QString, schema);
    QFile file(u":/outlet/ui-schemas/%1.schema.json"_s.arg(schema));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject document = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(document["properties"_L1].toObject().size() > 10);
    QCOMPARE(flawsOf(document, u"/"_s), QStringList());
}

QTEST_APPLESS_MAIN(WrongSchema)
#include "wrongschema.moc"
