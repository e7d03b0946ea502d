// SPDX-License-Identifier: GPL-3.0-or-later
#include "testdata.h"

#include "ui-schemas/jsonschema.h"
#include "ui-schemas/manifest.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

namespace {

const Field &fieldNamed(const Manifest &manifest, const QString &name)
{
    const auto found = std::ranges::find(manifest.fields, name, &Field::name);
    Q_ASSERT(found != manifest.fields.end());
    return *found;
}

} // namespace

class Manifests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsFacts();
    void readsEveryKey();
    void readsFields();
    void readsForms();
    void fillsInDefaults();
    void defaultPriorityFollowsTheKind_data();
    void defaultPriorityFollowsTheKind();
    void aFormAsksForWhatTheFieldRequires();
    void acceptsVariations_data();
    void acceptsVariations();
    void readsText();
    void answersToNames();
    void limitsTheSize();
    void embeddedReadsAlike_data();
    void embeddedReadsAlike();
    void embeddedMayBeRubbish_data();
    void embeddedMayBeRubbish();
    void judgesInManyThreads();
    void namesAreThoseOfTheWire();
};

void Manifests::readsFacts()
{
    const auto lake = parseManifest(manifestFile(u"lake"_s));
    QVERIFY(lake);
    QCOMPARE(lake->id, u"lake"_s);
    QCOMPARE(lake->plugin, u"LakeDataOutput"_s);
    QCOMPARE(lake->aliases, QStringList{u"LakeTechnicalAssetConfiguration"_s});
    QCOMPARE(lake->version.toString(), u"1.2.0"_s);
    QCOMPARE(lake->author, u"Outlet"_s);
    QCOMPARE(lake->license, u"MIT"_s);
    QCOMPARE(lake->homepage, u"https://example.org/lake"_s);
    QCOMPARE(lake->kind, Kind::Connector);
    QCOMPARE(lake->requirements.outlet.toString(), u">=0.1 <1"_s);
    QCOMPARE(lake->hooks, (QList<Hook>{Hook::ConfigurationRules, Hook::AccessPath}));
    QCOMPARE(lake->table, u"lake_data_output_configurations"_s);
    QVERIFY(lake->platform);
    QCOMPARE(lake->platform->key, u"lake"_s);
    QCOMPARE(lake->platform->displayName, u"Lake"_s);
    QVERIFY(lake->platform->parent.isNull());
    QVERIFY(lake->platform->hasEnvironments);
    QVERIFY(lake->platform->showInForm);
    QCOMPARE(lake->fields.size(), 7);
}

void Manifests::readsEveryKey()
{
    const auto all = parseManifest(manifestFile(u"everything"_s));
    QVERIFY(all);
    QCOMPARE(all->versionText, u"2.10.3+build.7"_s);
    QCOMPARE(all->version.toString(), u"2.10.3"_s);
    QCOMPARE(all->author, u"Zoë"_s);
    QCOMPARE(all->priority, 35);
    QCOMPARE(all->enabled, false);
    QCOMPARE(all->requirements.plugins.keys(), (QStringList{u"bucket"_s, u"lake"_s}));
    QVERIFY(all->requirements.plugins[u"lake"_s].contains(*Version::parse(u"1.5.0"_s)));
    QCOMPARE(all->hooks.size(), 10);
    QCOMPARE(all->permissions.size(), 1);
    QCOMPARE(all->permissions[0].key, u"everything:preview"_s);
    QCOMPARE(all->permissions[0].description, u"Look at the first rows of a table"_s);
    QCOMPARE(all->endpoints.size(), 3);
    QCOMPARE(all->endpoints[0].method, u"GET"_s);
    QCOMPARE(all->endpoints[0].path, u"/tables/{name}"_s);
    QCOMPARE(all->endpoints[0].summary, u"One table"_s);
    QCOMPARE(all->endpoints[0].permission, u"everything:preview"_s);
    QVERIFY(all->endpoints[1].permission.isEmpty());
    QCOMPARE(all->settings.size(), 2);
    QCOMPARE(all->settings[0].pattern, u"^https://"_s);
    QVERIFY(all->settings[1].secret);
    QVERIFY(all->platform->parent.isNull()); // null counts as left out
    QVERIFY(!all->platform->showInForm);
}

void Manifests::readsFields()
{
    const auto all = parseManifest(manifestFile(u"everything"_s));
    QVERIFY(all);
    const Field count = fieldNamed(*all, u"count"_s);
    QCOMPARE(count.type, FieldType::Integer);
    QCOMPARE(count.defaultValue, QJsonValue(5));
    QCOMPARE(count.minimum, 1.0);
    QCOMPARE(count.maximum, 10.0);
    QVERIFY(!count.minLength && !count.required && !count.secret);
    QCOMPARE(fieldNamed(*all, u"ratio"_s).description, u"Between nothing and all"_s);
    QVERIFY(!fieldNamed(*all, u"ratio"_s).form);
    QCOMPARE(fieldNamed(*all, u"tags"_s).type, FieldType::StringList);
    QVERIFY(fieldNamed(*all, u"warehouse"_s).defaultValue.isUndefined());
    QCOMPARE(all->settings[1].minLength, 8);
    QCOMPARE(all->settings[1].maxLength, 64);
    const auto lake = parseManifest(manifestFile(u"lake"_s));
    QCOMPARE(fieldNamed(*lake, u"access_granularity"_s).enumeration,
             (QStringList{u"schema"_s, u"table"_s}));
}

void Manifests::readsForms()
{
    const auto all = parseManifest(manifestFile(u"everything"_s));
    QVERIFY(all);
    const FormControl password = *fieldNamed(*all, u"password"_s).form;
    QCOMPARE(password.control, Control::String);
    QCOMPARE(password.hidden, true);
    QCOMPARE(password.disabled, true);
    QVERIFY(!password.useNamespaceWhenNotSourceAligned);
    QVERIFY(password.tooltip.isNull());
    QVERIFY(password.initialValue.isNull());
    QCOMPARE(password.dependsOn.size(), 2);
    QCOMPARE(password.dependsOn[1].fieldName, u"mode"_s);
    QCOMPARE(password.dependsOn[1].value, QJsonValue(true));
    const FormControl mode = *fieldNamed(*all, u"mode"_s).form;
    QCOMPARE(mode.control, Control::Radio);
    QCOMPARE(mode.initialValue, QJsonValue(true));
    QCOMPARE(mode.options[1].label, u"Off"_s);
    QCOMPARE(mode.options[1].value, QJsonValue(false));
    QCOMPARE(fieldNamed(*all, u"tags"_s).form->maxCount, 3);
    const FormControl warehouse = *fieldNamed(*all, u"warehouse"_s).form;
    QCOMPARE(warehouse.optionsFrom, OptionsFrom::Connector);
    QCOMPARE(warehouse.order, 0);
    QCOMPARE(password.order, 6); // its place in the list
    const auto lake = parseManifest(manifestFile(u"lake"_s));
    const FormControl database = *fieldNamed(*lake, u"database"_s).form;
    QCOMPARE(database.optionsFrom, OptionsFrom::PlatformService);
    QCOMPARE(database.useNamespaceWhenNotSourceAligned, true);
    QVERIFY(!database.hidden && !database.disabled);
}

void Manifests::fillsInDefaults()
{
    const auto audit = parseManifest(manifestFile(u"audit"_s));
    QVERIFY(audit);
    QVERIFY(audit->enabled);
    QVERIFY(!audit->platform);
    QVERIFY(audit->table.isEmpty());
    QVERIFY(audit->fields.isEmpty());
    QVERIFY(audit->requirements.outlet.contains(*Version::parse(u"99.0.0"_s)));
}

void Manifests::defaultPriorityFollowsTheKind_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("priority");
    QTest::newRow("middleware") << u"middleware"_s << 30;
    QTest::newRow("security") << u"security"_s << 20;
    QTest::newRow("infrastructure") << u"infrastructure"_s << 10;
    QTest::newRow("connector") << u"connector"_s << 40;
}

void Manifests::defaultPriorityFollowsTheKind()
{
    QFETCH(QString, kind);
    const auto manifest = parseManifest(withValue(manifestFile(u"lake"_s), u"/kind"_s, kind));
    QVERIFY(manifest);
    QTEST(manifest->priority, "priority");
    QCOMPARE(nameOf(manifest->kind), kind);
}

void Manifests::aFormAsksForWhatTheFieldRequires()
{
    const auto lake = parseManifest(manifestFile(u"lake"_s));
    QVERIFY(lake);
    QVERIFY(fieldNamed(*lake, u"database"_s).form->required); // not said in the form
    QVERIFY(!fieldNamed(*lake, u"schema"_s).required);
    QVERIFY(fieldNamed(*lake, u"schema"_s).form->required); // said in the form
}

void Manifests::acceptsVariations_data()
{
    QTest::addColumn<QString>("at");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("a key of the author's own, with anything in it")
        << u"/x-owner"_s << json("{'a': [1, null, {'b': 'C'}]}");
    QTest::newRow("such a key in a field") << u"/fields/0/x-note"_s << json("1");
    QTest::newRow("such a key in a form") << u"/fields/0/form/x-note"_s << json("null");
    QTest::newRow("such a key in the platform") << u"/platform/x-note"_s << json("true");
    QTest::newRow("the longest id") << u"/id"_s << QJsonValue(u"a"_s + QString(40, u'b'));
    QTest::newRow("the shortest id") << u"/id"_s << json("'s3'");
    QTest::newRow("the longest table") << u"/table"_s << QJsonValue(u"a"_s + QString(62, u'b'));
    QTest::newRow("a table that has a core name as a part")
        << u"/table"_s << json("'my_platforms'");
    QTest::newRow("no fields at all") << u"/fields"_s << json("[]");
    QTest::newRow("an integer that is written as a float") << u"/priority"_s << json("40.0");
    QTest::newRow("a file name with dots") << u"/platform/icon_name"_s << json("'a.b.c.svg'");
    QTest::newRow("a thousand characters") << u"/description"_s << QJsonValue(QString(1000, u'漢'));
    QTest::newRow("no description") << u"/description"_s << QJsonValue(QJsonValue::Undefined);
    QTest::newRow("a default that matches a pattern")
        << u"/fields/3"_s
        << json("{'name': 'code', 'type': 'string', 'default': 'ab1', 'pattern': '^[a-z]+[0-9]$'}");
    QTest::newRow("a length of characters outside the BMP")
        << u"/fields/3"_s
        << json("{'name': 'sign', 'type': 'string', 'default': '\\ud83d\\ude00', 'max_length': 1}");
}

void Manifests::acceptsVariations()
{
    QFETCH(QString, at);
    QFETCH(QJsonValue, value);
    const auto manifest = parseManifest(withValue(manifestFile(u"lake"_s), at, value));
    const Problems problems = manifest ? Problems() : manifest.error();
    QVERIFY2(manifest, qPrintable(problems.value(0).where + u' ' + problems.value(0).message));
}

void Manifests::readsText()
{
    const auto lake = parseManifest(dataFile(u"manifests/lake.json"_s));
    QVERIFY(lake);
    QCOMPARE(lake->id, u"lake"_s);
}

void Manifests::answersToNames()
{
    const auto lake = parseManifest(manifestFile(u"lake"_s));
    QVERIFY(lake);
    QVERIFY(lake->answersTo(u"LakeDataOutput"_s));
    QVERIFY(lake->answersTo(u"LakeTechnicalAssetConfiguration"_s));
    QVERIFY(!lake->answersTo(u"lakedataoutput"_s));
    QVERIFY(!lake->answersTo(u"lake"_s));
}

void Manifests::limitsTheSize()
{
    const QJsonObject base = withValue(manifestFile(u"lake"_s), u"/x-note"_s, QJsonValue(u""_s));
    const auto sizeOf = [](const QJsonObject &object) {
        return QJsonDocument(object).toJson(QJsonDocument::Compact).size();
    };
    const qsizetype room = ManifestLimits().bytes - sizeOf(base);
    for (const QChar filler : {QChar(u'a'), QChar(u'"'), QChar(u'\u0001'), QChar(u'漢')}) {
        const qsizetype width = sizeOf({{u"a"_s, QString(filler)}}) - sizeOf({{u"a"_s, u""_s}});
        const QJsonObject full = withValue(base, u"/x-note"_s, QString(room / width, filler));
        QVERIFY(sizeOf(full) <= ManifestLimits().bytes);
        QVERIFY(parseManifest(full));
        const QJsonObject over = withValue(base, u"/x-note"_s, QString(room / width + 1, filler));
        const auto refused = parseManifest(over);
        QVERIFY(!refused);
        QCOMPARE(refused.error().size(), 1);
        QCOMPARE(refused.error()[0].code, ErrorCode::LimitExceeded);
        QCOMPARE(refused.error()[0].message,
                 u"found %1 bytes of compact JSON, wanted at most 16384"_s.arg(sizeOf(over)));
    }
    QVERIFY(parseManifest(manifestFile(u"lake"_s), {.bytes = 1 << 20}));
    QVERIFY(!parseManifest(manifestFile(u"lake"_s), {.bytes = 100}));
}

namespace {

std::expected<Manifest, Problems> embedded(const QByteArray &text)
{
    return parseEmbedded(QJsonDocument::fromJson(embeddedManifest(text)).object());
}

} // namespace

void Manifests::embeddedReadsAlike_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"lake", "everything", "audit", "workshop"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

/** A good manifest takes the short way: another parser, another judge, the same reader. */
void Manifests::embeddedReadsAlike()
{
    QFETCH(QString, name);
    const QJsonObject document = manifestFile(name);
    const auto whole = parseManifest(document);
    const auto shortcut = embedded(QJsonDocument(document).toJson(QJsonDocument::Compact));
    QVERIFY(whole && shortcut);
    QCOMPARE(shortcut->id, whole->id);
    QCOMPARE(shortcut->version, whole->version);
    QCOMPARE(shortcut->hooks, whole->hooks);
    QCOMPARE(shortcut->priority, whole->priority);
    QCOMPARE(shortcut->requirements.plugins.keys(), whole->requirements.plugins.keys());
    QCOMPARE(shortcut->endpoints.size(), whole->endpoints.size());
    QCOMPARE(schemaJson(*shortcut, {}), schemaJson(*whole, {}));
}

void Manifests::embeddedMayBeRubbish_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("a number") << QByteArray("1");
    QTest::newRow("lists in each other") << QByteArray(16384, '[');
    QTest::newRow("lists in each other, closed") << QByteArray(8192, '[') + QByteArray(8192, ']');
    QTest::newRow("objects in each other")
        << QByteArray("{\"a\":").repeated(2000) + "1" + QByteArray(2000, '}');
    QTest::newRow("deep below an own key")
        << "{\"x-a\":" + QByteArray(900, '[') + QByteArray(900, ']') + "}";
    QTest::newRow("half a surrogate pair") << QByteArray("{\"id\":\"\\ud800\"}");
    QTest::newRow("a number that is too large") << QByteArray("{\"id\":1e999}");
}

void Manifests::embeddedMayBeRubbish()
{
    QFETCH(QByteArray, text);
    const auto refused = embedded(text);
    QVERIFY(!refused);
    QVERIFY(!refused.error().isEmpty());
}

void Manifests::judgesInManyThreads()
{
    const QJsonObject good = manifestFile(u"everything"_s);
    const QJsonObject wrong = withValue(good, u"/fields/0/type"_s, u"strng"_s);
    std::atomic<int> failures = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i) {
                const auto refused = parseManifest(wrong);
                if (!parseManifest(good) || refused || refused.error().size() != 1)
                    ++failures;
            }
        });
    threads.clear(); // joins
    QCOMPARE(failures.load(), 0);
}

void Manifests::namesAreThoseOfTheWire()
{
    QCOMPARE(nameOf(FieldType::StringList), u"string_list"_s);
    QCOMPARE(nameOf(FieldType::Integer), u"integer"_s);
    QCOMPARE(nameOf(Hook::EnvironmentMatch), u"EnvironmentMatch"_s);
    QCOMPARE(nameOf(Kind::Infrastructure), u"infrastructure"_s);
}

QTEST_APPLESS_MAIN(Manifests)
#include "manifests.moc"
