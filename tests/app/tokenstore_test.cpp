// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens as they are kept, on both databases.
#include "app/stores/tokenstore.h"

#include "tests/app/vault.h"
#include "tests/postgresql/databases.h"

#include <QTest>

#include <optional>

using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

class TokenStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTokenIsMadeOnce_data() { Databases::addRows(); }
    void aTokenIsMadeOnce();
    void theDatabaseNeverHasIt_data() { Databases::addRows(); }
    void theDatabaseNeverHasIt();
    void aRevokedOneIsGone_data() { Databases::addRows(); }
    void aRevokedOneIsGone();
    void anExpiredOneOpensNothing();
    void refuses_data();
    void refuses();
    void findsOnlyTheWholeToken();

private:
    Databases m_databases;
};

namespace {

const ApiToken *find(const ApiTokens &tokens, const QByteArray &token)
{
    return tokens.find({token.constData(), size_t(token.size())}, QDateTime::currentDateTimeUtc());
}

} // namespace

void TokenStoreTest::aTokenIsMadeOnce()
{
    QFETCH(QString, database);
    VaultDatabase stored(m_databases.make(database));
    const QDateTime later = QDateTime::fromSecsSinceEpoch(4'000'000'000, Qt::UTC);
    const auto made = stores::createToken(
        stored.handle(), {u"portal"_s, {u"echo:write"_s, u"b"_s, u"b"_s}, later}, u"operator"_s);
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    QVERIFY(made->token.startsWith("outlet_"));
    QCOMPARE(made->token.size(), 7 + 43);
    const auto read = stores::readTokens(stored.handle());
    QVERIFY(read);
    QCOMPARE(read->size(), 1);
    QCOMPARE(read->first().name, u"portal"_s);
    QCOMPARE(read->first().permissions, QStringList({u"echo:write"_s, u"b"_s}));
    QCOMPARE(read->first().expiresAt, later);
    QCOMPARE(read->first().createdAt, made->known.createdAt);
    QVERIFY(find(ApiTokens(*read), made->token));

    const auto again = stores::createToken(stored.handle(), {u"portal"_s, {u"a"_s}, {}}, {});
    QCOMPARE(again.error().code, ErrorCode::Conflict);
    QCOMPARE(again.error().message, u"There is a token portal already"_s);
    QCOMPARE(stored.count(u"api_tokens"_s), 1);
    QCOMPARE(stored.column(u"SELECT actor || ' ' || action || ' ' || subject FROM audit_log"_s),
             QStringList{u"operator token:created portal"_s});
}

void TokenStoreTest::theDatabaseNeverHasIt()
{
    QFETCH(QString, database);
    VaultDatabase stored(m_databases.make(database));
    const auto made = stores::createToken(stored.handle(), {u"a"_s, {u"b"_s}, {}}, u"x"_s);
    QVERIFY(made);
    const QString text = QString::fromLatin1(made->token);
    QStringList everything =
        stored.column(u"SELECT id || name || hash || permissions || created_at FROM api_tokens"_s);
    everything += stored.column(u"SELECT subject || detail FROM audit_log"_s);
    QVERIFY(everything.size() == 2);
    QVERIFY(!everything.join(u' ').contains(text));
    QVERIFY(!everything.join(u' ').contains(text.sliced(7)));
    QCOMPARE(stored.column(u"SELECT expires_at FROM api_tokens"_s), QStringList{u"NULL"_s});
}

void TokenStoreTest::aRevokedOneIsGone()
{
    QFETCH(QString, database);
    VaultDatabase stored(m_databases.make(database));
    const auto first = stores::createToken(stored.handle(), {u"first"_s, {u"b"_s}, {}}, u"x"_s);
    const auto second = stores::createToken(stored.handle(), {u"Second"_s, {u"b"_s}, {}}, u"x"_s);
    QVERIFY(first && second);
    const auto unknown = stores::revokeToken(stored.handle(), u"frist"_s, u"x"_s);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QCOMPARE(unknown.error().message, u"There is no token \"frist\""_s);
    QCOMPARE(unknown.error().hint, u"Did you mean \"first\"?"_s);
    QVERIFY(stores::revokeToken(stored.handle(), u"first"_s, u"x"_s));
    QVERIFY(stores::revokeToken(stored.handle(), second->known.id, u"x"_s)); // by its id
    QVERIFY(!find(ApiTokens(*stores::readTokens(stored.handle())), first->token));
    QVERIFY(!stores::revokeToken(stored.handle(), u"first"_s, u"x"_s));
    QCOMPARE(stored.column(u"SELECT subject FROM audit_log WHERE action = 'token:revoked'"_s),
             QStringList({u"first"_s, u"Second"_s}));
    QVERIFY(stores::createToken(stored.handle(), {u"first"_s, {u"b"_s}, {}}, u"x"_s));
}

void TokenStoreTest::anExpiredOneOpensNothing()
{
    const QByteArray token = makeToken();
    const QDateTime end = QDateTime::fromSecsSinceEpoch(1000, Qt::UTC);
    const std::string_view shown(token.constData(), size_t(token.size()));
    const ApiTokens tokens({{u"1"_s, u"a"_s, hashOf(shown), {u"b"_s}, {}, end}});
    QVERIFY(tokens.find(shown, end.addSecs(-1)));
    QVERIFY(!tokens.find(shown, end));
    QVERIFY(!tokens.find(shown, end.addSecs(1)));
}

void TokenStoreTest::refuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("permissions");
    QTest::addColumn<qint64>("expires");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *about, const QString &name, const QStringList &permissions,
                        const QByteArray &message, qint64 expires = 0) {
        QTest::newRow(about) << name << permissions << expires << QString::fromUtf8(message);
    };
    const char *const names =
        "The name of a token is \"%\", wanted 1 to 100 letters, digits or any of . _ -";
    const char *const keys = "The permission \"%\" is no key: wanted a letter, then at most 99 "
                             "letters, digits or any of _ . : -";
    const auto with = [](const char *text, const char *what) {
        return QByteArray(text).replace("%", what);
    };
    row("no name", {}, {u"a"_s}, with(names, ""));
    row("a name with a blank", u"a b"_s, {u"a"_s}, with(names, "a b"));
    row("a name with a line break", u"a\n"_s, {u"a"_s}, with(names, "a\\n"));
    row("a name with a quote", u"a'b"_s, {u"a"_s}, with(names, "a'b"));
    row("no permission", u"a"_s, {}, "The token a would have no permission");
    row("a permission that begins with a digit", u"a"_s, {u"b"_s, u"1a"_s}, with(keys, "1a"));
    row("a permission with a blank", u"a"_s, {u"a b"_s}, with(keys, "a b"));
    row("an empty permission", u"a"_s, {u""_s}, with(keys, ""));
    row("all of them", u"a"_s, {u"*"_s}, with(keys, "*"));
    row("one that has expired", u"a"_s, {u"b"_s},
        "The token a would have expired on 1970-01-01T00:00:01Z already", 1);
}

void TokenStoreTest::refuses()
{
    QFETCH(QString, name);
    QFETCH(QStringList, permissions);
    QFETCH(qint64, expires);
    QFETCH(QString, message);
    VaultDatabase database(m_databases.make(Databases::kinds().first()));
    std::optional<QDateTime> expiresAt;
    if (expires > 0)
        expiresAt = QDateTime::fromSecsSinceEpoch(expires, Qt::UTC);
    const auto refused =
        stores::createToken(database.handle(), {name, permissions, expiresAt}, u"x"_s);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(refused.error().message, message);
    QVERIFY(!refused.error().hint.isEmpty());
    QCOMPARE(database.count(u"api_tokens"_s) + database.count(u"audit_log"_s), 0);
}

void TokenStoreTest::findsOnlyTheWholeToken()
{
    const QByteArray token = makeToken();
    QVERIFY(token != makeToken());
    const ApiTokens tokens(
        {{u"1"_s, u"a"_s, hashOf({token.constData(), size_t(token.size())}), {}, {}, {}},
         {u"2"_s, u"damaged"_s, "12", {}, {}, {}}});
    QVERIFY(find(tokens, token));
    QCOMPARE(find(tokens, token)->name, u"a"_s);
    for (const QByteArray &other : {token.chopped(1), token + 'x', token.toUpper(), ' ' + token,
                                    QByteArray(), "12"_ba, token.sliced(7)})
        QVERIFY2(!find(tokens, other), other.constData());
    QVERIFY(!find(ApiTokens(), token));
}

QTEST_GUILESS_MAIN(TokenStoreTest)
#include "tokenstore_test.moc"
