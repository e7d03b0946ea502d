// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/processmetrics.h"
#include "tests/app/exposition.h"
#include "tests/app/pluginapi.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <QDir>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include <unistd.h>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;
using registry::VerdictCode;

namespace {

/** The samples of a text, and nothing if it breaks a rule of the format. */
Exposition read(const QByteArray &text)
{
    auto parsed = parseExposition(text);
    if (!parsed.problem.isEmpty())
        qWarning("%s", qPrintable(parsed.problem));
    return parsed;
}

QStringList namesOf(const std::vector<prometheus::MetricFamily> &families)
{
    QStringList names;
    for (const auto &family : families)
        names.append(QString::fromStdString(family.name));
    return names;
}

} // namespace

class ApiMetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void isTheTextFormat();
    void everyFamilyFollowsTheConventions();
    void countsWhatIsInForceAndWhatIsNot();
    void saysWhichSnapshotIsInForce();
    void saysWhatWasBuilt();
    void labelsAreEscaped();
    void knowsItsProcess();
    void livesWithoutASnapshot();
    void addsWhatOthersCount();
    void writesAFamilyOfSeveralOnce();
    void aStrangeProcIsLeftOut_data();
    void aStrangeProcIsLeftOut();
    void readsTheFilesOfTheKernel();
    void theParserFindsFaults_data();
    void theParserFindsFaults();
};

void ApiMetricsTest::isTheTextFormat()
{
    PluginApi api;
    const Reply reply = api.get("/metrics");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.contentType, "text/plain; version=0.0.4; charset=utf-8"_ba);
    QCOMPARE(headerOf(reply, "Cache-Control"), "no-store"_ba);
    QVERIFY(reply.body.endsWith('\n'));
    QCOMPARE(parseExposition(reply.body).problem, QString());
}

void ApiMetricsTest::everyFamilyFollowsTheConventions()
{
    PluginApi api;
    const Exposition found = read(api.get("/metrics").body);
    QVERIFY(found.families.size() >= 11);
    for (auto it = found.families.begin(); it != found.families.end(); ++it) {
        const QByteArray name = it.key().toLatin1();
        QVERIFY2(name.startsWith("outlet_") || name.startsWith("process_"), name.constData());
        QVERIFY2(it->help.endsWith(u'.'), name.constData());
        QCOMPARE(it->type == "counter"_L1, name.endsWith("_total"));
    }
    QCOMPARE(found.families[u"process_cpu_seconds_total"_s].type, u"counter"_s);
    QCOMPARE(found.families[u"outlet_plugins"_s].type, u"gauge"_s);
}

void ApiMetricsTest::countsWhatIsInForceAndWhatIsNot()
{
    PluginApi api;
    registry::Draft draft = sampleDraft();
    draft.connectors.back().verdict.code = VerdictCode::Running;
    draft.rejected = {rejected(u"a"_s, VerdictCode::NotElf), rejected(u"b"_s, VerdictCode::NotElf),
                      rejected(u"c"_s, VerdictCode::Cycle), onlyAName(u"d"_s)};
    api.use(std::move(draft));
    const Exposition found = read(api.get("/metrics").body);
    const QMap<QString, double> states = {{u"outlet_plugins{state=\"ready\"}"_s, 4},
                                          {u"outlet_plugins{state=\"running\"}"_s, 1},
                                          {u"outlet_plugins{state=\"stopped\"}"_s, 0},
                                          {u"outlet_plugins{state=\"rejected\"}"_s, 4}};
    QCOMPARE(found.of(u"outlet_plugins"_s), states);
    const QMap<QString, double> codes = {{u"outlet_verdicts{code=\"ready\"}"_s, 4},
                                         {u"outlet_verdicts{code=\"running\"}"_s, 1},
                                         {u"outlet_verdicts{code=\"not-elf\"}"_s, 2},
                                         {u"outlet_verdicts{code=\"cycle\"}"_s, 1},
                                         {u"outlet_verdicts{code=\"unknown-name\"}"_s, 1}};
    QCOMPARE(found.of(u"outlet_verdicts"_s), codes);
}

void ApiMetricsTest::saysWhichSnapshotIsInForce()
{
    PluginApi api;
    const Exposition found = read(api.get("/metrics").body);
    QCOMPARE(found.samples[u"outlet_snapshot_generation"_s], 7.0);
    const double built = found.samples[u"outlet_snapshot_built_timestamp_seconds"_s];
    QCOMPARE(built, double(api.snapshot().builtAt.toMSecsSinceEpoch()) / 1000);
}

void ApiMetricsTest::saysWhatWasBuilt()
{
    PluginApi api;
    const Exposition found = read(api.get("/metrics").body);
    const QString wanted =
        u"outlet_build_info{version=\"1.2.3\",qt=\"%1\"}"_s.arg(QLatin1StringView(qVersion()));
    QCOMPARE(found.of(u"outlet_build_info"_s), (QMap<QString, double>{{wanted, 1}}));
}

void ApiMetricsTest::labelsAreEscaped()
{
    const QByteArray text = metrics(u"a\"b\\c\nd"_s, nullptr, {}).body;
    QVERIFY2(text.contains(R"(outlet_build_info{version="a\"b\\c\nd",)"), text.constData());
    QCOMPARE(parseExposition(text).problem, QString());
}

void ApiMetricsTest::knowsItsProcess()
{
    const double now = double(QDateTime::currentMSecsSinceEpoch()) / 1000;
    const auto sample = [](const char *name) {
        return read(metrics(u"1"_s, nullptr, {}).body).samples[QString::fromLatin1(name)];
    };
    QVERIFY(sample("process_resident_memory_bytes") > 1'000'000);
    QVERIFY(sample("process_virtual_memory_bytes") >= sample("process_resident_memory_bytes"));
    QVERIFY(sample("process_cpu_seconds_total") < 1000);
    const double start = sample("process_start_time_seconds");
    QVERIFY2(start > now - 600 && start < now + 2, qPrintable(QString::number(start, 'f')));
    const double before = sample("process_open_fds");
    const int further[] = {::dup(0), ::dup(0), ::dup(0)};
    QCOMPARE(sample("process_open_fds"), before + 3);
    for (const int file : further)
        ::close(file);
    QCOMPARE(sample("process_open_fds"), before);
    QVERIFY(sample("process_max_fds") > before);
    QElapsedTimer timer;
    timer.start();
    const double spent = sample("process_cpu_seconds_total");
    while (sample("process_cpu_seconds_total") <= spent && timer.elapsed() < 20'000) {
    }
    QVERIFY(sample("process_cpu_seconds_total") > spent);
}

void ApiMetricsTest::livesWithoutASnapshot()
{
    const Exposition found = read(metrics(u"1"_s, nullptr, {}).body);
    QVERIFY(found.families.contains(u"outlet_build_info"_s));
    QVERIFY(!found.families.contains(u"outlet_plugins"_s));
    QVERIFY(!found.families.contains(u"outlet_snapshot_generation"_s));
}

void ApiMetricsTest::addsWhatOthersCount()
{
    const auto registry = std::make_shared<prometheus::Registry>();
    prometheus::BuildCounter()
        .Name("outlet_http_requests_total")
        .Help("Requests.")
        .Register(*registry)
        .Add({{"route", "/healthz"}})
        .Increment(3);
    auto gone = std::make_shared<prometheus::Registry>();
    const Collectables collectables = {registry, std::exchange(gone, nullptr)};
    const Exposition found = read(metrics(u"1"_s, sampleSnapshot(), collectables).body);
    QCOMPARE(found.samples[u"outlet_http_requests_total{route=\"/healthz\"}"_s], 3.0);
    QCOMPARE(found.families[u"outlet_http_requests_total"_s].type, u"counter"_s);
    QVERIFY(found.families.contains(u"outlet_plugins"_s));
}

void ApiMetricsTest::writesAFamilyOfSeveralOnce()
{
    const auto one = std::make_shared<prometheus::Registry>();
    const auto two = std::make_shared<prometheus::Registry>();
    for (const auto &registry : {one, two})
        prometheus::BuildGauge()
            .Name("outlet_http_connections")
            .Help("Connections.")
            .Register(*registry)
            .Add({{"thread", registry == one ? "1" : "2"}})
            .Set(registry == one ? 5 : 6);
    const Exposition found = read(metrics(u"1"_s, nullptr, {one, two}).body);
    QCOMPARE(found.samples[u"outlet_http_connections{thread=\"1\"}"_s], 5.0);
    QCOMPARE(found.samples[u"outlet_http_connections{thread=\"2\"}"_s], 6.0);
}

void ApiMetricsTest::aStrangeProcIsLeftOut_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("no directory at all") << QString() << QByteArray() << QStringList();
    QTest::newRow("an empty stat") << u"42/stat"_s << QByteArray() << QStringList();
    QTest::newRow("a stat that ends early") << u"42/stat"_s << "42 (a) S 1 2 3"_ba << QStringList();
    QTest::newRow("a stat without a name") << u"42/stat"_s << "rubbish"_ba << QStringList();
    QTest::newRow("no limit of files")
        << u"42/limits"_s << "Max open files  unlimited  unlimited  files\n"_ba << QStringList();
    QTest::newRow("limits without files")
        << u"42/limits"_s << "Max processes  10 10 processes\n"_ba << QStringList();
    QTest::newRow("a line of limits that ends early")
        << u"42/limits"_s << "Max open files"_ba << QStringList();
    QTest::newRow("no time of the start of the machine")
        << u"42/stat"_s << "42 (a) S 1 1 1 0 -1 0 0 0 0 0 7 5 0 0 20 0 1 0 300 4096 2\n"_ba
        << QStringList{u"process_cpu_seconds_total"_s, u"process_resident_memory_bytes"_s,
                       u"process_virtual_memory_bytes"_s};
}

void ApiMetricsTest::aStrangeProcIsLeftOut()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QStringList, names);
    QTemporaryDir proc;
    if (!file.isEmpty()) {
        QVERIFY(QDir(proc.path()).mkpath(u"42"_s));
        QFile written(proc.filePath(file));
        QVERIFY(written.open(QIODevice::WriteOnly));
        written.write(content);
    }
    QCOMPARE(namesOf(processMetrics(proc.filePath(u"42"_s))), names);
}

void ApiMetricsTest::readsTheFilesOfTheKernel()
{
    QTemporaryDir proc;
    const auto write = [&proc](const QString &name, const QByteArray &content) {
        QFile file(proc.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    };
    QVERIFY(QDir(proc.path()).mkpath(u"42/fd"_s));
    const auto ticks = int(::sysconf(_SC_CLK_TCK));
    // A name may look like the fields that follow it.
    write(u"42/stat"_s, "42 (a) S 9 (b)) S 1 1 1 0 -1 0 0 0 0 0 " + QByteArray::number(7 * ticks) +
                            ' ' + QByteArray::number(5 * ticks) + " 0 0 20 0 1 0 " +
                            QByteArray::number(300 * ticks) + " 4096 2 9 9\n");
    write(u"stat"_s, "cpu 1 2 3\nbtime 1700000000\nprocesses 1\n");
    write(u"42/limits"_s, "Limit Soft Hard Units\nMax open files  1024  524288  files\n");
    write(u"42/fd/0"_s, {});
    write(u"42/fd/1"_s, {});
    QMap<QString, double> found;
    for (const auto &family : processMetrics(proc.filePath(u"42"_s))) {
        const auto &metric = family.metric.front();
        found[QString::fromStdString(family.name)] = family.type == prometheus::MetricType::Counter
                                                         ? metric.counter.value
                                                         : metric.gauge.value;
    }
    const QMap<QString, double> wanted = {
        {u"process_cpu_seconds_total"_s, 12},
        {u"process_start_time_seconds"_s, 1700000300},
        {u"process_virtual_memory_bytes"_s, 4096},
        {u"process_resident_memory_bytes"_s, 2 * double(::sysconf(_SC_PAGESIZE))},
        {u"process_open_fds"_s, 2},
        {u"process_max_fds"_s, 1024}};
    QCOMPARE(found, wanted);
}

void ApiMetricsTest::theParserFindsFaults_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const char *text, const QString &problem) {
        QTest::newRow(name) << QByteArray(text) << problem;
    };
    const QString head = u"# HELP a Help.\n# TYPE a gauge\n"_s;
    row("no line end at the end", "# HELP a Help.\n# TYPE a gauge\na 1",
        u"the last line has no end"_s);
    row("a sample without a family", "a 1\n", u"line 1: a has no TYPE"_s);
    row("a TYPE without HELP", "# TYPE a gauge\na 1\n", u"line 1: a has no HELP"_s);
    row("a family twice", "# HELP a H.\n# TYPE a gauge\na 1\n# HELP a H.\n",
        u"line 4: a is there twice"_s);
    row("a type that there is not", "# HELP a H.\n# TYPE a thing\na 1\n",
        u"line 2: thing is no type"_s);
    row("a series twice", "# HELP a H.\n# TYPE a gauge\na{x=\"1\"} 1\na{x=\"1\"} 2\n",
        u"line 4: a{x=\"1\"} is there twice"_s);
    row("a value that is no number", "# HELP a H.\n# TYPE a gauge\na one\n",
        u"line 3: is no sample: a one"_s);
    row("a label without quotes", "# HELP a H.\n# TYPE a gauge\na{x=1} 1\n",
        u"line 3: is no sample: a{x=1} 1"_s);
    row("a quote in a label", "# HELP a H.\n# TYPE a gauge\na{x=\"\"\"} 1\n",
        u"line 3: is no sample: a{x=\"\"\"} 1"_s);
    row("a family without a sample", "# HELP a H.\n# TYPE a gauge\n", u"a has no sample"_s);
}

void ApiMetricsTest::theParserFindsFaults()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, problem);
    QCOMPARE(parseExposition(text).problem, problem);
}

QTEST_GUILESS_MAIN(ApiMetricsTest)
#include "api_metrics_test.moc"
