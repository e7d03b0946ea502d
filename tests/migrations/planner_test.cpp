// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

Q_DECLARE_METATYPE(outlet::migrations::Fault)

class PlannerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plans_data();
    void plans();
    void faults_data();
    void faults();
    void comparesWithoutJudging();
    void stepsCarryWhatPeopleNeed();
    void everyFaultHasItsVerdict();
};

namespace {

/** `0001_a`, or `0001_a=x` with a checksum of its own; the default one is "sum". */
QList<Migration> files(const QStringList &texts)
{
    QList<Migration> migrations;
    for (const QString &text : texts) {
        const QString id = text.section(u'=', 0, 0);
        migrations.append({id,
                           numberOfId(id),
                           u"/m/"_s + id + u".up.sql"_s,
                           {{u"SELECT 1"_s, 1, {}}, {u"SELECT 2"_s, 2, {}}},
                           text.contains(u'=') ? text.section(u'=', 1) : u"sum"_s});
    }
    return migrations;
}

QList<Record> records(const QStringList &texts)
{
    QList<Record> list;
    for (const QString &text : texts)
        list.append({text.section(u'=', 0, 0),
                     text.contains(u'=') ? text.section(u'=', 1) : u"sum"_s, u"2026-01-31"_s});
    return list;
}

} // namespace

void PlannerTest::plans_data()
{
    QTest::addColumn<QStringList>("available");
    QTest::addColumn<QStringList>("applied");
    QTest::addColumn<QStringList>("pending");
    QTest::newRow("nothing on both sides") << QStringList{} << QStringList{} << QStringList{};
    QTest::newRow("everything is new") << QStringList{u"0001_a"_s, u"0002_b"_s} << QStringList{}
                                       << QStringList{u"0001_a"_s, u"0002_b"_s};
    QTest::newRow("the rest is pending, in order")
        << QStringList{u"0001_a"_s, u"0002_b"_s, u"0003_c"_s} << QStringList{u"0001_a"_s}
        << QStringList{u"0002_b"_s, u"0003_c"_s};
    QTest::newRow("everything is applied, whatever the order of the records")
        << QStringList{u"0001_a"_s, u"0002_b"_s} << QStringList{u"0002_b"_s, u"0001_a"_s}
        << QStringList{};
}

void PlannerTest::plans()
{
    QFETCH(QStringList, available);
    QFETCH(QStringList, applied);
    const auto plan = makePlan(files(available), records(applied), Dialect::Sqlite);
    QVERIFY(plan);
    QStringList pending;
    for (const Migration &migration : plan->pending)
        pending.append(migration.id);
    QTEST(pending, "pending");
    QCOMPARE(plan->steps.size(), available.size());
}

void PlannerTest::faults_data()
{
    QTest::addColumn<QStringList>("available");
    QTest::addColumn<QStringList>("applied");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    QTest::addColumn<int>("evidence");
    const auto row = [](const char *name, const QStringList &available, const QStringList &applied,
                        Fault fault, const QString &message, const QString &hint, int more = 0) {
        QTest::newRow(name) << available << applied << fault << message << hint << more;
    };
    row("a number is skipped", {u"0001_a"_s, u"0003_c"_s}, {}, Fault::MigrationGap,
        u"Number 0002 is missing: the files go on with 0003_c"_s, u"Restore the missing file"_s);
    row("several numbers are skipped", {u"0001_a"_s, u"0005_e"_s}, {}, Fault::MigrationGap,
        u"Numbers 0002 to 0004 are missing: the files go on with 0005_e"_s, u"Restore"_s);
    row("the first number is skipped", {u"0002_b"_s}, {}, Fault::MigrationGap,
        u"Number 0001 is missing: the files go on with 0002_b"_s, u"renumber"_s);
    row("two gaps are two problems", {u"0001_a"_s, u"0003_c"_s, u"0005_e"_s}, {u"0001_a"_s},
        Fault::MigrationGap, u"Number 0002 is missing: the files go on with 0003_c"_s, u"Restore"_s,
        1);
    row("an applied file was changed", {u"0001_a=new"_s}, {u"0001_a=old"_s}, Fault::ChecksumChanged,
        u"0001_a was changed after it was applied at 2026-01-31: its checksum is new, applied was "
        "old"_s,
        u"Restore the file, and put the change into a new migration"_s);
    row("every changed file is told", {u"0001_a=x"_s, u"0002_b=y"_s}, {u"0001_a"_s, u"0002_b"_s},
        Fault::ChecksumChanged,
        u"0001_a was changed after it was applied at 2026-01-31: its checksum is x, applied was "
        "sum"_s,
        u"Restore"_s, 1);
    row("an applied file is gone", {u"0001_a"_s, u"0003_c"_s},
        {u"0001_a"_s, u"0002_b"_s, u"0003_c"_s}, Fault::MigrationMissing,
        u"0002_b was applied at 2026-01-31, but its file is gone"_s, u"Restore the file"_s);
    row("an applied file was renamed", {u"0001_z"_s}, {u"0001_a"_s}, Fault::MigrationMissing,
        u"0001_a was applied at 2026-01-31, but its file is gone"_s,
        u"Was it renamed to 0001_z? Give it its old name back"_s);
    row("all files are gone", {}, {u"0001_a"_s}, Fault::MigrationMissing,
        u"0001_a was applied at 2026-01-31, but its file is gone"_s, u"Restore the file"_s);
    row("a record that is no migration's", {u"0001_a"_s}, {u"0001_a"_s, u"odd"_s},
        Fault::MigrationMissing, u"odd was applied at 2026-01-31, but its file is gone"_s,
        u"Restore the file"_s);
    row("the database is newer", {u"0001_a"_s}, {u"0001_a"_s, u"0002_b"_s}, Fault::DatabaseNewer,
        u"The database is newer: 0002_b was applied at 2026-01-31, and the newest file is "
        "0001_a"_s,
        u"Install the version that made it, or a later one"_s);
    row("newer explains more than changed", {u"0001_a=x"_s}, {u"0001_a"_s, u"0002_b"_s},
        Fault::DatabaseNewer,
        u"The database is newer: 0002_b was applied at 2026-01-31, and the newest file is "
        "0001_a"_s,
        u"Install"_s, 1);
    row("a file that came too late", {u"0001_a"_s, u"0002_b"_s, u"0003_c"_s},
        {u"0001_a"_s, u"0003_c"_s}, Fault::OutOfOrder,
        u"0002_b is not applied, but the later 0003_c is"_s, u"Give it a number above 0003"_s);
    row("below a newer one, it is still told", {u"0001_a"_s, u"0002_b"_s},
        {u"0001_a"_s, u"0003_c"_s}, Fault::DatabaseNewer,
        u"The database is newer: 0003_c was applied at 2026-01-31, and the newest file is "
        "0002_b"_s,
        u"Install"_s, 1);
}

void PlannerTest::faults()
{
    QFETCH(QStringList, available);
    QFETCH(QStringList, applied);
    QFETCH(Fault, fault);
    QFETCH(QString, hint);
    QFETCH(int, evidence);
    const auto plan = makePlan(files(available), records(applied), Dialect::Sqlite);
    QVERIFY(!plan);
    QTEST(plan.error().error.message, "message");
    QCOMPARE(plan.error().fault, fault);
    QVERIFY2(plan.error().error.hint.contains(hint), qPrintable(plan.error().error.hint));
    QCOMPARE(plan.error().evidence.size(), evidence);
    QVERIFY(!plan.error().error.where.isEmpty());
}

void PlannerTest::comparesWithoutJudging()
{
    const QList<Step> steps =
        compare(files({u"0001_a=x"_s, u"0004_d"_s, u"0006_f"_s}),
                records({u"0001_a"_s, u"0002_b"_s, u"0006_f"_s, u"0009_i"_s}), Dialect::Sqlite);
    QCOMPARE(test::statesOf(steps),
             (QStringList{u"0001_a changed"_s, u"0002_b missing"_s, u"0004_d out-of-order"_s,
                          u"0006_f applied"_s, u"0009_i newer"_s}));
}

void PlannerTest::stepsCarryWhatPeopleNeed()
{
    const QList<Step> steps = compare(files({u"0001_a=x"_s, u"0002_b"_s}),
                                      records({u"0001_a=y"_s, u"0003_c=z"_s}), Dialect::Sqlite);
    QCOMPARE(steps.size(), 3);
    QCOMPARE(steps[0], (Step{u"0001_a"_s,
                             State::Changed,
                             u"x"_s,
                             u"y"_s,
                             u"2026-01-31"_s,
                             {},
                             u"/m/0001_a.up.sql"_s}));
    QCOMPARE(steps[1], (Step{u"0002_b"_s,
                             State::OutOfOrder,
                             u"sum"_s,
                             {},
                             {},
                             {u"SELECT 1"_s, u"SELECT 2"_s},
                             u"/m/0002_b.up.sql"_s}));
    QCOMPARE(steps[2], (Step{u"0003_c"_s, State::Newer, u"z"_s, u"z"_s, u"2026-01-31"_s, {}}));
}

void PlannerTest::everyFaultHasItsVerdict()
{
    QCOMPARE(verdictCode(Fault::SourceInvalid), u"migration-failed"_s);
    QCOMPARE(verdictCode(Fault::MigrationFailed), u"migration-failed"_s);
    QCOMPARE(verdictCode(Fault::MigrationGap), u"migration-gap"_s);
    QCOMPARE(verdictCode(Fault::OutOfOrder), u"migration-gap"_s);
    QCOMPARE(verdictCode(Fault::DatabaseNewer), u"database-newer"_s);
    QCOMPARE(verdictCode(Fault::MigrationMissing), u"migration-missing"_s);
    QCOMPARE(verdictCode(Fault::ChecksumChanged), u"checksum-changed"_s);
    QCOMPARE(verdictCode(Fault::TableDrift), u"table-drift"_s);
}

QTEST_GUILESS_MAIN(PlannerTest)
#include "planner_test.moc"
