// SPDX-License-Identifier: GPL-3.0-or-later
#include <outlet/links.h>

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;

/** The corners of <outlet/links.h> that no built-in connector reaches. */
class LinksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstKeyWithATextWins_data();
    void theFirstKeyWithATextWins();
    void placeholdersInNamesAreNotExpanded();
};

void LinksTest::theFirstKeyWithATextWins_data()
{
    QTest::addColumn<QJsonObject>("config");
    QTest::addColumn<QString>("text"); // null: none
    QTest::newRow("the first") << QJsonObject{{u"a"_s, u"1"_s}, {u"b"_s, u"2"_s}} << u"1"_s;
    QTest::newRow("the second") << QJsonObject{{u"b"_s, u"2"_s}} << u"2"_s;
    QTest::newRow("an empty first") << QJsonObject{{u"a"_s, u""_s}, {u"b"_s, u"2"_s}} << u"2"_s;
    QTest::newRow("a first of another type")
        << QJsonObject{{u"a"_s, 1}, {u"b"_s, u"2"_s}} << u"2"_s;
    QTest::newRow("both of other types")
        << QJsonObject{{u"a"_s, QJsonArray{u"1"_s}}, {u"b"_s, true}} << QString();
    QTest::newRow("both empty") << QJsonObject{{u"a"_s, u""_s}, {u"b"_s, u""_s}} << QString();
    QTest::newRow("another key") << QJsonObject{{u"A"_s, u"1"_s}} << QString();
    QTest::newRow("nothing") << QJsonObject() << QString();
}

void LinksTest::theFirstKeyWithATextWins()
{
    QFETCH(QJsonObject, config);
    QFETCH(QString, text);
    const Result<QString> found =
        links::requiredText(config, {u"a"_s, u"b"_s}, u"Owner"_s, u"place"_s);
    if (!text.isNull()) {
        QVERIFY(found);
        QCOMPARE(*found, text);
        return;
    }
    QVERIFY(!found);
    QCOMPARE(found.error(),
             (Error{ErrorCode::NotFound, u"a missing from Owner configuration"_s,
                    u"Add \"a\", a text, to the configuration of this environment in place."_s,
                    u"place"_s}));
}

void LinksTest::placeholdersInNamesAreNotExpanded()
{
    AccessUrlRequest request;
    request.displayName = u"%2"_s;
    request.environment = u"%3%4"_s;
    request.values = {{u"bucket"_s, u"%1"_s}};
    const Result<QString> found = links::serviceText(request, u"bucket"_s, {u"bucket_name"_s});
    QVERIFY(!found);
    QCOMPARE(found.error().message, u"No %2 configuration for bucket '%1' in environment %3%4"_s);
}

QTEST_GUILESS_MAIN(LinksTest)
#include "links_test.moc"
