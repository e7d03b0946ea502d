// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/router.h"
#include "app/http/clientaddress.h"
#include "app/http/head.h"
#include "app/http/ratelimit.h"
#include "app/http/wrongtokens.h"

#include <QByteArray>
#include <QHostAddress>
#include <QSet>
#include <QStringList>

#include <functional>
#include <optional>
#include <string>

namespace outlet::app::http {

/** Whose a token is. */
struct TokenHolder
{
    QString name;
    QStringList permissions;
};

/** Who has a token other than the administrator's; nothing: nobody. From any thread, at once. */
using FindHolder = std::function<std::optional<TokenHolder>(std::string_view token)>;

/** Who may do what. The same for all threads. */
struct Policy
{
    QByteArray adminToken;        ///< empty: nobody is an administrator
    bool isReadingClosed = false; ///< reading needs the token too
    QSet<QByteArray> corsOrigins; ///< `https://portal.example.org`; `*`: any
    Networks trustedProxies;      ///< whose `Forwarded` is believed
    FindHolder holderOf = {};     ///< nothing: there are no other tokens
};

/** What is decided about a request for every path that it may take from here. */
struct Passport
{
    std::string correlationId;
    std::string extra; ///< header lines of the answer, each with CR LF
    bool isAdmin = false;
    std::optional<TokenHolder> holder = {}; ///< of another token that is known

    bool isKnown() const { return isAdmin || holder; }
};

/**
 * The one place that looks at what has nothing to do with the resource: correlation id, token,
 * origin, rates.
 */
class Edge
{
public:
    Edge(const Policy &policy, const Limits &limits)
        : m_policy(policy), m_addressRate(limits.requestsPerAddress),
          m_routeRate(limits.requestsPerRoute), m_pluginRate(limits.requestsPerPlugin),
          m_wrongTokens(limits.wrongTokenDelay)
    {}

    /** Reads what the client says about itself. From any thread. */
    Passport inspect(const Head &head) const;

    /** A refusal if the holder may not ask for this. `extra` of the passport may grow. */
    std::optional<Refusal> refuse(const Head &head, Passport &passport, api::Access access) const;

    /** A refusal if the client, or everybody, has asked too often. From any thread. */
    std::optional<Refusal> limitAddress(const Head &head, const QHostAddress &peer,
                                        Passport &passport);
    std::optional<Refusal> limitRoute(const api::Route &route, Passport &passport);

    /**
     * How long the answer to a refused request has to wait: longer with each wrong token of the
     * client, whatever connection it comes on; zero if it showed none. From any thread.
     */
    std::chrono::milliseconds delay(const Head &head, const QHostAddress &peer,
                                    const Refusal &refusal);

    bool limitsRoutes() const { return !m_routeRate.isOff(); }
    const Policy &policy() const { return m_policy; }

private:
    const Policy m_policy;
    RateLimit m_addressRate;
    RateLimit m_routeRate;
    RateLimit m_pluginRate;
    WrongTokens m_wrongTokens;
};

} // namespace outlet::app::http
