// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrongtable.h"

using namespace outlet;
using namespace outlet::ui;
using namespace outlet::ui::test;

class WrongTogether : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areNoJson_data();
    void areNoJson();
    void haveKeysTwice_data();
    void haveKeysTwice();
    void tellEverythingAtOnce();
    void consequencesAreNotTold();
};

void WrongTogether::areNoJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("message");
    QTest::newRow("nothing") << ""_ba << u"1:1"_s << u"found text that is not JSON: illegal"_s;
    QTest::newRow("a missing colon on the second line")
        << "{\n  \"id\" 5\n}"_ba << u"2:9"_s << u"found text that is not JSON: missing name"_s;
    QTest::newRow("a comma too many")
        << "{\"id\": \"a\",}"_ba << u"1:13"_s << u"found text that is not JSON: "_s;
    QTest::newRow("the end is missing")
        << "{\"id\": \"a\""_ba << u"1:11"_s << u"found text that is not JSON: unterminated"_s;
    QTest::newRow("bytes that are no UTF-8")
        << "{\"id\": \"\xff\"}"_ba << u"1:9"_s << u"found text that is not JSON: invalid UTF8"_s;
    QTest::newRow("a list") << "[]"_ba << u"1:1"_s << u"found a list, wanted an object"_s;
    QTest::newRow("too deep") << QByteArray("{\"x-a\":").append(QByteArray(2000, '['))
                              << u"1:1032"_s << u"found text that is not JSON: too deeply"_s;
}

void WrongTogether::areNoJson()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    const auto result = parseManifest(text);
    QVERIFY(!result);
    QCOMPARE(result.error().size(), 1);
    QVERIFY2(result.error()[0].message.startsWith(message), qPrintable(told(result.error())));
    QTEST(result.error()[0].where, "where");
    QVERIFY(!result.error()[0].hint.isEmpty());
}

void WrongTogether::haveKeysTwice_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("where");
    QTest::newRow("at the root") << "{"_ba
                                 << "{\"id\": \"lake\","_ba << u"/id"_s;
    QTest::newRow("in a list, with a slash in the key")
        << "\"name\": \"table_path\","_ba
        << "\"name\": \"table_path\",\"x-/\":1,\"x-/\":2,"_ba << u"/fields/5/x-~1"_s;
    QTest::newRow("behind lists in lists, written with an escape")
        << "\"version\""_ba
        << "\"x-a\": [[], [{}, 1, {\"k\": 1, \"\\u006b\": 2}]], \"version\""_ba << u"/x-a/1/2/k"_s;
}

void WrongTogether::haveKeysTwice()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QByteArray text = dataFile(u"manifests/lake.json"_s);
    text.replace(text.indexOf(before), before.size(), after);
    const auto result = parseManifest(text);
    QVERIFY(!result);
    QVERIFY2(result.error().size() == 1, qPrintable(told(result.error())));
    QTEST(result.error()[0].where, "where");
    QVERIFY(result.error()[0].message.endsWith("twice, wanted each key once"_L1));
    QCOMPARE(result.error()[0].hint, u"Remove one of them: only the last would count."_s);
}

void WrongTogether::tellEverythingAtOnce()
{
    QJsonObject wrong = manifestFile(u"everything"_s);
    wrong = withValue(wrong, u"/id"_s, u"API"_s);
    wrong = withValue(wrong, u"/unknown2"_s, 1);
    wrong = withValue(wrong, u"/unknown1"_s, 1);
    wrong = withValue(wrong, u"/fields/2/type"_s, u"bool"_s);
    wrong = withValue(wrong, u"/fields/0/default"_s, 99);
    for (int i = 7; i <= 10; ++i)
        wrong = withValue(wrong, u"/fields/%1"_s.arg(i),
                          QJsonObject{{u"name"_s, u"f%1"_s.arg(i)}, {u"type"_s, u"x"_s}});
    wrong = withValue(wrong, u"/requires/outlet"_s, u"1.x"_s);
    const auto result = parseManifest(wrong);
    QVERIFY(!result);
    // Of the schema and of the rules, each once, sorted as people count: 10 after 9.
    QCOMPARE(places(result.error()),
             (QStringList{u"/fields/0/default"_s, u"/fields/2/type"_s, u"/fields/7/type"_s,
                          u"/fields/8/type"_s, u"/fields/9/type"_s, u"/fields/10/type"_s, u"/id"_s,
                          u"/requires/outlet"_s, u"/unknown1"_s, u"/unknown2"_s}));
}

void WrongTogether::consequencesAreNotTold()
{
    // The default fits no type at all, and one hook less is there: both follow from what is told.
    QJsonObject wrong = manifestFile(u"everything"_s);
    wrong = withValue(wrong, u"/fields/0/type"_s, u"intger"_s);
    wrong = withValue(wrong, u"/hooks/6"_s, u"Rutes"_s);
    wrong = withValue(wrong, u"/fields/3/type"_s, u"bool"_s); // /fields/6 depends on it
    const auto result = parseManifest(wrong);
    QVERIFY(!result);
    QCOMPARE(places(result.error()),
             (QStringList{u"/fields/0/type"_s, u"/fields/3/type"_s, u"/hooks/6"_s}));
}

QTEST_APPLESS_MAIN(WrongTogether)
#include "wrongtogether.moc"
