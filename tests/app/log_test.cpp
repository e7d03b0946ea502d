// SPDX-License-Identifier: GPL-3.0-or-later
// What programs read: every line of the log is one JSON object, whatever somebody put into it.
#include "app/accesslog.h"
#include "app/log.h"
#include "tests/app/capturedlog.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QRegularExpression>
#include <QTest>

#include <limits>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet::app;
using namespace outlet::tests;

namespace {

Q_LOGGING_CATEGORY(lcTest, "outlet.test")

const QDateTime noon = QDateTime::fromString(u"2026-11-21T12:00:00Z"_s, Qt::ISODate);

AccessLine accessLine(const QByteArray &target)
{
    return {.method = "GET",
            .target = target,
            .route = u"/api/v2/plugins/{name}"_s,
            .status = 200,
            .bytes = 512,
            .milliseconds = 0.4217,
            .client = u"127.0.0.1"_s,
            .correlationId = u"abc-1"_s};
}

} // namespace

class LogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aJsonLineIsOneObject_data();
    void aJsonLineIsOneObject();
    void fieldsStandBesideTheMessage();
    void aFieldCannotForgeAMember();
    void theIdStandsBehindTheText();
    void scopesNestAndEnd();
    void scopesBelongToTheirThread();
    void aRequestIsALineOfText();
    void aRequestIsAnObject();
    void aRequestWithoutARouteSaysSo();
    void aRequestCannotForgeALine_data();
    void aRequestCannotForgeALine();
    void aLevelThatIsOffWritesNothing_data();
    void aLevelThatIsOffWritesNothing();
    void linesOfThreadsDoNotMix();
};

void LogTest::aJsonLineIsOneObject_data()
{
    QTest::addColumn<QString>("category");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("id");
    const auto row = [](const char *name, const QString &message, const QString &id = {},
                        const QString &category = u"outlet.x"_s) {
        QTest::newRow(name) << category << message << id;
    };
    row("a plain message", u"all is well"_s);
    row("a message with an id", u"all is well"_s, u"req-1"_s);
    row("no message at all", QString());
    row("no category at all", u"x"_s, {}, QString());
    row("quotes, braces and backslashes", u"\"}{\\\","_s, u"\"}"_s, u"\"},{\""_s);
    row("line ends of every kind", u"a\nb\r\nc\u2028d\u2029e\u0085f"_s, u"a\nb"_s);
    row("a forged object behind a line end", u"x\n{\"level\":\"error\"}"_s);
    row("control characters", u"\x01\x1b[31m\x7f"_s + QChar(0), u"\x1b"_s, u"\x07"_s);
    row("other alphabets and planes", u"gr\u00fc\u00dfe \U0001F600 \u202e"_s, u"\u00e9"_s);
    row("text that looks escaped already", u"\\n \\u0041 \\\\"_s);
    row("a message of a million characters", QString(1'000'000, u'"'));
}

void LogTest::aJsonLineIsOneObject()
{
    QFETCH(QString, category);
    QFETCH(QString, message);
    QFETCH(QString, id);
    const QByteArray line =
        logLine({noon, LogLevel::Error, category, message, id}, LogFormat::Json);
    QVERIFY(line.endsWith('\n'));
    QCOMPARE(line.count('\n'), 1);
    QVERIFY(!line.contains('\r') && !line.contains('\x1b') && !line.contains('\0'));
    const QJsonObject wanted = {{u"time"_s, u"2026-11-21T12:00:00.000Z"_s},
                                {u"level"_s, u"error"_s},
                                {u"category"_s, u""_s + category},
                                {u"message"_s, u""_s + message}};
    QJsonObject found = QJsonDocument::fromJson(line).object();
    QCOMPARE(found.contains("correlation_id"_L1), !id.isEmpty());
    QCOMPARE(found.take("correlation_id"_L1).toString(), id);
    QCOMPARE(found, wanted);
}

void LogTest::fieldsStandBesideTheMessage()
{
    const LogRecord record{
        noon,          LogLevel::Info,
        u"outlet.x"_s, u"m"_s,
        u"id"_s,       {{u"status"_s, 200}, {u"route"_s, QJsonValue()}, {u"a\nb"_s, u"c\nd"_s}}};
    QCOMPARE(logLine(record, LogFormat::Json),
             R"({"time":"2026-11-21T12:00:00.000Z","level":"info","category":"outlet.x",)"
             R"("message":"m","correlation_id":"id","a\nb":"c\nd","route":null,"status":200})"
             "\n"_ba);
}

void LogTest::aFieldCannotForgeAMember()
{
    const LogRecord record{noon,
                           LogLevel::Info,
                           u"outlet.x"_s,
                           u"m"_s,
                           {},
                           {{u"time"_s, 1},
                            {u"level"_s, u"error"_s},
                            {u"category"_s, 2},
                            {u"message"_s, u"forged"_s},
                            {u"correlation_id"_s, u"forged"_s}}};
    QCOMPARE(logLine(record, LogFormat::Json),
             R"({"time":"2026-11-21T12:00:00.000Z","level":"info","category":"outlet.x",)"
             R"("message":"m"})"
             "\n"_ba);
}

void LogTest::theIdStandsBehindTheText()
{
    const LogRecord record{noon,   LogLevel::Info, u"outlet.x"_s,
                           u"m"_s, u"id\x1b"_s,    {{u"status"_s, 200}}};
    QCOMPARE(logLine(record, LogFormat::Text),
             "2026-11-21T12:00:00.000Z info outlet.x: m [id\\u001b]\n"_ba);
}

void LogTest::scopesNestAndEnd()
{
    const auto now = [] {
        LogRecord record;
        describe(record);
        return record.correlationId + u' ' +
               QString::fromUtf8(QJsonDocument(record.fields).toJson(QJsonDocument::Compact));
    };
    QCOMPARE(now(), u" {}"_s);
    {
        const LogScope outer(u"one"_s, {{u"a"_s, 1}, {u"b"_s, 1}});
        QCOMPARE(now(), u"one {\"a\":1,\"b\":1}"_s);
        {
            const LogScope nameless({}, {{u"b"_s, 2}});
            QCOMPARE(now(), u"one {\"a\":1,\"b\":2}"_s);
            const LogScope inner(u"two"_s);
            QCOMPARE(now(), u"two {\"a\":1,\"b\":2}"_s);
        }
        QCOMPARE(now(), u"one {\"a\":1,\"b\":1}"_s);
    }
    QCOMPARE(now(), u" {}"_s);
}

void LogTest::scopesBelongToTheirThread()
{
    const LogScope scope(u"mine"_s);
    LogRecord record;
    std::thread([&record] { describe(record); }).join();
    QCOMPARE(record.correlationId, QString());
}

void LogTest::aRequestIsALineOfText()
{
    CapturedLog log(LogLevel::Info, LogFormat::Text);
    logAccess(accessLine("/api/v2/plugins/S3?x=%20"));
    const QString line = QString::fromUtf8(log.take());
    static const QRegularExpression wanted(
        u"^\\S+Z info outlet\\.access: 127\\.0\\.0\\.1 \"GET /api/v2/plugins/S3\\?x=%20\" 200 512 "
        "0\\.422 ms \\[abc-1\\]\\n$"_s);
    QVERIFY2(wanted.match(line).hasMatch(), qPrintable(line));
}

void LogTest::aRequestIsAnObject()
{
    CapturedLog log(LogLevel::Info, LogFormat::Json);
    logAccess(accessLine("/api/v2/plugins/S3?x=%20"));
    QJsonObject found = QJsonDocument::fromJson(log.take()).object();
    QVERIFY(!found.take("time"_L1).toString().isEmpty());
    const QJsonObject wanted = {
        {u"level"_s, u"info"_s},
        {u"category"_s, u"outlet.access"_s},
        {u"message"_s, u"127.0.0.1 \"GET /api/v2/plugins/S3?x=%20\" 200 512 0.422 ms"_s},
        {u"correlation_id"_s, u"abc-1"_s},
        {u"client"_s, u"127.0.0.1"_s},
        {u"method"_s, u"GET"_s},
        {u"target"_s, u"/api/v2/plugins/S3?x=%20"_s},
        {u"route"_s, u"/api/v2/plugins/{name}"_s},
        {u"status"_s, 200},
        {u"bytes"_s, 512},
        {u"duration_ms"_s, 0.422}};
    QCOMPARE(found, wanted);
}

void LogTest::aRequestWithoutARouteSaysSo()
{
    AccessLine line = accessLine("/nothing");
    line.route.clear();
    line.status = 404;
    line.correlationId.clear();
    line.milliseconds = std::numeric_limits<double>::quiet_NaN();
    CapturedLog log(LogLevel::Info, LogFormat::Json);
    logAccess(line);
    const QJsonObject found = QJsonDocument::fromJson(log.take()).object();
    QVERIFY(found["route"_L1].isNull());
    QVERIFY(found["duration_ms"_L1].isNull());
    QVERIFY(!found.contains("correlation_id"_L1));
}

void LogTest::aRequestCannotForgeALine_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("a line end") << "/a\n2026 info x: forged"_ba
                                << "\"GET /a\\n2026 info x: forged\" 200"_ba;
    QTest::newRow("a carriage return") << "/a\rb"_ba
                                       << "\"GET /a\\u000db\" 200"_ba;
    QTest::newRow("a quote") << "/a\" 500 0"_ba
                             << "\"GET /a\\\" 500 0\" 200"_ba;
    QTest::newRow("a backslash before the closing quote") << "/a\\"_ba
                                                          << "\"GET /a\\\\\" 200"_ba;
    QTest::newRow("an escape sequence") << "/\x1b[2J"_ba
                                        << "\"GET /\\u001b[2J\" 200"_ba;
    QTest::newRow("a C1 control in UTF-8") << "/\xc2\x9b"_ba
                                           << "\"GET /\\u009b\" 200"_ba;
    QTest::newRow("bytes that are no UTF-8") << "/\xff"_ba
                                             << "\"GET /\xef\xbf\xbd\" 200"_ba;
    QTest::newRow("a place marker") << "/%1%2%99"_ba
                                    << "\"GET /%1%2%99\" 200"_ba;
}

void LogTest::aRequestCannotForgeALine()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, shown);
    {
        CapturedLog log(LogLevel::Info, LogFormat::Text);
        logAccess(accessLine(target));
        const QByteArray line = log.take();
        QVERIFY2(line.contains(shown), line.constData());
        QCOMPARE(line.count('\n'), 1);
    }
    CapturedLog log(LogLevel::Info, LogFormat::Json);
    logAccess(accessLine(target));
    const QByteArray line = log.take();
    QCOMPARE(line.count('\n'), 1);
    QCOMPARE(QJsonDocument::fromJson(line)["target"_L1].toString(), QString::fromUtf8(target));
}

void LogTest::aLevelThatIsOffWritesNothing_data()
{
    QTest::addColumn<LogLevel>("level");
    QTest::addColumn<QByteArrayList>("messages");
    QTest::newRow("debug") << LogLevel::Debug << QByteArrayList{"d", "i", "w", "e"};
    QTest::newRow("info") << LogLevel::Info << QByteArrayList{"i", "w", "e"};
    QTest::newRow("warning") << LogLevel::Warning << QByteArrayList{"w", "e"};
    QTest::newRow("error") << LogLevel::Error << QByteArrayList{"e"};
}

void LogTest::aLevelThatIsOffWritesNothing()
{
    QFETCH(LogLevel, level);
    QFETCH(QByteArrayList, messages);
    CapturedLog log(level, LogFormat::Json);
    bool isMade = false;
    const auto made = [&isMade] {
        isMade = true;
        return "d";
    };
    qCDebug(lcTest) << made();
    qCInfo(lcTest) << "i";
    qCWarning(lcTest) << "w";
    qCCritical(lcTest) << "e";
    QByteArrayList found;
    for (const QByteArray &line : log.take().split('\n')) {
        if (!line.isEmpty())
            found.append(QJsonDocument::fromJson(line)["message"_L1].toString().toUtf8());
    }
    QCOMPARE(found, messages);
    QCOMPARE(isMade, level == LogLevel::Debug);
}

void LogTest::linesOfThreadsDoNotMix()
{
    CapturedLog log(LogLevel::Info, LogFormat::Json);
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([number] {
            const QString id = QString::number(number);
            const LogScope scope(id);
            for (int i = 0; i < 250; ++i)
                qCInfo(lcTest).noquote() << QString(100, id.front());
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const QByteArrayList lines = log.take().chopped(1).split('\n');
    QCOMPARE(lines.size(), 1000);
    for (const QByteArray &line : lines) {
        const QJsonDocument json = QJsonDocument::fromJson(line);
        QCOMPARE(json["message"_L1].toString().first(1), json["correlation_id"_L1].toString());
        QCOMPARE(json["message"_L1].toString().size(), 100);
    }
}

QTEST_GUILESS_MAIN(LogTest)
#include "log_test.moc"
