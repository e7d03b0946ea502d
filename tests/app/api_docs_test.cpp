// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/docspage.h"
#include "app/api/docsschema.h"
#include "app/api/html.h"
#include "tests/app/pluginapi.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QXmlStreamReader>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

namespace {

/** Everything that a pattern's first group finds. */
QStringList all(const QString &text, const QString &pattern)
{
    QStringList found;
    const QRegularExpression expression(pattern, QRegularExpression::DotMatchesEverythingOption);
    auto matches = expression.globalMatch(text);
    while (matches.hasNext())
        found.append(matches.next().captured(1));
    return found;
}

/** The page as XML: the elements that HTML leaves open closed, its doctype gone. */
QString asXml(QString page)
{
    page.remove(u"<!DOCTYPE html>"_s).replace(u"<br>"_s, u"<br/>"_s);
    return page.replace(QRegularExpression(u"(<meta [^>]*)>"_s), u"\\1/>"_s);
}

QJsonObject json(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        giveUp(error.errorString());
    return document.object();
}

} // namespace

class ApiDocsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isHtmlWithItsPolicy();
    void loadsAndRunsNothing();
    void isWellFormed();
    void everyLinkHasItsTarget();
    void everyOperationIsThere();
    void everySchemaIsThere();
    void canBeUsedByKeyboard();
    void whatConnectorsSayIsEscaped_data();
    void whatConnectorsSayIsEscaped();
    void aTypeInWords_data();
    void aTypeInWords();
    void codeInProse_data();
    void codeInProse();
    void propertiesInsideProperties();
    void saysWhatIsDeprecated();
    void livesWithADocumentOfNothing();

private:
    Reply m_reply;
    QString m_page;
};

void ApiDocsTest::initTestCase()
{
    PluginApi api;
    m_reply = api.get("/docs");
    m_page = QString::fromUtf8(m_reply.body);
    QCOMPARE(m_reply.status, 200);
}

void ApiDocsTest::isHtmlWithItsPolicy()
{
    QCOMPARE(m_reply.contentType, "text/html; charset=utf-8"_ba);
    QCOMPARE(headerOf(m_reply, "X-Content-Type-Options"), "nosniff"_ba);
    QCOMPARE(headerOf(m_reply, "Referrer-Policy"), "no-referrer"_ba);
    const QStringList styles = all(m_page, u"<style>(.*?)</style>"_s);
    QCOMPARE(styles.size(), 1);
    // The browser hashes what stands between the tags, to the byte.
    const QByteArray hash =
        QCryptographicHash::hash(styles.first().toUtf8(), QCryptographicHash::Sha256).toBase64();
    QCOMPARE(headerOf(m_reply, "Content-Security-Policy"),
             "default-src 'none'; style-src 'sha256-" + hash +
                 "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    QVERIFY(m_page.startsWith("<!DOCTYPE html>"_L1));
}

void ApiDocsTest::loadsAndRunsNothing()
{
    for (const QString &name :
         {u"script"_s, u"link"_s, u"img"_s, u"iframe"_s, u"object"_s, u"form"_s, u"base"_s})
        QVERIFY2(!m_page.contains(u'<' + name), qPrintable(name));
    QCOMPARE(all(m_page, u"\\s(on\\w+|style|src)="_s), QStringList());
    QVERIFY(!m_page.contains("@import"_L1) && !m_page.contains("url("_L1));
    for (const QString &target : all(m_page, u"href=\"([^\"]*)\""_s))
        QVERIFY2(target.startsWith(u'#') || target == "/openapi.json"_L1, qPrintable(target));
}

void ApiDocsTest::isWellFormed()
{
    QXmlStreamReader reader(asXml(m_page));
    while (!reader.atEnd())
        reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
}

void ApiDocsTest::everyLinkHasItsTarget()
{
    const QStringList ids = all(m_page, u" id=\"([^\"]*)\""_s);
    const QSet<QString> targets(ids.begin(), ids.end());
    QCOMPARE(targets.size(), ids.size()); // none twice
    const QStringList links = all(m_page, u"href=\"#([^\"]*)\""_s);
    QVERIFY(links.size() > 100);
    for (const QString &link : links)
        QVERIFY2(targets.contains(link), qPrintable(link));
}

void ApiDocsTest::everyOperationIsThere()
{
    PluginApi api;
    for (const Route &route : api.router().routes()) {
        if (route.method == "HEAD")
            continue;
        const QString where = route.pattern;
        QVERIFY2(m_page.contains(u"id=\"operation-%1\""_s.arg(route.description.id)),
                 qPrintable(where));
        QVERIFY2(m_page.contains(u"<span class=\"method\">%1</span> <code>%2</code>"_s.arg(
                     QString::fromLatin1(route.method), where)),
                 qPrintable(where));
        QVERIFY2(m_page.contains(u"<h3>%1</h3>"_s.arg(html::text(route.description.summary))),
                 qPrintable(where));
    }
    QVERIFY(m_page.contains(u"<p>Body: <code>application/json</code>: "
                            "<a href=\"#schema-SubmittedConfiguration\">"_s));
}

void ApiDocsTest::everySchemaIsThere()
{
    for (const QString &name : {u"Form"_s, u"Form.element"_s, u"Problem"_s,
                                u"Configuration.SnowflakeDataOutput"_s, u"Verdict"_s})
        QVERIFY2(m_page.contains(u"<section id=\"schema-%1\">"_s.arg(name)), qPrintable(name));
    QVERIFY(m_page.contains(u"<code>access_granularity</code>"_s));
    QVERIFY(m_page.contains(u"one of <code>&quot;schema&quot;</code>, "
                            "<code>&quot;table&quot;</code>"_s));
}

void ApiDocsTest::canBeUsedByKeyboard()
{
    QVERIFY(m_page.contains(u"<body><a class=\"skip\" href=\"#main\">"_s));
    QVERIFY(m_page.contains(u"<main id=\"main\" tabindex=\"-1\">"_s));
    QVERIFY(m_page.contains(u"<html lang=\"en\">"_s));
    // What scrolls can be reached, and says what it is.
    const qsizetype tables = m_page.count("<table>"_L1);
    QVERIFY(tables > 40);
    QCOMPARE(
        all(m_page, u"<section class=\"wide\" tabindex=\"0\" aria-label=\"([^\"]+)\"><table>"_s)
            .size(),
        tables);
    QVERIFY(m_page.contains(u":focus-visible"_s));
    QVERIFY(m_page.contains(u"prefers-color-scheme: dark"_s));
    QCOMPARE(all(m_page, u"<(h1)>"_s).size(), 1);
}

void ApiDocsTest::whatConnectorsSayIsEscaped_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("an element") << u"<script>alert(1)</script>"_s;
    QTest::newRow("the end of the style") << u"</style><img src=x onerror=alert(1)>"_s;
    QTest::newRow("the end of an attribute") << u"\" onclick=\"alert(1)"_s;
    QTest::newRow("an apostrophe") << u"' onclick='alert(1)"_s;
    QTest::newRow("a character reference") << u"&lt;script&gt; &#x3c;"_s;
    QTest::newRow("code with an element") << u"`<b>`"_s;
    QTest::newRow("half of code") << u"`<b>"_s;
    QTest::newRow("the end of a comment") << u"--><script>"_s;
    QTest::newRow("a place marker") << u"%1 %2 %3 %99"_s;
}

void ApiDocsTest::whatConnectorsSayIsEscaped()
{
    QFETCH(QString, text);
    registry::Draft draft = sampleDraft();
    ui::Manifest &manifest = draft.connectors.front().manifest;
    manifest.description = text;
    manifest.platform->displayName = text;
    ui::Field &field = manifest.fields.front();
    field.description = text;
    field.form->label = text;
    field.pattern = text;
    field.enumeration = {text};
    field.defaultValue = text;
    PluginApi api;
    api.use(std::move(draft));
    const QString page = QString::fromUtf8(api.get("/docs").body);
    QXmlStreamReader reader(asXml(page));
    QString shown;
    while (!reader.atEnd()) {
        const auto token = reader.readNext();
        if (token == QXmlStreamReader::Characters)
            shown += reader.text();
        for (const QXmlStreamAttribute &attribute : reader.attributes())
            QVERIFY2(!attribute.name().startsWith("on"_L1),
                     qPrintable(attribute.name().toString()));
        QVERIFY(reader.name() != "script"_L1 && reader.name() != "img"_L1);
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    // Description, label and pattern as they are; default and choice as JSON, with its own escapes.
    QVERIFY2(shown.contains(u"matches "_s + text), qPrintable(text));
    const bool isCode = text.count(u'`') == 2;
    QVERIFY2(shown.contains(isCode ? QString(text).remove(u'`') : text), qPrintable(text));
    QVERIFY(shown.contains(text + u": "_s));
}

void ApiDocsTest::aTypeInWords_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *schema, const QString &words) {
        QTest::newRow(name) << QByteArray(schema) << words;
    };
    row("nothing said", "{}", u"anything"_s);
    row("a string", R"({"type":"string"})", u"string"_s);
    row("perhaps null", R"({"type":["string","null"]})", u"string or null"_s);
    row("a component", R"({"$ref":"#/components/schemas/Form.element"})",
        u"<a href=\"#schema-Form.element\">Form.element</a>"_s);
    row("a list of components", R"({"type":"array","items":{"$ref":"#/components/schemas/A"}})",
        u"list of <a href=\"#schema-A\">A</a>"_s);
    row("a list of anything", R"({"type":"array"})", u"list of anything"_s);
    row("choices", R"({"enum":["a",1,null]})",
        u"one of <code>&quot;a&quot;</code>, <code>1</code>, <code>null</code>"_s);
    row("one value", R"({"const":true})", u"always <code>true</code>"_s);
    row("one of two", R"({"oneOf":[{"type":"string"},{"type":"boolean"}]})",
        u"one of string, boolean"_s);
    row("limits", R"({"type":"integer","minimum":0,"maximum":9,"default":0})",
        u"integer, at least <code>0</code>, at most <code>9</code>, by default <code>0</code>"_s);
    row("an empty default", R"({"type":"string","default":""})",
        u"string, by default <code>&quot;&quot;</code>"_s);
    row("a secret", R"({"type":"string","writeOnly":true})",
        u"string, secret: never in an answer"_s);
    row("out of use", R"({"type":"string","deprecated":true})", u"string, deprecated"_s);
    row("a pattern", R"({"type":"string","pattern":"^<a>$"})",
        u"string, matches <code>^&lt;a&gt;$</code>"_s);
}

void ApiDocsTest::aTypeInWords()
{
    QFETCH(QByteArray, schema);
    QFETCH(QString, words);
    QCOMPARE(typeHtml(json(schema)), words);
}

void ApiDocsTest::codeInProse_data()
{
    QTest::addColumn<QString>("plain");
    QTest::addColumn<QString>("shown");
    QTest::newRow("none") << u"a < b"_s << u"a &lt; b"_s;
    QTest::newRow("one") << u"the `ETag`."_s << u"the <code>ETag</code>."_s;
    QTest::newRow("two") << u"`a` and `b`"_s << u"<code>a</code> and <code>b</code>"_s;
    QTest::newRow("one that does not end") << u"a ` b"_s << u"a ` b"_s;
    QTest::newRow("an empty one") << u"``"_s << u"<code></code>"_s;
    QTest::newRow("an element inside") << u"`<b>`"_s << u"<code>&lt;b&gt;</code>"_s;
}

void ApiDocsTest::codeInProse()
{
    QFETCH(QString, plain);
    QFETCH(QString, shown);
    QCOMPARE(html::prose(plain), shown);
}

void ApiDocsTest::propertiesInsideProperties()
{
    const QString section =
        schemaHtml(u"A"_s, json(R"({"type":"object","required":["b"],"properties":{
            "b":{"type":"object","properties":{"c":{"type":"string","description":"C."}}},
            "d":{"type":"array","items":{"type":"object","properties":{"e":{"type":"string"}}}}}})"));
    QCOMPARE(all(section, u"<th scope=\"row\"><code>([^<]*)</code>"_s),
             QStringList({u"b"_s, u"b.c"_s, u"d"_s, u"d[].e"_s}));
    QCOMPARE(all(section, u"<td>(always|optional)</td>"_s),
             QStringList({u"always"_s, u"optional"_s, u"optional"_s, u"optional"_s}));
}

void ApiDocsTest::saysWhatIsDeprecated()
{
    QVERIFY(!m_page.contains("<strong"_L1));
    const QByteArray page =
        docsPage(json(R"({"tags":[{"name":"T"}],"paths":{"/old":{"get":{"operationId":"o",
            "tags":["T"],"summary":"S","deprecated":true}}}})"));
    QVERIFY2(page.contains("<code>/old</code> <strong class=\"deprecated\">deprecated</strong>"),
             page.constData());
}

void ApiDocsTest::livesWithADocumentOfNothing()
{
    QXmlStreamReader reader(asXml(QString::fromUtf8(docsPage({}))));
    while (!reader.atEnd())
        reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
}

QTEST_GUILESS_MAIN(ApiDocsTest)
#include "api_docs_test.moc"
