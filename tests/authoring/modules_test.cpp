// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/authoring/checked.h"
#include "tests/fixtures/fixture.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** Modules that were built as none should be, and those that the server turns down. */
class ModulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFlagIsFound_data();
    void aFlagIsFound();
    void whatTheServerTurnsDownIsFound_data();
    void whatTheServerTurnsDownIsFound();
};

void ModulesTest::aFlagIsFound_data()
{
    QTest::addColumn<QString>("variant");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *about, const QString &variant, const QString &code,
                        const QString &words) { QTest::newRow(about) << variant << code << words; };
    row("bound lazily", u"lazy"_s, u"lazy-binding"_s, u"-z,now"_s);
    row("looks for libraries where it was built", u"search_path"_s, u"search-path"_s,
        u"/home/author/build"_s);
    row("an executable stack", u"stack"_s, u"executable-stack"_s, u"noexecstack"_s);
    row("a symbol of the whole process", u"unique"_s, u"unique-symbol"_s, u"Counter"_s);
    row("a symbol that others could take", u"exported"_s, u"exported-symbol"_s, u"compress"_s);
    row("a call that ends the server", u"forbidden"_s, u"forbidden-symbol"_s, u"exit"_s);
    row("data of 9 MiB", u"large"_s, u"large-module"_s, u"unfit.so"_s);
    row("a library that wants a screen", u"library"_s, u"unfit-library"_s, u"libQt6Widgets"_s);
}

void ModulesTest::aFlagIsFound()
{
    QFETCH(QString, variant);
    QFETCH(QString, code);
    QFETCH(QString, words);
    const Workspace workspace;
    Checked checked = check(workspace, unfitFolder(variant));
    checked.codes.removeAll(u"cannot-load"_s); // where that library is not there at all
    QVERIFY2(checked.codes == QStringList{code},
             qPrintable(checked.codes.join(u' ') + u'\n' + checked.words));
    QVERIFY2(checked.words.contains(words), qPrintable(checked.words));
    QCOMPARE(checked.incomplete(), QString());
    QCOMPARE(checked.outcome.exitCode, variant == "large"_L1 ? 0 : 1);
}

void ModulesTest::whatTheServerTurnsDownIsFound_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name :
         {u"not_elf"_s, u"truncated"_s, u"wrong_architecture"_s, u"no_metadata"_s,
          u"wrong_interface"_s, u"manifest_invalid"_s, u"manifest_too_large"_s,
          u"incompatible_outlet"_s, u"incompatible_qt"_s, u"id_mismatch"_s, u"migration_failed"_s,
          u"migration_gap"_s, u"table_drift"_s, u"cannot_load_library"_s, u"cannot_load_symbol"_s,
          u"no_instance"_s, u"hook_missing"_s})
        QTest::newRow(qPrintable(name)) << name;
}

/** With the code that the server would give it. */
void ModulesTest::whatTheServerTurnsDownIsFound()
{
    QFETCH(QString, name);
    const Workspace workspace;
    const Fixture fixture = fixtureNamed(name);
    const QString path = place(fixture, workspace.path());
    for (auto wanted = fixture.verdicts.begin(); wanted != fixture.verdicts.end(); ++wanted) {
        const QDir folders(path);
        const QString folder = folders.exists(wanted.key())
                                   ? wanted.key()
                                   : folders.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
        const Checked checked = check(workspace, path + u'/' + folder);
        QVERIFY2(checked.codes.contains(*wanted),
                 qPrintable(checked.outcome.err + checked.codes.join(u' ') + checked.words));
        QCOMPARE(checked.outcome.exitCode, 1);
    }
}

QTEST_GUILESS_MAIN(ModulesTest)

#include "modules_test.moc"
