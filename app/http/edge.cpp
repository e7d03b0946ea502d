// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/edge.h"

#include "app/http/correlation.h"

#include <openssl/crypto.h>

#include <cmath>

namespace outlet::app::http {

namespace {

/** In a time that does not tell how much of it was right. */
bool isSame(std::string_view given, const QByteArray &wanted)
{
    return given.size() == std::size_t(wanted.size()) && !wanted.isEmpty() &&
           CRYPTO_memcmp(given.data(), wanted.constData(), given.size()) == 0;
}

std::string_view bearerToken(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() < scheme.size())
        return {};
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        if ((authorization[i] | 0x20) != (scheme[i] | 0x20))
            return {};
    }
    const std::string_view token = authorization.substr(scheme.size());
    return token.substr(std::min(token.find_first_not_of(' '), token.size()));
}

void allowOrigin(const Policy &policy, const Head &head, std::string &extra)
{
    if (policy.corsOrigins.isEmpty())
        return;
    extra += "Vary: Origin\r\n";
    const QByteArray origin(head.origin.data(), qsizetype(head.origin.size()));
    if (origin.isEmpty() ||
        !(policy.corsOrigins.contains(origin) || policy.corsOrigins.contains("*")))
        return;
    extra += "Access-Control-Allow-Origin: ";
    extra += head.origin;
    extra += "\r\nAccess-Control-Expose-Headers: ETag, X-Request-ID, Retry-After\r\n";
    if (head.method == "OPTIONS" && !head.requestedMethod.empty())
        extra += "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE\r\n"
                 "Access-Control-Allow-Headers: Authorization, Content-Type, If-Match, "
                 "If-None-Match, Last-Event-ID, X-Request-ID\r\n"
                 "Access-Control-Max-Age: 600\r\n";
}

Refusal tooOften(std::chrono::duration<double> wait, Passport &passport)
{
    passport.extra += "Retry-After: " + std::to_string(long(std::ceil(wait.count()))) + "\r\n";
    return {429, "too-many-requests", "Too many requests", "Wait as long as Retry-After says"};
}

} // namespace

Passport Edge::inspect(const Head &head) const
{
    Passport passport;
    passport.correlationId = correlationId(head.requestId);
    if (!head.authorization.empty()) {
        const std::string_view token = bearerToken(head.authorization);
        passport.isAdmin = isSame(token, m_policy.adminToken);
        if (!passport.isAdmin && !token.empty() && m_policy.holderOf)
            passport.holder = m_policy.holderOf(token);
    }
    allowOrigin(m_policy, head, passport.extra);
    return passport;
}

std::optional<Refusal> Edge::refuse(const Head &head, Passport &passport, api::Access access) const
{
    const bool isForAdmin = access == api::Access::Admin;
    const bool needsToken = isForAdmin || access == api::Access::Token ||
                            (access == api::Access::Read && m_policy.isReadingClosed);
    if (!needsToken || passport.isAdmin || (passport.isKnown() && !isForAdmin))
        return std::nullopt;
    const char *const hint =
        "Send it as: Authorization: Bearer <token>; the operator has it in OUTLET_ADMIN_TOKEN or "
        "in the file admin-token of the data directory";
    if (passport.isKnown())
        return Refusal{403, "forbidden", "The token is not the admin token", hint};
    passport.extra += "WWW-Authenticate: Bearer\r\n";
    if (access == api::Access::Token)
        return Refusal{401, "unauthorized",
                       head.authorization.empty() ? "This needs a token" : "The token is not known",
                       "Send it as: Authorization: Bearer <token>; the operator makes one with: "
                       "outlet token create"};
    return Refusal{401, "unauthorized",
                   head.authorization.empty() ? "This needs the admin token"
                                              : "The token is not the admin token",
                   hint};
}

std::optional<Refusal> Edge::limitAddress(const Head &head, const QHostAddress &peer,
                                          Passport &passport)
{
    if (m_addressRate.isOff())
        return std::nullopt;
    const std::string client =
        clientOf(head, peer, m_policy.trustedProxies).toString().toStdString();
    const auto wait = m_addressRate.take(client, RateLimit::Clock::now());
    return wait.count() > 0 ? std::optional(tooOften(wait, passport)) : std::nullopt;
}

std::optional<Refusal> Edge::limitRoute(const api::Route &route, Passport &passport)
{
    std::chrono::duration<double> wait{};
    const auto now = RateLimit::Clock::now();
    if (!m_routeRate.isOff())
        wait = m_routeRate.take(route.pattern.toStdString(), now);
    if (wait.count() <= 0 && !m_pluginRate.isOff() && !route.plugin.isEmpty())
        wait = m_pluginRate.take(route.plugin.toStdString(), now);
    return wait.count() > 0 ? std::optional(tooOften(wait, passport)) : std::nullopt;
}

std::chrono::milliseconds Edge::delay(const Head &head, const QHostAddress &peer,
                                      const Refusal &refusal)
{
    if (refusal.status != 401 || head.authorization.empty())
        return {};
    return m_wrongTokens.note(
        clientOf(head, peer, m_policy.trustedProxies).toString().toStdString(),
        WrongTokens::Clock::now());
}

} // namespace outlet::app::http
