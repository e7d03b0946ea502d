// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/uuid.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::app::api;

class ApiUuidTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsAUuid_data();
    void acceptsAUuid();
    void refusesAUuid_data();
    void refusesAUuid();
};

void ApiUuidTest::acceptsAUuid_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("the usual form") << u"0123abcd-4567-89ef-0123-456789abcdef"_s;
    QTest::newRow("capitals") << u"0123ABCD-4567-89EF-0123-456789ABCDEF"_s;
    QTest::newRow("digits only") << u"0123abcd456789ef0123456789abcdef"_s;
    QTest::newRow("braces") << u"{0123abcd-4567-89ef-0123-456789abcdef}"_s;
    QTest::newRow("a URN") << u"urn:uuid:0123abcd-4567-89ef-0123-456789abcdef"_s;
}

void ApiUuidTest::acceptsAUuid()
{
    QFETCH(QString, text);
    const auto uuid = readUuid(text, u"id"_s);
    QVERIFY(uuid);
    QCOMPARE(*uuid, u"0123abcd-4567-89ef-0123-456789abcdef"_s);
}

void ApiUuidTest::refusesAUuid_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QString &text, const QString &error) {
        QTest::newRow(name) << text << error;
    };
    const QString character =
        u"invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], "
        "found `%1` at %2"_s;
    const QString length = u"invalid length: expected length 32 for simple format, found %1"_s;
    const QString count = u"invalid group count: expected 5, found %1"_s;
    const QString group = u"invalid group length in group %1: expected %2, found %3"_s;
    row("a word", u"snowflake"_s, character.arg(u"s"_s).arg(1));
    row("a number", u"1"_s, length.arg(1));
    row("nothing", u""_s, length.arg(0));
    row("a digit too few", u"0123abcd456789ef0123456789abcde"_s, length.arg(31));
    row("a digit too many", u"0123abcd456789ef0123456789abcdef0"_s, length.arg(33));
    row("a letter beyond f", u"0123abcd-4567-89ef-0123-456789abcdeg"_s,
        character.arg(u"g"_s).arg(36));
    row("a space in front", u" 0123abcd-4567-89ef-0123-456789abcdef"_s,
        character.arg(u" "_s).arg(1));
    row("a slash", u"0123/"_s, character.arg(u"/"_s).arg(5));
    row("a letter beyond ASCII", u"0é"_s, character.arg(u"é"_s).arg(2));
    row("a character beyond 16 bits", u"🦊"_s, character.arg(u"🦊"_s).arg(1));
    row("digits of another script", u"٣"_s, character.arg(u"٣"_s).arg(1));
    row("a hyphen too few", u"0123abcd-4567-89ef-0123456789abcdef"_s, count.arg(4));
    row("a hyphen too many", u"0123abcd-4567-89ef-0123-4567-89abcdef"_s, count.arg(6));
    row("a hyphen in the wrong place", u"0123abc-d4567-89ef-0123-456789abcdef"_s,
        group.arg(0).arg(8).arg(7));
    row("a hyphen in the wrong place later", u"0123abcd-4567-89ef-01234-56789abcdef"_s,
        group.arg(3).arg(4).arg(5));
    row("the last group is too short", u"0123abcd-4567-89ef-0123-456789abcde"_s,
        group.arg(4).arg(12).arg(11));
    row("digits only, in braces", u"{0123abcd456789ef0123456789abcdef}"_s, count.arg(1));
    row("one brace", u"{0123abcd-4567-89ef-0123-456789abcdef"_s, character.arg(u"{"_s).arg(1));
    row("a URN with a wrong letter", u"urn:uuid:x"_s, character.arg(u"x"_s).arg(10));
}

void ApiUuidTest::refusesAUuid()
{
    QFETCH(QString, text);
    QFETCH(QString, error);
    const auto uuid = readUuid(text, u"config_id"_s);
    QVERIFY(!uuid);
    QCOMPARE(uuid.error().type, u"uuid_parsing"_s);
    QCOMPARE(uuid.error().where, (QJsonArray{u"path"_s, u"config_id"_s}));
    QCOMPARE(uuid.error().message, u"Input should be a valid UUID, "_s + error);
    QCOMPARE(uuid.error().input, QJsonValue(text));
    QCOMPARE(uuid.error().context, (QJsonObject{{u"error"_s, error}}));
}

QTEST_GUILESS_MAIN(ApiUuidTest)
#include "api_uuid_test.moc"
