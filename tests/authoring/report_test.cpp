// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/elf.h"
#include "app/authoring/report.h"
#include "registry/verdict.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::authoring;

/** What `outlet check` says, and the reader of module files before damaged ones. */
class ReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFaultHasItsName();
    void partsKnowTheirFaults();
    void skippedIsNotPassed();
    void aModuleIsRead();
    void aDamagedModuleIsReadWithoutHarm();
    void whatIsNoModuleIsRefused_data();
    void whatIsNoModuleIsRefused();
};

namespace {

QString written(const QTemporaryDir &directory, const QByteArray &content)
{
    QFile file(directory.filePath(u"m.so"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s", qPrintable(file.errorString()));
    return file.fileName();
}

QByteArray module()
{
    QFile file(QStringLiteral(OUTLET_AUTHORING_MODULES) + u"/seeded/seeded.so"_s);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    return file.readAll();
}

} // namespace

void ReportTest::everyFaultHasItsName()
{
    static const QRegularExpression kebab(u"^[a-z]+(-[a-z]+)+$"_s);
    QStringList names;
    for (const Fault fault : everyFault()) {
        names += nameOf(fault);
        QVERIFY2(kebab.match(names.last()).hasMatch(), qPrintable(names.last()));
    }
    QCOMPARE(names.removeDuplicates(), 0);
    for (const registry::VerdictCode code : registry::allVerdictCodes())
        QVERIFY2(!names.contains(registry::nameOf(code)), qPrintable(registry::nameOf(code)));
}

void ReportTest::partsKnowTheirFaults()
{
    QCOMPARE(partOf(Fault::PackageRefused), Part::Manifest);
    QCOMPARE(partOf(Fault::FormInvalid), Part::Form);
    QCOMPARE(partOf(Fault::IconActive), Part::Icon);
    QCOMPARE(partOf(Fault::RowRefused), Part::Migrations);
    QCOMPARE(partOf(Fault::LazyBinding), Part::Module);
    QCOMPARE(partOf(Fault::HookUnpromised), Part::Hooks);
    QCOMPARE(partOf(Fault::MemoryGrows), Part::Hooks);
}

void ReportTest::skippedIsNotPassed()
{
    Report report{.target = u"/a"_s,
                  .id = {},
                  .plugin = {},
                  .version = {},
                  .looked = {{Part::Manifest, u"connector.json"_s}},
                  .skipped = {{Part::Module, u"nothing is built"_s}},
                  .findings = {finding(Fault::IconMissing, u"m"_s, u"w"_s, u"r"_s)}};
    QVERIFY(report.isFine()); // a warning
    report.findings += finding(Fault::FormInvalid, u"m"_s, u"w"_s, u"r"_s);
    QVERIFY(!report.isFine());
    const QJsonObject json = QJsonDocument::fromJson(jsonOf(report)).object();
    QStringList outcomes;
    for (const QJsonValue part : json["parts"_L1].toArray())
        outcomes += part["outcome"_L1].toString();
    QCOMPARE(outcomes, (QStringList{u"passed"_s, u"failed"_s, u"passed"_s, u"passed"_s,
                                    u"skipped"_s, u"passed"_s}));
    QCOMPARE(json["faults"_L1].toInt(), 1);
    QCOMPARE(json["warnings"_L1].toInt(), 1);
    QCOMPARE(json["findings"_L1][1]["code"_L1].toString(), u"form-invalid"_s);
}

void ReportTest::aModuleIsRead()
{
    const QTemporaryDir directory;
    const auto facts = readElf(written(directory, module()));
    QVERIFY2(facts, facts ? "" : qPrintable(facts.error().message));
    QVERIFY(facts->isBoundAtLoad);
    QVERIFY(!facts->hasExecutableStack);
    QVERIFY(facts->needed.contains(u"libQt6Core.so.6"_s));
    QCOMPARE(facts->searchPath, QStringList());
    QCOMPARE(facts->exported.size(), 2);
    QVERIFY(facts->imported.contains(u"dladdr"_s));
    QVERIFY(facts->loadedBytes > 10'000 && facts->loadedBytes < module().size());
}

void ReportTest::aDamagedModuleIsReadWithoutHarm()
{
    const QTemporaryDir directory;
    const QByteArray whole = module();
    for (qsizetype size = 0; size < whole.size(); size += 997)
        (void)readElf(written(directory, whole.first(size)));
    std::mt19937 random(1); // the same every time
    for (int i = 0; i < 1500; ++i) {
        QByteArray damaged = whole;
        for (int j = 0; j < 20; ++j) { // heads and the tables of sections are where it matters
            const qsizetype from = j % 2 ? 0 : whole.size() - 2000;
            damaged[from + qsizetype(random() % 2000)] = char(random());
        }
        (void)readElf(written(directory, damaged));
    }
}

void ReportTest::whatIsNoModuleIsRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a text") << QByteArray("#!/bin/sh\n").repeated(20);
    QTest::newRow("a head of 32 bits") << QByteArray("\x7f"
                                                     "ELF\x01")
                                              .leftJustified(200, '\0');
    QTest::newRow("half a head") << module().first(20);
}

void ReportTest::whatIsNoModuleIsRefused()
{
    QFETCH(QByteArray, content);
    const QTemporaryDir directory;
    const auto facts = readElf(written(directory, content));
    QVERIFY(!facts);
    QVERIFY2(facts.error().message.contains(u"is no 64-bit ELF file"_s),
             qPrintable(facts.error().message));
}

QTEST_GUILESS_MAIN(ReportTest)

#include "report_test.moc"
