// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/router.h"
#include "app/http/clientaddress.h"
#include "app/http/head.h"
#include "app/http/ratelimit.h"

#include <QByteArray>
#include <QHostAddress>
#include <QSet>

#include <optional>
#include <string>

namespace outlet::app::http {

/** Who may do what. Plain values, the same for all threads. */
struct Policy
{
    QByteArray adminToken;        ///< empty: nobody is an administrator
    bool isReadingClosed = false; ///< reading needs the token too
    QSet<QByteArray> corsOrigins; ///< `https://portal.example.org`; `*`: any
    Networks trustedProxies;      ///< whose `Forwarded` is believed
};

/** What is decided about a request for every path that it may take from here. */
struct Passport
{
    std::string correlationId;
    std::string extra; ///< header lines of the answer, each with CR LF
    bool isAdmin = false;
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
          m_routeRate(limits.requestsPerRoute), m_pluginRate(limits.requestsPerPlugin)
    {}

    /** Reads what the client says about itself. From any thread. */
    Passport inspect(const Head &head) const;

    /** A refusal if the holder may not ask for this. `extra` of the passport may grow. */
    std::optional<Refusal> refuse(const Head &head, Passport &passport, api::Access access) const;

    /** A refusal if the client, or everybody, has asked too often. From any thread. */
    std::optional<Refusal> limitAddress(const Head &head, const QHostAddress &peer,
                                        Passport &passport);
    std::optional<Refusal> limitRoute(const api::Route &route, Passport &passport);

    bool limitsRoutes() const { return !m_routeRate.isOff(); }
    const Policy &policy() const { return m_policy; }

private:
    const Policy m_policy;
    RateLimit m_addressRate;
    RateLimit m_routeRate;
    RateLimit m_pluginRate;
};

} // namespace outlet::app::http
