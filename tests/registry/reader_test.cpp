// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/finder.h"
#include "registry/reader.h"

#include "tests/fixtures/fixture.h"
#include "tests/fixtures/recipe.h"
#include "tests/registry/modules.h"
#include "tests/registry/values.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

class ReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fixturesGetTheirVerdict_data();
    void fixturesGetTheirVerdict();
    void theMessageNamesWhatWasFound_data();
    void theMessageNamesWhatWasFound();
    void everyProblemOfAManifestIsNamed();
    void thePathOfAModuleDoesNotDecide();
    void aModuleThatVanishesIsUnreadable();
    void theManifestIsReadWithoutLoading();
    void theLimitIsTheCallers();
    void manyAreReadInTheirOrder();
};

namespace {

/** Finds and reads one fixture. */
Sorted<Described> readFixture(const QString &name, const QString &scratch)
{
    Sorted<Candidate> found = find({{place(fixtureNamed(name), scratch), Source::External}});
    return readAll(std::move(found.accepted), {});
}

QString everythingOf(const Verdict &verdict)
{
    return (QStringList{verdict.message, verdict.hint} + verdict.evidence).join(u'\n');
}

const QStringList brokenFixtures{
    u"not_elf"_s,          u"truncated"_s,       u"wrong_architecture"_s, u"no_metadata"_s,
    u"damaged_metadata"_s, u"wrong_interface"_s, u"manifest_invalid"_s,   u"manifest_too_large"_s};

} // namespace

void ReaderTest::fixturesGetTheirVerdict_data()
{
    QTest::addColumn<QString>("name");
    for (const QString &name : brokenFixtures)
        QTest::newRow(qPrintable(fixtureNamed(name).about)) << name;
}

void ReaderTest::fixturesGetTheirVerdict()
{
    QFETCH(QString, name);
    QTemporaryDir scratch;
    const Sorted<Described> read = readFixture(name, scratch.path());
    QStringList expected;
    const Fixture fixture = fixtureNamed(name);
    for (auto it = fixture.verdicts.begin(); it != fixture.verdicts.end(); ++it)
        expected.append(it.key() + u": "_s + *it);
    QCOMPARE(codes(read.rejected), expected);
    QCOMPARE(ids(read.accepted), QStringList());
    for (const Rejected &rejected : read.rejected) {
        QVERIFY(rejected.verdict.message.contains(rejected.candidate.module));
        QVERIFY(!rejected.verdict.hint.isEmpty());
    }
    QCOMPARE(loadedModules(scratch.path()), QStringList());
}

void ReaderTest::theMessageNamesWhatWasFound_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("message"); // {} stands for the module
    QTest::addColumn<QString>("hint");
    QTest::addColumn<QString>("evidence"); // what some line of it contains
    const auto row = [](const char *title, const QString &fixture, const QString &name,
                        const QString &message, const QString &hint, const QString &evidence = {}) {
        QTest::newRow(title) << fixture << name << message << hint << evidence;
    };
    const QString again = u"Install the connector's package again."_s;
    row("a short text", u"not_elf"_s, u"short_text"_s, u"{} is no ELF file."_s, again);
    row("a long text", u"not_elf"_s, u"long_text"_s, u"{} is no module that can be read."_s, again,
        u"invalid signature"_s);
    row("an empty file", u"truncated"_s, u"nothing"_s,
        u"{} has 0 bytes, less than the head of a module."_s, again);
    row("a part of the head", u"truncated"_s, u"part_of_head"_s,
        u"{} has 40 bytes, less than the head of a module."_s, again);
    row("the head only", u"truncated"_s, u"program_headers_cut"_s,
        u"{} ends too early: 100 bytes are there, its section headers end at "_s, again);
    row("half of it", u"truncated"_s, u"half"_s, u"{} ends too early: "_s, again);
    row("all but the tail", u"truncated"_s, u"tail_cut"_s, u"{} ends too early: "_s, again);
    const QString rightMachine = u"Install the package that was built for this machine."_s;
    const QString otherMachine = u"{} was built for another kind of machine than this one ("_s +
                                 QSysInfo::buildCpuArchitecture() + u")."_s;
    row("a module for another processor", u"wrong_architecture"_s, u"other_machine"_s, otherMachine,
        rightMachine, u"different processor"_s);
    row("a module of 32 bits", u"wrong_architecture"_s, u"word_size"_s, otherMachine, rightMachine,
        u"different word size"_s);
    row("a module of the other byte order", u"wrong_architecture"_s, u"byte_order"_s, otherMachine,
        rightMachine, u"wrong endianness"_s);
    row("a library that is no plugin", u"no_metadata"_s, u"no_metadata"_s,
        u"{} is a library, but no Qt plugin with readable metadata."_s,
        u"Build it with outlet_add_connector() of the SDK."_s, u"metadata not found"_s);
    row("metadata that is no CBOR", u"damaged_metadata"_s, u"damaged_metadata"_s,
        u"{} is a library, but no Qt plugin with readable metadata."_s,
        u"Build it with outlet_add_connector() of the SDK."_s, u"etadata"_s);
    row("a plugin for another program", u"wrong_interface"_s, u"wrong_interface"_s,
        u"{} implements \"org.example.Other/3\", wanted \"org.outlet.Connector/1\"."_s,
        u"It is a Qt plugin for another program, or was built with another generation of the "
        "SDK."_s);
    row("a manifest that is too large", u"manifest_too_large"_s, u"manifest_too_large"_s,
        u"The manifest inside {} is too large: found 20901 bytes of compact JSON, wanted at most "
        "16384."_s,
        u"Shorten descriptions, or let an OptionsSource hook give long lists of options."_s);
}

void ReaderTest::theMessageNamesWhatWasFound()
{
    QFETCH(QString, fixture);
    QFETCH(QString, name);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    QFETCH(QString, evidence);
    QTemporaryDir scratch;
    const Verdict verdict = verdictOf(readFixture(fixture, scratch.path()).rejected, name);
    message.replace(u"{}"_s, scratch.filePath(u"%1/%2/%2.so"_s.arg(fixture, name)));
    QVERIFY2(verdict.message.contains(message), qPrintable(everythingOf(verdict)));
    QCOMPARE(verdict.hint, hint);
    QVERIFY2(verdict.evidence.join(u'\n').contains(evidence), qPrintable(everythingOf(verdict)));
}

void ReaderTest::everyProblemOfAManifestIsNamed()
{
    QTemporaryDir scratch;
    const Verdict verdict = verdictOf(readFixture(u"manifest_invalid"_s, scratch.path()).rejected,
                                      u"manifest_invalid"_s);
    const QStringList pointers{u"/id"_s,
                               u"/plugin"_s,
                               u"/version"_s,
                               u"/kind"_s,
                               u"/priority"_s,
                               u"/colour"_s,
                               u"/requires/outlet"_s,
                               u"/requires/plugin"_s,
                               u"/hooks/1"_s,
                               u"/endpoints/0/method"_s,
                               u"/endpoints/0/path"_s,
                               u"/table"_s,
                               u"/fields/0/name"_s,
                               u"/fields/0/type"_s,
                               u"/fields/1/name"_s};
    for (const QString &pointer : pointers) {
        const auto isAbout = [&](const QString &line) { return line.startsWith(pointer + u':'); };
        QVERIFY2(std::ranges::any_of(verdict.evidence, isAbout),
                 qPrintable(pointer + u" is not in\n"_s + everythingOf(verdict)));
    }
    QVERIFY2(
        verdict.message.contains(u" has %1 problems. The first: "_s.arg(verdict.evidence.size())),
        qPrintable(verdict.message));
    QVERIFY(verdict.message.endsWith(verdict.evidence.first()));
    QCOMPARE(verdict.hint, u"Mend connector.json, build the connector again and install it."_s);
}

void ReaderTest::thePathOfAModuleDoesNotDecide()
{
    // The loader's words, by which codes are told apart, begin with the path.
    QTemporaryDir scratch;
    const QString path = scratch.filePath(u"past the end, truncated, too small, Permission denied,"
                                          " wrong endianness metadata"_s);
    const auto text = QByteArray("This is no module at all. ").repeated(10);
    QVERIFY(writeFile(path + "/x/x.so"_L1, text));
    Sorted<Candidate> found = find({{path, Source::External}});
    QCOMPARE(codes(readAll(std::move(found.accepted), {}).rejected), QStringList{u"x: not-elf"_s});
}

void ReaderTest::aModuleThatVanishesIsUnreadable()
{
    const auto read = registry::read({u"x"_s, u"/nowhere/x"_s, u"/nowhere/x/x.so"_s}, {});
    QVERIFY(!read);
    QCOMPARE(nameOf(read.error().code), u"unreadable"_s);
    QCOMPARE(read.error().message, u"Cannot read /nowhere/x/x.so: No such file or directory."_s);
}

void ReaderTest::theManifestIsReadWithoutLoading()
{
    QTemporaryDir scratch;
    const Sorted<Described> read = readFixture(u"minimal"_s, scratch.path());
    QCOMPARE(ids(read.accepted), QStringList{u"minimal"_s});
    const Described &minimal = read.accepted.front();
    QCOMPARE(minimal.manifest.plugin, u"MinimalDataOutput"_s);
    QCOMPARE(minimal.manifest.aliases, QStringList{u"MinimalOutput"_s});
    QCOMPARE(minimal.manifest.fields.size(), 2);
    QCOMPARE(minimal.qtVersion, QVersionNumber(QT_VERSION_MAJOR, QT_VERSION_MINOR));
    QCOMPARE(minimal.candidate.module, scratch.filePath(u"minimal/minimal/minimal.so"_s));
    QCOMPARE(loadedModules(scratch.path()), QStringList());
}

void ReaderTest::theLimitIsTheCallers()
{
    const QString module = builtModule(u"minimal"_s, u"minimal"_s);
    const Candidate candidate{u"minimal"_s, {}, module, Source::External};
    const auto read = registry::read(candidate, {.bytes = 100});
    QVERIFY(!read);
    QCOMPARE(nameOf(read.error().code), u"manifest-too-large"_s);
    QVERIFY(registry::read(candidate, {.bytes = 2000}));
}

void ReaderTest::manyAreReadInTheirOrder()
{
    // More than one thread's worth, good and bad mixed.
    QTemporaryDir scratch;
    const auto module = readFile(builtModule(u"minimal"_s, u"minimal"_s));
    QVERIFY(module);
    QStringList good;
    QStringList bad;
    for (int i = 0; i < 300; ++i) {
        const QString name = u"m%1"_s.arg(i, 3, 10, QChar(u'0'));
        const bool isGood = i % 3 != 0;
        QVERIFY(writeFile(scratch.filePath(u"%1/%1.so"_s.arg(name)),
                          isGood ? *module : QByteArray("no module")));
        (isGood ? good : bad).append(isGood ? name : name + u": not-elf"_s);
    }
    Sorted<Candidate> found = find({{scratch.path(), Source::External}});
    const Sorted<Described> read = readAll(std::move(found.accepted), {});
    QStringList names;
    for (const Described &described : read.accepted)
        names.append(described.candidate.name);
    QCOMPARE(names, good);
    QCOMPARE(codes(read.rejected), bad);
}

QTEST_GUILESS_MAIN(ReaderTest)

#include "reader_test.moc"
