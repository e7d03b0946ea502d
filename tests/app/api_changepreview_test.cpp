// SPDX-License-Identifier: GPL-3.0-or-later
// What another version would find wrong with what is stored.
#include "app/api/changepreview.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::api;

class ChangePreviewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findings_data();
    void findings();
    void withoutAVersionInForceEverythingCounts();
};

namespace {

ui::Manifest manifestWith(const QString &version, const QByteArray &fields)
{
    const auto manifest = ui::parseManifest(
        R"({"id":"thing","plugin":"Thing","version":")" + version.toUtf8() +
        R"(","description":"A thing.","platform":{"key":"thing","display_name":"Thing",)"
        R"("icon_name":"thing-logo.svg","detailed_name":"Thing","result_label":"Thing",)"
        R"("result_tooltip":"A thing"},"table":"things","fields":[)" +
        fields + "]}");
    if (!manifest)
        qFatal("%s", qPrintable(manifest.error().front().message));
    return *manifest;
}

/** A field as the manifest has it; `more` are further members. */
QByteArray field(const QByteArray &name, const QByteArray &type, const QByteArray &more = {})
{
    return R"({"name":")" + name + R"(","type":")" + type + '"' + (more.isEmpty() ? "" : ",") +
           more + '}';
}

} // namespace

void ChangePreviewTest::findings_data()
{
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<QByteArray>("next");
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QStringList>("wanted"); // field, effect, reason
    const auto row = [](const char *name, const QByteArray &now, const QByteArray &next,
                        const QByteArray &stored, const QStringList &wanted) {
        QTest::newRow(name) << now << next << stored << wanted;
    };
    const QByteArray a = field("a", "string", R"("required":true)");
    const QByteArray b = field("b", "string", R"("default":"x")");
    const QString lost = u"b lost Version 1.0.0 has no such field: the value is lost"_s;
    row("the same fields", a, a, R"({"a":"1"})", {});
    row("a field that goes, with a value", a + ',' + b, a, R"({"a":"1","b":"2"})", {lost});
    row("a field that goes, with its default", a + ',' + b, a, R"({"a":"1","b":"x"})", {});
    row("a field that goes, empty", a + ',' + b, a, R"({"a":"1","b":""})", {});
    row("a field that goes, without a value", a + ',' + b, a, R"({"a":"1"})", {});
    row("a secret that goes is not shown", a + ',' + field("b", "string", R"("secret":true)"), a,
        R"({"a":"1","b":"geheim"})", {lost});
    row("a field that is required by now, without a value", a + ',' + field("b", "string"),
        a + ',' + field("b", "string", R"("required":true)"), R"({"a":"1"})",
        {u"b invalid Field required"_s});
    row("a field that comes, with a default", a, a + ',' + b, R"({"a":"1"})", {});
    row("a field of another type", field("a", "string"), field("a", "integer"), R"({"a":"1"})",
        {u"a invalid Input should be a valid integer"_s});
    row("fewer choices", field("a", "string", R"("enum":["x","y"])"),
        field("a", "string", R"("enum":["x","z"])"), R"({"a":"y"})",
        {u"a invalid Input should be 'x' or 'z'"_s});
    row("a value that is too long by now", field("a", "string", R"("max_length":9)"),
        field("a", "string", R"("max_length":3)"), R"({"a":"12345"})",
        {u"a invalid Found \"12345\", wanted a string of at most 3 characters"_s});
    row("what is wrong already is no finding", field("a", "string", R"("max_length":3)"),
        field("a", "string", R"("max_length":3)"), R"({"a":"12345"})", {});
    row("a secret that is too long is not described",
        field("a", "string", R"("secret":true,"max_length":9)"),
        field("a", "string", R"("secret":true,"max_length":3)"), R"({"a":"geheim"})",
        {u"a invalid Version 1.0.0 does not take the secret that is stored"_s});
    row("several at once", a + ',' + b, field("a", "integer"), R"({"a":"1","b":"2"})",
        {lost, u"a invalid Input should be a valid integer"_s});
}

void ChangePreviewTest::findings()
{
    QFETCH(QByteArray, now);
    QFETCH(QByteArray, next);
    QFETCH(QByteArray, stored);
    QFETCH(QStringList, wanted);
    const ui::Manifest before = manifestWith(u"2.0.0"_s, now);
    QStringList found;
    for (const Finding &finding : findingsIn(QJsonDocument::fromJson(stored).object(), &before,
                                             manifestWith(u"1.0.0"_s, next))) {
        const QString effect = finding.effect == Effect::Invalid ? u"invalid"_s
                               : finding.effect == Effect::Lost  ? u"lost"_s
                                                                 : u"archived"_s;
        found.append(finding.field + u' ' + effect + u' ' + finding.reason);
        QVERIFY(!finding.reason.contains("geheim"_L1));
    }
    QCOMPARE(found, wanted);
}

void ChangePreviewTest::withoutAVersionInForceEverythingCounts()
{
    const ui::Manifest next = manifestWith(u"1.0.0"_s, field("a", "string", R"("max_length":3)"));
    const QList<Finding> found = findingsIn({{u"a"_s, u"12345"_s}, {u"b"_s, 1}}, nullptr, next);
    QCOMPARE(found.size(), 2);
}

QTEST_GUILESS_MAIN(ChangePreviewTest)
#include "api_changepreview_test.moc"
