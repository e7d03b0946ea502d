// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations that are being stored while the server is killed: whole or not there at all, and
// none is lost that somebody was told of.
#include "tests/cli/program.h"
#include "tests/postgresql/databases.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>
#include <QVariant>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

namespace {

const QByteArray token = "0123456789abcdef0123456789abcdef";

/** Stores configurations as fast as it can until the server is gone or has enough. */
class Writer
{
public:
    Writer(const QUrl &url, std::atomic<int> &acknowledged)
        : m_url(url), m_acknowledged(acknowledged)
    {}

    void run(const std::atomic<bool> &isEnough)
    {
        QTcpSocket socket;
        socket.connectToHost(m_url.host(), quint16(m_url.port()));
        if (!socket.waitForConnected())
            return;
        for (int i = 0; !isEnough; ++i) {
            const QByteArray id = post(socket, i);
            if (id.isEmpty())
                return;
            m_ids.append(QString::fromLatin1(id));
            ++m_acknowledged;
        }
    }

    const QStringList &ids() const { return m_ids; }

private:
    /** The id that the answer has; empty if none came whole. */
    QByteArray post(QTcpSocket &socket, int number)
    {
        const QByteArray body =
            R"({"configuration_type":"SnowflakeDataOutput","database":"clean","schema":"s",)"
            R"("access_granularity":"table","table":"t)" +
            QByteArray::number(number) + R"("})";
        socket.write("POST /api/v2/data_output_configurations/ HTTP/1.1\r\nHost: x\r\n"
                     "Authorization: Bearer " +
                     token + "\r\nContent-Type: application/json\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QByteArray answer;
        while (!answer.contains("\"updated_on\":null")) {
            if (!socket.waitForReadyRead(30'000))
                return {};
            answer += socket.readAll();
        }
        if (!answer.startsWith("HTTP/1.1 201 "))
            qFatal("%s", answer.constData());
        const qsizetype at = answer.indexOf("{\"id\":\"") + 7;
        return answer.sliced(at, 36);
    }

    const QUrl m_url;
    std::atomic<int> &m_acknowledged;
    QStringList m_ids;
};

/** The rows of a query on a database of either kind, opened for this. */
QStringList rowsOf(const QString &url, const QString &sql)
{
    QStringList rows;
    {
        const QUrl parts(url);
        const bool isSqlite = parts.scheme() == "sqlite"_L1;
        QSqlDatabase database =
            QSqlDatabase::addDatabase(isSqlite ? u"QSQLITE"_s : u"QPSQL"_s, u"check"_s);
        database.setDatabaseName(isSqlite ? parts.path() : parts.path().sliced(1));
        if (!isSqlite) {
            database.setHostName(parts.host());
            database.setPort(parts.port());
            database.setUserName(parts.userName(QUrl::FullyDecoded));
            database.setPassword(parts.password(QUrl::FullyDecoded));
        }
        if (!database.open())
            qFatal("%s", qPrintable(database.lastError().text()));
        QSqlQuery query(database);
        if (!query.exec(sql))
            qFatal("%s", qPrintable(query.lastError().text()));
        while (query.next())
            rows.append(query.value(0).toString());
    }
    QSqlDatabase::removeDatabase(u"check"_s);
    return rows;
}

} // namespace

class ConfigurationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killsLoseNothingThatWasAcknowledged_data() { Databases::addRows(); }
    void killsLoseNothingThatWasAcknowledged();

private:
    Databases m_databases;
};

void ConfigurationsTest::killsLoseNothingThatWasAcknowledged()
{
    QFETCH(QString, database);
    constexpr int wanted = 1000;
    constexpr int writerCount = 3;
    const Workspace workspace;
    const QString url = m_databases.make(database);
    const QStringList arguments = {u"--sample-data"_s, u"--database-url"_s, url};
    const Environment environment = {{u"OUTLET_ADMIN_TOKEN"_s, QString::fromLatin1(token)}};
    QStringList acknowledged;
    int kills = 0;
    while (acknowledged.size() < wanted) {
        Server server;
        QVERIFY2(server.start(workspace, arguments, environment), qPrintable(server.err()));
        std::atomic<int> count = 0;
        std::atomic<int> running = writerCount;
        std::atomic<bool> isEnough = false;
        std::vector<Writer> writers(writerCount, Writer(QUrl(server.url()), count));
        std::vector<std::thread> threads;
        for (Writer &writer : writers)
            threads.emplace_back([&] {
                writer.run(isEnough);
                --running;
            });
        // Somewhere in the middle of the next few: the others are always under way.
        const int end = QRandomGenerator::global()->bounded(40, 120);
        const quint32 pause = QRandomGenerator::global()->bounded(3000U);
        while (count < end && running > 0)
            std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::microseconds(pause));
        server.send(SIGKILL);
        const bool hasEnded = server.waitForEnd();
        isEnough = true;
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(hasEnded);
        QVERIFY2(count >= end, qPrintable(server.err()));
        for (const Writer &writer : writers)
            acknowledged += writer.ids();
        ++kills;
    }
    QVERIFY2(kills >= 8, qPrintable(QString::number(kills)));

    Server server;
    QVERIFY2(server.start(workspace, arguments, environment), qPrintable(server.err()));
    const QJsonObject list = server.get(u"/api/v2/data_output_configurations/"_s).json();
    QSet<QString> listed;
    for (const QJsonValue item : list[u"data_output_configurations"_s].toArray()) {
        QVERIFY2(item[u"notes"_s].isUndefined(), qPrintable(item[u"notes"_s][0].toString()));
        listed.insert(item[u"id"_s].toString());
    }
    for (const QString &id : acknowledged)
        QVERIFY2(listed.contains(id), qPrintable(id));
    // Further ones were stored, but nobody could be told; none of them is half.
    QVERIFY(listed.size() >= acknowledged.size());
    QVERIFY(listed.size() <= acknowledged.size() + kills * writerCount);
    const QString base = u"data_output_configurations"_s;
    const QString own = u"snowflake_data_output_configurations"_s;
    QCOMPARE(rowsOf(url, u"SELECT id FROM %1 WHERE id NOT IN (SELECT id FROM %2)"_s.arg(base, own)),
             QStringList());
    QCOMPARE(rowsOf(url, u"SELECT id FROM %1 WHERE id NOT IN (SELECT id FROM %2)"_s.arg(own, base)),
             QStringList());
    QCOMPARE(
        rowsOf(url, u"SELECT count(*) FROM audit_log WHERE action = 'configuration:created'"_s),
        QStringList{QString::number(listed.size())});
}

QTEST_GUILESS_MAIN(ConfigurationsTest)
#include "configurations_test.moc"
