// SPDX-License-Identifier: GPL-3.0-or-later
// A new version that fails, at every stage from its package to its health: it is refused in words
// that help, and the version before serves on, with its files and its table.
#include "app/database.h"
#include "app/packageoperations.h"
#include "app/packages/probe.h"
#include "app/packages/versions.h"
#include "migrations/engine.h"
#include "registry/pluginregistry.h"
#include "tests/packages/sandbox.h"
#include "tests/postgresql/databases.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
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

private:
    Databases m_databases;
};

namespace {

// A version without end is given up within a second, like all others.
constexpr auto hookTimeout = 500ms;
#ifdef __SANITIZE_ADDRESS__ // which takes its time to begin a process
constexpr auto probeTimeout = 3s;
#else
constexpr auto probeTimeout = 900ms;
#endif

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

Database opened(const QString &url)
{
    auto database = Database::open(url, Access::ReadWrite);
    if (!database)
        qFatal("%s", qPrintable(database.error().message));
    return std::move(*database);
}

/** A registry with version 1 installed. */
class Place
{
public:
    explicit Place(const QString &url) : m_database(opened(url)), m_other(opened(url))
    {
        const auto core = migrations::migrate(m_database.handle(), m_database.dialect(),
                                              migrations::coreSource(), migrations::Mode::Apply);
        registry::RegistryOptions options;
        options.selection = {{u"*"_s}, false, {}};
        options.hookTimeout = hookTimeout;
        options.dialect = m_database.dialect();
        options.paths = {{plugins(), registry::Source::External}};
        m_live = std::make_unique<registry::PluginRegistry>(options, m_database.handle());
        if (!core || !m_live->discover() || !install(packageOf(u"changing_1"_s, u"1.0.0"_s)))
            qFatal("version 1 cannot be installed");
    }

    Result<api::Installation> install(const QByteArray &package)
    {
        packages::Judging all = judging();
        all.limits.probeTimeout = probeTimeout;
        all.probe = packages::processProbe(QStringLiteral(OUTLET_PROGRAM), all.limits);
        auto staged = packages::stagePackage(package, plugins(), all);
        if (!staged)
            return std::unexpected(staged.error().error);
        return putInForce({*m_live, m_database.handle(), m_database.dialect(), plugins()},
                          std::move(*staged), false);
    }

    /** What the code in force makes of a text. */
    QString rendered() const
    {
        const registry::Connector *connector = m_live->snapshot()->find(u"ChangingDataOutput"_s);
        const auto path = m_live->hooks().accessPath(*connector, u"x"_s);
        return path ? *path : path.error().message;
    }

    /** Everything on the disk and in the database. */
    QStringList state()
    {
        QStringList lines =
            query(u"SELECT plugin || migration_id || checksum FROM plugin_migrations"_s);
        lines += query(u"SELECT name || version || status FROM plugins"_s);
        lines += query(m_database.dialect() == migrations::Dialect::Sqlite
                           ? u"SELECT sql FROM sqlite_master"_s
                           : u"SELECT table_name || column_name || data_type FROM "
                             "information_schema.columns WHERE table_schema = 'public'"_s);
        QDirIterator files(plugins(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QFileInfo file(files.next());
            lines += file.filePath() + u' ' + file.symLinkTarget();
        }
        lines.sort();
        return lines;
    }

private:
    QString plugins() const { return m_plugins.path(); }

    /** As another program sees it. */
    QStringList query(const QString &sql)
    {
        QSqlQuery rows(m_other.handle());
        if (!rows.exec(sql))
            qFatal("%s: %s", qPrintable(sql), qPrintable(rows.lastError().text()));
        QStringList first;
        while (rows.next())
            first += rows.value(0).toString();
        return first;
    }

    QTemporaryDir m_plugins;
    Database m_database;
    Database m_other;
    std::unique_ptr<registry::PluginRegistry> m_live;
};

} // namespace

void StagesTest::whatFailsLeavesTheVersionBefore_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("database");
    const auto row = [](const QString &name, const QStringList &words, const Spoil &spoil) {
        for (const QString &kind : Databases::kinds())
            QTest::newRow(qPrintable(kind + u", "_s + name)) << spoil << words << kind;
    };
    const auto step = [](const QByteArray &name) { return added("behaviour", name); };

    row(u"verify: there is no module"_s, {u"has no module \"changing.so\""_s},
        [](Entries &entries) {
            entries.removeIf([](const ZipEntry &e) { return e.name == "changing.so"; });
        });
    row(u"verify: a module that is no module"_s, {u"not-elf"_s},
        [](Entries &entries) { entry(entries, "changing.so").content = "no module"; });
    row(u"verify: half a module"_s, {u"truncated"_s}, [](Entries &entries) {
        QByteArray &module = entry(entries, "changing.so").content;
        module.truncate(module.size() / 2);
    });
    row(u"verify: a module of another interface"_s, {u"wrong-interface"_s},
        replaced("org.outlet.Connector/1", "org.outlet.Connector/9"));
    row(u"verify: a module of another connector"_s, {u"package.json says id"_s},
        replaced("\"id\":\"changing\"", "\"id\":\"changinh\""));
    row(u"verify: a module of another version"_s, {u"package.json says version"_s},
        replaced("\"version\":\"2.0.0\"", "\"version\":\"2.0.1\""));
    row(u"verify: a manifest that says nonsense"_s, {u"manifest-invalid"_s},
        replaced("\"type\":\"string\"", "\"type\":\"strong\""));
    row(u"verify: a way out of the package"_s, {u".."_s}, added("../changing.so", "x"));
    row(u"verify: a file twice"_s, {u"changing.so"_s}, added("changing.so", "x"));

    row(u"probe: a library that is not there"_s, {u"cannot-load"_s, u"libQt9Core.so.6"_s},
        replaced("libQt6Core.so.6", "libQt9Core.so.6"));
    row(u"probe: a hook that is promised only"_s, {u"hook-missing"_s, u"HealthCheck"_s},
        replaced("org.outlet.HealthCheck/1", "org.outlet.HealthCheck/9"));
    row(u"probe: a constructor that throws"_s, {u"no-instance"_s, u"no licence file"_s},
        step("constructor"));
    row(u"probe: a constructor that crashes"_s, {u"cannot-load"_s}, step("constructor-crash"));
    row(u"probe: a constructor that hangs"_s, {u"timeout"_s}, step("constructor-hang"));

    row(u"migrate: a statement that fails"_s, {u"migration-failed"_s, u"nowhere"_s},
        script("0003_wrong.up.sql", "INSERT INTO nowhere VALUES (1)"));
    row(u"migrate: a statement that is refused"_s, {u"migration-failed"_s, u"COMMIT"_s},
        script("0003_wrong.up.sql", "COMMIT"));
    row(u"migrate: a step that was changed"_s, {u"checksum-changed"_s, u"0001"_s},
        script("0001_create_configurations.up.sql",
               "CREATE TABLE changing_configurations (id UUID NOT NULL PRIMARY KEY, thing TEXT)"));
    row(u"migrate: a step that is missing"_s, {u"0001"_s}, [](Entries &entries) {
        entries.removeIf([](const ZipEntry &e) { return e.name.contains("0001_"); });
    });
    row(u"migrate: a number left out"_s, {u"migration-gap"_s, u"0003"_s},
        script("0004_wrong.up.sql", "CREATE TABLE more_things (id INTEGER)"));
    row(u"migrate: a table without a field"_s, {u"table-drift"_s, u"more"_s}, [](Entries &entries) {
        const QByteArray table = "ALTER TABLE changing_configurations ";
        script("0002_add_more.up.sql", table + "ADD COLUMN fewer TEXT")(entries);
        script("0002_add_more.down.sql", table + "DROP COLUMN fewer")(entries);
    });

    row(u"initialize: an error"_s, {u"initialize-failed"_s, u"the warehouse does not answer"_s},
        step("initialize"));
    row(u"initialize: an exception"_s, {u"initialize-failed"_s, u"no such table: things"_s},
        step("initialize-throw"));
    row(u"initialize: no end"_s, {u"timeout"_s, u"within 500 ms"_s}, step("initialize-hang"));
    row(u"start: an error"_s, {u"start-failed"_s, u"the disk is full"_s}, step("start-error"));
    row(u"start: an exception"_s, {u"start-failed"_s, u"port 5439 is taken"_s}, step("start"));
    row(u"start: no end"_s, {u"timeout"_s, u"within 500 ms"_s}, step("hang"));
    row(u"health: not well"_s, {u"health-failed"_s, u"\"version\":2"_s}, step("health"));
    row(u"health: an exception"_s, {u"health-failed"_s, u"no pulse"_s}, step("health-throw"));
    row(u"health: no end"_s, {u"health-failed"_s}, step("health-hang"));
}

void StagesTest::whatFailsLeavesTheVersionBefore()
{
    QFETCH(Spoil, spoil);
    QFETCH(QStringList, words);
    QFETCH(QString, database);
    Place place(m_databases.make(database));
    const QByteArray package = packageOf(u"changing_2"_s, u"2.0.0"_s, spoil);
    const QStringList before = place.state();
    QElapsedTimer timer;
    timer.start();
    const auto refused = place.install(package);
    qInfo("refused after %lld ms", timer.elapsed());
    QVERIFY(!refused);
    const Error &error = refused.error();
    for (const QString &word : words)
        QVERIFY2(error.message.contains(word), qPrintable(error.message));
    QVERIFY2(error.message.size() > 20, qPrintable(error.message));
    QVERIFY2(error.hint.size() > 5, qPrintable(error.message + u" | "_s + error.hint));
    QCOMPARE(place.rendered(), u"x|1"_s);
    QCOMPARE(place.state(), before);

    // What is in order comes into force afterwards.
    const auto mended = place.install(packageOf(u"changing_2"_s, u"2.0.0"_s));
    QVERIFY2(mended, mended ? "" : qPrintable(mended.error().message));
    QCOMPARE(place.rendered(), u"x|2"_s);
}

QTEST_GUILESS_MAIN(StagesTest)
#include "stages_test.moc"
