// SPDX-License-Identifier: GPL-3.0-or-later
#include "testdata.h"

#include "ui-schemas/fieldreader.h"
#include "ui-schemas/submission.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

namespace {

Manifest manifestOf(const QByteArray &fields)
{
    Manifest manifest;
    manifest.fields = readFields(json(fields).toArray());
    return manifest;
}

Choices offer(const QStringList &texts)
{
    QList<Option> options;
    for (const QString &text : texts)
        options.append({text.toUpper(), text});
    return options;
}

/** What is said of the field `a` of a form with a field `b` that it may depend on. */
FieldVerdict verdictOn(const QByteArray &field, const QByteArray &values,
                       const QHash<QString, Choices> &choices = {})
{
    const Manifest manifest = manifestOf(
        "[{'name': 'b', 'type': 'string', 'default': '', 'form': {'label': 'B', 'type': 'string'}},"
        "{'name': 'c', 'type': 'boolean', 'form': {'label': 'C', 'type': 'checkbox'}},"
        "{'name': 'a', " +
        field + "}]");
    const auto verdicts = judgeValues(manifest, json(values).toObject(), choices);
    const auto found = std::ranges::find(verdicts, u"a"_s, &FieldVerdict::name);
    return found == verdicts.end() ? FieldVerdict() : *found;
}

QByteArray field(const QByteArray &declaration, const QByteArray &form)
{
    return declaration + ", 'form': {'label': 'Access Key', " + form + '}';
}

const QByteArray string = "'type': 'string'";
const QByteArray colours = "'type': 'select', 'options': [{'label': 'Red', 'value': 'red'}, "
                           "{'label': 'Blue', 'value': 'blue'}]";
const QByteArray two = "'type': 'select', 'max_count': 2, 'options': [{'label': 'Red', 'value': "
                       "'red'}, {'label': 'Blue', 'value': 'blue'}, {'label': 'None', 'value': "
                       "''}]";

} // namespace

class Verdicts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsShow_data();
    void fieldsShow();
    void valuesWillDo_data();
    void valuesWillDo();
    void valuesWillNotDo_data();
    void valuesWillNotDo();
    void comeInTheOrderOfTheForm();
    void optionsComeFromWhereTheyAre();
    void optionsThatCannotBeHadAreAnErrorOfTheirField();
    void aProductMayNarrowOptions();
    void secretsAreNotTold();
    void whatIsHiddenKeepsItsValue();
};

void Verdicts::fieldsShow_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<QByteArray>("values");
    QTest::addColumn<bool>("isVisible");
    const auto shows = [](const char *name, const QByteArray &form, const QByteArray &values) {
        QTest::newRow(name) << form << values << true;
    };
    const auto hides = [](const char *name, const QByteArray &form, const QByteArray &values) {
        QTest::newRow(name) << form << values << false;
    };
    const QByteArray plain = "'type': 'string'";
    const QByteArray onB = plain + ", 'depends_on': [{'field_name': 'b', 'value': 'x'}]";
    const QByteArray onC = plain + ", 'depends_on': [{'field_name': 'c', 'value': true}]";
    const QByteArray onBoth = plain + ", 'depends_on': [{'field_name': 'b', 'value': 'x'}, "
                                      "{'field_name': 'c', 'value': false}]";
    shows("without conditions", plain, "{}");
    hides("hidden without conditions", plain + ", 'hidden': true", "{'b': 'x'}");
    shows("not hidden without conditions", plain + ", 'hidden': false", "{}");
    shows("a condition that holds", onB, "{'b': 'x'}");
    shows("a condition that holds, although it is hidden", onB + ", 'hidden': true", "{'b': 'x'}");
    hides("a condition that does not hold", onB, "{'b': 'y'}");
    hides("a condition that does not hold, although it is not hidden", onB + ", 'hidden': false",
          "{'b': ''}");
    hides("a condition on another case", onB, "{'b': 'X'}");
    hides("a condition on a value that is not there", onB, "{}");
    hides("a condition on null", onC, "{'c': null}");
    hides("a boolean is not its name", onC, "{'c': 'true'}");
    shows("a boolean", onC, "{'c': true}");
    shows("all of two conditions", onBoth, "{'b': 'x', 'c': false}");
    hides("one of two conditions", onBoth, "{'b': 'x', 'c': true}");
    hides("the other of two conditions", onBoth, "{'b': 'y', 'c': false}");
}

void Verdicts::fieldsShow()
{
    QFETCH(QByteArray, form);
    QFETCH(QByteArray, values);
    QFETCH(bool, isVisible);
    const FieldVerdict verdict =
        verdictOn(field("'type': 'string', 'default': ''", form + ", 'required': true"), values);
    QCOMPARE(verdict.isVisible, isVisible);
    QCOMPARE(verdict.isRequired, isVisible);
    QCOMPARE(verdict.errors,
             isVisible ? QStringList{u"Please provide access key"_s} : QStringList());
}

void Verdicts::valuesWillDo_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const QByteArray &field, const QByteArray &value) {
        QTest::newRow(name) << field << value;
    };
    const QByteArray required = "'required': true, ";
    row("nothing where nothing is required", field("'type': 'string'", string), "null");
    row("no text where none is required", field("'type': 'string', 'default': ''", string), "''");
    row("text", field("'type': 'string'", required + string), "'x'");
    row("spaces are text", field("'type': 'string'", required + string), "' '");
    row("null is no value that a pattern is for", field("'type': 'string', 'pattern': 'x'", string),
        "null");
    row("zero is a value", field("'type': 'integer'", required + string), "0");
    row("false is a value", field("'type': 'boolean'", required + "'type': 'checkbox'"), "false");
    row("a choice", field("'type': 'string'", required + colours), "'blue'");
    row("no choice", field("'type': 'string'", colours), "''");
    row("no choice at all", field("'type': 'string'", colours), "null");
    row("choices", field("'type': 'string_list'", required + two), "['blue', '']");
    row("no choices", field("'type': 'string_list'", two), "[]");
    row("characters, not code units",
        field("'type': 'string', 'min_length': 3, 'max_length': 3", string), "'😀😀😀'");
    row("the smallest and the largest", field("'type': 'number', 'min': 1, 'max': 1", string), "1");
    row("a namespace beyond the options",
        field("'type': 'string'",
              required + colours + ", 'use_namespace_when_not_source_aligned': true"),
        "'sales'");
    row("options that nobody has given",
        field("'type': 'string'", "'type': 'select', 'options_from': 'connector'"), "'x'");
    row("without a form", "'type': 'string', 'required': true", "''");
}

void Verdicts::valuesWillDo()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, value);
    const FieldVerdict verdict = verdictOn(field, "{'a': " + value + '}');
    QCOMPARE(verdict.errors, QStringList());
    QCOMPARE(verdict.value, json(value));
}

void Verdicts::valuesWillNotDo_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QStringList>("errors");
    const auto row = [](const char *name, const QByteArray &field, const QByteArray &value,
                        const QStringList &errors) {
        QTest::newRow(name) << field << value << errors;
    };
    const QByteArray required = "'required': true, ";
    const QStringList missing{u"Please provide access key"_s};
    row("nothing", field("'type': 'string'", required + string), "null", missing);
    row("no text", field("'type': 'string'", required + string), "''", missing);
    row("no text where other text is too short, too",
        field("'type': 'string', 'min_length': 3", required + string), "''", missing);
    row("nothing for a number", field("'type': 'integer'", required + string), "null", missing);
    row("nothing for a boolean", field("'type': 'boolean'", required + "'type': 'checkbox'"),
        "null", missing);
    row("an empty list", field("'type': 'string_list'", required + two), "[]", missing);
    row("no choice", field("'type': 'string'", required + colours), "''", missing);
    row("another choice", field("'type': 'string'", colours), "'green'",
        {u"Found \"green\", wanted one of the options"_s});
    row("another choice of a radio",
        field("'type': 'boolean'", "'type': 'radio', 'options': [{'label': 'On', 'value': true}]"),
        "false", {u"Found false, wanted one of the options"_s});
    row("the label of a choice", field("'type': 'string'", colours), "'Red'",
        {u"Found \"Red\", wanted one of the options"_s});
    row("other choices", field("'type': 'string_list'", two), "['green', 'red', 'Blue']",
        {u"Found \"green\", wanted one of the options"_s,
         u"Found \"Blue\", wanted one of the options"_s, u"Found 3 choices, wanted at most 2"_s});
    row("a choice twice", field("'type': 'string_list'", two), "['red', 'red']",
        {u"Found \"red\", wanted each choice once"_s});
    row("not what the enum has", field("'type': 'string', 'enum': ['x']", string), "'y'",
        {u"Found \"y\", wanted one of \"x\""_s});
    row("no text is not in the enum", field("'type': 'string', 'enum': ['x']", string), "''",
        {u"Found \"\", wanted one of \"x\""_s});
    row("too short", field("'type': 'string', 'min_length': 3", string), "'😀😀'",
        {u"Found \"😀😀\", wanted a string of at least 3 characters"_s});
    row("too long", field("'type': 'string', 'max_length': 2", string), "'abc'",
        {u"Found \"abc\", wanted a string of at most 2 characters"_s});
    row("another pattern", field("'type': 'string', 'pattern': '^[a-z]$'", string), "'a\\n'",
        {u"Found \"a\\n\", wanted a string that matches \"^[a-z]$\""_s});
    row("a NUL", field("'type': 'string'", string), "'a\\u0000'",
        {u"Found \"a\\u0000\", wanted text without the character U+0000"_s});
    row("a NUL in a list", "'type': 'string_list'", "['a', '\\u0000']",
        {u"Found [\"a\",\"\\u0000\"], wanted text without the character U+0000"_s});
    row("too small", field("'type': 'number', 'min': 0.5", string), "0.25",
        {u"Found 0.25, wanted a number of at least 0.5"_s});
    row("too large", field("'type': 'integer', 'max': 3", string), "4",
        {u"Found 4, wanted a number of at most 3"_s});
    row("too large for anybody", field("'type': 'integer'", string), "9007199254740992",
        {u"Found 9007199254740992, wanted a whole number between -9007199254740991 and "
         "9007199254740991"_s});
    row("what a connector derived wrongly", field("'type': 'string'", string), "5",
        {u"Found 5, wanted a string"_s});
    row("rules hold for what is hidden",
        field("'type': 'string', 'max_length': 1", "'hidden': true, " + string), "'ab'",
        {u"Found \"ab\", wanted a string of at most 1 characters"_s});
    row("rules hold without a form", "'type': 'string', 'max_length': 1", "'ab'",
        {u"Found \"ab\", wanted a string of at most 1 characters"_s});
    row("rules hold beyond options",
        field("'type': 'string', 'max_length': 1",
              colours + ", 'use_namespace_when_not_source_aligned': true"),
        "'ab'", {u"Found \"ab\", wanted a string of at most 1 characters"_s});
    row("a secret is not told", field("'type': 'string', 'secret': true, 'max_length': 1", string),
        "'canary'", {u"Wanted a string of at most 1 characters"_s});
    row("a secret choice is not told", field("'type': 'string', 'secret': true", colours),
        "'canary'", {u"Wanted one of the options"_s});
}

void Verdicts::valuesWillNotDo()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, value);
    QTEST(verdictOn(field, "{'a': " + value + '}').errors, "errors");
}

void Verdicts::comeInTheOrderOfTheForm()
{
    const auto lake = parseManifest(manifestFile(u"lake"_s));
    QVERIFY(lake);
    QStringList names;
    for (const FieldVerdict &verdict : judgeValues(*lake, {}, {}))
        names.append(verdict.name);
    QCOMPARE(names, (QStringList{u"database"_s, u"schema"_s, u"access_granularity"_s, u"table"_s,
                                 u"bucket_identifier"_s, u"database_path"_s, u"table_path"_s}));
}

void Verdicts::optionsComeFromWhereTheyAre()
{
    const QByteArray fixed = field("'type': 'string'", colours);
    QCOMPARE(verdictOn(fixed, "{}").options.size(), 2);
    QCOMPARE(verdictOn(fixed, "{}").options.first().label, u"Red"_s);
    const QByteArray asked =
        field("'type': 'string'", "'type': 'select', 'options_from': 'connector'");
    QCOMPARE(verdictOn(asked, "{}").options.size(), 0);
    const QHash<QString, Choices> given{{u"a"_s, offer({u"x"_s, u"y"_s})}};
    const FieldVerdict right = verdictOn(asked, "{'a': 'y'}", given);
    QCOMPARE(right.options.last().label, u"Y"_s);
    QCOMPARE(right.errors, QStringList());
    QCOMPARE(verdictOn(asked, "{'a': 'z'}", given).errors,
             QStringList{u"Found \"z\", wanted one of the options"_s});
    const QByteArray text = field("'type': 'string'", string);
    QCOMPARE(verdictOn(text, "{'a': 'z'}", given).options.size(), 0); // and is not compared
    QCOMPARE(verdictOn(text, "{'a': 'z'}", given).errors, QStringList());
}

void Verdicts::optionsThatCannotBeHadAreAnErrorOfTheirField()
{
    const QHash<QString, Choices> none{{u"a"_s, std::unexpected(u"The warehouse sleeps"_s)}};
    const QByteArray asked = "'type': 'select', 'options_from': 'connector'";
    const QStringList reason{u"The warehouse sleeps"_s};
    QCOMPARE(verdictOn(field("'type': 'string'", asked), "{'a': 'x'}", none).errors, reason);
    QCOMPARE(verdictOn(field("'type': 'string'", asked), "{'a': ''}", none).errors, reason);
    QCOMPARE(verdictOn(field("'type': 'string'", asked + ", 'required': true"), "{}", none).errors,
             (QStringList{u"Please provide access key"_s, u"The warehouse sleeps"_s}));
    QCOMPARE(verdictOn(field("'type': 'string'", asked + ", 'hidden': true"), "{}", none).errors,
             QStringList()); // nobody is asked for it
    const QByteArray named = asked + ", 'use_namespace_when_not_source_aligned': true";
    QCOMPARE(verdictOn(field("'type': 'string'", named), "{'a': 'sales'}", none).errors,
             QStringList()); // which may be the right namespace
}

void Verdicts::aProductMayNarrowOptions()
{
    const QHash<QString, Choices> given{{u"a"_s, offer({u"blue"_s})}};
    const FieldVerdict verdict =
        verdictOn(field("'type': 'string'", colours), "{'a': 'red'}", given);
    QCOMPARE(verdict.options.size(), 1);
    QCOMPARE(verdict.errors, QStringList{u"Found \"red\", wanted one of the options"_s});
}

void Verdicts::secretsAreNotTold()
{
    const QByteArray secret = field("'type': 'string', 'secret': true", string);
    const FieldVerdict verdict = verdictOn(secret, "{'a': 'canary'}");
    QVERIFY(verdict.value.isNull());
    QCOMPARE(verdict.errors, QStringList());
}

void Verdicts::whatIsHiddenKeepsItsValue()
{
    const QByteArray hidden =
        field("'type': 'string'",
              colours + ", 'required': true, 'depends_on': [{'field_name': 'b', 'value': 'x'}]");
    const FieldVerdict verdict = verdictOn(hidden, "{'a': 'green', 'b': 'y'}");
    QCOMPARE(verdict.value, QJsonValue(u"green"_s));
    QCOMPARE(verdict.errors, QStringList()); // options bind what shows
    QCOMPARE(verdictOn(hidden, "{'a': 'green', 'b': 'x'}").errors,
             QStringList{u"Found \"green\", wanted one of the options"_s});
}

QTEST_APPLESS_MAIN(Verdicts)
#include "verdicts.moc"
