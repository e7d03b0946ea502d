// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes to a request's head, without a socket.
#include "app/http/head.h"

#include <QByteArray>
#include <QList>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::app::http;

namespace {

/** What became of a head; a status of 0: it was accepted, -1: it is not all there. */
struct Verdict
{
    int status = 0;
    QByteArray code = {};
    QByteArray detail = {};
    QByteArray hint = {};

    bool operator==(const Verdict &) const = default;
};

Verdict verdictOf(const Refusal &refusal)
{
    return {refusal.status, refusal.code, refusal.detail, refusal.hint};
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

/** The bytes come in portions of `step`, as a connection would see them. */
Verdict judge(const QByteArray &bytes, qsizetype step, const Limits &limits = {})
{
    qsizetype seen = 0;
    while (seen < bytes.size()) {
        const qsizetype size = std::min(seen + step, bytes.size());
        const auto found =
            findHead(view(bytes).substr(0, std::size_t(size)), std::size_t(seen), limits);
        if (!found)
            return verdictOf(found.error());
        if (*found > 0) {
            const auto head = parseHead(view(bytes).substr(0, *found), limits);
            return head ? Verdict() : verdictOf(head.error());
        }
        seen = size;
    }
    return {-1};
}

char *toString(const Verdict &verdict)
{
    return QTest::toString(QByteArray::number(verdict.status) + ' ' + verdict.code + ' ' +
                           verdict.detail);
}

/** A request line and what follows it, with the lines that every request needs. */
QByteArray head(const QByteArray &line, const QByteArray &fields = {})
{
    return line + "\r\nHost: localhost\r\n" + fields + "\r\n";
}

QByteArray withField(const QByteArray &field)
{
    return head("POST /a HTTP/1.1", field + "\r\n");
}

QByteArray withFields(int count)
{
    QByteArray fields;
    for (int i = 1; i < count; ++i) // Host is one
        fields += "X-" + QByteArray::number(i) + ": 1\r\n";
    return head("GET /a HTTP/1.1", fields);
}

/** Of exactly that many bytes in the request line, without its CR LF. */
QByteArray withLine(qsizetype size)
{
    const QByteArray around = "GET / HTTP/1.1";
    return head("GET /" + QByteArray(size - around.size(), 'a') + " HTTP/1.1");
}

QByteArray withSize(qsizetype size)
{
    const qsizetype around = head("GET /a HTTP/1.1", "X: \r\n").size();
    return head("GET /a HTTP/1.1", "X: " + QByteArray(size - around, 'a') + "\r\n");
}

const QByteArray badBytes = "The head has a control character, a folded line, or a line that does "
                            "not end in CR LF";
const QByteArray badLine = "The request line is malformed";
const QByteArray badField = "A header field is malformed";
const QByteArray badHost = "Host is malformed";
const QByteArray badTargetHost = "The host of the target is malformed";
const QByteArray noPath = "The target is no path";
const QByteArray noLength = "Content-Length is no number in digits";
const QByteArray badLength = "Content-Length is malformed or contradicts Transfer-Encoding";
const QByteArray badCoding = "Transfer-Encoding is malformed or contradicts Content-Length";
const QByteArray otherCoding = "Transfer-Encoding names a coding other than chunked";
const QByteArray otherVersion = "Only HTTP/1.0 and HTTP/1.1 are spoken here";

} // namespace

class HeadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuses_data();
    void refuses();
    void accepts_data();
    void accepts();
    void waitsForTheRest_data();
    void waitsForTheRest();
    void findsTheEndOfTheFirstOfTwo();
    void readsTheFields();
    void readsTheFraming_data();
    void readsTheFraming();
    void readsTheHost_data();
    void readsTheHost();
    void keepsTheConnection_data();
    void keepsTheConnection();
};

void HeadTest::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("detail");
    const auto bad = [](const char *name, const QByteArray &bytes, const QByteArray &detail,
                        const QByteArray &code = "bad-request", int status = 400) {
        QTest::newRow(name) << bytes << status << code << detail;
    };
    const auto field = [&](const char *name, const QByteArray &text, const QByteArray &detail,
                           const QByteArray &code = "bad-request",
                           int status = 400) { bad(name, withField(text), detail, code, status); };
    const auto line = [&](const char *name, const QByteArray &text, const QByteArray &detail,
                          const QByteArray &code = "bad-request",
                          int status = 400) { bad(name, head(text), detail, code, status); };

    line("no version", "GET /a", badLine);
    line("no target", "GET HTTP/1.1", badLine);
    line("a method alone", "GET", badLine);
    line("two spaces before the target", "GET  /a HTTP/1.1", badLine);
    line("two spaces before the version", "GET /a  HTTP/1.1", otherVersion,
         "http-version-not-supported", 505);
    line("a space in the target", "GET /a b HTTP/1.1", otherVersion, "http-version-not-supported",
         505);
    line("a space behind the version", "GET /a HTTP/1.1 ", otherVersion,
         "http-version-not-supported", 505);
    line("a space before the method", " GET /a HTTP/1.1", badLine);
    line("a tab for a space", "GET\t/a HTTP/1.1", badLine);
    line("a tab in the target", "GET /a\tb HTTP/1.1", badLine);
    line("a method that is no token", "G(T /a HTTP/1.1", badLine);
    line("a method with a colon", "GET: /a HTTP/1.1", badLine);
    line("HTTP/1.2", "GET /a HTTP/1.2", otherVersion, "http-version-not-supported", 505);
    line("HTTP/2.0", "GET /a HTTP/2.0", otherVersion, "http-version-not-supported", 505);
    line("HTTP/0.9 with its name", "GET /a HTTP/0.9", otherVersion, "http-version-not-supported",
         505);
    line("HTTP/1.10", "GET /a HTTP/1.10", otherVersion, "http-version-not-supported", 505);
    line("HTTP/11", "GET /a HTTP/11", otherVersion, "http-version-not-supported", 505);
    line("HTTP in lower case", "GET /a http/1.1", otherVersion, "http-version-not-supported", 505);
    line("another protocol", "GET /a SIP/2.0", otherVersion, "http-version-not-supported", 505);
    bad("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\n", otherVersion,
        "http-version-not-supported", 505);
    bad("TLS", "\x16\x03\x01\x02\x01\x01\r\n\r\n", badBytes);

    line("a path without its slash", "GET a HTTP/1.1", noPath);
    line("an asterisk for GET", "GET * HTTP/1.1", noPath);
    line("two asterisks", "OPTIONS ** HTTP/1.1", noPath);
    line("an authority, as for CONNECT", "CONNECT example.org:443 HTTP/1.1", noPath);
    line("another scheme", "GET ftp://example.org/a HTTP/1.1", noPath);
    line("a scheme without an authority", "GET http:/a HTTP/1.1", noPath);
    line("a fragment", "GET /a#b HTTP/1.1", "The target has a fragment");
    line("an address without its path", "GET http://example.org HTTP/1.1",
         "The target has no path");
    line("an address with a query for a path", "GET http://example.org?a HTTP/1.1",
         "The target has no path");
    line("an address without a host", "GET http:///a HTTP/1.1", badTargetHost, "bad-host");
    line("an address with a user", "GET http://me@example.org/a HTTP/1.1", badTargetHost,
         "bad-host");
    line("an address with a quoted host", "GET http://\"x\"/a HTTP/1.1", badTargetHost, "bad-host");

    bad("no Host", "GET /a HTTP/1.1\r\n\r\n", "Host is missing", "bad-host");
    bad("an empty Host", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", badHost, "bad-host");
    field("Host twice", "Host: localhost", "Host is there twice", "bad-host");
    field("Host twice, in another case", "hOST: example.org", "Host is there twice", "bad-host");
    for (const char *host : {"a b", "a,b", "a/b", "me@a", "a\"b", "a?b", "a#b", "<a>", "a\\b",
                             "caf\xc3\xa9", "{a}", "a|b", "a^b", "`a`"})
        bad(QByteArray("the Host ").append(host).constData(),
            "GET /a HTTP/1.1\r\nHost: " + QByteArray(host) + "\r\n\r\n", badHost, "bad-host");

    for (const char *length :
         {"", "+5", "-5", "0x5", "5 5", "5,5", "5, 5", "5;", "five", "5.0", "5e0", "\"5\"", "5\t5",
          "18446744073709551616", "00000000000000000005", "99999999999999999999999"})
        field(QByteArray("the length ").append(length).constData(),
              "Content-Length: " + QByteArray(length), {}, "bad-framing");
    field("two lengths", "Content-Length: 5\r\nContent-Length: 6", {}, "bad-framing");
    field("the same length twice", "Content-Length: 5\r\nContent-Length: 5", {}, "bad-framing");
    field("a length, then chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked", badCoding,
          "bad-framing");
    field("chunks, then a length", "Transfer-Encoding: chunked\r\nContent-Length: 5", badLength,
          "bad-framing");
    field("chunks, then no length", "Transfer-Encoding: chunked\r\nContent-Length: 0", badLength,
          "bad-framing");
    field("chunks twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", badCoding,
          "bad-framing");
    bad("chunks in HTTP/1.0", head("POST /a HTTP/1.0", "Transfer-Encoding: chunked\r\n"),
        "HTTP/1.0 has no Transfer-Encoding", "bad-framing");
    for (const char *coding :
         {"", "gzip", "identity", "xchunked", "chunkedx", "chunked, identity", "identity, chunked",
          "gzip, chunked", "chunked, chunked", "chunked;a=b", "chunked,", ",chunked", "\"chunked\"",
          "'chunked'", "chunked chunked", "chun\tked", "chunke\xc4\x8f"})
        field(QByteArray("the coding ").append(coding).constData(),
              "Transfer-Encoding: " + QByteArray(coding), otherCoding, "unsupported-coding", 501);
    field("an expectation that nobody knows", "Expect: 200-ok", "Expect asks for something unknown",
          "expectation-failed", 417);
    field("an expectation with more", "Expect: 100-continue, x",
          "Expect asks for something unknown", "expectation-failed", 417);

    field("a space before the colon", "X-A : 1", badField);
    field("a tab before the colon", "X-A\t: 1", badField);
    field("a field without a colon", "X-A", badField);
    field("a field without a name", ": 1", badField);
    field("a space in a name", "X A: 1", badField);
    for (const char *name : {"X@A", "X(A)", "X/A", "X[A]", "\"X\"", "X;A", "X=A", "X{A}", "X,A",
                             "X\\A", "X\xc3\xa9", "\xffX"})
        field(QByteArray("the name ").append(name).constData(), QByteArray(name) + ": 1", badField);
    field("a folded line", "X-A: 1\r\n 2", badBytes);
    field("a line folded with a tab", "X-A: 1\r\n\t2", badBytes);
    field("a folded line of white space", "X-A: 1\r\n ", badBytes);
    bad("a first field that is folded", "GET /a HTTP/1.1\r\n Host: localhost\r\n\r\n", badBytes);
    field("a NUL in a value", QByteArray("X-A: 1\0", 7), badBytes);
    field("a NUL in a name", QByteArray("X-\0A: 1", 7), badBytes);
    field("a vertical tab", "Transfer-Encoding: \vchunked", badBytes);
    field("a form feed", "Transfer-Encoding: chunked\f", badBytes);
    field("a backspace", "X-A: \b", badBytes);
    field("an escape", "X-A: \x1b[2J", badBytes);
    field("a DEL", "X-A: \x7f", badBytes);
    field("a CR alone", "X-A: 1\rX-B: 2", badBytes);
    field("an LF alone", "X-A: 1\nX-B: 2", badBytes);
    field("two CR before the LF", "X-A: 1\r\r\n", badBytes);
    bad("LF for every line's end", "GET /a HTTP/1.1\nHost: localhost\n\n", badBytes);
    bad("an LF behind the request line", "GET /a HTTP/1.1\nHost: localhost\r\n\r\n", badBytes);
    bad("an empty line of LF", "GET /a HTTP/1.1\r\nHost: localhost\r\n\n", badBytes);
    bad("an empty line with two CR", "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\r\n", badBytes);
    bad("a CR in the target", "GET /a\rb HTTP/1.1\r\nHost: localhost\r\n\r\n", badBytes);
    bad("a NUL in the target", QByteArray("GET /a\0 HTTP/1.1\r\n\r\n", 20), badBytes);
    bad("an LF at the beginning", "\nGET /a HTTP/1.1\r\nHost: localhost\r\n\r\n", badBytes);

    const Limits limits;
    bad("a request line of one byte too many", withLine(limits.requestLine + 1),
        "The request line is too long", "target-too-long", 414);
    bad("a request line without an end", QByteArray(limits.requestLine + 1, 'A'),
        "The request line is too long", "target-too-long", 414);
    bad("a request line that is larger than a head", withLine(limits.head + 10),
        "The request line is too long", "target-too-long", 414);
    bad("a control character behind the longest request line",
        "GET /" + QByteArray(limits.requestLine, 'a') + "\x01 HTTP/1.1\r\n\r\n",
        "The request line is too long", "target-too-long", 414);
    bad("a head of one byte too many", withSize(limits.head + 1),
        "The head of the request is too large", "head-too-large", 431);
    bad("one field too many", withFields(int(limits.fields) + 1),
        "The request has too many header fields", "head-too-large", 431);
    bad("far too many fields", withFields(2000), "The request has too many header fields",
        "head-too-large", 431);
}

void HeadTest::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, detail);
    const Verdict whole = judge(bytes, bytes.size());
    QCOMPARE(whole.status, status);
    QCOMPARE(whole.code, code);
    if (!detail.isEmpty())
        QCOMPARE(whole.detail, detail);
    QVERIFY(!whole.detail.isEmpty());
    QVERIFY(!whole.hint.isEmpty());
    for (const qsizetype step : {1, 2, 3, 7})
        QCOMPARE(judge(bytes, step), whole);
}

void HeadTest::accepts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const QByteArray &bytes) {
        QTest::newRow(name) << bytes;
    };
    const Limits limits;
    row("the least", "GET / HTTP/1.0\r\n\r\n");
    row("a plain one", head("GET /a HTTP/1.1"));
    row("a method that nobody knows", head("BREW-1.0! /a HTTP/1.1"));
    row("UTF-8 in the target", head("GET /caf\xc3\xa9 HTTP/1.1"));
    row("UTF-8 in a value", withField("X-A: caf\xc3\xa9"));
    row("a tab in a value", withField("X-A: 1\t2"));
    row("an empty value", withField("X-A:"));
    row("no space behind the colon", withField("X-A:1"));
    row("white space around a value", withField("X-A: \t 1 \t"));
    row("every character of a token", withField("!#$%&'*+-.^_`|~09azAZ: 1"));
    row("a colon in a value", withField("X-A: b: c"));
    row("a coding in another case", withField("tRANSFER-eNCODING: CHUNKED"));
    row("the longest request line", withLine(limits.requestLine));
    row("the largest head", withSize(limits.head));
    row("the most fields", withFields(int(limits.fields)));
}

void HeadTest::accepts()
{
    QFETCH(QByteArray, bytes);
    for (const qsizetype step : {bytes.size(), qsizetype(1), qsizetype(2), qsizetype(3)})
        QCOMPARE(judge(bytes, step), Verdict());
}

void HeadTest::waitsForTheRest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("one letter") << "G"_ba;
    QTest::newRow("a request line") << "GET /a HTTP/1.1\r\n"_ba;
    QTest::newRow("a CR") << "GET /a HTTP/1.1\r"_ba;
    QTest::newRow("half of an empty line") << "GET /a HTTP/1.1\r\nHost: a\r\n\r"_ba;
    QTest::newRow("nonsense that may end well") << "a b c\r\nd"_ba;
}

void HeadTest::waitsForTheRest()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(judge(bytes, bytes.size()).status, -1);
    QCOMPARE(judge(bytes, 1).status, -1);
}

void HeadTest::findsTheEndOfTheFirstOfTwo()
{
    const QByteArray first = head("GET /a HTTP/1.1");
    const QByteArray both = first + "\x01\n\r garbage is the next one's";
    for (qsizetype seen = 0; seen < first.size(); ++seen) {
        const auto found = findHead(view(both), std::size_t(seen), {});
        QVERIFY(found.has_value());
        QCOMPARE(qsizetype(*found), first.size());
    }
}

void HeadTest::readsTheFields()
{
    const QByteArray bytes = head(
        "GET /a?b=c HTTP/1.1",
        "accept-encoding: gzip\r\nAuthorization:  Bearer x \r\nContent-Type: text/plain\r\n"
        "Cookie: a=b\r\nForwarded: for=192.0.2.1\r\nIf-Match: \"m\"\r\nIf-None-Match: \"n\"\r\n"
        "LAST-EVENT-ID: 7\r\nOrigin: https://example.org\r\nExpect: 100-Continue\r\n"
        "Access-Control-Request-Method: PUT\r\nX-Request-ID: me\r\nX-Forwarded-For: 192.0.2.2\r\n"
        "X-Forwarded-Proto: https\r\nX-Other: x\r\n");
    const auto parsed = parseHead(view(bytes), {});
    QVERIFY(parsed.has_value());
    const auto is = [](std::string_view found, const char *wanted) {
        QCOMPARE(QByteArray(found.data(), qsizetype(found.size())), QByteArray(wanted));
    };
    is(parsed->method, "GET");
    is(parsed->target, "/a?b=c");
    is(parsed->host, "localhost");
    is(parsed->acceptEncoding, "gzip");
    is(parsed->authorization, "Bearer x");
    is(parsed->contentType, "text/plain");
    is(parsed->cookie, "a=b");
    is(parsed->forwarded, "for=192.0.2.1");
    is(parsed->ifMatch, "\"m\"");
    is(parsed->ifNoneMatch, "\"n\"");
    is(parsed->lastEventId, "7");
    is(parsed->origin, "https://example.org");
    is(parsed->requestedMethod, "PUT");
    is(parsed->requestId, "me");
    is(parsed->xForwardedFor, "192.0.2.2");
    is(parsed->xForwardedProto, "https");
    QVERIFY(parsed->expectsContinue);
    QCOMPARE(parsed->minor, 1);
    QVERIFY(!parsed->hasBody());
}

void HeadTest::readsTheFraming_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<quint64>("length");
    QTest::addColumn<bool>("isChunked");
    QTest::newRow("none") << "X: 1"_ba << quint64(0) << false;
    QTest::newRow("no length") << "Content-Length: 0"_ba << quint64(0) << false;
    QTest::newRow("a length") << "Content-Length: 42"_ba << quint64(42) << false;
    QTest::newRow("white space around it") << "Content-Length: \t42 "_ba << quint64(42) << false;
    QTest::newRow("zeros before it") << "Content-Length: 0042"_ba << quint64(42) << false;
    QTest::newRow("the largest length")
        << "Content-Length: 9223372036854775807"_ba << quint64(9223372036854775807) << false;
    QTest::newRow("chunks") << "Transfer-Encoding: chunked"_ba << quint64(0) << true;
    QTest::newRow("chunks, capital") << "Transfer-Encoding: Chunked"_ba << quint64(0) << true;
    QTest::newRow("a name that is another one") << "Content_Length: 5"_ba << quint64(0) << false;
    QTest::newRow("a name that only begins so") << "Content-Lengths: 5"_ba << quint64(0) << false;
}

void HeadTest::readsTheFraming()
{
    QFETCH(QByteArray, field);
    QFETCH(quint64, length);
    QFETCH(bool, isChunked);
    const QByteArray bytes = withField(field);
    const auto parsed = parseHead(view(bytes), {});
    QVERIFY(parsed.has_value());
    QCOMPARE(quint64(parsed->length), length);
    QCOMPARE(parsed->isChunked, isChunked);
    QCOMPARE(parsed->hasBody(), isChunked || length > 0);
}

void HeadTest::readsTheHost_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char *name, const QByteArray &target, const QByteArray &field,
                        const QByteArray &host, const QByteArray &path) {
        QTest::newRow(name) << "GET " + target + " HTTP/1.1\r\n" + field + "\r\n" << host << path;
    };
    row("a name", "/a", "Host: example.org\r\n", "example.org", "/a");
    row("a port", "/a", "Host: example.org:8080\r\n", "example.org:8080", "/a");
    row("IPv4", "/a", "Host: 127.0.0.1:8080\r\n", "127.0.0.1:8080", "/a");
    row("IPv6", "/a", "Host: [::1]:8080\r\n", "[::1]:8080", "/a");
    row("the target's wins", "http://one.example/a?b", "Host: two.example\r\n", "one.example",
        "/a?b");
    row("the target's wins, with TLS", "HTTPS://one.example:443/", "Host: two.example\r\n",
        "one.example:443", "/");
    row("the target's wins, whatever comes first", "http://one.example/a",
        "X: 1\r\nHost: two.example\r\n", "one.example", "/a");
    QTest::newRow("none in HTTP/1.0") << "GET /a HTTP/1.0\r\n\r\n"_ba
                                      << ""_ba
                                      << "/a"_ba;
    QTest::newRow("everything") << "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"_ba
                                << "a"_ba
                                << "*"_ba;
}

void HeadTest::readsTheHost()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, target);
    const auto parsed = parseHead(view(bytes), {});
    QVERIFY(parsed.has_value());
    QCOMPARE(QByteArray(parsed->host.data(), qsizetype(parsed->host.size())), host);
    QCOMPARE(QByteArray(parsed->target.data(), qsizetype(parsed->target.size())), target);
}

void HeadTest::keepsTheConnection_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("connection");
    QTest::addColumn<bool>("keeps");
    const auto row = [](const char *version, const char *connection, bool keeps) {
        QTest::addRow("HTTP/1.%s, Connection: %s", version, connection)
            << QByteArray(version) << QByteArray(connection) << keeps;
    };
    row("1", "x", true);
    row("1", "keep-alive", true);
    row("1", "close", false);
    row("1", "Close", false);
    row("1", "x, close", false);
    row("1", "keep-alive, close", false);
    row("1", "closed", true);
    row("0", "x", false);
    row("0", "keep-alive", true);
    row("0", "Keep-Alive", true);
    row("0", "close", false);
}

void HeadTest::keepsTheConnection()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, connection);
    QFETCH(bool, keeps);
    const QByteArray bytes = head("GET /a HTTP/1." + version, "Connection: " + connection + "\r\n");
    const auto parsed = parseHead(view(bytes), {});
    QVERIFY(parsed.has_value());
    QCOMPARE(parsed->keepsAlive, keeps);
}

QTEST_APPLESS_MAIN(HeadTest)
#include "head_test.moc"
