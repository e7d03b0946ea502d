// SPDX-License-Identifier: GPL-3.0-or-later
// Requests that two readers could frame differently. Each has a whole further request in the place
// of its body; that one may only run where the bytes leave no doubt that it is a request.
#include "tests/e2e/nginxproxy.h"
#include "tests/http/rawclient.h"
#include "tests/http/recorder.h"
#include "tests/http/serverthread.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;

class SmugglingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isFramedWithoutDoubt_data();
    void isFramedWithoutDoubt();
    void isFramedAlikeByteByByte_data() { isFramedWithoutDoubt_data(); }
    void isFramedAlikeByteByByte();
    void isHarmlessBehindNginx_data() { isFramedWithoutDoubt_data(); }
    void isHarmlessBehindNginx();

private:
    void judge(RawClient &client);

    Recorder m_recorder;
    std::unique_ptr<ServerThread> m_server;
    NginxProxy m_proxy;
};

namespace {

/** What a request comes to where nothing stands before the server. */
struct Outcome
{
    QByteArray statuses; ///< of the answers, in order
    QByteArray runs;     ///< what the handler was asked for, with the ids
};

/** What nginx makes of it. */
enum class Nginx {
    Same,    ///< at most one request reaches the server
    TwoHere, ///< two requests, as their sender has framed them
    Lenient, ///< takes what is refused here: to nginx these are two requests, and it says so
    Patient, ///< waits for the rest
};

const QByteArray marker =
    "GET /smuggled HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: smuggled\r\n\r\n";
const QByteArray size = QByteArray::number(marker.size());
const QByteArray hexSize = QByteArray::number(marker.size(), 16);
const QByteArray chunk = hexSize + "\r\n" + marker + "\r\n";
const QByteArray chunks = chunk + "0\r\n\r\n";
const QByteArray length = "Content-Length: " + size + "\r\n";
const QByteArray coding = "Transfer-Encoding: chunked\r\n";
const QByteArray host = "Host: localhost\r\n";

const QByteArray first = "/first:first";
const QByteArray second = " /smuggled:smuggled";

QByteArray request(const QByteArray &line, const QByteArray &fields,
                   const QByteArray &body = marker)
{
    return line + "\r\nX-Request-ID: first\r\n" + fields + "\r\n" + body;
}

QByteArray post(const QByteArray &fields, const QByteArray &body = marker)
{
    return request("POST /first HTTP/1.1", host + fields, body);
}

/** The fields, with the length of a body in which the marker stands. */
QByteArray posted(const QByteArray &fields, const QByteArray &body = marker)
{
    return post(fields + "Content-Length: " + QByteArray::number(body.size()) + "\r\n", body);
}

QByteArray chunked(const QByteArray &body)
{
    return post(coding, body);
}

void add(const QByteArray &name, const QByteArray &bytes, const Outcome &outcome,
         Nginx nginx = Nginx::Same)
{
    QTest::newRow(name.constData()) << bytes << outcome.statuses << outcome.runs << int(nginx);
}

void refused(const QByteArray &name, const QByteArray &bytes, const QByteArray &status = "400",
             Nginx nginx = Nginx::Same)
{
    add(name, bytes, {status, ""}, nginx);
}

/** The marker is the body, and nothing else. */
void taken(const QByteArray &name, const QByteArray &bytes)
{
    add(name, bytes, {"200", first});
}

/** The marker is a request of its own, by every reading. */
void pipelined(const QByteArray &name, const QByteArray &bytes)
{
    add(name, bytes, {"200 200", first + second}, Nginx::TwoHere);
}

/** The request never ends, so nobody answers it. */
void unfinished(const QByteArray &name, const QByteArray &bytes)
{
    add(name, bytes, {"", ""});
}

void addLengths()
{
    taken("one length", post(length));
    taken("one length with zeros before it", post("Content-Length: 000" + size + "\r\n"));
    taken("a length whose name is in another case", post("cONTENT-lENGTH:" + size + "\r\n"));
    pipelined("no body at all", post({}));
    pipelined("a length of zero", post("Content-Length: 0\r\n"));
    pipelined("a name with an underscore", post("Content_Length: " + size + "\r\n"));
    pipelined("a name with a prefix", post("X-Content-Length: " + size + "\r\n"));
    refused("the same length twice", post(length + length));
    refused("two lengths, the right one first", post(length + "Content-Length: 0\r\n"));
    refused("two lengths, the right one last", post("Content-Length: 0\r\n" + length));
    refused("two lengths, one in another case", post(length + "content-length: 0\r\n"));
    for (const QByteArray &odd : {"+"_ba + size,
                                  "-"_ba + size,
                                  "-0"_ba,
                                  "+0"_ba,
                                  "0x"_ba + hexSize,
                                  size + ","_ba + size,
                                  size + ", "_ba + size,
                                  "0, "_ba + size,
                                  size + ",0"_ba,
                                  size + " 0"_ba,
                                  size + ";a=b"_ba,
                                  size + ".0"_ba,
                                  size + "e0"_ba,
                                  "\""_ba + size + "\""_ba,
                                  "\u0661"_ba,
                                  ""_ba,
                                  "18446744073709551616"_ba,
                                  "18446744073709551615"_ba,
                                  "99999999999999999999"_ba,
                                  "184467440737095516160"_ba})
        refused("the length " + odd, post("Content-Length: " + odd + "\r\n"));
    refused("a length of more digits than any has",
            post("Content-Length: 00000000000000000000\r\n"), "400", Nginx::Lenient);
    refused("a length larger than allowed", post("Content-Length: 9223372036854775807\r\n"), "413");
    refused("a length with a vertical tab", post("Content-Length: \v" + size + "\r\n"));
    refused("a length with a form feed behind it", post("Content-Length: " + size + "\f\r\n"));
    refused("a length with a NUL behind it",
            post("Content-Length: " + size + QByteArray(1, '\0') + "\r\n"));
    refused("a length with a space before the colon", post("Content-Length : " + size + "\r\n"));
    refused("a length with a tab before the colon", post("Content-Length\t: " + size + "\r\n"));
    refused("a length on a folded line", post("Content-Length:\r\n " + size + "\r\n"));
    refused("a length behind a folded line", post("X-A: b\r\n " + length));
    refused("a length behind a bare LF", post("X-A: b\n" + length));
    refused("a length behind a bare CR", post("X-A: b\r" + length));
    refused("a length behind a NUL", post("X-A: b" + QByteArray(1, '\0') + "\r\n" + length));
    refused("a length ended by a bare LF", post(length.chopped(2) + "\n"));
    refused("a length ended by CR CR LF", post(length.chopped(2) + "\r\r\n"));
    unfinished("a length of one byte too many",
               post("Content-Length: " + QByteArray::number(marker.size() + 1) + "\r\n"));
}

void addCodings()
{
    taken("chunks", chunked(chunks));
    taken("chunks in capitals", post("TRANSFER-ENCODING: CHUNKED\r\n", chunks));
    refused("a length, then chunks", post("Content-Length: 5\r\n" + coding, chunks));
    refused("chunks, then a length", post(coding + "Content-Length: 5\r\n", chunks));
    refused("chunks that end before the length does", posted(coding, "0\r\n\r\n" + marker));
    refused("chunks and a length of zero", post(coding + "Content-Length: 0\r\n", chunks));
    refused("chunks twice", post(coding + coding, chunks));
    refused("chunks and an unknown coding", post(coding + "Transfer-Encoding: x\r\n", chunks));
    refused("an unknown coding and chunks", post("Transfer-Encoding: x\r\n" + coding, chunks),
            "501");
    for (const QByteArray &odd : {"xchunked"_ba,
                                  "chunkedx"_ba,
                                  "chunk"_ba,
                                  "chunked, identity"_ba,
                                  "identity, chunked"_ba,
                                  "identity"_ba,
                                  "gzip, chunked"_ba,
                                  "gzip"_ba,
                                  "chunked, chunked"_ba,
                                  "chunked,"_ba,
                                  ",chunked"_ba,
                                  "chunked;q=1"_ba,
                                  "\"chunked\""_ba,
                                  "'chunked'"_ba,
                                  "chunked chunked"_ba,
                                  "chun\tked"_ba,
                                  "chunked\tx"_ba,
                                  "\xc2\xa0"
                                  "chunked"_ba,
                                  "chunked\xff"_ba,
                                  ""_ba})
        refused("the coding " + odd,
                posted("Transfer-Encoding: " + odd + "\r\n", "0\r\n\r\n" + marker), "*");
    refused("a coding in HTTP/1.0",
            request("POST /first HTTP/1.0", host + coding, "0\r\n\r\n" + marker));
    refused("a coding with a vertical tab before it",
            posted("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n" + marker));
    refused("a coding with a form feed behind it",
            posted("Transfer-Encoding: chunked\f\r\n", "0\r\n\r\n" + marker));
    refused(
        "a coding with a NUL behind it",
        posted("Transfer-Encoding: chunked" + QByteArray(1, '\0') + "\r\n", "0\r\n\r\n" + marker));
    refused("a coding with a space before the colon",
            posted("Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + marker));
    refused("a coding with a tab before the colon",
            posted("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n" + marker));
    refused("a coding on a folded line",
            posted("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n" + marker));
    refused("a coding behind a folded line",
            posted("X-A: b\r\n\tc\r\n" + coding, "0\r\n\r\n" + marker));
    refused("a coding with a space before its name",
            posted(" Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + marker));
    refused("a coding behind a bare CR", posted("X-A: b\r" + coding, "0\r\n\r\n" + marker));
    refused("a coding behind a bare LF", posted("X-A: b\n" + coding, "0\r\n\r\n" + marker));
    refused("a coding with two colons", posted("Transfer-Encoding:: chunked\r\n"), "501");
    taken("a name that has a coding only in it", posted("X-Transfer-Encoding: chunked\r\n"));
    taken("a name with an underscore for a coding", posted("Transfer_Encoding: chunked\r\n"));
}

void addChunks()
{
    const QByteArray end = "0\r\n\r\n";
    taken("a size with zeros before it", chunked("0000" + chunks));
    taken("a size in capitals", chunked(hexSize.toUpper() + "\r\n" + marker + "\r\n" + end));
    taken("an extension", chunked(hexSize + ";a=b;c\r\n" + marker + "\r\n" + end));
    taken("a quoted extension", chunked(hexSize + ";a=\"b c\"\r\n" + marker + "\r\n" + end));
    taken("an extension of the last chunk", chunked(chunk + "0;a=b\r\n\r\n"));
    taken("several zeros for the last chunk", chunked(chunk + "000\r\n\r\n"));
    taken("a trailer", chunked(chunk + "0\r\nX-A: b\r\n\r\n"));
    taken("a Host in the trailer", chunked(chunk + "0\r\nHost: example.org\r\n\r\n"));
    taken("an id in the trailer", chunked(chunk + "0\r\nX-Request-ID: late\r\n\r\n"));
    pipelined("a request behind the chunks", chunked(end + marker));
    pipelined("a request behind a trailer", chunked("0\r\nX-A: b\r\n\r\n" + marker));
    refused("a length in the trailer", chunked("0\r\n" + length + "\r\n" + marker), "400",
            Nginx::TwoHere);
    refused("a coding in the trailer", chunked("0\r\n" + coding + "\r\n" + marker), "400",
            Nginx::TwoHere);
    refused("a trailer without a colon", chunked("0\r\nX-A\r\n\r\n" + marker), "400",
            Nginx::Lenient);
    refused("a trailer with a space before its colon", chunked("0\r\nX-A : b\r\n\r\n" + marker),
            "400", Nginx::Lenient);
    refused("a trailer with a bare LF", chunked("0\r\nX-A: b\nX-C: d\r\n\r\n" + marker), "400",
            Nginx::Lenient);
    pipelined("a trailer that is folded", chunked("0\r\nX-A: b\r\n c\r\n\r\n" + marker));
    refused("a trailer with a NUL",
            chunked("0\r\nX-A: b" + QByteArray(1, '\0') + "\r\n\r\n" + marker), "400",
            Nginx::Lenient);
    for (const QByteArray &odd : {"-"_ba + hexSize,
                                  "+"_ba + hexSize,
                                  "0x"_ba + hexSize,
                                  " "_ba + hexSize,
                                  "\t"_ba + hexSize,
                                  hexSize + " "_ba,
                                  hexSize + "\t"_ba,
                                  hexSize + "g"_ba,
                                  "g"_ba,
                                  ""_ba,
                                  ";a=b"_ba,
                                  hexSize + ",0"_ba,
                                  hexSize + "\v"_ba,
                                  "\""_ba + hexSize + "\""_ba,
                                  "1"_ba + QByteArray(16, '0') + hexSize,
                                  "fffffffffffffffff"_ba,
                                  hexSize + ";"_ba,
                                  hexSize + ";a=\""_ba + "\n"_ba + "\""_ba,
                                  hexSize + ";a=\"\\\n\""_ba,
                                  hexSize + ";a\nb"_ba,
                                  hexSize + ";a=b\r"_ba,
                                  hexSize + ";\n"_ba,
                                  hexSize + ";a=\x01"_ba,
                                  hexSize + ";a=\"\x01\""_ba,
                                  hexSize + ";a b"_ba,
                                  hexSize + QByteArray(1, '\0')})
        refused("the chunk size " + QByteArray(odd).replace('\n', "LF").replace('\0', "NUL"),
                chunked(odd + "\r\n" + marker + "\r\n" + end));
    refused("a size ended by a bare LF", chunked(hexSize + "\n" + marker + "\r\n" + end), "400");
    refused("a size ended by a bare CR", chunked(hexSize + "\r" + marker + "\r\n" + end), "400");
    refused("a size ended by CR CR LF", chunked(hexSize + "\r\r\n" + marker + "\r\n" + end), "400");
    refused("data ended by a bare LF", chunked(hexSize + "\r\n" + marker + "\n" + end), "400");
    refused("data without an end", chunked(hexSize + "\r\n" + marker + end), "400");
    refused("data longer than its size", chunked("5\r\nhello, " + marker + "\r\n" + end));
    refused("data shorter than its size", chunked("5\r\nhi\r\n0\r\n\r\n" + marker));
    refused("a last chunk with a body", chunked("0\r\n" + marker));
    refused("a last chunk ended by LF", chunked(chunk + "0\n\n" + marker), "400", Nginx::Lenient);
    refused("an empty line of LF behind the last chunk", chunked(chunk + "0\r\n\n" + marker), "400",
            Nginx::Lenient);
    unfinished("a chunk larger than what comes", chunked("7fffffffffffffff\r\n" + marker));
    unfinished("a quotation without an end",
               chunked(hexSize + ";a=\"b\r\n" + marker + "\r\n" + end));
    refused("an extension without an end", chunked("5;" + QByteArray(100'000, 'a')), "400",
            Nginx::Patient);
    refused("a trailer without an end", chunked("0\r\nX-A: " + QByteArray(100'000, 'a')), "400",
            Nginx::Patient);
    unfinished("chunks without the last one", chunked(chunk));
    unfinished("chunks without the last line", chunked(chunk + "0\r\n"));
    unfinished("chunks with half of the last line", chunked(chunk + "0\r\n\r"));
}

void addLines()
{
    const QByteArray body = host + length;
    const auto line = [&](const QByteArray &name, const QByteArray &text,
                          const QByteArray &status = "400") {
        refused(name, request(text, body), status);
    };
    taken("an absolute form with another Host",
          request("POST http://example.org/first HTTP/1.1", body));
    line("HTTP/1.2", "POST /first HTTP/1.2", "505");
    line("HTTP/2.0", "POST /first HTTP/2.0", "505");
    line("HTTP/1.01", "POST /first HTTP/1.01", "505");
    line("HTTP in lower case", "POST /first http/1.1", "505");
    line("a space in the version", "POST /first HTTP/ 1.1", "505");
    line("no version, but fields", "POST /first");
    line("a second target", "POST /first /smuggled HTTP/1.1", "505");
    line("a tab for a space", "POST\t/first HTTP/1.1");
    line("white space before the request line", " POST /first HTTP/1.1");
    line("a NUL in the target", "POST /first" + QByteArray(1, '\0') + " HTTP/1.1");
    line("a bare CR in the target", "POST /first\rX HTTP/1.1");
    line("a second request line in the target", "POST /first HTTP/1.1\rGET /smuggled HTTP/1.1");
    line("a fragment", "POST /first#a HTTP/1.1");
    line("a method with a parenthesis", "PO(ST /first HTTP/1.1");
    line("an authority for a target", "POST example.org:80 HTTP/1.1");
    refused("HTTP/0.9", "GET /smuggled\r\n\r\n");
    refused("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + marker, "505");
    refused("a request line ended by LF", "POST /first HTTP/1.1\n" + body + "\r\n" + marker);
    refused("a request of LF alone",
            QByteArray("POST /first HTTP/1.1\r\n" + body + "\r\n").replace('\r', "") + marker);
    refused("an LF before the request line", "\n" + request("POST /first HTTP/1.1", body));
    refused("a CR before the request line", "\r" + request("POST /first HTTP/1.1", body));
    taken("empty lines before the request line",
          "\r\n\r\n" + request("POST /first HTTP/1.1", body));
    refused("white space on a line before the request line",
            " \r\n" + request("POST /first HTTP/1.1", body));
    refused("an empty line of LF", "POST /first HTTP/1.1\r\n" + body + "\n" + marker);
    refused("an empty line of CR CR LF", "POST /first HTTP/1.1\r\n" + body + "\r\r\n" + marker);
    refused("white space on the empty line", "POST /first HTTP/1.1\r\n" + body + " \r\n" + marker);
}

void addFields()
{
    const auto field = [](const QByteArray &name, const QByteArray &text,
                          const QByteArray &status = "400") {
        refused(name, posted(text + "\r\n"), status);
    };
    refused("no Host", request("POST /first HTTP/1.1", length));
    refused("an empty Host", request("POST /first HTTP/1.1", "Host:\r\n" + length));
    field("two Hosts", "Host: example.org");
    field("the same Host twice", "Host: localhost");
    refused("a Host with a path", request("POST /first HTTP/1.1", "Host: a/b\r\n" + length));
    refused("a Host with a user", request("POST /first HTTP/1.1", "Host: a@b\r\n" + length));
    refused("a Host with a space", request("POST /first HTTP/1.1", "Host: a b\r\n" + length));
    refused("a Host with a comma", request("POST /first HTTP/1.1", "Host: a,b\r\n" + length));
    refused("a Host on a folded line", request("POST /first HTTP/1.1", "Host:\r\n a\r\n" + length));
    taken("no Host in HTTP/1.0", request("POST /first HTTP/1.0", length));
    field("a name with an at sign", "X@A: b");
    field("a name with a space", "X A: b");
    field("a name with a quotation mark", "\"X\": b");
    field("a name with a high byte", "X\xff: b");
    field("a name with a NUL", "X" + QByteArray(1, '\0') + ": b");
    field("no name", ": b");
    field("no colon", "X-A");
    field("a request line for a field", "GET /smuggled HTTP/1.1");
    field("a NUL in a value", "X-A: " + QByteArray(1, '\0'));
    field("a bare CR in a value", "X-A: b\rX-C: d");
    field("an escape in a value", "X-A: \x1b");
    field("a folded line", "X-A: b\r\n c");
    field("an expectation that nobody knows", "Expect: 100-continuee", "417");
    field("more than a hundred fields", QByteArray("X-A: b\r\n").repeated(120).chopped(2), "431");
    field("a head too large", "X-A: " + QByteArray(40'000, 'a'), "431");
    taken("Upgrade is not for us", posted("Connection: Upgrade\r\nUpgrade: h2c\r\n"));
    taken("a method in a field is not ours", posted("X-HTTP-Method-Override: DELETE\r\n"));
    taken("a field that asks to forget the length", posted("Connection: Content-Length\r\n"));
    add("a request behind the last one is not run",
        request("GET /first HTTP/1.1", host + "Connection: close\r\n"), {"200", first});
    add("a request behind one with HTTP/1.0 is not run", request("GET /first HTTP/1.0", host),
        {"200", first});
    taken("a body for GET", request("GET /first HTTP/1.1", host + length));
    taken("chunks for GET", request("GET /first HTTP/1.1", host + coding, chunks));
    taken("a body for DELETE", request("DELETE /first HTTP/1.1", host + length));
    add("a request behind a good one that is none",
        request("GET /first HTTP/1.1", host, " ") + marker, {"200 400", first});
}

} // namespace

void SmugglingTest::initTestCase()
{
    m_server = std::make_unique<ServerThread>(m_recorder);
    QVERIFY(m_server->port() > 0);
    const QString fault = m_proxy.start({m_server->port(), m_server->port()});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

void SmugglingTest::isFramedWithoutDoubt_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("statuses"); // an asterisk: any refusal
    QTest::addColumn<QByteArray>("runs");
    QTest::addColumn<int>("nginx");
    addLengths();
    addCodings();
    addChunks();
    addLines();
    addFields();
}

/** What the server says until it ends the connection, and what the handler was asked for. */
void SmugglingTest::judge(RawClient &client)
{
    QFETCH(QByteArray, statuses);
    QFETCH(QByteArray, runs);
    // A client that is refused is not waited for: the server ends the connection by itself.
    if (statuses != "*" && !statuses.contains('4') && !statuses.contains('5'))
        client.endSending();
    QByteArrayList answers;
    while (const int status = client.receive().status)
        answers.append(QByteArray::number(status));
    QCOMPARE(m_recorder.takeRuns().join(' '), runs);
    if (statuses != "*")
        QCOMPARE(answers.join(' '), statuses);
    else
        QVERIFY2(answers.size() == 1 && answers.first() >= "400", answers.join(' ').constData());
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().isEmpty());
}

void SmugglingTest::isFramedWithoutDoubt()
{
    QFETCH(QByteArray, bytes);
    RawClient client(m_server->port());
    client.send(bytes);
    judge(client);
}

void SmugglingTest::isFramedAlikeByteByByte()
{
    QFETCH(QByteArray, bytes);
    RawClient client(m_server->port());
    client.sendByteByByte(bytes);
    judge(client);
}

void SmugglingTest::isHarmlessBehindNginx()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, statuses);
    QFETCH(int, nginx);
    QSslSocket client;
    QSslConfiguration trust = m_proxy.trust();
    trust.setAllowedNextProtocols({"http/1.1"});
    client.setSslConfiguration(trust);
    client.connectToHostEncrypted(u"127.0.0.1"_s, m_proxy.port());
    QVERIFY(client.waitForEncrypted());
    client.write(bytes);
    if (!statuses.isEmpty() && Nginx(nginx) != Nginx::Patient)
        QVERIFY(client.waitForReadyRead() || client.state() != QAbstractSocket::ConnectedState);
    client.disconnectFromHost();
    // Whoever asks next gets the answer to that, and nothing of what came before.
    const WireAnswer next =
        Client(m_proxy, {"http/1.1"}).ask("GET /next HTTP/1.1\r\nX-Request-ID: next");
    QCOMPARE(next.status, 200);
    QCOMPARE(next.body, "/next "_ba);
    const QByteArrayList runs = m_recorder.takeRuns();
    QVERIFY(runs.contains("/next:next"));
    if (Nginx(nginx) != Nginx::TwoHere && Nginx(nginx) != Nginx::Lenient)
        QVERIFY2(!runs.join(' ').contains("/smuggled"), runs.join(' ').constData());
    for (const QByteArray &run : runs)
        QVERIFY2(!run.contains("/smuggled") || run == "/smuggled:smuggled", run.constData());
}

QTEST_GUILESS_MAIN(SmugglingTest)
#include "smuggling_test.moc"
