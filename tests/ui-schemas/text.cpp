// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::ui;

class Text : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWasMeant_data();
    void findsWhatWasMeant();
    void leavesStrangersAlone_data();
    void leavesStrangersAlone();
    void asksOnlyForTheNearest();
    void quotes_data();
    void quotes();
    void listsQuoted();
    void escapesPointers();
    void writesInTheOrderOfTheCalls();
    void writesValues_data();
    void writesValues();
    void startsAnewAfterTake();
    void nestsDeeply();
};

void Text::findsWhatWasMeant_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("candidates");
    QTest::addColumn<QStringList>("found");
    const QStringList types{u"string"_s, u"integer"_s, u"number"_s, u"boolean"_s};
    QTest::newRow("a letter is missing") << u"strng"_s << types << QStringList{u"string"_s};
    QTest::newRow("a letter too many") << u"numbber"_s << types << QStringList{u"number"_s};
    QTest::newRow("another letter") << u"booleen"_s << types << QStringList{u"boolean"_s};
    QTest::newRow("neighbours swapped in a short word")
        << u"di"_s << QStringList{u"id"_s, u"url"_s} << QStringList{u"id"_s};
    QTest::newRow("case does not count") << u"STRING"_s << types << QStringList{u"string"_s};
    QTest::newRow("one contains the other")
        << u"snowflake"_s << QStringList{u"SnowflakeDataOutput"_s, u"GlueDataOutput"_s}
        << QStringList{u"SnowflakeDataOutput"_s};
    QTest::newRow("the nearest first")
        << u"label"_s << QStringList{u"labels"_s, u"lable"_s, u"label"_s, u"table"_s}
        << QStringList{u"label"_s, u"labels"_s, u"lable"_s};
    QTest::newRow("each only once")
        << u"abc"_s << QStringList{u"abd"_s, u"abd"_s} << QStringList{u"abd"_s};
    QTest::newRow("one edit is always near")
        << u"a"_s << QStringList{u"b"_s} << QStringList{u"b"_s};
}

void Text::findsWhatWasMeant()
{
    QFETCH(QString, name);
    QFETCH(QStringList, candidates);
    QTEST(nearest(name, candidates), "found");
}

void Text::leavesStrangersAlone_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("candidates");
    QTest::newRow("nothing typed") << u""_s << QStringList{u"a"_s};
    QTest::newRow("nothing to choose from") << u"a"_s << QStringList{};
    QTest::newRow("an empty candidate") << u"a"_s << QStringList{u""_s};
    QTest::newRow("another word") << u"colour"_s << QStringList{u"string"_s, u"number"_s};
    QTest::newRow("two letters inside a word") << u"identification"_s << QStringList{u"id"_s};
    QTest::newRow("what nobody types") << QString(16000, u'x') << QStringList{u"xxx"_s};
    QTest::newRow("half of the letters differ") << u"abcd"_s << QStringList{u"abxy"_s};
}

void Text::leavesStrangersAlone()
{
    QFETCH(QString, name);
    QFETCH(QStringList, candidates);
    QCOMPARE(nearest(name, candidates), QStringList());
    QCOMPARE(didYouMean(name, candidates), QString());
}

void Text::asksOnlyForTheNearest()
{
    QCOMPARE(didYouMean(u"tooltp"_s, {u"tool"_s, u"tooltip"_s}), u"Did you mean \"tooltip\"?"_s);
    QCOMPARE(nearest(u"aa"_s, {u"ab"_s, u"ac"_s, u"ad"_s, u"ae"_s}, 2),
             (QStringList{u"ab"_s, u"ac"_s}));
}

void Text::quotes_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("quotation");
    const QChar dots = u'…';
    QTest::newRow("text") << QJsonValue(u"a"_s) << u"\"a\""_s;
    QTest::newRow("quotes inside") << QJsonValue(u"a\"b\\"_s) << u"\"a\\\"b\\\\\""_s;
    QTest::newRow("a whole number") << QJsonValue(5) << u"5"_s;
    QTest::newRow("a fraction") << QJsonValue(1.5) << u"1.5"_s;
    QTest::newRow("null") << QJsonValue() << u"null"_s;
    QTest::newRow("a list") << QJsonValue(QJsonArray{1, u"b"_s}) << u"[1,\"b\"]"_s;
    QTest::newRow("80 characters stay")
        << QJsonValue(QString(78, u'a')) << u'"' + QString(78, u'a') + u'"';
    QTest::newRow("81 are cut") << QJsonValue(QString(79, u'a'))
                                << u'"' + QString(77, u'a') + dots + u'"';
    QTest::newRow("16,000 are cut")
        << QJsonValue(QString(16000, u'a')) << u'"' + QString(77, u'a') + dots + u'"';
    QTest::newRow("a long list is cut")
        << QJsonValue(QJsonArray{QString(100, u'a')}) << u"[\""_s + QString(77, u'a') + dots;
    QTest::newRow("control characters") << QJsonValue(u"a\nb\u0001"_s) << u"\"a\\nb\\u0001\""_s;
    QTest::newRow("an escape sequence of terminals")
        << QJsonValue(u"\u001b[31m\u009b"_s) << u"\"\\u001b[31m\\u009b\""_s;
    QTest::newRow("a change of direction") << QJsonValue(u"a\u202eb"_s) << u"\"a\\u202eb\""_s;
    QTest::newRow("letters of others") << QJsonValue(u"ü漢😀"_s) << u"\"ü漢😀\""_s;
    QTest::newRow("no half characters")
        << QJsonValue(QString(76, u'a') + u"😀😀"_s) << u'"' + QString(76, u'a') + dots + u'"';
}

void Text::quotes()
{
    QFETCH(QJsonValue, value);
    QTEST(quoted(value), "quotation");
}

void Text::listsQuoted()
{
    QCOMPARE(quotedList({}), QString());
    QCOMPARE(quotedList({u"a"_s}), u"\"a\""_s);
    QCOMPARE(quotedList({u"a"_s, u"b"_s}), u"\"a\" or \"b\""_s);
    QCOMPARE(quotedList({u"a"_s, u"b"_s, u"c"_s}), u"\"a\", \"b\" or \"c\""_s);
}

void Text::escapesPointers()
{
    QCOMPARE(pointer(QString(), u"a"_s), u"/a"_s);
    QCOMPARE(pointer(u"/a"_s, 3), u"/a/3"_s);
    QCOMPARE(pointer(u"/a"_s, u"b/c~d"_s), u"/a/b~1c~0d"_s);
    QCOMPARE(pointer(u"/a"_s, u""_s), u"/a/"_s);
}

void Text::writesInTheOrderOfTheCalls()
{
    JsonWriter json;
    json.beginObject().member("z"_L1, 1).member("a"_L1, u"x"_s).key(u"m\"ü"_s).beginArray();
    json.value(true).value(nullptr).value("l"_L1).value(QStringList{u"p"_s, u"q"_s});
    json.raw("{\"raw\": 1}").endArray().member("none"_L1, QString()).endObject();
    QCOMPARE(json.take(), QByteArray("{\"z\":1,\"a\":\"x\",\"m\\\"ü\":[true,null,\"l\","
                                     "[\"p\",\"q\"],{\"raw\": 1}],\"none\":null}"));
}

void Text::writesValues_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QByteArray>("written");
    QTest::newRow("undefined") << QJsonValue(QJsonValue::Undefined) << "null"_ba;
    QTest::newRow("an empty text is no null") << QJsonValue(u""_s) << "\"\""_ba;
    QTest::newRow("escapes") << QJsonValue(u"\"\\/\b\f\n\r\t\u0000\u001f"_s)
                             << "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\""_ba;
    QTest::newRow("text that is not ASCII") << QJsonValue(u"ü漢😀"_s) << "\"ü漢😀\""_ba;
    QTest::newRow("half a surrogate pair")
        << QJsonValue(u"a"_s + QChar(0xd800) + u'b') << "\"a?b\""_ba;
    QTest::newRow("a whole number") << QJsonValue(1.0) << "1"_ba;
    QTest::newRow("the largest exact number")
        << QJsonValue(9007199254740991.0) << "9007199254740991"_ba;
    QTest::newRow("a fraction") << QJsonValue(0.1) << "0.1"_ba;
    QTest::newRow("a huge number") << QJsonValue(1e300) << "1e300"_ba;
    QTest::newRow("not a number") << QJsonValue(qQNaN()) << "null"_ba;
    QTest::newRow("infinity") << QJsonValue(qInf()) << "null"_ba;
    QTest::newRow("an object") << QJsonValue(QJsonObject{{u"b"_s, QJsonArray{1, false}},
                                                         {u"a"_s, QJsonObject()}})
                               << "{\"a\":{},\"b\":[1,false]}"_ba;
}

void Text::writesValues()
{
    QFETCH(QJsonValue, value);
    JsonWriter json;
    json.value(value);
    QTEST(json.take(), "written");
}

void Text::startsAnewAfterTake()
{
    JsonWriter json;
    json.beginArray().endArray();
    QCOMPARE(json.take(), QByteArray("[]"));
    json.beginObject().endObject();
    QCOMPARE(json.take(), QByteArray("{}"));
}

void Text::nestsDeeply()
{
    JsonWriter json;
    for (int i = 0; i < 1000; ++i)
        json.beginArray();
    for (int i = 0; i < 1000; ++i)
        json.endArray();
    QCOMPARE(json.take(), QByteArray(1000, '[') + QByteArray(1000, ']'));
}

QTEST_APPLESS_MAIN(Text)
#include "text.moc"
