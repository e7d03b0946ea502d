// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/limits.h"

#include <QByteArray>
#include <QList>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>
#include <utility>

namespace outlet::app::http {

/** The head of a request, understood. The views lie in the bytes that it was parsed from. */
struct Head
{
    std::string_view method;
    std::string_view target; ///< origin form, or `*`: the host of an absolute one is in `host`
    std::string_view host;
    std::string_view acceptEncoding;
    std::string_view authorization;
    std::string_view contentType;
    std::string_view cookie;
    std::string_view forwarded;
    std::string_view ifMatch;
    std::string_view ifNoneMatch;
    std::string_view lastEventId;
    std::string_view origin;
    std::string_view requestedMethod; ///< `Access-Control-Request-Method`
    std::string_view requestId;
    std::string_view xForwardedFor;
    std::string_view xForwardedProto;

    std::uint64_t length = 0; ///< of the body, 0 for a chunked one
    int minor = 1;            ///< HTTP/1.x
    bool isChunked = false;
    bool keepsAlive = true; ///< the client wants to go on with this connection
    bool expectsContinue = false;

    bool hasBody() const { return isChunked || length > 0; }
};

/** Why a request is turned down before it reaches a handler. Always ends the connection. */
struct Refusal
{
    int status = 400;
    const char *code = "bad-request"; ///< of the error's answer, and of the metric
    const char *detail = "";
    const char *hint = "";
};

/**
 * Looks for the end of a head in bytes that may grow: its size with the empty line, 0 if it is not
 * all there yet, or why it can never become a valid one. Pure.
 * @param seen bytes that earlier calls have looked at
 */
std::expected<std::size_t, Refusal> findHead(std::string_view bytes, std::size_t seen,
                                             const Limits &limits);

/**
 * Parses one whole head, with nothing behind its empty line. Pure.
 *
 * Strict where leniency lets requests be smuggled past a proxy (RFC 9112, sections 2.2, 3.2, 5.2,
 * 6.1 to 6.3 and 11.2): every line ends in CR LF, no folded lines, no control characters, one
 * `Host`, one framing with one value, no transfer coding but `chunked`.
 */
std::expected<Head, Refusal> parseHead(std::string_view bytes, const Limits &limits);

/**
 * Every field of a head that parseHead() takes, in order, names in lower case; but none that is
 * about this connection and its framing (RFC 9110, section 7.6.1), and no credentials. Pure.
 */
QList<std::pair<QByteArray, QByteArray>> endToEndFields(std::string_view head);

/** Whether a field is about one connection, not about the message. @param name in lower case */
bool isHopByHop(const QByteArray &name);

} // namespace outlet::app::http
