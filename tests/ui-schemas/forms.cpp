// SPDX-License-Identifier: GPL-3.0-or-later
#include "testdata.h"

#include "ui-schemas/form.h"
#include "ui-schemas/schema.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

namespace {

Manifest manifestNamed(const QString &name)
{
    auto manifest = parseManifest(manifestFile(name));
    return manifest ? *manifest : Manifest();
}

const Schema &formSchema()
{
    static const Schema schema(u":/outlet/ui-schemas/form.schema.json"_s);
    return schema;
}

Problems judged(const QByteArray &form)
{
    return formSchema().judge(QJsonDocument::fromJson(form).object());
}

Manifest withPlatform(const QString &key, const QString &parent, bool isShown = true)
{
    Manifest manifest = manifestNamed(u"lake"_s);
    manifest.platform->key = key;
    manifest.platform->parent = parent;
    manifest.platform->displayName = key;
    manifest.platform->showInForm = isShown;
    return manifest;
}

/** `a b[c d]`: the tiles' keys, children in brackets. */
QString outline(const QJsonArray &tiles)
{
    QStringList words;
    for (const QJsonValue &tile : tiles) {
        const QJsonArray children = tile["children"_L1].toArray();
        const QString inside = children.isEmpty() ? QString() : u'[' + outline(children) + u']';
        words.append(tile["value"_L1].toString() + inside);
    }
    return words.join(u' ');
}

QJsonArray tilesOf(const QList<Manifest> &manifests)
{
    return QJsonDocument::fromJson(tilesJson(manifests))["platform_tiles"_L1].toArray();
}

} // namespace

class Forms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areTheGoldenOnes_data();
    void areTheGoldenOnes();
    void areTheSameInTheList();
    void keepTheirOrder();
    void tilesAreTheGoldenOnes();
    void tilesAreGrouped_data();
    void tilesAreGrouped();
    void aParentShowsWhenItsFirstChildDoes();
    void wrongFormsAreFound_data();
    void wrongFormsAreFound();
    void whatIsNotConfiguredHasNoElements();
};

void Forms::areTheGoldenOnes_data()
{
    QTest::addColumn<QString>("manifest");
    QTest::addColumn<bool>("hasOptions");
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("golden");
    QTest::newRow("options of the database")
        << u"lake"_s << true << QStringList{u"clean"_s, u"master"_s} << u"lake"_s;
    QTest::newRow("an empty list is configured")
        << u"lake"_s << true << QStringList() << u"lake-empty"_s;
    QTest::newRow("no list is not configured, and has no elements")
        << u"lake"_s << false << QStringList() << u"lake-not-configured"_s;
    QTest::newRow("text is escaped, nulls and a parent are written")
        << u"bucket"_s << true << QStringList{u"datalake"_s, u"\"quoted\" \\ ünï"_s} << u"bucket"_s;
    QTest::newRow("what needs nothing of the database is configured without it")
        << u"everything"_s << false << QStringList() << u"everything"_s;
    QTest::newRow("what needs nothing of the database ignores it")
        << u"everything"_s << true << QStringList{u"unused"_s} << u"everything"_s;
}

void Forms::areTheGoldenOnes()
{
    QFETCH(QString, manifest);
    QFETCH(bool, hasOptions);
    QFETCH(QStringList, options);
    QFETCH(QString, golden);
    const QByteArray form =
        formJson(manifestNamed(manifest), hasOptions ? std::optional(options) : std::nullopt);
    QCOMPARE(form, dataFile(u"golden/%1.json"_s.arg(golden)).trimmed());
    const Problems problems = judged(form);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.value(0).where + problems.value(0).message));
}

void Forms::areTheSameInTheList()
{
    const QByteArray lake = formJson(manifestNamed(u"lake"_s), std::nullopt);
    const QByteArray everything = formJson(manifestNamed(u"everything"_s), std::nullopt);
    QCOMPARE(listJson({lake, everything}), dataFile(u"golden/list.json"_s).trimmed());
    QCOMPARE(listJson({}), QByteArray("{\"plugins\":[]}"));
}

void Forms::keepTheirOrder()
{
    Manifest manifest = manifestNamed(u"lake"_s);
    for (Field &field : manifest.fields) {
        if (field.form)
            field.form->order = 5; // all alike: the order of the list then counts
    }
    const QJsonDocument form = QJsonDocument::fromJson(formJson(manifest, QStringList{u"clean"_s}));
    QStringList names;
    for (const QJsonValue &element : form["ui_metadata"_L1].toArray())
        names.append(element["name"_L1].toString());
    QCOMPARE(names, (QStringList{u"database"_s, u"schema"_s, u"table"_s, u"access_granularity"_s}));
}

void Forms::tilesAreTheGoldenOnes()
{
    const QByteArray tiles = tilesJson({manifestNamed(u"lake"_s), manifestNamed(u"bucket"_s),
                                        manifestNamed(u"everything"_s), manifestNamed(u"audit"_s)});
    QCOMPARE(tiles, dataFile(u"golden/tiles.json"_s).trimmed());
}

void Forms::tilesAreGrouped_data()
{
    QTest::addColumn<QStringList>("platforms"); // "key" or "parent/key"
    QTest::addColumn<QString>("tiles");
    QTest::newRow("none") << QStringList{} << u""_s;
    QTest::newRow("the order is that of first appearance")
        << QStringList{u"b"_s, u"aws/s3"_s, u"a"_s, u"aws/glue"_s} << u"b aws[s3 glue] a"_s;
    QTest::newRow("two connectors of a platform have one tile")
        << QStringList{u"a"_s, u"a"_s} << u"a"_s;
    QTest::newRow("two children of a platform have one tile")
        << QStringList{u"aws/s3"_s, u"aws/s3"_s} << u"aws[s3]"_s;
    QTest::newRow("a parent that is a connector too keeps its children")
        << QStringList{u"aws/s3"_s, u"aws"_s, u"aws/glue"_s} << u"aws[s3 glue]"_s;
    QTest::newRow("children join a parent that came before")
        << QStringList{u"aws"_s, u"aws/s3"_s} << u"aws[s3]"_s;
}

void Forms::tilesAreGrouped()
{
    QFETCH(QStringList, platforms);
    QList<Manifest> manifests;
    for (const QString &platform : platforms)
        manifests.append(withPlatform(platform.section(u'/', -1), platform.contains(u'/')
                                                                      ? platform.section(u'/', 0, 0)
                                                                      : QString()));
    QTEST(outline(tilesOf(manifests)), "tiles");
}

void Forms::aParentShowsWhenItsFirstChildDoes()
{
    const Manifest hidden = withPlatform(u"s3"_s, u"aws"_s, false);
    const Manifest shown = withPlatform(u"glue"_s, u"aws"_s, true);
    const QJsonValue hiddenFirst = tilesOf({hidden, shown}).at(0);
    QCOMPARE(hiddenFirst["show_in_form"_L1], QJsonValue(false));
    QCOMPARE(hiddenFirst["label"_L1], QJsonValue(u"AWS"_s));
    QCOMPARE(hiddenFirst["icon_name"_L1], QJsonValue(u"aws-logo.svg"_s));
    QCOMPARE(hiddenFirst["has_menu"_L1], QJsonValue(true));
    QCOMPARE(tilesOf({shown, hidden}).at(0)["show_in_form"_L1], QJsonValue(true));
    const QJsonValue described = tilesOf({hidden, withPlatform(u"aws"_s, {}, true)}).at(0);
    QCOMPARE(described["label"_L1], QJsonValue(u"aws"_s)); // its own words beat those made up
    QCOMPARE(described["show_in_form"_L1], QJsonValue(true));
}

void Forms::wrongFormsAreFound_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<QJsonValue>("value");
    const QJsonValue none(QJsonValue::Undefined);
    QTest::newRow("a key is left out") << u"/parent_platform"_s << none;
    QTest::newRow("a key of an element is left out") << u"/ui_metadata/0/hidden"_s << none;
    QTest::newRow("the block of the type is null")
        << u"/ui_metadata/0/select"_s << QJsonValue(QJsonValue::Null);
    QTest::newRow("another block is an object")
        << u"/ui_metadata/0/string"_s << json("{'initial_value': null}");
    QTest::newRow("no conditions are a list") << u"/ui_metadata/0/depends_on"_s << json("[]");
    QTest::newRow("a tile") << u"/platform_tile"_s << json("{}");
    QTest::newRow("an option without a label")
        << u"/ui_metadata/0/select/options/0/label"_s << none;
    QTest::newRow("an option that is a number")
        << u"/ui_metadata/0/select/options/0/value"_s << QJsonValue(1);
    QTest::newRow("a key of the author's own, which manifests have and forms do not")
        << u"/x-note"_s << QJsonValue(1);
    QTest::newRow("an unknown key") << u"/unknown"_s << QJsonValue(1);
}

void Forms::wrongFormsAreFound()
{
    QFETCH(QString, where);
    QFETCH(QJsonValue, value);
    const QByteArray good = formJson(manifestNamed(u"lake"_s), QStringList{u"clean"_s});
    QVERIFY(judged(good).isEmpty());
    const QJsonObject wrong = withValue(QJsonDocument::fromJson(good).object(), where, value);
    const Problems problems = formSchema().judge(wrong);
    QVERIFY(std::ranges::any_of(problems, [&](const Error &e) { return e.where == where; }));
}

void Forms::whatIsNotConfiguredHasNoElements()
{
    const QByteArray good = formJson(manifestNamed(u"lake"_s), QStringList{u"clean"_s});
    const QJsonObject wrong =
        withValue(QJsonDocument::fromJson(good).object(), u"/not_configured"_s, true);
    const Problems problems = formSchema().judge(wrong);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems[0].where, u"/ui_metadata"_s);
}

QTEST_APPLESS_MAIN(Forms)
#include "forms.moc"
