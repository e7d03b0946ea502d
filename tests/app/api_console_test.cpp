// SPDX-License-Identifier: GPL-3.0-or-later
// The console as clients get it. Without one (OUTLET_CONSOLE=OFF) its page says so, and that is
// all.
#include "app/api/console.h"
#include "tests/app/pluginapi.h"

#include <QRegularExpression>
#include <QTest>

#include <zlib.h>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

namespace {

QByteArray header(const Reply &reply, const QByteArray &name)
{
    for (const auto &[key, value] : reply.headers) {
        if (key == name)
            return value;
    }
    return {};
}

QByteArray unpacked(const QByteArray &gzip)
{
    z_stream stream = {};
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(gzip.constData()));
    stream.avail_in = uInt(gzip.size());
    QByteArray out(4'000'000, Qt::Uninitialized);
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    if (inflateInit2(&stream, 15 + 16) != Z_OK || inflate(&stream, Z_FINISH) != Z_STREAM_END)
        return "no gzip";
    out.truncate(qsizetype(stream.total_out));
    inflateEnd(&stream);
    return out;
}

} // namespace

class ApiConsoleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pageIsThereForEverybody();
    void policyNamesNobodyElse();
    void pageLoadsFromHereOnly();
    void filesAreAnswered_data();
    void filesAreAnswered();
    void compressedFormsAreTheSame_data();
    void compressedFormsAreTheSame();
    void namesThatNoBuildHad_data();
    void namesThatNoBuildHad();

private:
    void addFiles();
    Reply ask(const QByteArray &target, const QByteArray &encoding = {}, const QByteArray &tag = {})
    {
        Request request = requestFor(target);
        request.acceptEncoding = encoding;
        request.ifNoneMatch = tag;
        return m_api.ask(request);
    }
    bool isBuilt() const { return Console().find(u"outlet-form.js"_s) != nullptr; }

    PluginApi m_api;
};

void ApiConsoleTest::pageIsThereForEverybody()
{
    m_api.useNothing(); // also while the registry is still starting
    const Reply reply = ask("/");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.contentType, "text/html; charset=utf-8");
    QVERIFY(reply.body.startsWith("<!doctype html>"));
    QCOMPARE(header(reply, "Cache-Control"), "no-cache");
    QCOMPARE(ask("/", {}, header(reply, "ETag")).status, 304);
    for (const Route &route : m_api.router().routes()) {
        if (route.description.id.startsWith("readConsole"_L1))
            QVERIFY2(route.access == Access::Open, qPrintable(route.pattern));
    }
}

void ApiConsoleTest::policyNamesNobodyElse()
{
    const Reply reply = ask("/");
    const QByteArray policy = header(reply, "Content-Security-Policy");
    QVERIFY(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"));
    for (const char *word : {"unsafe", "http", "*", "blob:"})
        QVERIFY2(!policy.contains(word), word);
    QVERIFY(policy.contains("frame-ancestors 'none'"));
    QCOMPARE(header(reply, "X-Content-Type-Options"), "nosniff");
    QCOMPARE(header(reply, "Referrer-Policy"), "no-referrer");
}

void ApiConsoleTest::pageLoadsFromHereOnly()
{
    const QString page = QString::fromUtf8(ask("/").body);
    QVERIFY(!page.contains(u"://"_s));
    QVERIFY(!page.contains(QRegularExpression(u"<script(?![^>]* src=)|<style|style="_s)));
}

/** Everything that the page names, and the custom element. */
void ApiConsoleTest::addFiles()
{
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("the page") << "/"_ba;
    if (!isBuilt())
        return;
    auto names = QRegularExpression(u"(?:src|href)=\"(/[^\"]+\\.[a-z]+)\""_s)
                     .globalMatch(QString::fromUtf8(ask("/").body));
    while (names.hasNext()) {
        const QByteArray name = names.next().captured(1).toUtf8();
        QTest::newRow(name.constData()) << name;
    }
    QTest::newRow("the custom element") << "/outlet-form.js"_ba;
}

void ApiConsoleTest::filesAreAnswered_data()
{
    addFiles();
}

void ApiConsoleTest::filesAreAnswered()
{
    QFETCH(QByteArray, target);
    const Reply reply = ask(target);
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.body.isEmpty());
    QVERIFY(reply.isReady);
    const QByteArray caching =
        target.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    QCOMPARE(header(reply, "Cache-Control"), caching);
    QCOMPARE(header(reply, "X-Content-Type-Options"), "nosniff");
    if (target.endsWith(".js"))
        QCOMPARE(reply.contentType, "text/javascript; charset=utf-8");
    if (target.endsWith(".css"))
        QCOMPARE(reply.contentType, "text/css; charset=utf-8");
    const Reply unchanged = ask(target, {}, header(reply, "ETag"));
    QCOMPARE(unchanged.status, 304);
    QVERIFY(unchanged.body.isEmpty());
    QCOMPARE(ask(target, {}, "\"another\"").status, 200);
}

void ApiConsoleTest::compressedFormsAreTheSame_data()
{
    addFiles();
}

void ApiConsoleTest::compressedFormsAreTheSame()
{
    QFETCH(QByteArray, target);
    if (!isBuilt())
        QSKIP("Built without the console: there is no compressed form");
    const Reply plain = ask(target);
    const Reply compressed = ask(target, "gzip");
    QCOMPARE(header(compressed, "Content-Encoding"), "gzip");
    QCOMPARE(unpacked(compressed.body), plain.body);
    QVERIFY(header(compressed, "ETag") != header(plain, "ETag"));
    QCOMPARE(header(compressed, "Vary"), "Accept-Encoding");
}

void ApiConsoleTest::namesThatNoBuildHad_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target :
         {"/assets/", "/assets/index.js", "/assets/..%2Findex.html", "/assets/../index.html",
          "/assets/%2e%2e%2findex.html", "/assets/a/b.js", "/index.html", "/index.html.gz",
          "/outlet-form.js.gz", "/assets/.gz"})
        QTest::newRow(target) << QByteArray(target);
}

void ApiConsoleTest::namesThatNoBuildHad()
{
    QFETCH(QByteArray, target);
    const Reply reply = ask(target);
    QVERIFY2(reply.status == 404 || reply.status == 307, target.constData());
    QVERIFY(!reply.body.contains("<html"));
}

QTEST_GUILESS_MAIN(ApiConsoleTest)

#include "api_console_test.moc"
