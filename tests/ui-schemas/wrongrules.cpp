// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrongtable.h"

using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

class WrongRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void breakTheRules_data();
    void breakTheRules() { checkRow(); }
    void breakTheRulesOfFields_data();
    void breakTheRulesOfFields() { checkRow(); }
    void breakTheRulesOfForms_data();
    void breakTheRulesOfForms() { checkRow(); }
};

void WrongRules::breakTheRules_data()
{
    columns();
    row("an alias that is the plugin name", "lake", "/aliases/0", "LakeDataOutput"_L1, "/aliases/0",
        "found \"LakeDataOutput\", which is the plugin name; wanted another name", "Remove it");
    row("an alias that is there twice", "everything", "/aliases/1", "Everything"_L1, "/aliases/1",
        "found \"Everything\" twice, wanted each alias once", "Remove one of them.");
    row("a version with a leading zero", "lake", "/version", "1.02.3"_L1, "/version",
        "found \"1.02.3\", wanted a semantic version such as \"1.4.0\": \"02\" has a leading zero",
        "Write three numbers");
    row("a home page without a host", "lake", "/homepage", "http:///a"_L1, "/homepage",
        "found \"http:///a\", wanted an address with a host", "Write it as in");
    row("a home page with a wrong port", "lake", "/homepage", "http://a:port/"_L1, "/homepage",
        "found \"http://a:port/\", wanted an address with a host", "Write it as in");
    row("a range that is none", "lake", "/requires/outlet", "^1.0"_L1, "/requires/outlet",
        "found \"^1.0\", wanted a version range such as \">=0.1 <1\": \"^1\" is not a number",
        "Write comparators");
    row("a range of another plugin that is none", "everything", "/requires/plugins/lake", ""_L1,
        "/requires/plugins/lake", "found \"\", wanted a version range", "Write comparators");
    row("a plugin that requires itself", "everything", "/requires/plugins/everything", "*"_L1,
        "/requires/plugins/everything", "found \"everything\", the plugin itself", "Remove it.");
    row("a plugin that makes use of itself", "everything", "/requires/optional/everything", "*"_L1,
        "/requires/optional/everything", "found \"everything\", the plugin itself", "Remove it.");
    row("a plugin that is optional and required", "everything", "/requires/optional/lake", "*"_L1,
        "/requires/optional/lake", "found \"lake\", which is required anyway",
        "Name it in one of the two.");
    row("a service of its own that it requires", "everything", "/requires/services",
        json(R"(["everything.preview"])"), "/requires/services/0",
        "found \"everything.preview\", which the plugin provides itself", "Remove it.");
    row("a service without the hook that registers it", "lake", "/provides",
        json(R"(["lake.lookup"])"), "/provides", "found services, but no hook Lifecycle",
        "Add \"Lifecycle\"");
    row("a requirement by plugin name", "everything", "/requires/plugins/LakeDataOutput", "*"_L1,
        "/requires/plugins/LakeDataOutput",
        "found the key \"LakeDataOutput\", wanted the id of a plugin", "Ids are lower case");
    row("a requirement with a key of one's own", "everything", "/requires/plugins/x-a", "*"_L1,
        "/requires/plugins/x-a", "found the key \"x-a\", wanted the id of a plugin", "Ids are");
    row("a hook that is there twice", "lake", "/hooks/2", "AccessPath"_L1, "/hooks/2",
        "found \"AccessPath\" twice, wanted each hook once", "Remove one of them.");
    row("endpoints without the hook", "everything", "/hooks",
        json("['OptionsSource', 'Lifecycle']"), "/hooks",
        "missing \"Routes\"; wanted because /endpoints has entries",
        "Add \"Routes\" to \"hooks\" and implement it.");
    row("options of the connector without the hook", "everything", "/hooks",
        json("['Routes', 'Lifecycle']"), "/hooks",
        "missing \"OptionsSource\"; wanted because /fields/5/form/options_from is \"connector\"",
        "Add \"OptionsSource\" to \"hooks\"");
    row("a permission that is there twice", "everything", "/permissions/1",
        json("{'key': 'everything:preview', 'description': 'Again'}"), "/permissions/1/key",
        "found \"everything:preview\" twice, wanted each permission once", "Remove one of them");
    row("a permission that nobody declared", "everything", "/endpoints/0/permission",
        "everything:preveiw"_L1, "/endpoints/0/permission",
        "found \"everything:preveiw\", wanted the key of one of the manifest's permissions",
        "Did you mean \"everything:preview\"?");
    row("an endpoint that is there twice", "everything", "/endpoints/2/method", "GET"_L1,
        "/endpoints/2", "found \"GET /\" twice, wanted each method and path once", "Remove one");
    row("a path that climbs up", "everything", "/endpoints/1/path", "/a/../b"_L1,
        "/endpoints/1/path", "found \"/a/../b\", wanted segments that are plain", "Write it as");
    row("a path with an empty segment", "everything", "/endpoints/1/path", "/a//b"_L1,
        "/endpoints/1/path", "found \"/a//b\", wanted segments", "Write it as in");
    row("a path with half a parameter", "everything", "/endpoints/1/path", "/a/{b"_L1,
        "/endpoints/1/path", "found \"/a/{b\", wanted segments", "Write it as in");
    row("a platform that is its own parent", "bucket", "/platform/parent", "bucket"_L1,
        "/platform/parent", "found \"bucket\", the platform itself; wanted another platform",
        "Leave \"parent\" out");
}

void WrongRules::breakTheRulesOfFields_data()
{
    columns();
    const auto field = [](const char *keys) {
        return json((QByteArray("{'name': 'extra', ") + keys + '}').constData());
    };
    row("two fields of one name", "lake", "/fields/3/name", "schema"_L1, "/fields/3/name",
        "found \"schema\" twice, wanted each field once", "Remove one of them, or rename it.");
    row("two settings of one name", "everything", "/settings/0/name", "token"_L1,
        "/settings/1/name", "found \"token\" twice", "Remove one of them");
    row("a column that the server keeps", "lake", "/fields/3/name", "deleted_at"_L1,
        "/fields/3/name", "found \"deleted_at\", a column that the server keeps itself",
        "Rename the field.");
    row("the primary key", "lake", "/fields/3/name", "id"_L1, "/fields/3/name",
        "found \"id\", a column that the server keeps itself", "Rename the field.");
    row("the tag of a configuration", "lake", "/fields/3/name", "configuration_type"_L1,
        "/fields/3/name", "found \"configuration_type\", the tag of every configuration",
        "Rename the field.");
    row("a default of another type", "lake", "/fields/3/default", 5, "/fields/3/default",
        "found 5, wanted a string", "Change the default");
    row("a default of null", "lake", "/fields/3/default", QJsonValue(QJsonValue::Null),
        "/fields/3/default", "found null, wanted a string", "Change the default");
    row("a default that is no whole number", "everything", "/fields/0/default", 1.5,
        "/fields/0/default", "found 1.5, wanted a whole number", "Change the default");
    row("a default below the smallest", "everything", "/fields/0/default", 0, "/fields/0/default",
        "found 0, wanted a number of at least 1", "Change the default");
    row("a default above the largest", "everything", "/fields/1/default", 1.01, "/fields/1/default",
        "found 1.01, wanted a number of at most 1", "Change the default");
    row("a default that is text for true", "everything", "/fields/2/default", "true"_L1,
        "/fields/2/default", "found \"true\", wanted true or false", "Change the default");
    row("a default with a number in a list of strings", "everything", "/fields/4/default",
        json("['a', 1]"), "/fields/4/default", "found [\"a\",1], wanted a list of strings",
        "Change the default");
    row("a default that is not in the enum", "lake", "/fields/3",
        field("'type': 'string', 'enum': ['a', 'b'], 'default': 'c'"), "/fields/3/default",
        "found \"c\", wanted one of \"a\" or \"b\"", "Change the default");
    row("a default that does not match", "lake", "/fields/3",
        field("'type': 'string', 'pattern': '^[a-z]+$', 'default': 'A'"), "/fields/3/default",
        "found \"A\", wanted a string that matches \"^[a-z]+$\"", "Change the default");
    row("a default that is too short", "lake", "/fields/3",
        field("'type': 'string', 'min_length': 2, 'default': 'a'"), "/fields/3/default",
        "found \"a\", wanted a string of at least 2 characters", "Change the default");
    row("a default that is too long", "lake", "/fields/3",
        field("'type': 'string', 'max_length': 2, 'default': 'abc'"), "/fields/3/default",
        "found \"abc\", wanted a string of at most 2 characters", "Change the default");
    row("a required field with a default", "lake", "/fields/3/required", true, "/fields/3/default",
        "found a default on a required field, wanted one or the other",
        "Remove \"default\", or set \"required\" to false.");
    row("a secret with a default", "lake", "/fields/3",
        field("'type': 'string', 'secret': true, 'default': 'hunter2'"), "/fields/3/default",
        "found a default for a secret field, wanted none", "Remove the default");
    row("ends the wrong way round", "lake", "/fields/3",
        field("'type': 'number', 'min': 2, 'max': 1"), "/fields/3/min",
        "found 2, wanted at most \"max\", which is 1", "Swap them, or remove one.");
    row("lengths the wrong way round", "everything", "/settings/1/min_length", 65,
        "/settings/1/min_length", "found 65, wanted at most \"max_length\", which is 64",
        "Swap them");
    row("a pattern that does not compile", "lake", "/fields/3/pattern", "[a-"_L1,
        "/fields/3/pattern", "found \"[a-\", wanted a regular expression: missing terminating ]",
        "In JSON every backslash is written twice.");
    row("a pattern on a number", "everything", "/fields/1/pattern", "^1"_L1, "/fields/1/pattern",
        "found \"pattern\" on a field of type \"number\", wanted it only on \"string\"",
        "Remove \"pattern\", or change the type.");
    row("an enum on a number", "everything", "/fields/1/enum", json("['1']"), "/fields/1/enum",
        "found \"enum\" on a field of type \"number\", wanted it only on \"string\"", "Remove");
    row("a length on a list", "everything", "/fields/4/max_length", 5, "/fields/4/max_length",
        "found \"max_length\" on a field of type \"string_list\"", "Remove");
    row("a largest value on a string", "lake", "/fields/3/max", 5, "/fields/3/max",
        "found \"max\" on a field of type \"string\", wanted it only on \"integer\" or "
        "\"number\"",
        "Remove \"max\"");
    row("a value twice in an enum", "lake", "/fields/6/enum/2", "table"_L1, "/fields/6/enum/2",
        "found \"table\" twice, wanted each value once", "Remove one of them.");
}

void WrongRules::breakTheRulesOfForms_data()
{
    columns();
    row("a checkbox for text", "lake", "/fields/1/form/type", "checkbox"_L1, "/fields/1/form/type",
        "found \"checkbox\", wanted \"string\", \"select\" or \"radio\" for a field of type "
        "\"string\"",
        "Change the element's type, or the field's.");
    row("a text field for a boolean", "everything", "/fields/2/form",
        json("{'label': 'Public', 'type': 'string'}"), "/fields/2/form/type",
        "found \"string\", wanted \"checkbox\", \"select\" or \"radio\"", "Change");
    row("a select for a number", "everything", "/fields/0/form",
        json("{'label': 'Count', 'type': 'select', 'options_from': 'connector'}"),
        "/fields/0/form/type",
        "found \"select\", wanted \"string\" for a field of type "
        "\"integer\"",
        "Change");
    row("a select without choices", "lake", "/fields/0/form/options_from", removed,
        "/fields/0/form/options",
        "missing the choices of a \"select\"; wanted \"options\" or \"options_from\"",
        "Add \"options\"");
    row("a radio without choices", "lake", "/fields/6/form",
        json("{'label': 'A', 'type': 'radio'}"), "/fields/6/form/options",
        "missing the choices of a \"radio\"", "Add \"options\"");
    row("choices from two sources", "lake", "/fields/6/form/options_from", "platform_service"_L1,
        "/fields/6/form/options_from", "found \"options\" and \"options_from\", wanted one of them",
        "Keep \"options\"");
    row("choices on a text field", "lake", "/fields/1/form/options",
        json("[{'label': 'A', 'value': 'a'}]"), "/fields/1/form/options",
        "found choices on a \"string\", wanted them only on \"select\" or \"radio\"", "Remove");
    row("a source of choices on a checkbox", "everything", "/fields/2/form/options_from",
        "connector"_L1, "/fields/2/form/options_from", "found choices on a \"checkbox\"",
        "Remove them");
    row("strings of the platform for a boolean", "everything", "/fields/3/form",
        json("{'label': 'Mode', 'type': 'radio', 'options_from': 'platform_service'}"),
        "/fields/3/form/options_from", "found \"platform_service\", whose choices are strings",
        "Write the two choices");
    row("a value twice among the options", "everything", "/fields/4/form/options/2",
        json("{'label': 'Rot', 'value': 'red'}"), "/fields/4/form/options/2/value",
        "found \"red\" twice, wanted each value once", "Remove one of the options.");
    row("an option that is not in the enum", "lake", "/fields/6/form/options/2",
        json("{'label': 'Column level', 'value': 'column'}"), "/fields/6/form/options/2/value",
        "found \"column\", wanted one of \"schema\" or \"table\", as the field does", "Change");
    row("an option of another type", "everything", "/fields/4/form/options/1/value", true,
        "/fields/4/form/options/1/value", "found true, wanted a string, as the field does",
        "Change the option");
    row("a text field that begins with true", "lake", "/fields/1/form/initial_value", true,
        "/fields/1/form/initial_value", "found true, wanted a string", "Change");
    row("a checkbox that begins with text", "everything", "/fields/2/form/initial_value", "yes"_L1,
        "/fields/2/form/initial_value", "found \"yes\", wanted true or false", "Change");
    row("a radio that begins with no option", "lake", "/fields/6/form/initial_value", "none"_L1,
        "/fields/6/form/initial_value", "found \"none\", wanted the value of one of the options",
        "Change");
    row("a select that begins with a value", "lake", "/fields/0/form/initial_value", "a"_L1,
        "/fields/0/form/initial_value", "found \"a\", wanted none: a \"select\" begins empty",
        "Change");
    row("a secret that begins with a value", "everything", "/fields/6/form/initial_value",
        "hunter2"_L1, "/fields/6/form/initial_value",
        "found a first value for a secret field, wanted none", "Remove it");
    row("several choices for one string", "lake", "/fields/0/form/max_count", 2,
        "/fields/0/form/max_count", "found 2, wanted 1: only a \"select\"", "Leave");
    row("one choice for a list", "everything", "/fields/4/form/max_count", removed,
        "/fields/4/form/max_count", "found 1, wanted at least 2: one choice is sent as a string",
        "Write how many choices");
    row("a condition on nothing", "lake", "/fields/2/form/depends_on/0/field_name",
        "acces_granularity"_L1, "/fields/2/form/depends_on/0/field_name",
        "found \"acces_granularity\", wanted the name of another field",
        "Did you mean \"access_granularity\"?");
    row("a condition on the field itself", "lake", "/fields/2/form/depends_on/0/field_name",
        "table"_L1, "/fields/2/form/depends_on/0/field_name",
        "found \"table\", the field itself; wanted another field", "Remove the condition");
    row("a condition on what nobody enters", "lake", "/fields/2/form/depends_on/0/field_name",
        "table_path"_L1, "/fields/2/form/depends_on/0/field_name",
        "found \"table_path\", which has no \"form\"; wanted a field that people enter", "Give");
    row("a condition on a value of another type", "lake", "/fields/2/form/depends_on/0/value", true,
        "/fields/2/form/depends_on/0/value",
        "found true, wanted a string, as \"access_granularity\" does", "As it stands");
    row("a condition on a value that is not in the enum", "lake",
        "/fields/2/form/depends_on/0/value", "tabel"_L1, "/fields/2/form/depends_on/0/value",
        "found \"tabel\", wanted one of \"schema\" or \"table\", as", "As it stands");
    row("a condition on a value that is no option", "lake", "/fields/6/form/options/1", removed,
        "/fields/2/form/depends_on/0/value",
        "found \"table\", wanted the value of one of the options of \"access_granularity\"",
        "As it stands the element never shows.");
    row("a condition on a list", "everything", "/fields/6/form/depends_on/0",
        json("{'field_name': 'tags', 'value': 'red'}"), "/fields/6/form/depends_on/0/value",
        "found \"red\", wanted a field of type \"string\" or \"boolean\", and \"tags\" is of type "
        "\"string_list\"",
        "As it stands");
    row("conditions in a circle", "lake", "/fields/6/form/depends_on",
        json("[{'field_name': 'table', 'value': 'a'}]"), "/fields/2/form/depends_on",
        "found conditions in a circle: table -> access_granularity -> table; wanted a field",
        "Remove one of the conditions.");
}

QTEST_APPLESS_MAIN(WrongRules)
#include "wrongrules.moc"
