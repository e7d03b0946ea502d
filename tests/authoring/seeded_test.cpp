// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/authoring/checked.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <functional>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

using Sow = std::function<void(const Seeded &)>;
Q_DECLARE_METATYPE(Sow)

/** One fault at a time in a connector that has none: each is found, and nothing else is. */
class SeededTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAFaultNothingIsFound();
    void aFaultIsFound_data();
    void aFaultIsFound();
    void severalFaultsAreToldAtOnce();
    void aPackageIsLookedInto();
    void aWrongCallIsExplained_data();
    void aWrongCallIsExplained();
};

void SeededTest::withoutAFaultNothingIsFound()
{
    const Workspace workspace;
    const Seeded seeded(workspace);
    const QStringList before = workspace.listing();
    const Checked checked = check(workspace, u"seeded"_s);
    QCOMPARE(checked.words, QString());
    QCOMPARE(checked.outcome.exitCode, 0);
    const QJsonObject json = checked.outcome.json();
    QCOMPARE(json.value("ok"_L1).toBool(), true);
    QCOMPARE(json.value("id"_L1).toString(), u"seeded"_s);
    QCOMPARE(json.value("parts"_L1).toArray().size(), 6);
    for (const QJsonValue part : json.value("parts"_L1).toArray())
        QCOMPARE(part["outcome"_L1].toString(), u"passed"_s);
    QCOMPARE(workspace.listing(), before);
}

void SeededTest::aFaultIsFound_data()
{
    QTest::addColumn<Sow>("sow");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *about, const QString &code, const QString &words, Sow sow) {
        QTest::newRow(about) << sow << code << words;
    };
    const QString manifest = u"connector.json"_s;
    const QString up = u"migrations/0001_create.up.sql"_s;
    const QString down = u"migrations/0001_create.down.sql"_s;
    // ---- manifest
    row("a key that nobody knows", u"manifest-invalid"_s, u"connector.json:/licence"_s,
        [=](const Seeded &s) { s.replace(manifest, "\"license\"", "\"licence\""); });
    row("no JSON", u"manifest-invalid"_s, u"connector.json:1:"_s,
        [=](const Seeded &s) { s.write(manifest, "{ \"id\": \"seeded\", }"); });
    row("a manifest of 20 KB", u"manifest-too-large"_s, u"connector.json"_s, [=](const Seeded &s) {
        s.replace(manifest, "\"license\"",
                  "\"x-notes\": \"" + QByteArray(20'000, 'x') + "\", \"license\"");
    });
    row("a manifest that was changed after the build", u"manifest-stale"_s, u"\"version\""_s,
        [=](const Seeded &s) { s.replace(manifest, "1.0.0", "1.0.1"); });
    row("a name that a connector of the server has", u"name-conflict"_s, u"GlueDataOutput"_s,
        [=](const Seeded &s) { s.replace(manifest, "SeededDataOutput", "GlueDataOutput"); });
    row("a table that a connector of the server has", u"table-conflict"_s,
        u"glue_data_output_configurations"_s, [=](const Seeded &s) {
            for (const QString &file : {manifest, up, down})
                s.replace(file, "seeded_data_output", "glue_data_output");
        });
    row("a module that wants another server", u"incompatible-outlet"_s, u"needs outlet"_s,
        [=](const Seeded &s) {
            s.patch(R"(">=0.1 <1")", R"(">=9")");
            s.replace(manifest, R"(">=0.1 <1")", R"(">=9")");
        });
    row("a module under another name", u"id-mismatch"_s, u"sown.so"_s, [=](const Seeded &s) {
        QVERIFY(QFile::rename(s.moduleFolder() + u"/seeded.so"_s, s.folder() + u"/sown.so"_s));
        s.remove(manifest);
        QDir(s.folder() + u"/build"_s).removeRecursively();
    });
    // ---- form
    row("a required field that nobody can enter", u"form-unfillable"_s, u"/fields/0"_s,
        [=](const Seeded &s) {
            s.replace(manifest, R"(, "form": { "label": "Path", "type": "string" })", "");
        });
    row("a required choice that is no choice", u"form-unfillable"_s, u"Please provide kind"_s,
        [=](const Seeded &s) {
            s.replace(manifest, R"("enum": ["all", "one"])", R"("enum": [""])");
            s.replace(manifest, R"("initial_value": "all",)", "");
            s.replace(manifest,
                      R"([{ "label": "All", "value": "all" }, { "label": "One", "value": "one" }])",
                      R"([{ "label": "All", "value": "" }])");
            s.replace(manifest, R"("field_name": "kind", "value": "one")",
                      R"("field_name": "path", "value": "a")");
        });
    row("a pattern that nothing at hand matches", u"sample-missing"_s, u"x-samples"_s,
        [=](const Seeded &s) {
            s.replace(manifest, R"("name": "path", "type": "string",)",
                      R"("name": "path", "type": "string", "pattern": "^q{7}-[0-9]{9}$",)");
        });
    // ---- icon
    row("no icon", u"icon-missing"_s, u"icon.svg"_s,
        [=](const Seeded &s) { s.remove(u"icon.svg"_s); });
    row("an icon that is cut off", u"icon-invalid"_s, u"icon.svg:"_s, [=](const Seeded &s) {
        s.write(u"icon.svg"_s, "<svg xmlns=\"http://www.w3.org/2000/svg\"><path");
    });
    row("an icon of another kind", u"icon-invalid"_s, u"<html>"_s,
        [=](const Seeded &s) { s.write(u"icon.svg"_s, "<html></html>"); });
    row("an icon that is too large", u"icon-invalid"_s, u"262144"_s, [=](const Seeded &s) {
        s.write(u"icon.svg"_s,
                "<svg xmlns=\"http://www.w3.org/2000/svg\">" + QByteArray(300'000, ' ') + "</svg>");
    });
    row("an icon with a script", u"icon-active"_s, u"<script>"_s, [=](const Seeded &s) {
        s.replace(u"icon.svg"_s, "</svg>", "<script>alert(1)</script></svg>");
    });
    row("an icon that does something", u"icon-active"_s, u"onload"_s,
        [=](const Seeded &s) { s.replace(u"icon.svg"_s, "<path ", "<path onload=\"alert(1)\" "); });
    row("an icon that asks another host", u"icon-active"_s, u"https://example.org/a.png"_s,
        [=](const Seeded &s) {
            s.replace(u"icon.svg"_s, "</svg>", "<use href=\"https://example.org/a.png\"/></svg>");
        });
    // ---- migrations
    row("a script with a wrong name", u"migration-failed"_s, u"create.sql"_s,
        [=](const Seeded &s) { s.write(u"migrations/create.sql"_s, "SELECT 1;"); });
    row("a number that is skipped", u"migration-gap"_s, u"0003"_s, [=](const Seeded &s) {
        s.write(u"migrations/0003_later.up.sql"_s, "CREATE TABLE seeded_b (a TEXT);");
        s.write(u"migrations/0003_later.down.sql"_s, "DROP TABLE seeded_b;");
    });
    row("SQL that no database takes", u"migration-failed"_s, u"TABEL"_s,
        [=](const Seeded &s) { s.replace(up, "CREATE TABLE", "CREATE TABEL"); });
    row("a field without a column", u"table-drift"_s, u"has no column item"_s,
        [=](const Seeded &s) {
            s.replace(up, "\"kind\" TEXT,\n    \"item\" TEXT", "\"kind\" TEXT");
        });
    row("a column without a field", u"table-drift"_s, u"has a column extra"_s,
        [=](const Seeded &s) { s.replace(up, "\"kind\" TEXT", "\"kind\" TEXT, \"extra\" TEXT"); });
    row("a table of another name", u"table-drift"_s, u"seeded_data_output_configurations"_s,
        [=](const Seeded &s) {
            s.replace(up, "seeded_data_output", "seeded_output");
            s.replace(down, "seeded_data_output", "seeded_output");
        });
    row("a step that cannot be taken back", u"down-missing"_s, u"0001_create.up.sql"_s,
        [=](const Seeded &s) { s.remove(down); });
    row("rows that outlive their configuration", u"foreign-key-missing"_s,
        u"seeded_data_output_configurations"_s, [=](const Seeded &s) {
            s.replace(up, "\n        REFERENCES data_output_configurations (id) ON DELETE CASCADE",
                      "");
        });
    row("a column that refuses what the form takes", u"row-refused"_s, u"cannot be stored"_s,
        [=](const Seeded &s) {
            s.replace(up, "\"path\" TEXT", "\"path\" TEXT CHECK (path = 'no')");
        });
    row("a down script that forgets a table", u"leaves-behind"_s, u"table seeded_log"_s,
        [=](const Seeded &s) { s.replace(up, ");\n", ");\nCREATE TABLE seeded_log (a TEXT);\n"); });
    row("a down script that does nothing", u"leaves-behind"_s,
        u"table seeded_data_output_configurations"_s,
        [=](const Seeded &s) { s.write(down, "SELECT 1;"); });
    row("a down script that drops too much", u"leaves-behind"_s,
        u"table platform_service_configs"_s, [=](const Seeded &s) {
            s.write(down, "DROP TABLE seeded_data_output_configurations;\n"
                          "DROP TABLE env_platform_service_configs;\n"
                          "DROP TABLE platform_service_configs;");
        });
    row("a step that works only once", u"not-repeatable"_s, u"it cannot be applied again"_s,
        [=](const Seeded &s) {
            s.replace(up, ");\n",
                      ");\nINSERT INTO platforms (id, name) VALUES ('seeded', 'Seeded');\n");
        });
    row("a step that deletes a column", u"drop-column"_s, u"0002_less.up.sql"_s,
        [=](const Seeded &s) {
            s.replace(up, "\"kind\" TEXT", "\"kind\" TEXT, \"old\" TEXT");
            s.write(u"migrations/0002_less.up.sql"_s,
                    "ALTER TABLE seeded_data_output_configurations DROP COLUMN old;");
            s.write(u"migrations/0002_less.down.sql"_s,
                    "ALTER TABLE seeded_data_output_configurations ADD COLUMN old TEXT;");
        });
    // ---- module
    row("a module that is cut off", u"truncated"_s, u"ends too early"_s, [=](const Seeded &s) {
        QFile module(s.moduleFolder() + u"/seeded.so"_s);
        QVERIFY(module.resize(module.size() / 2));
    });
    row("a hook that the manifest does not name", u"hook-unpromised"_s, u"HealthCheck"_s,
        [=](const Seeded &s) {
            s.patch(R"("Seed","HealthCheck"])", R"("Seed"])");
            s.replace(manifest, R"("Seed", "HealthCheck")", R"("Seed")");
        });
}

void SeededTest::aFaultIsFound()
{
    QFETCH(Sow, sow);
    QFETCH(QString, code);
    QFETCH(QString, words);
    const Workspace workspace;
    const Seeded seeded(workspace);
    sow(seeded);
    static const QStringList aboutModules{u"manifest-stale"_s, u"incompatible-outlet"_s,
                                          u"id-mismatch"_s, u"truncated"_s, u"hook-unpromised"_s};
    if (!aboutModules.contains(code))
        seeded.unbuild(); // calling every hook takes longest
    const Checked checked = check(workspace, u"seeded"_s);
    QVERIFY2(checked.outcome.err.isEmpty(), qPrintable(checked.outcome.err));
    QVERIFY2(checked.codes == QStringList{code},
             qPrintable(checked.codes.join(u' ') + u'\n' + checked.words));
    QVERIFY2((checked.words + checked.outcome.out).contains(words), qPrintable(checked.words));
    QCOMPARE(checked.incomplete(), QString());
    const int faults = checked.outcome.json().value("faults"_L1).toInt();
    QCOMPARE(checked.outcome.exitCode, faults > 0 ? 1 : 0);
}

void SeededTest::severalFaultsAreToldAtOnce()
{
    const Workspace workspace;
    const Seeded seeded(workspace);
    seeded.replace(u"connector.json"_s, "\"1.0.0\"", "\"1.0.1\"");
    seeded.remove(u"icon.svg"_s);
    seeded.replace(u"migrations/0001_create.up.sql"_s, "\"kind\" TEXT", "\"kin\" TEXT");
    seeded.behave("accessPath throws");
    const Checked checked = check(workspace, u"seeded"_s);
    QCOMPARE(checked.codes, (QStringList{u"hook-throws"_s, u"icon-missing"_s, u"manifest-stale"_s,
                                         u"table-drift"_s}));
    QCOMPARE(checked.outcome.json().value("warnings"_L1).toInt(), 1);
    const Outcome text = workspace.run({u"check"_s, u"seeded"_s});
    QCOMPARE(text.exitCode, 1);
    for (const QString &code : checked.codes)
        QVERIFY2(text.out.contains(code), qPrintable(text.out));
    QVERIFY2(text.out.endsWith(u"SeededDataOutput: 3 faults, 1 warning\n"_s), qPrintable(text.out));
}

void SeededTest::aPackageIsLookedInto()
{
    const Workspace workspace;
    const Seeded seeded(workspace);
    const QString folder = u"seeded/build/connectors/seeded"_s;
    seeded.write(u"build/connectors/seeded/migrations/0001_create.up.sql"_s, "CREATE TABEL a;");
    const Outcome packed = workspace.run({u"pack"_s, folder, u"--output"_s, u"p.zip"_s});
    QVERIFY2(packed.exitCode == 0, qPrintable(packed.err));
    const Checked checked = check(workspace, u"p.zip"_s);
    QCOMPARE(checked.codes,
             (QStringList{u"down-missing"_s, u"icon-missing"_s, u"migration-failed"_s}));
    QCOMPARE(checked.outcome.json().value("version"_L1).toString(), u"1.0.0"_s);

    workspace.write(u"q.zip"_s, "PK and then nothing");
    const Checked broken = check(workspace, u"q.zip"_s);
    QCOMPARE(broken.codes, QStringList{u"package-refused"_s});
    QCOMPARE(broken.outcome.exitCode, 1);
}

void SeededTest::aWrongCallIsExplained_data()
{
    QTest::addColumn<QString>("command"); // @ is the workspace
    QTest::addColumn<QString>("words");
    const auto row = [](const char *about, const QString &command, const QString &words) {
        QTest::newRow(about) << command << words;
    };
    row("nothing to look at", u"check"_s, u"`outlet check` needs PATH; found nothing"_s);
    row("what is not there", u"check none"_s, u"There is no @/none."_s);
    row("a folder of something else", u"check empty"_s, u"@/empty has no connector.json"_s);
    row("a file of something else", u"check file"_s, u"@/file has no connector.json"_s);
    row("a module that is not there", u"check seeded --module none.so"_s,
        u"There is no module @/none.so."_s);
    row("a database of another kind", u"check seeded --postgresql mysql://a:secret@b/c"_s,
        u"wanted postgresql://user"_s);
    row("two folders", u"check seeded empty"_s, u"Unexpected argument"_s);
    row("a host without a module", u"connector-host --hook AccessPath"_s,
        u"needs --probe MODULE or --examine MODULE"_s);
}

void SeededTest::aWrongCallIsExplained()
{
    QFETCH(QString, command);
    QFETCH(QString, words);
    const Workspace workspace;
    const Seeded seeded(workspace);
    workspace.makeDirectory(u"empty"_s);
    workspace.write(u"file"_s, "x");
    const Outcome outcome = workspace.run(command.split(u' '));
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(outcome.err.contains(words.replace(u'@', workspace.path())), qPrintable(outcome.err));
    QVERIFY(!outcome.err.contains(u"secret"_s));
    QCOMPARE(outcome.out, QString());
}

QTEST_GUILESS_MAIN(SeededTest)

#include "seeded_test.moc"
