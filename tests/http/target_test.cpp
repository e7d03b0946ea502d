// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/correlation.h"
#include "app/http/target.h"

#include <QTest>
#include <QUuid>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::http;

class TargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesATargetApart_data();
    void takesATargetApart();
    void refusesATarget_data();
    void refusesATarget();
    void keepsACorrelationId_data();
    void keepsACorrelationId();
    void replacesACorrelationId_data();
    void replacesACorrelationId();
    void correlationIdsDiffer();
};

namespace {

/** Segments with `|` in between, then `key=value;` for each pair. */
QString written(const Target &target)
{
    QString text = target.segments.join(u'|');
    for (const auto &[key, value] : target.query)
        text += u" "_s + key + u"="_s + value + u";"_s;
    return text;
}

} // namespace

void TargetTest::takesATargetApart_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *target, const QString &expected) {
        QTest::newRow(name) << QByteArray(target) << expected;
    };
    row("the root is one empty segment", "/", u""_s);
    row("segments are split", "/api/v2/plugins", u"api|v2|plugins"_s);
    row("a trailing slash adds an empty segment", "/api/", u"api|"_s);
    row("two slashes hold an empty segment", "/a//b", u"a||b"_s);
    row("an escaped slash does not split", "/a%2Fb/c", u"a/b|c"_s);
    row("an escaped percent is decoded once only", "/%252F", u"%2F"_s);
    row("lower-case digits count", "/%c3%a9", u"é"_s);
    row("UTF-8 of four bytes is one character", "/%F0%9F%A6%8A", u"🦊"_s);
    row("a plus in the path stays a plus", "/a+b", u"a+b"_s);
    row("a question mark without query is no pair", "/a?", u"a"_s);
    row("pairs keep their order", "/a?z=1&b=2&z=3", u"a z=1; b=2; z=3;"_s);
    row("a plus in the query is a space", "/?q=a+b%2Bc", u" q=a b+c;"_s);
    row("a key without value has an empty one", "/?flag", u" flag=;"_s);
    row("empty pairs are left out", "/?&a=1&&", u" a=1;"_s);
    row("only the first equals sign splits", "/?a=b=c", u" a=b=c;"_s);
    row("escaped separators stay in the value", "/?a=b%26c%3Dd", u" a=b&c=d;"_s);
    row("a second question mark belongs to the value", "/?a=b?c", u" a=b?c;"_s);
}

void TargetTest::takesATargetApart()
{
    QFETCH(QByteArray, target);
    QFETCH(QString, expected);
    const Result<Target> result = parseTarget(target);
    QVERIFY2(result.has_value(), result ? "" : qPrintable(result.error().message));
    QCOMPARE(written(*result), expected);
}

void TargetTest::refusesATarget_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &target, const QString &message) {
        QTest::newRow(name) << target << message;
    };
    const QString percent =
        u"There is a % without two hexadecimal digits in \"%1\" of the address"_s;
    const QString utf8 = u"There are bytes that are not UTF-8 in \"%1\" of the address"_s;
    const QString control = u"There is a control character in \"%1\" of the address"_s;
    const QString slash = u"There is no slash at the beginning in \"%1\" of the address"_s;
    const auto about = [](QString text, const QString &part) {
        return text.replace(u"%1"_s, part);
    };

    row("nothing at all", "", about(slash, u""_s));
    row("a target without a slash", "api", about(slash, u"api"_s));
    row("an address with its host", "http://x/a", about(slash, u"http://x/a"_s));
    row("the asterisk of OPTIONS", "*", about(slash, u"*"_s));
    row("a percent at the end", "/a%", about(percent, u"a%"_s));
    row("a percent with one digit", "/a%2", about(percent, u"a%2"_s));
    row("a percent with letters", "/%zz/form", about(percent, u"%zz"_s));
    row("a percent with a sign", "/%+1", about(percent, u"%+1"_s));
    row("a percent whose second digit is none", "/%2g", about(percent, u"%2g"_s));
    row("a bad percent in a query value", "/?a=%x1", about(percent, u"%x1"_s));
    row("a bad percent in a query key", "/?%=1", about(percent, u"%"_s));
    row("an escaped NUL", "/a%00b", about(control, u"a%00b"_s));
    row("an escaped line feed", "/a%0A", about(control, u"a%0A"_s));
    row("an escaped carriage return in the query", "/?a=%0d%0aSet-Cookie:x",
        about(control, u"%0d%0aSet-Cookie:x"_s));
    row("an escaped DEL", "/%7f", about(control, u"%7f"_s));
    row("a raw control character is not shown", QByteArray("/a\x01z"), about(control, u"a?z"_s));
    row("a lone continuation byte", "/%80", about(utf8, u"%80"_s));
    row("a byte that UTF-8 never has", "/%FF", about(utf8, u"%FF"_s));
    row("a character cut off", "/%C3", about(utf8, u"%C3"_s));
    row("an overlong slash", "/%C0%AF", about(utf8, u"%C0%AF"_s));
    row("a surrogate", "/%ED%A0%80", about(utf8, u"%ED%A0%80"_s));
    row("a raw byte that is no UTF-8", QByteArray("/\xff"), about(utf8, u"?"_s));
    row("the character that stands for a raw byte", "/%EF%BF%BD", about(utf8, u"%EF%BF%BD"_s));
    row("a long part is cut in the message", "/%" + QByteArray(200, 'a') + "%",
        about(percent, u"%"_s + QString(79, u'a')));
}

void TargetTest::refusesATarget()
{
    QFETCH(QByteArray, target);
    QFETCH(QString, message);
    const Result<Target> result = parseTarget(target);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(result.error().message, message);
    QVERIFY(!result.error().hint.isEmpty());
}

void TargetTest::keepsACorrelationId_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::newRow("one character") << QByteArray("a");
    QTest::newRow("every kind of character") << QByteArray("AZaz09._-");
    QTest::newRow("128 characters") << QByteArray(128, 'x');
}

void TargetTest::keepsACorrelationId()
{
    QFETCH(QByteArray, given);
    QCOMPARE(correlationId(given.toStdString()), given.toStdString());
}

void TargetTest::replacesACorrelationId_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("129 characters") << QByteArray(129, 'x');
    QTest::newRow("a space inside") << QByteArray("a b");
    QTest::newRow("a line break") << QByteArray("a\r\nSet-Cookie: x");
    QTest::newRow("a NUL") << QByteArray("a\0b", 3);
    QTest::newRow("a letter beyond ASCII") << QByteArray("\xc3\xa9");
    QTest::newRow("a slash") << QByteArray("a/b");
    QTest::newRow("a quote") << QByteArray("a\"b");
    QTest::newRow("an at sign, a bit away from a letter") << QByteArray("@");
    QTest::newRow("a bracket, a bit away from a letter") << QByteArray("[");
    QTest::newRow("a brace") << QByteArray("{a}");
}

void TargetTest::replacesACorrelationId()
{
    QFETCH(QByteArray, given);
    const QString id = QString::fromStdString(correlationId(given.toStdString()));
    QCOMPARE(id.size(), 36);
    QVERIFY(!QUuid::fromString(id).isNull());
}

void TargetTest::correlationIdsDiffer()
{
    QVERIFY(correlationId({}) != correlationId({}));
}

QTEST_GUILESS_MAIN(TargetTest)
#include "target_test.moc"
