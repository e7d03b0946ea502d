// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/tokenstore.h"

#include "app/stores/auditlog.h"
#include "app/stores/query.h"
#include "app/stores/transaction.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QUuid>
#include <QVariant>

#include <algorithm>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

namespace {

Result<void> judged(const TokenWish &wish)
{
    static const QRegularExpression name(u"\\A[A-Za-z0-9._-]{1,100}\\z"_s);
    static const QRegularExpression key(u"\\A[A-Za-z][A-Za-z0-9_.:-]{0,99}\\z"_s);
    const auto refuse = [](const QString &message, const QString &hint) {
        return fail(ErrorCode::InvalidArgument, message, hint);
    };
    if (!name.match(wish.name).hasMatch())
        return refuse(
            u"The name of a token is %1, wanted 1 to 100 letters, digits or any of . _ -"_s.arg(
                ui::quoted(wish.name)),
            u"Name it after who uses it, such as portal"_s);
    if (wish.permissions.isEmpty())
        return refuse(u"The token %1 would have no permission"_s.arg(wish.name),
                      u"Give it at least one: --permission <key>; GET /api/v2/permissions lists "
                      "them"_s);
    for (const QString &permission : wish.permissions) {
        if (!key.match(permission).hasMatch())
            return refuse(u"The permission %1 is no key: wanted a letter, then at most 99 letters, "
                          "digits or any of _ . : -"_s.arg(ui::quoted(permission)),
                          u"GET /api/v2/permissions lists those that there are"_s);
    }
    if (wish.expiresAt && *wish.expiresAt <= QDateTime::currentDateTimeUtc())
        return refuse(u"The token %1 would have expired on %2 already"_s.arg(
                          wish.name, wish.expiresAt->toString(Qt::ISODate)),
                      u"Give it a time in the future"_s);
    return {};
}

QString jsonOf(const QStringList &texts)
{
    return QString::fromUtf8(
        QJsonDocument(QJsonArray::fromStringList(texts)).toJson(QJsonDocument::Compact));
}

ApiToken tokenOf(const QSqlQuery &query)
{
    ApiToken token;
    token.id = textOf(query, 0);
    token.name = textOf(query, 1);
    token.hash = textOf(query, 2).toLatin1();
    const QJsonArray permissions = QJsonDocument::fromJson(textOf(query, 3).toUtf8()).array();
    for (const QJsonValue &permission : permissions)
        token.permissions.append(permission.toString());
    token.createdAt = QDateTime::fromSecsSinceEpoch(query.value(4).toLongLong(), Qt::UTC);
    if (!query.isNull(5))
        token.expiresAt = QDateTime::fromSecsSinceEpoch(query.value(5).toLongLong(), Qt::UTC);
    return token;
}

QJsonObject detailOf(const ApiToken &token)
{
    return {{u"id"_s, token.id},
            {u"permissions"_s, QJsonArray::fromStringList(token.permissions)},
            {u"expires_at"_s,
             token.expiresAt ? QJsonValue(token.expiresAt->toString(Qt::ISODate)) : QJsonValue()}};
}

Result<void> insert(QSqlDatabase &database, const ApiToken &token)
{
    const auto done =
        execute(database, u"store the token"_s,
                u"INSERT INTO api_tokens (id, name, hash, permissions, created_at, expires_at) "
                "VALUES (?, ?, ?, ?, ?, ?)"_s,
                {token.id, token.name, QString::fromLatin1(token.hash), jsonOf(token.permissions),
                 token.createdAt.toSecsSinceEpoch(),
                 token.expiresAt ? QVariant(token.expiresAt->toSecsSinceEpoch())
                                 : QVariant(QMetaType::fromType<qint64>())});
    if (!done && done.error().code == ErrorCode::Conflict)
        return fail(
            ErrorCode::Conflict, u"There is a token %1 already"_s.arg(token.name),
            u"Choose another name, or revoke that one: outlet token revoke %1"_s.arg(token.name));
    return done ? Result<void>() : std::unexpected(done.error());
}

/** A change of the tokens and its row in the audit log, or neither. */
template<class Change>
Result<void> change(QSqlDatabase &database, const AuditEntry &entry, Change &&make)
{
    Transaction transaction(database, Purpose::Write);
    if (auto begun = transaction.begin(); !begun)
        return begun;
    if (Result<void> made = make(); !made)
        return made;
    if (auto recorded = recordAudit(database, entry); !recorded)
        return recorded;
    return transaction.commit();
}

} // namespace

Result<NewToken> createToken(QSqlDatabase &database, const TokenWish &wish, const QString &actor)
{
    if (const auto fine = judged(wish); !fine)
        return std::unexpected(fine.error());
    NewToken made{makeToken(), {}};
    ApiToken &token = made.known;
    token.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    token.name = wish.name;
    token.hash = hashOf({made.token.constData(), size_t(made.token.size())});
    token.permissions = wish.permissions;
    token.permissions.removeDuplicates();
    token.createdAt = QDateTime::fromSecsSinceEpoch(QDateTime::currentSecsSinceEpoch(), Qt::UTC);
    token.expiresAt = wish.expiresAt;
    const auto done = change(database, {actor, u"token:created"_s, token.name, detailOf(token), {}},
                             [&] { return insert(database, token); });
    return done ? Result<NewToken>(made) : std::unexpected(done.error());
}

Result<QList<ApiToken>> readTokens(QSqlDatabase &database)
{
    auto query = select(database, u"the tokens"_s,
                        u"SELECT id, name, hash, permissions, created_at, expires_at "
                        "FROM api_tokens ORDER BY "_s +
                            textOrder(database, u"name"_s));
    if (!query)
        return std::unexpected(query.error());
    QList<ApiToken> tokens;
    while (query->next())
        tokens.append(tokenOf(*query));
    return tokens;
}

Result<ApiToken> revokeToken(QSqlDatabase &database, const QString &name, const QString &actor)
{
    const auto tokens = readTokens(database);
    if (!tokens)
        return std::unexpected(tokens.error());
    const auto token = std::ranges::find_if(
        *tokens, [&](const ApiToken &known) { return known.name == name || known.id == name; });
    if (token == tokens->end()) {
        QStringList names;
        for (const ApiToken &known : *tokens)
            names.append(known.name);
        const QString near = ui::didYouMean(name, names);
        return fail(ErrorCode::NotFound, u"There is no token %1"_s.arg(ui::quoted(name)),
                    near.isEmpty() ? u"`outlet token list` prints them"_s : near);
    }
    const auto done =
        change(database, {actor, u"token:revoked"_s, token->name, detailOf(*token), {}},
               [&]() -> Result<void> {
                   const auto removed =
                       execute(database, u"revoke the token"_s,
                               u"DELETE FROM api_tokens WHERE id = ?"_s, {token->id});
                   return removed ? Result<void>() : std::unexpected(removed.error());
               });
    return done ? Result<ApiToken>(*token) : std::unexpected(done.error());
}

} // namespace outlet::app::stores
