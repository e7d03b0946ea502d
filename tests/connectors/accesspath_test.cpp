// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/connectorundertest.h"

#include <outlet/accesspath.h>

#include <QTest>

using namespace Qt::StringLiterals;

/** What each connector makes of a rendered template. */
class AccessPathTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void postProcessing_data();
    void postProcessing();
};

void AccessPathTest::postProcessing_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("rendered");
    QTest::addColumn<QString>("path");

    const auto row = [](const char *name, const QString &id, const QString &rendered,
                        const QString &path) { QTest::newRow(name) << id << rendered << path; };

    row("S3: a plain path stays", u"s3"_s, u"datalake/ns/p"_s, u"datalake/ns/p"_s);
    row("S3: empty segments go, also first and last", u"s3"_s, u"/datalake/ns//a//b/"_s,
        u"datalake/ns/a/b"_s);
    row("S3: an empty suffix", u"s3"_s, u"b//p"_s, u"b/p"_s);
    row("S3: only slashes", u"s3"_s, u"///"_s, u""_s);
    row("S3: nothing", u"s3"_s, u""_s, u""_s);
    row("S3: an arn keeps its colons and its star", u"s3"_s, u"arn:aws:s3:::n/ns/p/*"_s,
        u"arn:aws:s3:::n/ns/p/*"_s);
    row("S3: a blank segment is a segment", u"s3"_s, u"b/ /p"_s, u"b/ /p"_s);
    row("S3: dots are ordinary characters", u"s3"_s, u"b/../p/."_s, u"b/../p/."_s);
    row("S3: underscores and hyphens stay", u"s3"_s, u"b-c_/d_"_s, u"b-c_/d_"_s);
    row("S3: characters beyond ASCII stay", u"s3"_s, u"/gr\u00fc\u00dfe/\U0001F600/"_s,
        u"gr\u00fc\u00dfe/\U0001F600"_s);

    for (const QString &id : {u"glue"_s, u"redshift"_s}) {
        const auto both = [&](const char *name, const QString &rendered, const QString &path) {
            row(qPrintable(id + ": "_L1 + QLatin1String(name)), id, rendered, path);
        };
        both("a full name stays", u"ns__sfx.*"_s, u"ns__sfx.*"_s);
        both("the underscores before a dot go", u"ns__.*"_s, u"ns.*"_s);
        both("the underscores at the end go", u"ns.t_"_s, u"ns.t"_s);
        both("underscores in front and between stay", u"_ns__s._t_x"_s, u"_ns__s._t_x"_s);
        both("any number of underscores goes", u"a____.b___.c_"_s, u"a.b.c"_s);
        both("a part of underscores becomes empty", u"__.t"_s, u".t"_s);
        both("dots are never joined", u"a..b_."_s, u"a..b."_s);
        both("no dot at all", u"ns__"_s, u"ns"_s);
        both("nothing", u""_s, u""_s);
        both("a slash separates nothing", u"ns__s.*/a_/b"_s, u"ns__s.*/a_/b"_s);
        both("hyphens stay", u"my-ns__.t-1"_s, u"my-ns.t-1"_s);
    }

    row("Snowflake: every hyphen becomes an underscore", u"snowflake"_s, u"my-ns.a-b.t-1"_s,
        u"my_ns.a_b.t_1"_s);
    row("Snowflake: one after the other, too", u"snowflake"_s, u"--a--"_s, u"__a__"_s);
    row("Snowflake: underscores at the ends stay", u"snowflake"_s, u"ns_.s_.t_"_s, u"ns_.s_.t_"_s);
    row("Snowflake: empty parts stay", u"snowflake"_s, u"ns..*"_s, u"ns..*"_s);
    row("Snowflake: a dash that is no hyphen stays", u"snowflake"_s, u"a\u2013b"_s, u"a\u2013b"_s);
    row("Snowflake: nothing", u"snowflake"_s, u""_s, u""_s);
}

void AccessPathTest::postProcessing()
{
    QFETCH(QString, id);
    QFETCH(QString, rendered);
    QFETCH(QString, path);
    const ConnectorUnderTest connector(id);
    const auto *accessPath = connector.hook<outlet::AccessPath>();
    QVERIFY(accessPath);
    const outlet::Result<QString> found = accessPath->accessPath(rendered);
    QVERIFY(found);
    QCOMPARE(*found, path);
    QCOMPARE(*accessPath->accessPath(*found), path);
}

QTEST_GUILESS_MAIN(AccessPathTest)
#include "accesspath_test.moc"
