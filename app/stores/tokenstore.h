// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/apitoken.h"

#include <outlet/result.h>

class QSqlDatabase;

namespace outlet::app::stores {

/** What somebody wants of a token. */
struct TokenWish
{
    QString name;
    QStringList permissions;
    std::optional<QDateTime> expiresAt; ///< nothing: never
};

/** A token that was made: the one moment at which it can be read. */
struct NewToken
{
    QByteArray token;
    ApiToken known;
};

/**
 * Makes a token and records that. Errors: InvalidArgument: the name is not 1 to 100 letters,
 * digits or any of `. _ -`, there is no permission or one that is no key, it expires in the past;
 * Conflict: the name is taken; those of the database.
 * @param actor who does it, for the audit log, which never gets the token
 */
Result<NewToken> createToken(QSqlDatabase &database, const TokenWish &wish, const QString &actor);

/** All of them, by name; expired ones, too. Errors: those of the database. */
Result<QList<ApiToken>> readTokens(QSqlDatabase &database);

/**
 * Ends a token for good. Errors: NotFound, with the nearest names; those of the database.
 * @param name or id
 */
Result<ApiToken> revokeToken(QSqlDatabase &database, const QString &name, const QString &actor);

} // namespace outlet::app::stores
