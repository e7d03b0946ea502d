// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMultiHash>
#include <QString>
#include <QStringList>

#include <optional>
#include <string_view>

namespace outlet::app {

/** What is known of a token that calls what plugins serve. The token itself is kept nowhere. */
struct ApiToken
{
    QString id;
    QString name;    ///< unique; what people call it, and what the audit log has
    QByteArray hash; ///< SHA-256 of the token, in hexadecimal digits
    QStringList permissions;
    QDateTime createdAt;                ///< UTC
    std::optional<QDateTime> expiresAt; ///< UTC; nothing: never

    bool isExpired(const QDateTime &now) const { return expiresAt && *expiresAt <= now; }
};

/** A new token: `outlet_` and 32 random bytes of the system in base64url. */
QByteArray makeToken();

/** SHA-256 in hexadecimal digits. Pure. Enough for a token that nobody chose: it cannot be guessed.
 */
QByteArray hashOf(std::string_view token);

/** All tokens that there are. A value: whoever asks keeps the one that they began with. */
class ApiTokens
{
public:
    ApiTokens() = default;
    explicit ApiTokens(const QList<ApiToken> &tokens);

    /**
     * The one that was shown, unless it has expired; null: nobody's. The time that it takes does
     * not tell how much of a wrong one was right.
     */
    const ApiToken *find(std::string_view token, const QDateTime &now) const;

private:
    QMultiHash<QByteArray, ApiToken> m_tokens; ///< by the first digits of the hash
};

} // namespace outlet::app
