// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/apitoken.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <array>
#include <openssl/crypto.h>

namespace outlet::app {

namespace {

constexpr qsizetype prefix = 8; ///< digits of a hash that choose who it is compared with

} // namespace

QByteArray makeToken()
{
    std::array<quint32, 8> words = {};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    const QByteArray bytes(reinterpret_cast<const char *>(words.data()), sizeof words);
    return "outlet_" +
           bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray hashOf(std::string_view token)
{
    return QCryptographicHash::hash(QByteArrayView(token.data(), qsizetype(token.size())),
                                    QCryptographicHash::Sha256)
        .toHex();
}

ApiTokens::ApiTokens(const QList<ApiToken> &tokens)
{
    for (const ApiToken &token : tokens)
        m_tokens.insert(token.hash.first(std::min(prefix, token.hash.size())), token);
}

const ApiToken *ApiTokens::find(std::string_view token, const QDateTime &now) const
{
    if (m_tokens.isEmpty())
        return nullptr;
    const QByteArray hash = hashOf(token);
    const auto [begin, end] = m_tokens.equal_range(hash.first(prefix));
    for (auto known = begin; known != end; ++known) {
        const bool isIt =
            known->hash.size() == hash.size() &&
            CRYPTO_memcmp(known->hash.constData(), hash.constData(), size_t(hash.size())) == 0;
        if (isIt)
            return known->isExpired(now) ? nullptr : &*known;
    }
    return nullptr;
}

} // namespace outlet::app
