// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/accesstemplate.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;

class Templates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areRendered_data();
    void areRendered();
    void areRefused_data();
    void areRefused();
    void theEmptyGiveWay_data();
    void theEmptyGiveWay();
    void tellTheirNames();
};

namespace {

const QJsonObject values = {{u"a"_s, u"1"_s},
                            {u"b_2"_s, u"{a}"_s},
                            {u"yes"_s, true},
                            {u"no"_s, false},
                            {u"number"_s, 2.5},
                            {u"large"_s, qint64(9007199254740993)},
                            {u"none"_s, QJsonValue::Null},
                            {u"list"_s, QJsonArray{u"x"_s, 1, true}},
                            {u"object"_s, QJsonObject{{u"k"_s, u"v"_s}}}};

} // namespace

void Templates::areRendered_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path");
    const auto row = [](const char *name, const QString &text, const QString &path) {
        QTest::newRow(name) << text << path;
    };
    row("nothing", u""_s, u""_s);
    row("text alone", u"über/😀"_s, u"über/😀"_s);
    row("names", u"{a}-{a}.{b_2}"_s, u"1-1.{a}"_s);
    row("literal braces", u"{{a}}"_s, u"{a}"_s);
    row("a name between literal braces", u"{{{a}}}"_s, u"{1}"_s);
    row("truths", u"{yes}{no}"_s, u"truefalse"_s);
    row("numbers", u"{number}|{large}"_s, u"2.5|9007199254740993"_s);
    row("null", u"[{none}]"_s, u"[]"_s);
    row("a list", u"{list}"_s, u"x,1,true"_s);
    row("an object", u"{object}"_s, uR"({"k":"v"})"_s);
}

void Templates::areRendered()
{
    QFETCH(QString, text);
    QFETCH(QString, path);
    const auto rendered = ui::renderTemplate(text, values);
    QVERIFY2(rendered, rendered ? "" : qPrintable(rendered.error().message));
    QCOMPARE(*rendered, path);
}

void Templates::areRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("what");
    const auto row = [](const QString &text, const QString &what) {
        QTest::newRow(qPrintable(text)) << text << what;
    };
    row(u"{"_s, u"at position 0, \"{\" has no \"}\""_s);
    row(u"a{a"_s, u"at position 1, \"{\" has no \"}\""_s);
    row(u"}"_s, u"at position 0, \"}\" has no \"{\""_s);
    row(u"{a}}"_s, u"at position 3, \"}\" has no \"{\""_s);
    row(u"{{a}"_s, u"at position 3, \"}\" has no \"{\""_s);
    row(u"{A}"_s, u"at position 0, there is no value \"A\""_s);
    row(u"😀{other}"_s, u"at position 2, there is no value \"other\""_s);
    const QString only = u"stands in braces, where only the name of a value may stand"_s;
    for (const char *text : {"{}", "{ a}", "{a }", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>4}",
                             "{a-b}", "{%a%}", "{{{}}}", "{a{a}}"})
        row(QString::fromLatin1(text), only);
    row(u"{é}"_s, only);
}

void Templates::areRefused()
{
    QFETCH(QString, text);
    QFETCH(QString, what);
    const auto rendered = ui::renderTemplate(text, values, {{u"more"_s, 1}});
    QVERIFY(!rendered);
    QCOMPARE(int(rendered.error().code), int(ErrorCode::InvalidArgument));
    QVERIFY2(rendered.error().message.contains(what), qPrintable(rendered.error().message));
    QCOMPARE(rendered.error().hint,
             u"Names that it may use: a, b_2, large, list, more, no, none, number, object, yes. "
             "Braces that shall stay are written {{ and }}"_s);
}

void Templates::theEmptyGiveWay_data()
{
    QTest::addColumn<QJsonValue>("own");
    QTest::addColumn<QString>("path");
    QTest::newRow("a text wins") << QJsonValue(u"own"_s) << u"own"_s;
    QTest::newRow("false is not empty") << QJsonValue(false) << u"false"_s;
    QTest::newRow("zero is not empty") << QJsonValue(0) << u"0"_s;
    QTest::newRow("an empty text") << QJsonValue(u""_s) << u"context"_s;
    QTest::newRow("null") << QJsonValue() << u"context"_s;
    QTest::newRow("an empty list") << QJsonValue(QJsonArray()) << u"context"_s;
    QTest::newRow("none") << QJsonValue(QJsonValue::Undefined) << u"context"_s;
}

void Templates::theEmptyGiveWay()
{
    QFETCH(QJsonValue, own);
    QFETCH(QString, path);
    QCOMPARE(ui::renderTemplate(u"{x}"_s, {{u"x"_s, own}}, {{u"x"_s, u"context"_s}}), path);
}

void Templates::tellTheirNames()
{
    QCOMPARE(ui::templateNames(u"{b}/{{c}}/{a}/{b}"_s), (QStringList{u"b"_s, u"a"_s}));
    QCOMPARE(ui::templateNames(u"text"_s), QStringList());
    QVERIFY(!ui::templateNames(u"{a"_s));
}

QTEST_APPLESS_MAIN(Templates)
#include "templates.moc"
