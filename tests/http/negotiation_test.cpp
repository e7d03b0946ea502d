// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/apihandler.h"
#include "tests/http/rawclient.h"
#include "tests/http/serverthread.h"

#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::tests;

class NegotiationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void notModifiedHasNoBody_data();
    void notModifiedHasNoBody();
    void modifiedHasABody_data();
    void modifiedHasABody();
    void gzipUnpacksToTheSameBytes_data();
    void gzipUnpacksToTheSameBytes();
    void identityWhereGzipIsNotWanted_data();
    void identityWhereGzipIsNotWanted();

private:
    RawReply get(const QByteArray &target, const QByteArray &headers = {})
    {
        return RawClient(m_server->port()).get(target, headers);
    }

    QTemporaryDir m_directory;
    std::unique_ptr<ServerThread> m_server;
};

namespace {

QByteArray unpacked(const QByteArray &gzip)
{
    z_stream stream = {};
    inflateInit2(&stream, 15 + 16);
    QByteArray out(1024 * 1024, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(gzip.constData()));
    stream.avail_in = uInt(gzip.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    const int result = inflate(&stream, Z_FINISH);
    out.truncate(qsizetype(stream.total_out));
    inflateEnd(&stream);
    return result == Z_STREAM_END ? out : "not a complete gzip member"_ba;
}

} // namespace

void NegotiationTest::initTestCase()
{
    const registry::SnapshotPtr snapshot = sampleSnapshot();
    const QString path = m_directory.filePath(u"outlet.sqlite"_s);
    m_server = std::make_unique<ServerThread>([=] { return makeHandler(path, snapshot); });
    QVERIFY(m_server->port() > 0);
}

void NegotiationTest::notModifiedHasNoBody_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("condition"); // %1 is the tag
    for (const QByteArray &target :
         {listTarget, formTarget, tilesTarget, iconTarget, "/api/v2/plugins/discovery"_ba,
          "/api/v2/configuration/platforms"_ba}) {
        QTest::addRow("%s, the tag", target.constData()) << target << ""_ba
                                                         << "%1"_ba;
        QTest::addRow("%s, the tag, weak", target.constData()) << target << ""_ba
                                                               << "W/%1"_ba;
        QTest::addRow("%s, a list", target.constData()) << target << ""_ba
                                                        << "\"a\", W/\"b,c\" ,%1"_ba;
        QTest::addRow("%s, anything", target.constData()) << target << ""_ba
                                                          << "*"_ba;
        QTest::addRow("%s, compressed", target.constData()) << target << "gzip"_ba
                                                            << "%1"_ba;
    }
}

void NegotiationTest::notModifiedHasNoBody()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, condition);
    const QByteArray accept = "Accept-Encoding: " + coding + "\r\n";
    RawClient client(m_server->port());
    const QByteArray tag = client.get(target, accept).header("ETag");
    QVERIFY2(tag.size() > 2 && tag.startsWith('"') && tag.endsWith('"'), tag.constData());
    const RawReply reply =
        client.get(target, accept + "If-None-Match: " + condition.replace("%1", tag) + "\r\n");
    QCOMPARE(reply.status, 304);
    QCOMPARE(reply.header("ETag"), tag);
    QCOMPARE(reply.header("Vary"), "Accept-Encoding"_ba);
    QCOMPARE(reply.header("Cache-Control"),
             target == iconTarget ? "public, max-age=86400"_ba : "no-cache"_ba);
    QCOMPARE(client.get("/healthz").status, 200); // in step: nothing followed the head
}

void NegotiationTest::modifiedHasABody_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::newRow("another tag") << "\"0123456789abcdef01234567\""_ba;
    QTest::newRow("the tag without quotes") << "%1"_ba;
    QTest::newRow("the tag without its end") << "\"%1"_ba;
    QTest::newRow("the tag of the compressed form") << "\"%1-gz\""_ba;
    QTest::newRow("a tag that contains it") << "\"x%1\""_ba;
    QTest::newRow("it, quoted inside a longer tag") << "\"a,%1,b\""_ba;
    QTest::newRow("an asterisk in quotes") << "\"*\""_ba;
    QTest::newRow("nothing") << ""_ba;
}

void NegotiationTest::modifiedHasABody()
{
    QFETCH(QByteArray, condition);
    RawClient client(m_server->port());
    const RawReply first = client.get(formTarget);
    const QByteArray opaque = first.header("ETag").sliced(1).chopped(1);
    const RawReply reply =
        client.get(formTarget, "If-None-Match: " + condition.replace("%1", opaque) + "\r\n");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, first.body);
}

void NegotiationTest::gzipUnpacksToTheSameBytes_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("accept");
    QTest::newRow("the list") << listTarget << "gzip"_ba;
    QTest::newRow("a form") << formTarget << "gzip, deflate, br"_ba;
    QTest::newRow("the tiles") << tilesTarget << "br;q=1.0, gzip;q=0.8, *;q=0.1"_ba;
    QTest::newRow("an icon") << iconTarget << "GZIP"_ba;
    QTest::newRow("anything goes") << listTarget << "*"_ba;
    QTest::newRow("nothing else goes") << listTarget << "gzip;q=0.001, identity;q=0"_ba;
}

void NegotiationTest::gzipUnpacksToTheSameBytes()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, accept);
    const RawReply plain = get(target);
    const RawReply packed = get(target, "Accept-Encoding: " + accept + "\r\n");
    QCOMPARE(packed.status, 200);
    QCOMPARE(packed.header("Content-Encoding"), "gzip"_ba);
    QCOMPARE(packed.header("Vary"), "Accept-Encoding"_ba);
    QCOMPARE(plain.header("Vary"), "Accept-Encoding"_ba);
    QCOMPARE(packed.header("Content-Type"), plain.header("Content-Type"));
    QVERIFY(packed.header("ETag") != plain.header("ETag"));
    QVERIFY(packed.body.size() < plain.body.size());
    QCOMPARE(unpacked(packed.body), plain.body);
}

void NegotiationTest::identityWhereGzipIsNotWanted_data()
{
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<int>("status");
    QTest::newRow("nothing is accepted by name") << ""_ba << 200;
    QTest::newRow("gzip is refused") << "gzip;q=0"_ba << 200;
    QTest::newRow("gzip is refused, anything else goes") << "gzip;q=0, *"_ba << 200;
    QTest::newRow("other codings only") << "br, deflate"_ba << 200;
    QTest::newRow("identity is liked better") << "identity, gzip;q=0.5"_ba << 200;
    QTest::newRow("a weight that is none") << "gzip;q=high"_ba << 200;
    QTest::newRow("a weight above one") << "gzip;q=2"_ba << 200;
    QTest::newRow("a name that only begins like it") << "gzippy"_ba << 200;
    QTest::newRow("everything is refused") << "*;q=0"_ba << 406;
    QTest::newRow("both are refused") << "gzip;q=0, identity;q=0"_ba << 406;
    QTest::newRow("identity is refused, gzip not named") << "br, identity;q=0"_ba << 406;
}

void NegotiationTest::identityWhereGzipIsNotWanted()
{
    QFETCH(QByteArray, accept);
    QFETCH(int, status);
    const RawReply reply = get(listTarget, "Accept-Encoding: " + accept + "\r\n");
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.all("Content-Encoding").size(), 0);
    QCOMPARE(reply.header("Vary"), "Accept-Encoding"_ba);
    QVERIFY(reply.body.startsWith(status == 200 ? R"({"plugins":[)" : R"({"correlation_id":)"));
}

QTEST_GUILESS_MAIN(NegotiationTest)
#include "negotiation_test.moc"
