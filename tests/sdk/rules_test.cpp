// SPDX-License-Identifier: GPL-3.0-or-later
#include <outlet/rules.h>

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;

/** The corners of <outlet/rules.h> that no built-in connector reaches. */
class RulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyNothingIsEmpty_data();
    void onlyNothingIsEmpty();
    void fillingNeverReplacesAndNeverInvents_data();
    void fillingNeverReplacesAndNeverInvents();
    void partEnds_data();
    void partEnds();
};

void RulesTest::onlyNothingIsEmpty_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<bool>("isEmpty");
    QTest::newRow("missing") << QJsonValue(QJsonValue::Undefined) << true;
    QTest::newRow("null") << QJsonValue(QJsonValue::Null) << true;
    QTest::newRow("an empty text") << QJsonValue(u""_s) << true;
    QTest::newRow("a blank") << QJsonValue(u" "_s) << false;
    QTest::newRow("zero") << QJsonValue(0) << false;
    QTest::newRow("false") << QJsonValue(false) << false;
    QTest::newRow("an empty list") << QJsonValue(QJsonArray()) << false;
    QTest::newRow("an empty object") << QJsonValue(QJsonObject()) << false;
}

void RulesTest::onlyNothingIsEmpty()
{
    QFETCH(QJsonValue, value);
    QFETCH(bool, isEmpty);
    QCOMPARE(rules::isEmpty(value), isEmpty);
}

void RulesTest::fillingNeverReplacesAndNeverInvents_data()
{
    QTest::addColumn<QJsonObject>("values");
    QTest::addColumn<QJsonObject>("filled");
    QTest::newRow("empty takes the source") << QJsonObject{{u"to"_s, u""_s}, {u"from"_s, u"x"_s}}
                                            << QJsonObject{{u"to"_s, u"x"_s}, {u"from"_s, u"x"_s}};
    QTest::newRow("missing takes the source, whatever its type")
        << QJsonObject{{u"from"_s, 5}} << QJsonObject{{u"to"_s, 5}, {u"from"_s, 5}};
    QTest::newRow("false is a value and stays") << QJsonObject{{u"to"_s, false}, {u"from"_s, true}}
                                                << QJsonObject{{u"to"_s, false}, {u"from"_s, true}};
    QTest::newRow("an empty source does not turn null into text")
        << QJsonObject{{u"to"_s, QJsonValue::Null}, {u"from"_s, u""_s}}
        << QJsonObject{{u"to"_s, QJsonValue::Null}, {u"from"_s, u""_s}};
    QTest::newRow("a missing source does not remove the field")
        << QJsonObject{{u"to"_s, u""_s}} << QJsonObject{{u"to"_s, u""_s}};
    QTest::newRow("nothing from nothing") << QJsonObject() << QJsonObject();
}

void RulesTest::fillingNeverReplacesAndNeverInvents()
{
    QFETCH(QJsonObject, values);
    QFETCH(QJsonObject, filled);
    rules::fillWhenEmpty(values, u"to"_s, u"from"_s);
    QCOMPARE(values, filled);
}

void RulesTest::partEnds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("trimmed");
    QTest::newRow("nothing to do") << u"a.b"_s << u"a.b"_s;
    QTest::newRow("only unwanted characters") << u"____"_s << u""_s;
    QTest::newRow("only separators") << u"..."_s << u"..."_s;
    QTest::newRow("unwanted ones between parts") << u"_._._"_s << u".."_s;
    QTest::newRow("an empty text") << u""_s << u""_s;
    QTest::newRow("a blank guards the underscore before it") << u"a_ .b"_s << u"a_ .b"_s;
    QTest::newRow("another dot-like character is no separator")
        << u"a_\u3002b_"_s << u"a_\u3002b"_s;
}

void RulesTest::partEnds()
{
    QFETCH(QString, text);
    QFETCH(QString, trimmed);
    QCOMPARE(rules::trimPartEnds(text, u'.', u'_'), trimmed);
}

QTEST_GUILESS_MAIN(RulesTest)
#include "rules_test.moc"
