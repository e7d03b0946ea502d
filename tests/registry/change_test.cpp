// SPDX-License-Identifier: GPL-3.0-or-later
// Plugins that are replaced, switched and loaded anew while the registry runs.
#include "registry/pluginregistry.h"

#include "tests/registry/pipeline.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <atomic>
#include <filesystem>
#include <memory>
#include <thread>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString changing = u"ChangingDataOutput"_s;

/** A site with version 1 of a connector in its path, and version 2 at hand. */
class Place
{
public:
    Place()
    {
        qunsetenv("OUTLET_FIXTURE_CHANGING");
        site.options.settle = 0ms;
        site.options.hookTimeout = 1s;
        site.options.copies = site.path(u"copies"_s);
        site.add(u"changing_1"_s);
        m_second = place(fixtureNamed(u"changing_2"_s), site.path(u"elsewhere"_s));
        registry = std::make_unique<PluginRegistry>(site.options, site.database());
        if (!registry->discover())
            qFatal("cannot discover");
        journal.take();
    }
    ~Place() { qunsetenv("OUTLET_FIXTURE_CHANGING"); }

    /** Puts version 2 into the folder of version 1, as a package manager does: file by file. */
    void putSecond()
    {
        const std::filesystem::path from = (m_second + u"/changing"_s).toStdString();
        const std::filesystem::path to = folder().toStdString();
        for (const auto &entry : std::filesystem::recursive_directory_iterator(from)) {
            const auto target = to / std::filesystem::relative(entry.path(), from);
            if (entry.is_directory()) {
                std::filesystem::create_directories(target);
                continue;
            }
            const auto part = target.parent_path() / ".part";
            std::filesystem::copy_file(entry.path(), part);
            std::filesystem::rename(part, target);
        }
    }

    QString folder() const { return site.path(u"changing_1/changing"_s); }
    QString module() const { return folder() + u"/changing.so"_s; }

    const Connector *inForce() const { return registry->snapshot()->find(changing); }
    QString version() const { return inForce() ? inForce()->manifest.versionText : QString(); }

    /** What the code in force makes of a text. */
    QString rendered() const
    {
        const auto path = registry->hooks().accessPath(*inForce(), u"x"_s);
        return path ? *path : path.error().message;
    }

    Journal journal;
    Site site;
    std::unique_ptr<PluginRegistry> registry;

private:
    QString m_second;
};

} // namespace

class ChangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewVersionTakesThePlaceOfTheOld();
    void whatFailsLeavesTheOldOne_data();
    void whatFailsLeavesTheOldOne();
    void whatWasMendedComesIntoForce();
    void lateRequestsAreAnswered();
    void aFolderThatAppearsComesIntoForce();
    void aFolderThatGoesTakesItsPluginAlong();
    void whatIsStillBeingWrittenIsLeft();
    void withoutAChangeNothingHappens();
    void reloadOfTheSameIsNoChange();
    void reloadByForceLoadsAnew();
    void switchedOffAndOn();
    void dependantsGoAlongAndComeBack();
    void whatCannotBeEnabledStaysAsItWas_data();
    void whatCannotBeEnabledStaysAsItWas();
    void nobodyIsCalledSo();
    void requestsGoOnWhileItChanges();
};

void ChangeTest::aNewVersionTakesThePlaceOfTheOld()
{
    Place place;
    QCOMPARE(place.rendered(), u"x|1"_s);
    place.putSecond();
    QVERIFY(place.registry->rescan());
    QCOMPARE(place.version(), u"2.0.0"_s);
    QCOMPARE(place.rendered(), u"x|2"_s);
    QCOMPARE(verdicts(*place.registry->snapshot()), QStringList{u"changing: running"_s});
    QCOMPARE(place.journal.take(), QStringList({u"changing_2 initialize"_s, u"changing_2 start"_s,
                                                u"changing_1 stop"_s})); // in this order
    QCOMPARE(place.site.query(u"SELECT version FROM plugins"_s), QStringList{u"2.0.0"_s});
    QCOMPARE(place.inForce()->candidate.directory, place.folder());
    place.registry->stop();
    QCOMPARE(place.journal.take(), QStringList{u"changing_2 stop"_s});
}

void ChangeTest::whatFailsLeavesTheOldOne_data()
{
    QTest::addColumn<QByteArray>("step");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &step, const QString &verdict,
                        const QString &words) { QTest::newRow(name) << step << verdict << words; };
    row("a file that is no module", "rubbish", u"not-elf"_s, u"is no ELF file"_s);
    row("half a module", "half", u"truncated"_s, u"bytes"_s);
    row("a manifest of another id", "other id", u"id-mismatch"_s, u"minimal"_s);
    row("a migration that fails", "migration", u"migration-failed"_s, u"nowhere"_s);
    row("a migration that was changed", "edit", u"checksum-changed"_s, u"0001"_s);
    row("a constructor that throws", "constructor", u"no-instance"_s, u"no licence file"_s);
    row("initialize() with an error", "initialize", u"initialize-failed"_s,
        u"the warehouse does not answer"_s);
    row("start() that throws", "start", u"start-failed"_s, u"port 5439 is taken"_s);
    row("start() that hangs", "hang", u"timeout"_s, u"within 1000 ms"_s);
    row("health that is bad", "health", u"health-failed"_s, u"\"version\":2"_s);
}

void ChangeTest::whatFailsLeavesTheOldOne()
{
    QFETCH(QByteArray, step);
    QFETCH(QString, verdict);
    QFETCH(QString, words);
    Place place;
    place.putSecond();
    const auto write = [&](const QString &path, const QByteArray &content) {
        QFile::remove(path); // another inode: the old one is mapped
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    };
    const auto contentOf = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QString first = place.folder() + u"/migrations/0001_create_configurations.up.sql"_s;
    if (step == "rubbish")
        write(place.module(), "rubbish");
    else if (step == "half")
        write(place.module(), contentOf(place.module()).first(20'000));
    else if (step == "other id")
        write(place.module(), contentOf(builtModule(u"minimal"_s, u"minimal"_s)));
    else if (step == "migration")
        write(place.folder() + u"/migrations/0003_wrong.up.sql"_s,
              "INSERT INTO nowhere VALUES (1)");
    else if (step == "edit")
        write(first, contentOf(first).replace("TEXT NOT NULL", "TEXT"));
    else
        qputenv("OUTLET_FIXTURE_CHANGING", step);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(place.registry->rescan());
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));

    QCOMPARE(place.version(), u"1.0.0"_s);
    QCOMPARE(place.rendered(), u"x|1"_s);
    QStringList expected{u"changing: "_s + verdict, u"changing: running"_s};
    expected.sort();
    QCOMPARE(verdicts(*place.registry->snapshot()), expected);
    const Verdict why = place.registry->snapshot()->rejected.front().verdict;
    QVERIFY2(why.message.contains(words), qPrintable(why.message));
    QVERIFY(!why.hint.isEmpty());
    QVERIFY(!place.journal.take().contains(u"changing_1 stop"_s));
    const auto reloaded = place.registry->reload(changing, false);
    QVERIFY(!reloaded);
    QCOMPARE(int(reloaded.error().code), int(ErrorCode::Conflict));
    QVERIFY2(reloaded.error().message.startsWith(
                 u"ChangingDataOutput cannot be loaded anew: version 1.0.0 stays in force. Nothing "
                 "has changed. "_s +
                 verdict),
             qPrintable(reloaded.error().message));
    QCOMPARE(place.rendered(), u"x|1"_s);
}

void ChangeTest::whatWasMendedComesIntoForce()
{
    Place place;
    place.putSecond();
    qputenv("OUTLET_FIXTURE_CHANGING", "initialize");
    QVERIFY(place.registry->rescan());
    QCOMPARE(place.version(), u"1.0.0"_s);
    qunsetenv("OUTLET_FIXTURE_CHANGING");
    const auto change = place.registry->reload(changing, false);
    QVERIFY2(change, change ? "" : qPrintable(change.error().message));
    QVERIFY(change->isChanged);
    QCOMPARE(change->version, u"2.0.0"_s);
    QCOMPARE(place.rendered(), u"x|2"_s);
}

void ChangeTest::lateRequestsAreAnswered()
{
    Place place;
    const SnapshotPtr before = place.registry->snapshot();
    place.putSecond();
    QVERIFY(place.registry->rescan());
    // Version 1 is stopped; who still has it from a snapshot gets the answer of version 2.
    QCOMPARE(place.registry->hooks().accessPath(*before->find(changing), u"x"_s), u"x|2"_s);
    QVERIFY(place.registry->setEnabled(changing, false));
    QVERIFY(!place.registry->hooks().accessPath(*before->find(changing), u"x"_s));
}

void ChangeTest::aFolderThatAppearsComesIntoForce()
{
    Place place;
    place.site.add(u"minimal"_s); // a second path, which the registry does not have
    QVERIFY(place.registry->rescan());
    QCOMPARE(verdicts(*place.registry->snapshot()), QStringList{u"changing: running"_s});
    std::filesystem::copy(place.site.path(u"minimal/minimal"_s).toStdString(),
                          place.site.path(u"changing_1/minimal"_s).toStdString(),
                          std::filesystem::copy_options::recursive);
    QVERIFY(place.registry->rescan());
    QCOMPARE(verdicts(*place.registry->snapshot()),
             QStringList({u"changing: running"_s, u"minimal: ready"_s}));
    QCOMPARE(place.journal.take(), QStringList());
}

void ChangeTest::aFolderThatGoesTakesItsPluginAlong()
{
    Place place;
    QVERIFY(QDir(place.folder()).removeRecursively());
    QVERIFY(place.registry->rescan());
    QCOMPARE(verdicts(*place.registry->snapshot()), QStringList());
    QCOMPARE(place.journal.take(), QStringList{u"changing_1 stop"_s});
}

void ChangeTest::whatIsStillBeingWrittenIsLeft()
{
    Site site;
    site.options.settle = 1h;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QFile module(site.path(u"minimal/minimal/minimal.so"_s));
    const QByteArray content = [&] {
        return module.open(QIODevice::ReadOnly) ? module.readAll() : QByteArray();
    }();
    QVERIFY(module.remove());
    QFile again(module.fileName());
    QVERIFY(again.open(QIODevice::WriteOnly));
    again.write(content.first(5000));
    again.flush();
    QVERIFY(registry.rescan());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: ready"_s});
    QCOMPARE(registry.snapshot()->generation, 1U);
}

void ChangeTest::withoutAChangeNothingHappens()
{
    Place place;
    const SnapshotPtr before = place.registry->snapshot();
    for (int i = 0; i < 3; ++i)
        QVERIFY(place.registry->rescan());
    QCOMPARE(place.registry->snapshot(), before);
}

void ChangeTest::reloadOfTheSameIsNoChange()
{
    Place place;
    const auto change = place.registry->reload(u"changing"_s, false);
    QVERIFY(change);
    QVERIFY(!change->isChanged);
    QCOMPARE(change->name, changing);
    QCOMPARE(change->version, u"1.0.0"_s);
    QCOMPARE(place.journal.take(), QStringList());
}

void ChangeTest::reloadByForceLoadsAnew()
{
    Place place;
    const QString module = place.inForce()->candidate.module;
    for (int i = 0; i < 3; ++i) {
        const auto change = place.registry->reload(changing, true);
        QVERIFY(change);
        QVERIFY(change->isChanged);
        QCOMPARE(place.rendered(), u"x|1"_s);
        QVERIFY(place.inForce()->candidate.module != module);
        QCOMPARE(place.journal.take(), QStringList({u"changing_1 initialize"_s,
                                                    u"changing_1 start"_s, u"changing_1 stop"_s}));
    }
    const QStringList copies =
        QDir(place.site.path(u"copies"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(copies.size(), 1);
    QCOMPARE(QDir(place.site.path(u"copies/"_s + copies.front()))
                 .entryList(QDir::Dirs | QDir::NoDotAndDotDot)
                 .size(),
             2); // of three
    place.registry.reset();
    QVERIFY(!QFileInfo::exists(place.site.path(u"copies/"_s + copies.front())));
}

void ChangeTest::switchedOffAndOn()
{
    Place place;
    auto change = place.registry->setEnabled(u"changing"_s, false);
    QVERIFY(change);
    QVERIFY(change->isChanged);
    QCOMPARE(verdicts(*place.registry->snapshot()), QStringList{u"changing: inactive"_s});
    QCOMPARE(place.site.query(u"SELECT status FROM plugins"_s), QStringList{u"inactive"_s});
    QVERIFY(!place.registry->setEnabled(changing, false)->isChanged);
    change = place.registry->setEnabled(changing, true);
    QVERIFY(change);
    QVERIFY(change->isChanged);
    QCOMPARE(change->verdict.code, VerdictCode::Running);
    QVERIFY(!place.registry->setEnabled(changing, true)->isChanged);
    QCOMPARE(place.journal.take(), QStringList({u"changing_1 stop"_s, u"changing_1 initialize"_s,
                                                u"changing_1 start"_s}));
    QCOMPARE(place.rendered(), u"x|1"_s);
}

void ChangeTest::dependantsGoAlongAndComeBack()
{
    Site site;
    Journal journal;
    site.add(u"depends_good"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    const auto off = registry.setEnabled(u"DependsC"_s, false);
    QVERIFY(off);
    QCOMPARE(off->alsoLeft, QStringList({u"DependsA"_s, u"DependsB"_s}));
    const auto on = registry.setEnabled(u"DependsC"_s, true);
    QVERIFY(on);
    QCOMPARE(on->alsoInForce, QStringList({u"DependsA"_s, u"DependsB"_s}));
}

void ChangeTest::whatCannotBeEnabledStaysAsItWas_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("words");
    const auto row = [](const QString &fixture, const QString &name, const QString &words) {
        QTest::newRow(qPrintable(fixture)) << fixture << name << words;
    };
    row(u"missing_dependency"_s, u"missing_dependency"_s, u"missing-dependency"_s);
    row(u"initialize_failed"_s, u"initialize_failed"_s, u"initialize-failed"_s);
    row(u"not_elf"_s, u"short_text"_s, u"not-elf"_s);
}

void ChangeTest::whatCannotBeEnabledStaysAsItWas()
{
    QFETCH(QString, fixture);
    QFETCH(QString, name);
    QFETCH(QString, words);
    Site site;
    site.add(u"minimal"_s);
    site.add(fixture);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    const QStringList rows = site.query(u"SELECT name || status FROM plugins ORDER BY name"_s);
    const QStringList before = verdicts(*registry.snapshot());
    const auto change = registry.setEnabled(name, true);
    QVERIFY(!change);
    QCOMPARE(int(change.error().code), int(ErrorCode::Conflict));
    QVERIFY2(change.error().message.contains(u"Nothing has changed. "_s + words),
             qPrintable(change.error().message));
    QVERIFY(!change.error().hint.isEmpty());
    QCOMPARE(verdicts(*registry.snapshot()), before);
    QStringList after = site.query(u"SELECT name || status FROM plugins ORDER BY name"_s);
    after.removeIf([&](const QString &row) { return !rows.contains(row); });
    QCOMPARE(after, rows);
}

void ChangeTest::nobodyIsCalledSo()
{
    Place place;
    for (const QString &name : {u"nobody"_s, u""_s, u"'; DROP TABLE plugins; --"_s}) {
        QCOMPARE(int(place.registry->setEnabled(name, false).error().code),
                 int(ErrorCode::NotFound));
        QCOMPARE(int(place.registry->reload(name, true).error().code), int(ErrorCode::NotFound));
    }
    QCOMPARE(place.version(), u"1.0.0"_s);
}

void ChangeTest::requestsGoOnWhileItChanges()
{
    Place place;
    std::atomic<bool> isEnough = false;
    std::atomic<int> asked = 0;
    std::atomic<int> failed = 0;
    const auto ask = [&] {
        while (!isEnough) {
            const SnapshotPtr now = place.registry->snapshot();
            const auto path = place.registry->hooks().accessPath(*now->find(changing), u"x"_s);
            if (!path || !path->startsWith(u"x|"_s))
                ++failed;
            ++asked;
        }
    };
    std::vector<std::jthread> askers;
    for (int i = 0; i < 3; ++i)
        askers.emplace_back(ask);
    for (int i = 0; i < 50; ++i)
        QVERIFY(place.registry->reload(changing, true)->isChanged);
    isEnough = true;
    askers.clear();
    QCOMPARE(failed, 0);
    QVERIFY(asked > 50);
}

QTEST_GUILESS_MAIN(ChangeTest)
#include "change_test.moc"
