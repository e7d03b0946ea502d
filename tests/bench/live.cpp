// SPDX-License-Identifier: GPL-3.0-or-later
// Change under load: forced reloads, upgrades and downgrades while clients ask for the list, a
// form, a verdict and a plugin's own route at a constant rate; then how long enabling, disabling
// and reloading take with few connectors and with many.
#include "tests/bench/manyconnectors.h"
#include "tests/bench/measure.h"
#include "tests/e2e/packageplace.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>

#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace outlet;
using namespace outlet::tests;
using Clock = std::chrono::steady_clock;

namespace {

struct Options
{
    int reloads = 1000;
    int swaps = 100;
    int clients = 4;
    int rate = 50; ///< requests a second of each client
    int many = 500;
    int seconds = 10; ///< without changes, to compare with
};

/** Copies a fixture's folder into the plugin path. */
void put(const Workspace &workspace, const QString &fixture, const QString &id)
{
    const QString from = place(fixtureNamed(fixture), workspace.path(u"built_"_s + fixture));
    if (!QDir().rename(from + u'/' + id, workspace.path(u"plugins/"_s + id)))
        qFatal("cannot place %s", qPrintable(fixture));
}

QString databaseIn(const Workspace &workspace)
{
    return u"sqlite://"_s + workspace.path(u"outlet.sqlite"_s);
}

double percentile(QList<double> values, double share)
{
    if (values.isEmpty())
        return 0;
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, qsizetype(double(values.size()) * share))];
}

/** Clients that ask at a constant rate until the end of this object's life. */
class Load
{
public:
    Load(const QString &url, const Options &options)
    {
        for (int i = 0; i < options.clients; ++i)
            m_threads.emplace_back([this, url, options, i] { ask(url, options, i); });
    }

    /** The latencies since the last call, in ms. */
    QList<double> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_latencies, {});
    }
    qint64 failures() const { return m_failures; }
    qint64 requests() const { return m_requests; }
    ~Load() { m_isEnough = true; }

private:
    void ask(const QString &url, const Options &options, int number)
    {
        Client client(url);
        const auto interval = std::chrono::microseconds(1'000'000 / options.rate);
        auto due = Clock::now() + interval * number / options.clients;
        for (int i = number; !m_isEnough; ++i, due += interval) {
            std::this_thread::sleep_until(due);
            const Answer answer = next(client, i % 4);
            // From the moment when it was due: who is held up asks late.
            const double took =
                std::chrono::duration<double, std::milli>(Clock::now() - due).count();
            ++m_requests;
            if (answer.status != 200 && ++m_failures < 5)
                std::fprintf(stderr, "request %d failed: %d %s\n", i % 4, answer.status,
                             answer.body.constData());
            const std::lock_guard lock(m_mutex);
            m_latencies.append(took);
        }
    }

    static Answer next(Client &client, int which)
    {
        switch (which) {
        case 0:
            return client.ask("GET", "/api/v2/plugins/");
        case 1:
            return client.ask("GET", "/api/v2/plugins/ChangingDataOutput/form");
        case 2:
            return client.ask("POST", "/api/v2/plugins/ChangingDataOutput/validate",
                              R"({"thing":"a"})");
        default:
            return client.ask("GET", "/echo/hello");
        }
    }

    std::mutex m_mutex;
    QList<double> m_latencies;
    std::atomic<bool> m_isEnough = false;
    std::atomic<qint64> m_failures = 0;
    std::atomic<qint64> m_requests = 0;
    std::vector<std::jthread> m_threads; ///< last: they use all of the above
};

double residentKilobytes(qint64 process)
{
    QFile status(u"/proc/%1/status"_s.arg(process));
    if (!status.open(QIODevice::ReadOnly))
        qFatal("cannot read the memory of the server");
    return QRegularExpression(u"VmRSS:\\s+(\\d+) kB"_s)
        .match(QString::fromLatin1(status.readAll()))
        .captured(1)
        .toDouble();
}

void want(const Answer &answer, int status)
{
    if (answer.status != status)
        qFatal("unexpected answer: %d %s", answer.status, answer.body.constData());
}

/** What a run of changes cost those who asked meanwhile. */
struct Cost
{
    bench::Runs changes; ///< ms each
    double p99 = 0;      ///< of the requests meanwhile, ms
    double worst = 0;
};

template<class Change>
Cost costOf(Load &load, int count, Change &&change)
{
    load.take();
    Cost cost;
    for (int i = 0; i < count; ++i)
        cost.changes.values << bench::milliseconds([&] { change(i); });
    const QList<double> latencies = load.take();
    cost.p99 = percentile(latencies, 0.99);
    cost.worst = percentile(latencies, 1);
    return cost;
}

QJsonObject underLoad(const Options &options)
{
    PackagePlace place;
    put(place.workspace, u"echo"_s, u"echo"_s);
    place.start(databaseIn(place.workspace));
    if (!place.isStarted)
        qFatal("the server did not start: %s", qPrintable(place.server.err()));
    const QByteArray versions[] = {place.package(2), place.package(1)};
    Client operatorOf(place.server.url());
    want(operatorOf.ask("POST", PackagePlace::installed, versions[1]), 200);

    Load load(place.server.url(), options);
    std::this_thread::sleep_for(1s); // connections are made
    load.take();
    std::this_thread::sleep_for(std::chrono::seconds(options.seconds));
    const QList<double> calm = load.take();

    const qint64 process = place.server.processId();
    double halfway = 0;
    const Cost reloads = costOf(load, options.reloads, [&](int i) {
        const QByteArray name = i % 2 ? "changing" : "echo";
        want(operatorOf.post("/admin/plugins/" + name + "/reload?force=true"), 200);
        if (i + 1 == options.reloads / 2)
            halfway = residentKilobytes(process);
    });
    const double growth =
        (residentKilobytes(process) - halfway) / std::max(1, options.reloads - options.reloads / 2);
    const Cost swaps = costOf(load, options.swaps, [&](int i) {
        want(operatorOf.ask("POST", PackagePlace::installed, versions[i % 2]), 200);
    });

    const double base = percentile(calm, 0.99);
    std::printf("%lld requests (%d clients, %d a second each), %lld failed\n",
                static_cast<long long>(load.requests()), options.clients, options.rate,
                static_cast<long long>(load.failures()));
    std::printf("  without changes: p50 %.2f ms, p99 %.2f ms\n", percentile(calm, 0.5), base);
    std::printf("  %d forced reloads: %.1f ms each (median), p99 of requests %.2f ms (added %.2f), "
                "worst %.1f ms, memory %.1f KB a reload over the last half\n",
                options.reloads, reloads.changes.median(), reloads.p99, reloads.p99 - base,
                reloads.worst, growth);
    std::printf("  %d upgrades and downgrades: %.1f ms each (median), p99 of requests %.2f ms "
                "(added %.2f), worst %.1f ms\n",
                options.swaps, swaps.changes.median(), swaps.p99, swaps.p99 - base, swaps.worst);
    return {{u"requests"_s, load.requests()},
            {u"failed"_s, load.failures()},
            {u"p99_calm_ms"_s, base},
            {u"reload_ms"_s, reloads.changes.median()},
            {u"reload_added_p99_ms"_s, reloads.p99 - base},
            {u"reload_memory_kb"_s, growth},
            {u"swap_ms"_s, swaps.changes.median()},
            {u"swap_added_p99_ms"_s, swaps.p99 - base}};
}

QJsonObject operations(int connectors)
{
    PackagePlace place;
    put(place.workspace, u"changing_1"_s, u"changing"_s);
    const int builtIn = 4;
    bench::makeConnectors(place.workspace.path(u"plugins"_s),
                          std::max(0, connectors - builtIn - 1));
    place.start(databaseIn(place.workspace));
    if (!place.isStarted)
        qFatal("the server did not start: %s", qPrintable(place.server.err()));
    Client client(place.server.url());
    bench::Runs enable;
    bench::Runs disable;
    bench::Runs reload;
    const auto ask = [&](const QByteArray &what) {
        return bench::milliseconds(
            [&] { want(client.post("/admin/plugins/changing/" + what), 200); });
    };
    for (int i = 0; i < 21; ++i) {
        disable.values << ask("disable");
        enable.values << ask("enable");
        reload.values << ask("reload?force=true");
    }
    std::printf("%d connectors: enable %.1f ms, disable %.1f ms, reload %.1f ms (medians of 21)\n",
                connectors, enable.median(), disable.median(), reload.median());
    return {{u"connectors"_s, connectors},
            {u"enable_ms"_s, enable.median()},
            {u"disable_ms"_s, disable.median()},
            {u"reload_ms"_s, reload.median()}};
}

Options optionsOf(const QCoreApplication &app, QString &out)
{
    Options options;
    QCommandLineParser parser;
    const QList<std::pair<QString, int *>> numbers{
        {u"reloads"_s, &options.reloads}, {u"swaps"_s, &options.swaps},
        {u"clients"_s, &options.clients}, {u"rate"_s, &options.rate},
        {u"many"_s, &options.many},       {u"seconds"_s, &options.seconds}};
    for (const auto &[name, value] : numbers)
        parser.addOption({name, u"A number"_s, u"N"_s, QString::number(*value)});
    parser.addPositionalArgument(u"FILE"_s, u"Where the figures go"_s);
    parser.addHelpOption();
    parser.process(app);
    for (const auto &[name, value] : numbers)
        *value = std::max(1, parser.value(name).toInt());
    out = parser.positionalArguments().value(0);
    return options;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QString out;
    const Options options = optionsOf(app, out);
    QJsonObject figures{{u"under_load"_s, underLoad(options)},
                        {u"few"_s, operations(5)},
                        {u"many"_s, operations(options.many)}};
    QFile file(out);
    return out.isEmpty() || (file.open(QIODevice::WriteOnly) &&
                             file.write(QJsonDocument(figures).toJson()) > 0)
               ? 0
               : 1;
}
