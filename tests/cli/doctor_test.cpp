// SPDX-License-Identifier: GPL-3.0-or-later
// What `outlet doctor` prints and how it ends. What it finds is tested beside the rules.
#include "app/database.h"
#include "tests/cli/program.h"
#include "tests/postgresql/databases.h"

#include <QJsonArray>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::tests;

namespace {

const QString platform = u"a0000000-0000-4000-8000-000000000000"_s;
const QString service = u"b0000000-0000-4000-8000-000000000000"_s;

/** A database of the test's own, with the program's tables. */
class Patient
{
public:
    explicit Patient(const QString &url) : m_url(url)
    {
        const Outcome up = m_workspace.run({u"migrate"_s, u"up"_s, u"--database-url"_s, url});
        if (up.exitCode != 0)
            qFatal("%s", qPrintable(up.err));
    }

    void run(const QString &sql)
    {
        app::Database database(m_url, app::Access::ReadWrite);
        if (const auto opened = database.reopen(); !opened)
            qFatal("%s", qPrintable(opened.error().message));
        QSqlQuery query(database.handle());
        if (!query.exec(sql))
            qFatal("%s", qPrintable(query.lastError().text()));
    }

    /** A service for Glue, with this template. */
    void addGlue(const QString &text)
    {
        run(u"INSERT INTO platforms (id, name) VALUES ('%1', 'AWS')"_s.arg(platform));
        run(u"INSERT INTO platform_services (id, name, platform_id, result_string_template) "
            "VALUES ('%1', 'Glue', '%2', '%3')"_s.arg(service, platform, text));
    }

    Outcome examine(const QStringList &arguments = {}, const Environment &environment = {})
    {
        Environment onlyGlue = {{u"ENABLED_PLUGINS"_s, u"GlueDataOutput"_s}};
        onlyGlue.insert(environment);
        return m_workspace.run(QStringList{u"doctor"_s, u"--database-url"_s, m_url} + arguments,
                               onlyGlue);
    }

private:
    Workspace m_workspace;
    QString m_url;
};

QStringList codesOf(const QJsonObject &report)
{
    QStringList codes;
    for (const QJsonValue finding : report[u"findings"_s].toArray())
        codes.append(finding[u"severity"_s].toString() + u' ' + finding[u"code"_s].toString());
    return codes;
}

} // namespace

class CliDoctorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void warningsAreNoFailure_data() { Databases::addRows(); }
    void warningsAreNoFailure();
    void anErrorIsAFailure_data() { Databases::addRows(); }
    void anErrorIsAFailure();
    void namesThatNothingHasAreFound_data() { Databases::addRows(); }
    void namesThatNothingHasAreFound();
    void whatOthersWroteCannotActOnATerminal();
    void sampleDataHasNoErrors();
    void withoutTablesItSaysWhatToDo();
    void aWrongFlagIsNamed();

private:
    Databases m_databases;
};

void CliDoctorTest::warningsAreNoFailure()
{
    QFETCH(QString, database);
    Patient patient(m_databases.make(database));
    const Outcome empty = patient.examine();
    QCOMPARE(empty.err, QString());
    QCOMPARE(empty.exitCode, 0);
    QCOMPARE(
        empty.out,
        u"! connector-without-service  No service is called \"glue\": GlueDataOutput has no "
        "template for its access paths, and its form is not_configured\n"
        "    hint: POST /api/v2/configuration/platforms/<id>/services with this name, in upper "
        "or lower case\n"
        "Nothing is broken: 0 errors and 1 warning between 1 connector and 0 platforms, 0 "
        "services, 0 environments\n"_s);
    patient.addGlue(u"{table}"_s);
    patient.run(u"INSERT INTO platform_service_configs (id, platform_id, service_id, config) "
                "VALUES ('c0000000-0000-4000-8000-000000000000', '%1', '%2', '[\"a\"]')"_s.arg(
                    platform, service));
    const Outcome whole = patient.examine();
    QCOMPARE(whole.exitCode, 0);
    QCOMPARE(whole.out, u"Everything is well: 0 errors and 0 warnings between 1 connector and 1 "
                        "platform, 1 service, 0 environments\n"_s);
    const QJsonObject report = patient.examine({u"--json"_s}).json();
    QCOMPARE(report, QJsonObject({{u"ok"_s, true},
                                  {u"errors"_s, 0},
                                  {u"warnings"_s, 0},
                                  {u"findings"_s, QJsonArray()}}));
}

void CliDoctorTest::anErrorIsAFailure()
{
    QFETCH(QString, database);
    Patient patient(m_databases.make(database));
    patient.addGlue(u"{tabel}"_s);
    const Outcome people = patient.examine();
    QCOMPARE(people.exitCode, 1);
    QVERIFY2(people.out.startsWith(u"\u2717 template-unknown-name  "_s), qPrintable(people.out));
    QVERIFY2(people.out.contains(u"There are problems: 1 error and 1 warning between "_s),
             qPrintable(people.out));
    const Outcome scripts = patient.examine({u"--json"_s});
    QCOMPARE(scripts.exitCode, 1);
    QCOMPARE(scripts.err, QString());
    const QJsonObject report = scripts.json();
    QCOMPARE(report[u"ok"_s], QJsonValue(false));
    QCOMPARE(report[u"errors"_s], QJsonValue(1));
    QCOMPARE(codesOf(report),
             QStringList({u"error template-unknown-name"_s, u"warning service-without-config"_s}));
    QCOMPARE(report[u"findings"_s][0][u"rows"_s][0].toObject(),
             QJsonObject({{u"table"_s, u"platform_services"_s}, {u"id"_s, service}}));
    QCOMPARE(report[u"findings"_s][0][u"connector"_s].toString(), u"GlueDataOutput"_s);
}

void CliDoctorTest::namesThatNothingHasAreFound()
{
    QFETCH(QString, database);
    Patient patient(m_databases.make(database));
    const QString insert = u"INSERT INTO data_output_configurations (id, configuration_type) "
                           "VALUES ('00000000-0000-4000-8000-00000000000%1', '%2')"_s;
    patient.run(insert.arg(u"1"_s, u"GlueDataOutput"_s));
    patient.run(insert.arg(u"2"_s, u"OracleDataOutput"_s));
    patient.run(insert.arg(u"3"_s, u"OracleDataOutput"_s));
    patient.run(insert.arg(u"4"_s, u"S3DataOutput"_s));
    patient.run(u"UPDATE data_output_configurations SET deleted_at = CURRENT_TIMESTAMP "
                "WHERE configuration_type = 'S3DataOutput'"_s);
    patient.run(u"INSERT INTO plugins (id, name, version) "
                "VALUES ('50000000-0000-4000-8000-000000000000', 'Gone', '1.0.0')"_s);
    const Outcome outcome =
        patient.examine({u"--json"_s}, {{u"ENABLED_PLUGINS"_s, u"GlueDataOutput,Orcale"_s}});
    QCOMPARE(outcome.exitCode, 1);
    QCOMPARE(codesOf(outcome.json()),
             QStringList({u"error setting-unknown-name"_s, u"warning connector-without-service"_s,
                          u"warning plugin-missing"_s, u"warning type-without-connector"_s}));
    const QJsonValue last = outcome.json()[u"findings"_s][3];
    QVERIFY2(last[u"message"_s].toString().startsWith(
                 u"2 configurations are of the type \"OracleDataOutput\", and no connector has "
                 "that name"_s),
             qPrintable(last[u"message"_s].toString()));
}

void CliDoctorTest::whatOthersWroteCannotActOnATerminal()
{
    Patient patient(m_databases.make(u"SQLite"_s));
    patient.run(u"INSERT INTO platforms (id, name) VALUES ('%1', 'AWS')"_s.arg(platform));
    patient.run(u"INSERT INTO platform_services (id, name, platform_id) VALUES "
                "('x' || char(27) || '[2J', 'a' || char(27, 10) || ']0;x', '%1')"_s.arg(platform));
    patient.run(u"INSERT INTO environments (id, name, acronym) VALUES ('1', 'a', 'b')"_s);
    patient.run(u"INSERT INTO env_platform_configs (id, environment_id, platform_id, config) "
                "VALUES ('y' || char(27), '1', '%1', 'z' || char(27))"_s.arg(platform));
    const Outcome outcome = patient.examine();
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(!outcome.out.contains(u'\x1b'));
    QVERIFY(outcome.out.contains(u"\\u001b"_s));
}

void CliDoctorTest::sampleDataHasNoErrors()
{
    const Workspace workspace;
    {
        Server server;
        QVERIFY2(server.start(workspace, {u"--sample-data"_s}), qPrintable(server.err()));
    }
    const QStringList before = workspace.listing();
    const Outcome outcome = workspace.run({u"doctor"_s, u"--json"_s});
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.json()[u"errors"_s], QJsonValue(0));
    QStringList codes = codesOf(outcome.json());
    codes.removeDuplicates();
    // S3 is not installed, Redshift has no options, and the environments have one item each.
    QCOMPARE(codes, QStringList({u"warning service-without-connector"_s, u"warning options-empty"_s,
                                 u"warning item-missing"_s}));
    QCOMPARE(workspace.listing(), before);
}

void CliDoctorTest::withoutTablesItSaysWhatToDo()
{
    const Workspace workspace;
    const Outcome outcome = workspace.run({u"doctor"_s});
    QCOMPARE(outcome.exitCode, 3);
    QCOMPARE(outcome.out, QString());
    QVERIFY2(outcome.err.contains(u"Run `outlet migrate up`, or start the server once"_s),
             qPrintable(outcome.err));
    QCOMPARE(workspace.listing(), QStringList());
}

void CliDoctorTest::aWrongFlagIsNamed()
{
    const Outcome outcome = Workspace().run({u"doctor"_s, u"--jsn"_s});
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(outcome.err.contains(u"Did you mean \"--json\"?"_s), qPrintable(outcome.err));
}

QTEST_GUILESS_MAIN(CliDoctorTest)
#include "doctor_test.moc"
