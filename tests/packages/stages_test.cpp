// SPDX-License-Identifier: GPL-3.0-or-later
// A new version that fails, at every stage from its package to its health: it is refused in words
// that help, and the version before serves on, with its files and its table.
#include "app/packageoperations.h"
#include "app/packages/probe.h"
#include "app/packages/versions.h"
#include "tests/packages/sandbox.h"
#include "tests/registry/pipeline.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;

using Entries = QList<ZipEntry>;
using Spoil = std::function<void(Entries &)>;
Q_DECLARE_METATYPE(Spoil)

class StagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatFailsLeavesTheVersionBefore_data();
    void whatFailsLeavesTheVersionBefore();
};

namespace {

// Each row takes less than a second where there is nothing else to do, but for those that hang.
constexpr auto hookTimeout = 1s;
constexpr auto probeTimeout = 3s;
constexpr qint64 mostMs = 8000;

ZipEntry &entry(Entries &entries, const QByteArray &name)
{
    const auto found = std::ranges::find(entries, name, &ZipEntry::name);
    if (found == entries.end())
        qFatal("there is no %s", name.constData());
    return *found;
}

/** In the module, where both are of one length. */
Spoil replaced(const QByteArray &found, const QByteArray &by)
{
    return [=](Entries &entries) {
        QByteArray &module = entry(entries, "changing.so").content;
        if (found.size() != by.size() || !module.contains(found))
            qFatal("nothing to replace: %s", found.constData());
        module.replace(found, by);
    };
}

/** A script of the migrations. */
Spoil script(const QByteArray &name, const QByteArray &sql)
{
    return [=](Entries &entries) {
        const QByteArray path = "migrations/" + name;
        entries.removeIf([&](const ZipEntry &entry) { return entry.name == path; });
        if (!sql.isNull())
            entries.append({.name = path, .content = sql});
    };
}

Spoil added(const QByteArray &name, const QByteArray &content)
{
    return [=](Entries &entries) { entries.append({.name = name, .content = content}); };
}

QByteArray packageOf(const QString &fixture, const QString &version, const Spoil &spoil = {})
{
    Entries files = filesOf(fixture, u"changing"_s);
    if (spoil)
        spoil(files);
    return zip(
        Entries{{.name = "package.json", .content = inventoryFor(files, u"changing"_s, version)}} +
        files);
}

/** A registry with version 1 installed. */
class Place
{
public:
    Place()
    {
        QDir().mkpath(plugins());
        site.options.hookTimeout = hookTimeout;
        site.options.paths = {{plugins(), registry::Source::External}};
        live = std::make_unique<registry::PluginRegistry>(site.options, site.database());
        if (!live->discover() || !install(packageOf(u"changing_1"_s, u"1.0.0"_s)))
            qFatal("version 1 cannot be installed");
    }

    QString plugins() const { return site.path(u"plugins"_s); }

    Result<api::Installation> install(const QByteArray &package)
    {
        packages::Judging all = judging();
        all.limits.probeTimeout = probeTimeout;
        all.probe = packages::processProbe(QStringLiteral(OUTLET_PROGRAM), all.limits);
        auto staged = packages::stagePackage(package, plugins(), all);
        if (!staged)
            return std::unexpected(staged.error().error);
        QSqlDatabase database = site.database();
        return putInForce({*live, database, migrations::Dialect::Sqlite, plugins()},
                          std::move(*staged), false);
    }

    /** What the code in force makes of a text. */
    QString rendered() const
    {
        const registry::Connector *connector = live->snapshot()->find(u"ChangingDataOutput"_s);
        const auto path = live->hooks().accessPath(*connector, u"x"_s);
        return path ? *path : path.error().message;
    }

    /** Everything on the disk and in the database. */
    QStringList state() const
    {
        QStringList lines = site.query(u"SELECT plugin || migration_id || checksum FROM "
                                       "plugin_migrations ORDER BY 1"_s);
        lines += site.query(u"SELECT sql FROM sqlite_master ORDER BY name"_s);
        lines += site.query(u"SELECT name || version || status FROM plugins"_s);
        QDirIterator files(plugins(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QFileInfo file(files.next());
            lines += file.filePath() + u' ' + file.symLinkTarget();
        }
        lines.sort();
        return lines;
    }

    Site site;
    std::unique_ptr<registry::PluginRegistry> live;
};

} // namespace

void StagesTest::whatFailsLeavesTheVersionBefore_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const QStringList &words, const Spoil &spoil) {
        QTest::newRow(name) << spoil << words;
    };
    const auto step = [](const QByteArray &name) { return added("behaviour", name); };

    row("verify: there is no module", {u"has no module \"changing.so\""_s}, [](Entries &entries) {
        entries.removeIf([](const ZipEntry &e) { return e.name == "changing.so"; });
    });
    row("verify: a module that is no module", {u"not-elf"_s},
        [](Entries &entries) { entry(entries, "changing.so").content = "no module"; });
    row("verify: half a module", {u"truncated"_s}, [](Entries &entries) {
        QByteArray &module = entry(entries, "changing.so").content;
        module.truncate(module.size() / 2);
    });
    row("verify: a module of another interface", {u"wrong-interface"_s},
        replaced("org.outlet.Connector/1", "org.outlet.Connector/9"));
    row("verify: a module of another connector", {u"package.json says id"_s},
        replaced("\"id\":\"changing\"", "\"id\":\"changinh\""));
    row("verify: a module of another version", {u"package.json says version"_s},
        replaced("\"version\":\"2.0.0\"", "\"version\":\"2.0.1\""));
    row("verify: a manifest that says nonsense", {u"manifest-invalid"_s},
        replaced("\"type\":\"string\"", "\"type\":\"strong\""));
    row("verify: a way out of the package", {u".."_s}, added("../changing.so", "x"));
    row("verify: a file twice", {u"changing.so"_s}, added("changing.so", "x"));

    row("probe: a library that is not there", {u"cannot-load"_s, u"libQt9Core.so.6"_s},
        replaced("libQt6Core.so.6", "libQt9Core.so.6"));
    row("probe: a hook that is promised only", {u"hook-missing"_s, u"HealthCheck"_s},
        replaced("org.outlet.HealthCheck/1", "org.outlet.HealthCheck/9"));
    row("probe: a constructor that throws", {u"no-instance"_s, u"no licence file"_s},
        step("constructor"));
    row("probe: a constructor that crashes", {u"cannot-load"_s}, step("constructor-crash"));
    row("probe: a constructor that hangs", {u"timeout"_s}, step("constructor-hang"));

    row("migrate: a statement that fails", {u"migration-failed"_s, u"nowhere"_s},
        script("0003_wrong.up.sql", "INSERT INTO nowhere VALUES (1)"));
    row("migrate: a statement that is refused", {u"migration-failed"_s, u"COMMIT"_s},
        script("0003_wrong.up.sql", "COMMIT"));
    row("migrate: a step that was changed", {u"checksum-changed"_s, u"0001"_s},
        script("0001_create_configurations.up.sql",
               "CREATE TABLE changing_configurations (id UUID NOT NULL PRIMARY KEY, thing TEXT)"));
    row("migrate: a step that is missing", {u"0001"_s}, [](Entries &entries) {
        entries.removeIf([](const ZipEntry &e) { return e.name.contains("0001_"); });
    });
    row("migrate: a number left out", {u"migration-gap"_s, u"0003"_s},
        script("0004_wrong.up.sql", "CREATE TABLE more_things (id INTEGER)"));
    row("migrate: a table without a field", {u"table-drift"_s, u"more"_s}, [](Entries &entries) {
        const QByteArray table = "ALTER TABLE changing_configurations ";
        script("0002_add_more.up.sql", table + "ADD COLUMN fewer TEXT")(entries);
        script("0002_add_more.down.sql", table + "DROP COLUMN fewer")(entries);
    });

    row("initialize: an error", {u"initialize-failed"_s, u"the warehouse does not answer"_s},
        step("initialize"));
    row("initialize: an exception", {u"initialize-failed"_s, u"no such table: things"_s},
        step("initialize-throw"));
    row("initialize: no end", {u"timeout"_s, u"within 1000 ms"_s}, step("initialize-hang"));
    row("start: an error", {u"start-failed"_s, u"the disk is full"_s}, step("start-error"));
    row("start: an exception", {u"start-failed"_s, u"port 5439 is taken"_s}, step("start"));
    row("start: no end", {u"timeout"_s, u"within 1000 ms"_s}, step("hang"));
    row("health: not well", {u"health-failed"_s, u"\"version\":2"_s}, step("health"));
    row("health: an exception", {u"health-failed"_s, u"no pulse"_s}, step("health-throw"));
    row("health: no end", {u"health-failed"_s}, step("health-hang"));
}

void StagesTest::whatFailsLeavesTheVersionBefore()
{
    QFETCH(Spoil, spoil);
    QFETCH(QStringList, words);
    Place place;
    const QByteArray package = packageOf(u"changing_2"_s, u"2.0.0"_s, spoil);
    const QStringList before = place.state();
    QElapsedTimer timer;
    timer.start();
    const auto refused = place.install(package);
    const qint64 took = timer.elapsed();
    QVERIFY(!refused);
    const Error &error = refused.error();
    for (const QString &word : words)
        QVERIFY2(error.message.contains(word), qPrintable(error.message));
    QVERIFY2(error.message.size() > 20, qPrintable(error.message));
    QVERIFY2(error.hint.size() > 5, qPrintable(error.message + u" | "_s + error.hint));
    QVERIFY2(took < mostMs, qPrintable(QString::number(took)));
    QCOMPARE(place.rendered(), u"x|1"_s);
    QCOMPARE(place.state(), before);

    // What is in order comes into force afterwards.
    const auto mended = place.install(packageOf(u"changing_2"_s, u"2.0.0"_s));
    QVERIFY2(mended, mended ? "" : qPrintable(mended.error().message));
    QCOMPARE(place.rendered(), u"x|2"_s);
}

QTEST_GUILESS_MAIN(StagesTest)
#include "stages_test.moc"
