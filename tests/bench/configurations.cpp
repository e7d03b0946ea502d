// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations in process, over the API's router on a real SQLite file: what storing, listing and
// judging cost without HTTP. Beside the writes stands what the disk can do: a small write and an
// fsync in the same directory, in alternating runs.
#include "app/api/api.h"
#include "app/database.h"
#include "app/http/target.h"
#include "migrations/engine.h"
#include "registry/pluginregistry.h"
#include "tests/bench/measure.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;

namespace {

const QByteArray base = "/api/v2/data_output_configurations/";
const QByteArray good = R"({"configuration_type":"SnowflakeDataOutput","database":"clean",)"
                        R"("schema":"sales","access_granularity":"table","table":"orders"})";

template<class T>
T checked(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/** The API on a database of its own, with the connectors of this build and their rules. */
class Api
{
public:
    explicit Api(const QString &directory)
        : m_database(checked(
              Database::open(u"sqlite://"_s + directory + u"/outlet.sqlite"_s, Access::ReadWrite)))
    {
        const auto core = migrations::migrate(m_database.handle(), migrations::Dialect::Sqlite,
                                              migrations::coreSource(), migrations::Mode::Apply);
        if (!core)
            qFatal("%s", qPrintable(core.error().error.message));
        for (const char *sql :
             {"INSERT INTO platforms (id, name) VALUES ('p', 'Snowflake')",
              "INSERT INTO platform_services (id, name, platform_id, result_string_template, "
              "technical_info_template) VALUES ('s', 'Snowflake', 'p', '', '')",
              "INSERT INTO platform_service_configs (id, platform_id, service_id, config) "
              "VALUES ('c', 'p', 's', '[\"clean\",\"master\"]')"})
            run(QString::fromLatin1(sql));
        registry::RegistryOptions options;
        options.paths = {{QStringLiteral(BENCH_CONNECTORS), registry::Source::BuiltIn}};
        options.selection.enabled = {u"SnowflakeDataOutput"_s};
        m_registry = std::make_unique<registry::PluginRegistry>(options, m_database.handle());
        checked(m_registry->discover());
        m_api = api::makeApi({.snapshot = [this] { return m_registry->snapshot(); },
                              .database = &m_database.handle(),
                              .version = u"1"_s,
                              .hooks = &m_registry->hooks()});
    }

    void run(const QString &sql)
    {
        QSqlQuery query(m_database.handle());
        if (!query.exec(sql))
            qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
    }

    QJsonObject ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {})
    {
        api::Request request;
        request.method = method;
        request.target = target;
        request.correlationId = u"bench"_s;
        const auto parsed = http::parseTarget(target);
        request.segments = parsed->segments;
        request.query = parsed->query;
        request.body = body;
        const api::Reply reply = m_api.answer(request);
        if (reply.status >= 300)
            qFatal("%s %s: %d %s", method.constData(), target.constData(), reply.status,
                   reply.body.constData());
        m_size = reply.body.size();
        return method == "POST" ? QJsonDocument::fromJson(reply.body).object() : QJsonObject();
    }

    qsizetype lastSize() const { return m_size; }

private:
    Database m_database;
    std::unique_ptr<registry::PluginRegistry> m_registry;
    api::Router m_api;
    qsizetype m_size = 0;
};

/** Milliseconds, sorted. */
struct Samples
{
    QList<double> values;

    template<class Work>
    void add(Work &&work)
    {
        values.append(bench::milliseconds(std::forward<Work>(work)));
    }
    double percentile(int percent)
    {
        std::ranges::sort(values);
        return values.at(std::min(values.size() - 1, values.size() * percent / 100));
    }
};

/** How often a second the disk takes a small write for good. */
double fsyncRate(const QString &directory, int count)
{
    const QByteArray path = QFile::encodeName(directory + u"/fsync"_s);
    const int file = ::open(path.constData(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    const QByteArray page(4096, 'x');
    const double elapsed = bench::milliseconds([&] {
        for (int i = 0; i < count; ++i) {
            if (::write(file, page.constData(), size_t(page.size())) < 0 || ::fsync(file) != 0)
                qFatal("fsync");
        }
    });
    ::close(file);
    return count / elapsed * 1000;
}

double residentMegabytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("statm");
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/** Creates each and reads it back. */
double pairsPerSecond(Api &api, int count)
{
    const double elapsed = bench::milliseconds([&] {
        for (int i = 0; i < count; ++i) {
            const QJsonObject made = api.ask("POST", base, good);
            api.ask("GET", base + made[u"id"_s].toString().toLatin1());
        }
    });
    return count / elapsed * 1000;
}

QJsonObject measureWrites(Api &api, const QString &directory)
{
    bench::Runs pairs, fsyncs;
    for (int i = 0; i < 7; ++i) {
        fsyncs.values << fsyncRate(directory, 500);
        pairs.values << pairsPerSecond(api, 500);
    }
    std::printf("create + read back   %8.0f /s (%.1f%%)    fsync of the disk %8.0f /s (%.1f%%)\n",
                pairs.median(), pairs.noise(), fsyncs.median(), fsyncs.noise());
    return {{u"create_and_read_per_second"_s, pairs.median()},
            {u"create_and_read_noise_percent"_s, pairs.noise()},
            {u"fsync_per_second"_s, fsyncs.median()}};
}

QJsonObject measureValidate(Api &api)
{
    Samples samples;
    for (int i = 0; i < 5000; ++i)
        samples.add([&] { api.ask("POST", "/api/v2/plugins/SnowflakeDataOutput/validate", good); });
    const double half = samples.percentile(50);
    const double most = samples.percentile(99);
    std::printf("validate             %8.3f ms p50 %8.3f ms p99\n", half, most);
    return {{u"validate_p50_ms"_s, half}, {u"validate_p99_ms"_s, most}};
}

/** Rows in both tables until there are so many, in one transaction: storing them is no part of it.
 */
void fillTo(Api &api, int from, int to)
{
    api.run(u"BEGIN IMMEDIATE"_s);
    for (const QString &into :
         {u"data_output_configurations (id, configuration_type, created_on) SELECT id, "
          "'SnowflakeDataOutput', datetime('2020-01-01', '+' || i || ' seconds')"_s,
          u"snowflake_data_output_configurations (id, \"database\", \"schema\", \"table\", "
          "bucket_identifier, database_path, table_path, access_granularity) SELECT id, 'clean', "
          "'sales', 'orders', '', 'clean', 'orders', 'table'"_s})
        api.run(u"INSERT INTO "_s + into + u" FROM (WITH RECURSIVE n (i) AS (SELECT "_s +
                QString::number(from + 1) + u" UNION ALL SELECT i + 1 FROM n WHERE i < "_s +
                QString::number(to) +
                u") SELECT i, printf('%08x-0000-4000-8000-%012x', (i * 2654435761) % 4294967296, "
                "i) AS id FROM n)"_s);
    api.run(u"COMMIT"_s);
}

QJsonArray measureLists()
{
    const QTemporaryDir directory;
    Api api(directory.path());
    QJsonArray rows;
    for (int filled = 0; const int count : {1'000, 10'000, 100'000}) {
        fillTo(api, std::exchange(filled, count), count);
        QByteArrayList cursors = {QByteArray()};
        for (int i = 1; i < 10; ++i) { // and pages all over the list
            const QDateTime time(QDate(2020, 1, 1), QTime(0, 0), Qt::UTC);
            const QString created =
                time.addSecs(qint64(count) * i / 10).toString(u"yyyy-MM-dd HH:mm:ss"_s);
            cursors.append("&cursor=" + (R"([")" + created.toLatin1() + R"(",""])")
                                            .toBase64(QByteArray::Base64UrlEncoding |
                                                      QByteArray::OmitTrailingEquals));
        }
        Samples samples;
        Samples filtered;
        for (int i = 0; i < 1000; ++i) {
            const QByteArray &cursor = cursors[i % cursors.size()];
            samples.add([&] { api.ask("GET", base + "?limit=100" + cursor); });
            filtered.add([&] {
                api.ask("GET", base + "?limit=100&configuration_type=SnowflakeDataOutput" + cursor);
            });
        }
        std::printf("list of 100 of %6d %8.2f ms p50 %8.2f ms p99    of one type %8.2f ms p99\n",
                    count, samples.percentile(50), samples.percentile(99), filtered.percentile(99));
        std::fflush(stdout);
        rows.append(QJsonObject{{u"configurations"_s, count},
                                {u"list_p50_ms"_s, samples.percentile(50)},
                                {u"list_p99_ms"_s, samples.percentile(99)},
                                {u"list_of_type_p99_ms"_s, filtered.percentile(99)}});
    }
    return rows;
}

QJsonObject measureMemory(Api &api, int count)
{
    for (int i = 0; i < 1000; ++i)
        api.ask("POST", base, good);
    const double before = residentMegabytes();
    for (int i = 0; i < count; ++i)
        api.ask("POST", base, good);
    const double after = residentMegabytes();
    std::printf("memory               %8.1f MB before, %.1f MB after %d more writes\n", before,
                after, count);
    return {
        {u"resident_mb_before"_s, before}, {u"resident_mb_after"_s, after}, {u"writes"_s, count}};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QLoggingCategory::setFilterRules(u"outlet.*.info=false"_s);
    const int writes = argc > 2 ? QByteArray(argv[2]).toInt() : 100'000;
    const QTemporaryDir directory;
    Api api(directory.path());
    QJsonObject figures;
    const auto add = [&figures](const QJsonObject &more) {
        for (auto it = more.begin(); it != more.end(); ++it)
            figures.insert(it.key(), *it);
        std::fflush(stdout);
    };
    std::printf("Configurations in process, SQLite, durable commits (medians of 7 runs of 500)\n");
    add(measureWrites(api, directory.path()));
    add(measureValidate(api));
    figures.insert(u"lists"_s, measureLists());
    add(measureMemory(api, writes));
    if (argc > 1) {
        QFile file(QString::fromLocal8Bit(argv[1]));
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(figures).toJson()) < 0)
            return 1;
    }
    return 0;
}
