// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/version.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::ui;

class Versions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsVersions_data();
    void readsVersions();
    void refusesVersions_data();
    void refusesVersions();
    void ordersVersions();
    void readsRanges_data();
    void readsRanges();
    void refusesRanges_data();
    void refusesRanges();
};

void Versions::readsVersions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    QTest::newRow("three numbers") << u"1.2.3"_s << u"1.2.3"_s;
    QTest::newRow("all zero") << u"0.0.0"_s << u"0.0.0"_s;
    QTest::newRow("two digits") << u"10.20.30"_s << u"10.20.30"_s;
    QTest::newRow("the largest number") << u"2147483647.0.0"_s << u"2147483647.0.0"_s;
    QTest::newRow("a pre-release") << u"1.0.0-alpha.1"_s << u"1.0.0-alpha.1"_s;
    QTest::newRow("a pre-release with hyphens") << u"1.0.0-x-y-z.--"_s << u"1.0.0-x-y-z.--"_s;
    QTest::newRow("a pre-release that begins with zero and a letter")
        << u"1.0.0-0a"_s << u"1.0.0-0a"_s;
    QTest::newRow("build metadata is left out") << u"1.0.0+b.001"_s << u"1.0.0"_s;
    QTest::newRow("both") << u"1.0.0-rc.1+sha-5"_s << u"1.0.0-rc.1"_s;
}

void Versions::readsVersions()
{
    QFETCH(QString, text);
    const auto version = Version::parse(text);
    QVERIFY2(version, qPrintable(version ? QString() : version.error().message));
    QTEST(version->toString(), "written");
}

void Versions::refusesVersions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("nothing") << u""_s << u"it has 0 of 3 numbers"_s;
    QTest::newRow("one number") << u"1"_s << u"it has 1 of 3 numbers"_s;
    QTest::newRow("two numbers") << u"1.2"_s << u"it has 2 of 3 numbers"_s;
    QTest::newRow("four numbers") << u"1.2.3.4"_s << u"it has 4 of 3 numbers"_s;
    QTest::newRow("a letter before") << u"v1.2.3"_s << u"\"v1\" is not a number"_s;
    QTest::newRow("an empty number") << u"1..3"_s << u"\"\" is not a number"_s;
    QTest::newRow("a negative number") << u"1.-2.3"_s << u"it has 2 of 3 numbers"_s;
    QTest::newRow("a space") << u"1.2. 3"_s << u"\" 3\" is not a number"_s;
    QTest::newRow("a plus sign before") << u"+1.2.3"_s << u"it has 0 of 3 numbers"_s;
    QTest::newRow("a leading zero") << u"1.02.3"_s << u"\"02\" has a leading zero"_s;
    QTest::newRow("too large a number") << u"2147483648.0.0"_s << u"\"2147483648\" is too large"_s;
    QTest::newRow("an empty pre-release") << u"1.2.3-"_s << u"\"\" is not a pre-release"_s;
    QTest::newRow("an empty identifier") << u"1.2.3-a..b"_s << u"\"\" is not a pre-release"_s;
    QTest::newRow("an underscore") << u"1.2.3-a_b"_s << u"\"a_b\" is not a pre-release"_s;
    QTest::newRow("a zero before a pre-release number")
        << u"1.2.3-rc.01"_s << u"\"01\" has a leading zero"_s;
    QTest::newRow("empty build metadata") << u"1.2.3+"_s << u"\"+\" is not build metadata"_s;
    QTest::newRow("digits of another script") << u"1.2.\u0663"_s << u"\"\u0663\" is not a number"_s;
    QTest::newRow("a pre-release of two numbers") << u"1.2-rc.1"_s << u"it has 2 of 3 numbers"_s;
}

void Versions::refusesVersions()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const auto version = Version::parse(text);
    QVERIFY(!version);
    QVERIFY2(version.error().message.startsWith("found \""_L1),
             qPrintable(version.error().message));
    QVERIFY2(version.error().message.contains(u"wanted a semantic version such as \"1.4.0\": "_s +
                                              reason),
             qPrintable(version.error().message));
    QVERIFY(!version.error().hint.isEmpty());
}

void Versions::ordersVersions()
{
    // The examples of semver.org 2.0.0, section 11, and some between them.
    const QStringList ascending{u"0.0.1"_s,       u"0.9.0"_s,         u"0.10.0"_s,
                                u"1.0.0-1"_s,     u"1.0.0-2"_s,       u"1.0.0-10"_s,
                                u"1.0.0-alpha"_s, u"1.0.0-alpha.1"_s, u"1.0.0-alpha.beta"_s,
                                u"1.0.0-beta"_s,  u"1.0.0-beta.2"_s,  u"1.0.0-beta.11"_s,
                                u"1.0.0-rc.1"_s,  u"1.0.0"_s,         u"2.0.0"_s,
                                u"2.1.0"_s,       u"2.1.1"_s,         u"10.0.0"_s};
    for (qsizetype i = 0; i < ascending.size(); ++i) {
        for (qsizetype j = 0; j < ascending.size(); ++j) {
            const auto a = *Version::parse(ascending[i]);
            const auto b = *Version::parse(ascending[j]);
            QVERIFY2(((a <=> b) < 0) == (i < j) && (a == b) == (i == j),
                     qPrintable(ascending[i] + u' ' + ascending[j]));
        }
    }
    QCOMPARE(*Version::parse(u"1.0.0+a"_s), *Version::parse(u"1.0.0+b"_s));
    const QString huge = u"1.0.0-99999999999999999999"_s; // numbers without an upper bound
    QVERIFY(*Version::parse(huge) > *Version::parse(u"1.0.0-9"_s));
}

void Versions::readsRanges_data()
{
    QTest::addColumn<QString>("range");
    QTest::addColumn<QStringList>("inside");
    QTest::addColumn<QStringList>("outside");
    QTest::newRow("everything") << u"*"_s << QStringList{u"0.0.1"_s, u"99.0.0-a"_s}
                                << QStringList{};
    QTest::newRow("at least") << u">=0.1"_s << QStringList{u"0.1.0"_s, u"0.1.1"_s, u"3.0.0"_s}
                              << QStringList{u"0.0.9"_s, u"0.1.0-rc.1"_s};
    QTest::newRow("more than") << u">1.2.3"_s << QStringList{u"1.2.4"_s, u"2.0.0"_s}
                               << QStringList{u"1.2.3"_s, u"1.2.3+b"_s, u"1.2.3-a"_s};
    QTest::newRow("at most") << u"<=1"_s << QStringList{u"1.0.0"_s, u"0.9.9"_s}
                             << QStringList{u"1.0.1"_s};
    QTest::newRow("less than") << u"<1"_s << QStringList{u"0.99.99"_s, u"1.0.0-rc.1"_s}
                               << QStringList{u"1.0.0"_s};
    QTest::newRow("exactly") << u"=1.2.0"_s << QStringList{u"1.2.0"_s} << QStringList{u"1.2.1"_s};
    QTest::newRow("no operator is exactly, with zeros for what is left out")
        << u"1.2"_s << QStringList{u"1.2.0"_s} << QStringList{u"1.2.1"_s, u"1.3.0"_s};
    QTest::newRow("both ends") << u">=0.1 <1"_s << QStringList{u"0.1.0"_s, u"0.9.0"_s}
                               << QStringList{u"0.0.1"_s, u"1.0.0"_s};
    QTest::newRow("spaces do not matter")
        << u"  >=0.1   <1 "_s << QStringList{u"0.5.0"_s} << QStringList{u"1.0.0"_s};
    QTest::newRow("ends that exclude each other")
        << u">2 <1"_s << QStringList{} << QStringList{u"1.5.0"_s, u"3.0.0"_s};
    QTest::newRow("a pre-release")
        << u">=1.0.0-beta"_s << QStringList{u"1.0.0-rc.1"_s} << QStringList{u"1.0.0-alpha"_s};
}

void Versions::readsRanges()
{
    QFETCH(QString, range);
    QFETCH(QStringList, inside);
    QFETCH(QStringList, outside);
    const auto parsed = VersionRange::parse(range);
    QVERIFY(parsed);
    QCOMPARE(parsed->toString(), range.simplified());
    for (const QString &version : inside)
        QVERIFY2(parsed->contains(*Version::parse(version)), qPrintable(version));
    for (const QString &version : outside)
        QVERIFY2(!parsed->contains(*Version::parse(version)), qPrintable(version));
}

void Versions::refusesRanges_data()
{
    QTest::addColumn<QString>("range");
    QTest::addColumn<QString>("reason");
    QTest::newRow("nothing") << u""_s << u"it is empty"_s;
    QTest::newRow("spaces") << u"   "_s << u"it is empty"_s;
    QTest::newRow("an operator alone") << u">="_s << u"no version follows \">=\""_s;
    QTest::newRow("a space after the operator") << u">= 1.0"_s << u"no version follows \">=\""_s;
    QTest::newRow("a caret") << u"^1.0"_s << u"\"^1\" is not a number"_s;
    QTest::newRow("a tilde") << u"~1.0"_s << u"\"~1\" is not a number"_s;
    QTest::newRow("an x") << u"1.x"_s << u"\"x\" is not a number"_s;
    QTest::newRow("a star among others") << u">=1 *"_s << u"\"*\" is not a number"_s;
    QTest::newRow("two operators") << u">=<1"_s << u"\"<1\" is not a number"_s;
    QTest::newRow("four numbers") << u"1.2.3.4"_s << u"it has 4 of 3 numbers"_s;
    QTest::newRow("a comma") << u">=1,<2"_s << u"\"1,<2\" is not a number"_s;
    QTest::newRow("a pre-release of one number")
        << u">=1-rc"_s << u"a pre-release needs three numbers"_s;
    QTest::newRow("the wrong order") << u"=>1"_s << u"\">1\" is not a number"_s;
}

void Versions::refusesRanges()
{
    QFETCH(QString, range);
    QFETCH(QString, reason);
    const auto parsed = VersionRange::parse(range);
    QVERIFY(!parsed);
    QVERIFY2(parsed.error().message.contains(u"wanted a version range such as \">=0.1 <1\": "_s +
                                             reason),
             qPrintable(parsed.error().message));
    QVERIFY(parsed.error().hint.contains("\"*\""_L1));
}

QTEST_APPLESS_MAIN(Versions)
#include "versions.moc"
