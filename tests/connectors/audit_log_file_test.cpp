// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin AuditLogFile as the server runs it.
#include "registry/pluginregistry.h"
#include "tests/registry/pipeline.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include <optional>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

namespace {

/** A server with the plugin. */
class Server
{
public:
    explicit Server(const QJsonObject &settings = {})
    {
        m_site.add(u"audit_log_file"_s);
        QDir().mkpath(m_site.path(u"logs"_s));
        QJsonObject all = settings;
        if (!all.contains(u"file"_s))
            all.insert(u"file"_s, file());
        if (all.value(u"file"_s).isNull())
            all.remove(u"file"_s);
        m_site.options.settings.insert(u"audit_log_file"_s, all);
        start();
    }

    void start()
    {
        m_registry.reset();
        m_registry.emplace(m_site.options, m_site.database());
        if (!m_registry->discover())
            qFatal("cannot discover");
    }
    void stop() { m_registry->stop(); }

    void publish(const QString &topic, const QJsonObject &payload = {})
    {
        if (!m_site.options.events->publish(topic, payload))
            qFatal("cannot publish");
    }

    QString folder() const { return m_site.path(u"logs"_s); }
    QString file(const QString &ending = {}) const { return folder() + u"/audit.log"_s + ending; }

    /** The objects of a file. */
    QList<QJsonObject> lines(const QString &ending = {}) const
    {
        QFile log(file(ending));
        QList<QJsonObject> objects;
        if (!log.open(QIODevice::ReadOnly))
            return objects;
        for (const QByteArray &line : log.readAll().split('\n')) {
            if (!line.isEmpty())
                objects.append(QJsonDocument::fromJson(line).object());
        }
        return objects;
    }

    QString verdict() const { return verdicts(*m_registry->snapshot()).join(u' '); }
    HealthReport health()
    {
        return HealthChecks(std::make_shared<ModuleCalls>(), std::chrono::seconds(10))
            .check(m_registry->snapshot()->connectors.front());
    }
    const Snapshot &snapshot() const { return *m_registry->snapshot(); }

private:
    Site m_site;
    std::optional<PluginRegistry> m_registry;
};

} // namespace

class AuditLogFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsAreWritten();
    void onlyChosenTopicsAreWritten();
    void whatIsThereStays();
    void filesAreRotated();
    void aFileThatWasMovedIsBegunAgain();
    void whatCannotBeWrittenIsToldOnce();
    void aFolderThatIsMissingStopsIt();
    void wrongSettingsStopIt_data();
    void wrongSettingsStopIt();
};

void AuditLogFileTest::eventsAreWritten()
{
    Server server;
    QCOMPARE(server.verdict(), u"audit_log_file: running"_s);
    server.publish(u"a:x"_s, {{u"text"_s, u"two\nlines"_s}});
    server.publish(u"b:y"_s);
    server.stop();
    const QList<QJsonObject> lines = server.lines();
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0].keys(), QStringList({u"at"_s, u"id"_s, u"payload"_s, u"topic"_s}));
    QCOMPARE(lines[0][u"id"_s].toInt(), 1);
    QCOMPARE(lines[0][u"topic"_s].toString(), u"a:x"_s);
    QCOMPARE(lines[0][u"payload"_s][u"text"_s].toString(), u"two\nlines"_s);
    QVERIFY(QDateTime::fromString(lines[0][u"at"_s].toString(), Qt::ISODateWithMs).isValid());
    QCOMPARE(lines[1][u"id"_s].toInt(), 2);
    constexpr int others = 0x0077; // in the bits of QFile::Permission
    QCOMPARE(int(QFileInfo(server.file()).permissions()) & others, 0);
}

void AuditLogFileTest::onlyChosenTopicsAreWritten()
{
    Server server({{u"topics"_s, QJsonArray{u"a:*"_s, u"c:x"_s}}});
    for (const QString &topic : {u"a:x"_s, u"b:x"_s, u"c:y"_s, u"c:x"_s})
        server.publish(topic);
    server.stop();
    QCOMPARE(server.lines().size(), 2);
    QCOMPARE(server.lines().last()[u"topic"_s].toString(), u"c:x"_s);
}

void AuditLogFileTest::whatIsThereStays()
{
    Server server;
    server.publish(u"a:x"_s);
    server.start(); // the old one has ended by then
    server.publish(u"a:y"_s);
    server.stop();
    QCOMPARE(server.lines().size(), 2);
}

void AuditLogFileTest::filesAreRotated()
{
    Server server({{u"max_bytes"_s, 1024}, {u"files"_s, 2}});
    for (int i = 0; i < 100; ++i)
        server.publish(u"a:x"_s, {{u"i"_s, i}});
    server.publish(u"a:long"_s, {{u"text"_s, QString(5'000, u'x')}}); // has a file of its own
    server.publish(u"a:y"_s);
    server.stop();
    QCOMPARE(QDir(server.folder()).entryList(QDir::Files, QDir::Name),
             QStringList({u"audit.log"_s, u"audit.log.1"_s, u"audit.log.2"_s}));
    QVERIFY(QFileInfo(server.file(u".2"_s)).size() <= 1024);
    QCOMPARE(server.lines(u".1"_s).size(), 1);
    QCOMPARE(server.lines().size(), 1);
    int id = 102;
    for (const QString &ending : {u""_s, u".1"_s, u".2"_s}) {
        const QList<QJsonObject> lines = server.lines(ending);
        for (auto line = lines.crbegin(); line != lines.crend(); ++line)
            QCOMPARE((*line)[u"id"_s].toInt(), id--);
    }
    QVERIFY(id < 98);
}

void AuditLogFileTest::aFileThatWasMovedIsBegunAgain()
{
    Server server;
    server.publish(u"a:x"_s);
    QTRY_COMPARE(server.lines().size(), 1);
    QVERIFY(QFile::rename(server.file(), server.file(u".moved"_s)));
    server.publish(u"a:y"_s);
    server.stop();
    QCOMPARE(server.lines().size(), 1);
    QCOMPARE(server.lines()[0][u"topic"_s].toString(), u"a:y"_s);
}

void AuditLogFileTest::whatCannotBeWrittenIsToldOnce()
{
    Server server;
    server.publish(u"a:1"_s);
    QTRY_COMPARE(server.lines().size(), 1);
    QCOMPARE(nameOf(server.health().state), u"ok"_s);
    QVERIFY(QFile::remove(server.file()) && QDir().mkdir(server.file()));
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"^.*/audit\\.log cannot be written: "
                                                           "Is a directory$"_s));
    server.publish(u"a:2"_s);
    server.publish(u"a:3"_s);
    QTRY_COMPARE(server.health().details[u"lost"_s].toInt(), 2);
    QCOMPARE(nameOf(server.health().state), u"degraded"_s);
    QVERIFY(QDir().rmdir(server.file()));
    server.publish(u"a:4"_s);
    QTRY_COMPARE(server.lines().size(), 1);
    QTRY_COMPARE(nameOf(server.health().state), u"ok"_s);
    QCOMPARE(server.lines()[0][u"id"_s].toInt(), 4);
}

void AuditLogFileTest::aFolderThatIsMissingStopsIt()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "start() of AuditLogFile failed: /nowhere/at/all cannot be written: No "
                         "such file or directory");
    const Server server({{u"file"_s, u"/nowhere/at/all"_s}});
    QCOMPARE(server.verdict(), u"audit_log_file: start-failed"_s);
    QCOMPARE(server.snapshot().rejected.front().verdict.hint,
             u"Make room, or let the user of the server write there."_s);
}

void AuditLogFileTest::wrongSettingsStopIt_data()
{
    QTest::addColumn<QJsonObject>("settings");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QJsonObject &settings, const QString &words) {
        QTest::newRow(name) << settings << words;
    };
    row("no file", {{u"file"_s, QJsonValue::Null}}, u"file: Field required"_s);
    row("a file somewhere", {{u"file"_s, u"audit.log"_s}}, u"file: "_s);
    row("a number as file", {{u"file"_s, 5}}, u"file: Input should be a valid string"_s);
    row("too small a file", {{u"max_bytes"_s, 1023}}, u"max_bytes: "_s);
    row("a text as number", {{u"max_bytes"_s, u"1024"_s}},
        u"max_bytes: Input should be a valid integer"_s);
    row("a fraction", {{u"files"_s, 1.5}}, u"files: "_s);
    row("too many files", {{u"files"_s, 101}}, u"files: "_s);
    row("a topic instead of a list", {{u"topics"_s, u"a:*"_s}},
        u"topics: Input should be a valid list"_s);
    row("a setting that there is not", {{u"fil"_s, u"/x"_s}},
        u"fil: AuditLogFile has no such setting"_s);
}

void AuditLogFileTest::wrongSettingsStopIt()
{
    QFETCH(QJsonObject, settings);
    QFETCH(QString, words);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^The settings of AuditLogFile are "
                                                          "wrong: "_s));
    const Server server(settings);
    QCOMPARE(server.verdict(), u"audit_log_file: initialize-failed"_s);
    const Verdict verdict = server.snapshot().rejected.front().verdict;
    QVERIFY2(verdict.message.startsWith(u"The settings of AuditLogFile are wrong: "_s + words),
             qPrintable(verdict.message));
    QCOMPARE(verdict.evidence.size(), 1);
    QCOMPARE(verdict.hint, u"Correct plugins.audit_log_file.settings in the configuration file, "
                           "then start the server again."_s);
    QVERIFY(!QFile::exists(server.file()));
}

QTEST_GUILESS_MAIN(AuditLogFileTest)

#include "audit_log_file_test.moc"
