// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/snapshot.h"

#include "tests/fixtures/recipe.h"
#include "tests/registry/values.h"
#include "ui-schemas/form.h"
#include "ui-schemas/jsonschema.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

#include <zlib.h>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

class SnapshotTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentsAreValidatedByTheirBytes_data();
    void documentsAreValidatedByTheirBytes();
    void lateDocumentsAreMadeOnce();
    void lateDocumentsOfNothingAreEmpty();
    void schemasFollowTheOptions();
    void theListHoldsTheFormsInTheirOrder();
    void optionsDecideAboutTheForm_data();
    void optionsDecideAboutTheForm();
    void sameInputGivesSameBytes();
    void namesAreExact_data();
    void namesAreExact();
    void rejectedOnesAreFoundByEveryName_data();
    void rejectedOnesAreFoundByEveryName();
    void iconsAreReadOnceAndWithinReason_data();
    void iconsAreReadOnceAndWithinReason();
    void pluginsWithoutAPlatformHaveNoForm();
};

namespace {

/** A connector with one select whose choices the platform offers. */
Connector connector(const QString &id)
{
    Described plugin = described(id);
    plugin.manifest.aliases = {id + "_old"_L1};
    ui::Platform platform;
    platform.key = id;
    platform.displayName = id.toUpper();
    plugin.manifest.platform = platform;
    ui::Field field;
    field.name = u"thing"_s;
    field.form.emplace();
    field.form->label = u"Thing"_s;
    field.form->control = ui::Control::Select;
    field.form->optionsFrom = ui::OptionsFrom::PlatformService;
    plugin.manifest.fields = {field};
    return {plugin.candidate, plugin.manifest, {VerdictCode::Ready, {}, {}, {}}, {}, {}, {}, {}};
}

Draft draft(const QStringList &names)
{
    Draft draft;
    for (const QString &name : names)
        draft.connectors.push_back(connector(name));
    return draft;
}

QByteArray inflated(const QByteArray &gzip)
{
    z_stream stream = {};
    QByteArray out(1 << 20, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(gzip.constData()));
    stream.avail_in = uInt(gzip.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    const bool isWhole =
        inflateInit2(&stream, 15 + 16) == Z_OK && inflate(&stream, Z_FINISH) == Z_STREAM_END;
    inflateEnd(&stream);
    return isWhole ? out.first(qsizetype(stream.total_out)) : QByteArray("not gzip");
}

} // namespace

void SnapshotTest::lateDocumentsAreMadeOnce()
{
    std::atomic<int> made = 0;
    const LateDocument document([&made] { return "made " + QByteArray::number(++made); });
    QCOMPARE(made.load(), 0);
    std::vector<const Document *> found(8);
    {
        std::vector<std::jthread> threads;
        for (const Document *&place : found)
            threads.emplace_back([&place, copy = document] { place = &copy.get(); });
    }
    QCOMPARE(made.load(), 1);
    for (const Document *one : found)
        QCOMPARE(one, &document.get());
    QCOMPARE(document.get().body, "made 1");
    QCOMPARE(document.get().etag, makeDocument("made 1").etag);
}

void SnapshotTest::lateDocumentsOfNothingAreEmpty()
{
    QCOMPARE(LateDocument().get().body, QByteArray());
    QCOMPARE(LateDocument([] { return QByteArray(); }).get().body, QByteArray());
}

void SnapshotTest::schemasFollowTheOptions()
{
    const SnapshotPtr one = buildSnapshot(draft({u"ant"_s, u"cow"_s}), {}, 1);
    const SnapshotPtr other = buildSnapshot({{}, one->connectors, {}}, {{u"cow"_s, {u"x"_s}}}, 2);
    const auto schema = [](const SnapshotPtr &snapshot, size_t index) {
        return snapshot->connectors[index].schema.get();
    };
    QCOMPARE(schema(other, 1).body,
             ui::schemaJson(other->connectors[1].manifest, QStringList{u"x"_s}));
    QCOMPARE(schema(one, 1).body, ui::schemaJson(one->connectors[1].manifest, std::nullopt));
    QVERIFY(schema(one, 1).etag != schema(other, 1).etag);
    QCOMPARE(schema(one, 0).etag, schema(other, 0).etag);
}

void SnapshotTest::documentsAreValidatedByTheirBytes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isCompressed");
    QTest::newRow("an empty body is not compressed") << QByteArray("") << false;
    QTest::newRow("a few bytes are not compressed") << QByteArray("{}") << false;
    QTest::newRow("a long body is compressed") << QByteArray("[1, 2, 3]").repeated(1000) << true;
    QTest::newRow("bytes of every value survive")
        << QByteArray(u"ä\0ö€"_s.toUtf8()).repeated(100) << true;
}

void SnapshotTest::documentsAreValidatedByTheirBytes()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, isCompressed);
    const Document document = makeDocument(body, "text/x");
    QCOMPARE(document.body, body);
    QCOMPARE(document.contentType, "text/x");
    QVERIFY(document.etag.startsWith('"') && document.etag.endsWith('"'));
    QVERIFY(document.etag.size() > 18);
    QCOMPARE(makeDocument(body).etag, document.etag);
    QVERIFY(makeDocument(body + ' ').etag != document.etag);
    QVERIFY(document.gzipEtag() != document.etag);
    QVERIFY(document.gzipEtag().endsWith("-gz\""));
    QCOMPARE(!document.gzip.isEmpty(), isCompressed);
    if (isCompressed) {
        QVERIFY(document.gzip.size() < body.size());
        QCOMPARE(inflated(document.gzip), body);
    }
}

void SnapshotTest::theListHoldsTheFormsInTheirOrder()
{
    const SnapshotPtr snapshot = buildSnapshot(draft({u"zebra"_s, u"ant"_s, u"cow"_s}), {}, 7);
    QCOMPARE(snapshot->generation, 7U);
    QCOMPARE(snapshot->builtAt.timeSpec(), Qt::UTC);
    QByteArrayList forms;
    for (const Connector &connector : snapshot->connectors)
        forms.append(connector.form.body);
    QCOMPARE(snapshot->list.body, "{\"plugins\":[" + forms.join(',') + "]}");
    QCOMPARE(snapshot->list.contentType, "application/json");
    QStringList tiles;
    const QJsonDocument document = QJsonDocument::fromJson(snapshot->tiles.body);
    for (const QJsonValue &tile : document.object().value("platform_tiles"_L1).toArray())
        tiles.append(tile.toObject().value("value"_L1).toString());
    QCOMPARE(tiles, QStringList({u"zebra"_s, u"ant"_s, u"cow"_s}));
}

void SnapshotTest::optionsDecideAboutTheForm_data()
{
    using Options = QHash<QString, QStringList>;
    QTest::addColumn<Options>("options");
    QTest::addColumn<bool>("isConfigured");
    QTest::addColumn<QStringList>("values");
    const auto row = [](const char *name, const Options &options, bool isConfigured,
                        QStringList values = {}) {
        QTest::newRow(name) << options << isConfigured << values;
    };
    row("nothing offered at all", {}, false);
    row("offered for another platform", {{u"other"_s, {u"x"_s}}}, false);
    row("offered under the name in another case", {{u"Ant"_s, {u"x"_s}}}, false);
    row("an empty list is configured", {{u"ant"_s, {}}}, true);
    row("what is offered is in the form", {{u"ant"_s, {u"b"_s, u"a"_s}}}, true, {u"b"_s, u"a"_s});
}

void SnapshotTest::optionsDecideAboutTheForm()
{
    using Options = QHash<QString, QStringList>;
    QFETCH(Options, options);
    QFETCH(bool, isConfigured);
    QFETCH(QStringList, values);
    const SnapshotPtr snapshot = buildSnapshot(draft({u"ant"_s}), options, 1);
    const Connector &ant = snapshot->connectors.front();
    QCOMPARE(ant.platformOptions.has_value(), isConfigured);
    const QJsonObject form = QJsonDocument::fromJson(ant.form.body).object();
    QCOMPARE(form.value("not_configured"_L1), QJsonValue(!isConfigured));
    QStringList found;
    const QJsonArray elements = form.value("ui_metadata"_L1).toArray();
    QCOMPARE(elements.size(), isConfigured ? 1 : 0);
    for (const QJsonValue &option : elements[0]["select"_L1]["options"_L1].toArray())
        found.append(option["value"_L1].toString());
    QCOMPARE(found, values);
}

void SnapshotTest::sameInputGivesSameBytes()
{
    const SnapshotPtr one = buildSnapshot(draft({u"ant"_s, u"cow"_s}), {}, 1);
    const SnapshotPtr other = buildSnapshot(draft({u"ant"_s, u"cow"_s}), {}, 2);
    QCOMPARE(other->list.body, one->list.body);
    QCOMPARE(other->list.etag, one->list.etag);
    QCOMPARE(other->tiles.etag, one->tiles.etag);
    const SnapshotPtr changed =
        buildSnapshot(draft({u"ant"_s, u"cow"_s}), {{u"cow"_s, {u"x"_s}}}, 3);
    QVERIFY(changed->list.etag != one->list.etag);
    QCOMPARE(changed->connectors[0].form.etag, one->connectors[0].form.etag);
    QVERIFY(changed->connectors[1].form.etag != one->connectors[1].form.etag);
}

void SnapshotTest::namesAreExact_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("id");
    QTest::newRow("the plugin name") << u"CowDataOutput"_s << u"cow"_s;
    QTest::newRow("an alias") << u"cow_old"_s << u"cow"_s;
    QTest::newRow("the id is no name on the wire") << u"cow"_s << QString();
    QTest::newRow("another case") << u"cowdataoutput"_s << QString();
    QTest::newRow("a class path") << u"a.CowDataOutput"_s << QString();
    QTest::newRow("an unknown name") << u"Horse"_s << QString();
    QTest::newRow("no name") << QString() << QString();
}

void SnapshotTest::namesAreExact()
{
    QFETCH(QString, name);
    QFETCH(QString, id);
    const SnapshotPtr snapshot = buildSnapshot(draft({u"ant"_s, u"cow"_s}), {}, 1);
    const Connector *const found = snapshot->find(name);
    QCOMPARE(found ? found->manifest.id : QString(), id);
}

void SnapshotTest::rejectedOnesAreFoundByEveryName_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *title, const QString &name, QStringList expected) {
        QTest::newRow(title) << name << expected;
    };
    row("by plugin name", u"OldDataOutput"_s, {u"old-folder: id-mismatch"_s});
    row("by id", u"old"_s, {u"old-folder: id-mismatch"_s});
    row("by alias", u"Older"_s, {u"old-folder: id-mismatch"_s});
    row("by folder", u"old-folder"_s, {u"old-folder: id-mismatch"_s});
    row("by folder where there is no manifest", u"torn"_s,
        {u"torn: truncated"_s, u"torn: not-elf"_s});
    row("nothing of an accepted name", u"AntDataOutput"_s, {});
    row("nothing of an unknown name", u"tor"_s, {});
}

void SnapshotTest::rejectedOnesAreFoundByEveryName()
{
    QFETCH(QString, name);
    QFETCH(QStringList, expected);
    Draft all = draft({u"ant"_s});
    all.rejected.push_back(reject(described(u"old"_s,
                                            [](Described &d) {
                                                d.candidate.name = u"old-folder"_s;
                                                d.manifest.aliases = {u"Older"_s};
                                            }),
                                  {VerdictCode::IdMismatch, {}, {}, {}}));
    for (const VerdictCode code : {VerdictCode::Truncated, VerdictCode::NotElf})
        all.rejected.push_back({{u"torn"_s, {}, {}, Source::External}, {}, {code, {}, {}, {}}});
    const SnapshotPtr snapshot = buildSnapshot(std::move(all), {}, 1);
    std::vector<Rejected> found;
    for (const Rejected *rejected : snapshot->rejectedAs(name))
        found.push_back(*rejected);
    QCOMPARE(codes(found), expected);
    QCOMPARE(snapshot->knownNames(),
             QStringList({u"AntDataOutput"_s, u"ant"_s, u"ant_old"_s, u"OldDataOutput"_s, u"old"_s,
                          u"Older"_s, u"torn"_s}));
}

void SnapshotTest::iconsAreReadOnceAndWithinReason_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<bool>("isThere");
    QTest::newRow("no icon") << qsizetype(-1) << false;
    QTest::newRow("a small one") << qsizetype(100) << true;
    QTest::newRow("the largest") << qsizetype(256 * 1024) << true;
    QTest::newRow("one byte more") << qsizetype(256 * 1024 + 1) << false;
}

void SnapshotTest::iconsAreReadOnceAndWithinReason()
{
    QFETCH(qsizetype, size);
    QFETCH(bool, isThere);
    QTemporaryDir folder;
    const QByteArray svg(std::max<qsizetype>(size, 0), 'x');
    if (size >= 0)
        QVERIFY(writeFile(folder.filePath(u"icon.svg"_s), svg));
    Draft one = draft({u"ant"_s});
    one.connectors.front().candidate.directory = folder.path();
    const SnapshotPtr snapshot = buildSnapshot(std::move(one), {}, 1);
    const std::optional<Document> &icon = snapshot->connectors.front().icon;
    QCOMPARE(icon.has_value(), isThere);
    if (!isThere)
        return;
    QCOMPARE(icon->body, svg);
    QCOMPARE(icon->contentType, "image/svg+xml");

    QVERIFY(writeFile(folder.filePath(u"icon.svg"_s), "another"));
    const SnapshotPtr next = buildSnapshot({{}, snapshot->connectors, {}}, {}, 2);
    QCOMPARE(next->connectors.front().icon->body, svg);
}

void SnapshotTest::pluginsWithoutAPlatformHaveNoForm()
{
    Draft two = draft({u"ant"_s, u"auth"_s});
    two.connectors[1].manifest.platform.reset();
    const SnapshotPtr snapshot = buildSnapshot(std::move(two), {}, 1);
    QCOMPARE(snapshot->list.body, ui::listJson({snapshot->connectors.front().form.body}));
    QVERIFY(snapshot->connectors[1].form.body.isEmpty());
    QVERIFY(snapshot->connectors[1].schema.get().body.isEmpty());
    QVERIFY(snapshot->find(u"AuthDataOutput"_s));
}

QTEST_GUILESS_MAIN(SnapshotTest)

#include "snapshot_test.moc"
