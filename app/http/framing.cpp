// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/framing.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/impl/basic_parser.ipp>

#include <algorithm>
#include <charconv>
#include <limits>

namespace outlet::app::http {

namespace beast = boost::beast;
using Status = beast::http::error;

namespace {

std::string_view view(Framing::View text)
{
    return {text.data(), text.size()};
}

bool equals(std::string_view a, std::string_view b)
{
    return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

/** reg-name, IPv4 or bracketed IPv6, with or without a port (RFC 3986, 3.2.2). */
bool isHost(std::string_view host)
{
    const auto isAllowed = [](char c) {
        const char lower = char(c | 0x20);
        return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("-._~!$&'()*+;=:[]%").contains(c);
    };
    return !host.empty() && std::ranges::all_of(host, isAllowed);
}

} // namespace

Framing::Framing(const Limits &limits)
{
    header_limit(std::uint32_t(limits.head) + 1);          // findHead() has judged the size
    body_limit(std::numeric_limits<std::uint64_t>::max()); // onBody judges that of bodies
    eager(true);
}

Refusal Framing::refusal(const ErrorCode &error) const
{
    if (m_refusal.detail[0] != '\0')
        return m_refusal;
    if (error == Status::bad_version)
        return {505, "http-version-not-supported", "Only HTTP/1.0 and HTTP/1.1 are spoken here",
                "Send the request as HTTP/1.1"};
    if (error == Status::bad_method || error == Status::bad_target)
        return {400, "bad-request", "The request line is malformed",
                "Write it as: GET /path HTTP/1.1"};
    if (error == Status::bad_content_length)
        return {400, "bad-framing", "Content-Length is malformed or contradicts Transfer-Encoding",
                "Give one length in digits, or send chunks, not both"};
    if (error == Status::bad_transfer_encoding)
        return {400, "bad-framing", "Transfer-Encoding is malformed or contradicts Content-Length",
                "Give one length in digits, or send chunks, not both"};
    if (error == Status::bad_chunk || error == Status::bad_chunk_extension)
        return {400, "bad-framing", "A chunk of the body is malformed",
                "Each chunk is its size in hexadecimal digits, CR LF, its bytes, CR LF"};
    if (m_isHeadDone)
        return {400, "bad-framing", "The trailer of the body is malformed", "Send none"};
    return {400, "bad-request", "A header field is malformed",
            "Write each as: Name: value, ended by CR LF, with no space before the colon"};
}

void Framing::refuse(ErrorCode &error, const Refusal &refusal)
{
    m_refusal = refusal;
    error = Status::bad_field;
}

void Framing::on_request_impl(beast::http::verb, View method, View target, int version, ErrorCode &)
{
    m_head.method = view(method);
    m_head.target = view(target);
    m_head.minor = version % 10;
}

void Framing::takeLength(std::string_view value, ErrorCode &error)
{
    const auto [end, fault] =
        std::from_chars(value.data(), value.data() + value.size(), m_head.length);
    const bool isNumber =
        fault == std::errc() && end == value.data() + value.size() && value.size() <= 19;
    if (m_hasLength || !isNumber)
        refuse(error, {400, "bad-framing",
                       m_hasLength ? "Content-Length is there twice"
                                   : "Content-Length is no number in digits",
                       "Give the length of the body once, in decimal digits"});
    m_hasLength = true;
}

void Framing::takeCoding(std::string_view value, ErrorCode &error)
{
    if (m_head.minor == 0)
        return refuse(error, {400, "bad-framing", "HTTP/1.0 has no Transfer-Encoding",
                              "Send the request as HTTP/1.1, or give a Content-Length"});
    if (!equals(value, "chunked"))
        return refuse(error, {501, "unsupported-coding",
                              "Transfer-Encoding names a coding other than chunked",
                              "Send the body as it is, in chunks or with a Content-Length"});
    m_head.isChunked = true;
}

void Framing::takeHost(std::string_view value, ErrorCode &error)
{
    if (++m_hosts > 1)
        return refuse(error, {400, "bad-host", "Host is there twice", "Send one Host field"});
    if (!isHost(value))
        return refuse(
            error, {400, "bad-host", "Host is malformed", "Write it as: Host: example.org:8080"});
    m_head.host = value;
}

void Framing::takeUnknownField(std::string_view name, std::string_view value)
{
    if (equals(name, "X-Request-ID"))
        m_head.requestId = value;
    else if (equals(name, "X-Forwarded-For"))
        m_head.xForwardedFor = value;
    else if (equals(name, "X-Forwarded-Proto"))
        m_head.xForwardedProto = value;
    else if (equals(name, "Last-Event-ID"))
        m_head.lastEventId = value;
}

void Framing::on_field_impl(Field field, View fieldName, View fieldValue, ErrorCode &error)
{
    if (m_isHeadDone)
        return; // a trailer, which nobody asked for
    const std::string_view value = view(fieldValue);
    switch (field) {
    case Field::accept_encoding:
        m_head.acceptEncoding = value;
        break;
    case Field::access_control_request_method:
        m_head.requestedMethod = value;
        break;
    case Field::authorization:
        m_head.authorization = value;
        break;
    case Field::content_length:
        takeLength(value, error);
        break;
    case Field::content_type:
        m_head.contentType = value;
        break;
    case Field::cookie:
        m_head.cookie = value;
        break;
    case Field::expect:
        m_head.expectsContinue = equals(value, "100-continue");
        if (!m_head.expectsContinue)
            refuse(error, {417, "expectation-failed", "Expect asks for something unknown",
                           "Only 100-continue is known"});
        break;
    case Field::forwarded:
        m_head.forwarded = value;
        break;
    case Field::host:
        takeHost(value, error);
        break;
    case Field::if_match:
        m_head.ifMatch = value;
        break;
    case Field::if_none_match:
        m_head.ifNoneMatch = value;
        break;
    case Field::origin:
        m_head.origin = value;
        break;
    case Field::transfer_encoding:
        takeCoding(value, error);
        break;
    default:
        takeUnknownField(view(fieldName), value);
    }
}

void Framing::takeTarget(ErrorCode &error)
{
    const std::string_view target = m_head.target;
    if (target.contains('#'))
        return refuse(error, {400, "bad-request", "The target has a fragment",
                              "Leave out the # and what stands behind it: it is the client's"});
    if (target.starts_with('/') || (target == "*" && m_head.method == "OPTIONS"))
        return;
    const std::size_t scheme = target.find("://");
    const bool isAbsolute = scheme != target.npos && (equals(target.substr(0, scheme), "http") ||
                                                      equals(target.substr(0, scheme), "https"));
    if (!isAbsolute)
        return refuse(error, {400, "bad-request", "The target is no path",
                              "Write the request line as: GET /path HTTP/1.1"});
    const std::string_view rest = target.substr(scheme + 3);
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    if (!isHost(rest.substr(0, end)))
        return refuse(error, {400, "bad-host", "The host of the target is malformed",
                              "Write the target as: http://example.org/path"});
    m_head.host = rest.substr(0, end); // it counts, not the field (RFC 9112, 3.2.2)
    m_head.target = rest.substr(end);
    if (!m_head.target.starts_with('/'))
        refuse(error, {400, "bad-request", "The target has no path",
                       "Write the target as: http://example.org/path"});
}

void Framing::on_header_impl(ErrorCode &error)
{
    m_isHeadDone = true;
    m_head.keepsAlive = keep_alive();
    if (m_hosts == 0 && m_head.minor == 1)
        return refuse(error, {400, "bad-host", "Host is missing", "HTTP/1.1 wants one Host field"});
    takeTarget(error);
}

void Framing::on_body_init_impl(const boost::optional<std::uint64_t> &, ErrorCode &) {}

std::size_t Framing::on_body_impl(View bytes, ErrorCode &error)
{
    if (onBody && !onBody(view(bytes)))
        refuse(error, bodyRefusal);
    return bytes.size();
}

/** Beast lets anything stand in quotes, a line feed too, at which other readers end the line. */
void Framing::on_chunk_header_impl(std::uint64_t, View extension, ErrorCode &error)
{
    const auto isControl = [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; };
    if (std::ranges::any_of(view(extension), isControl))
        error = Status::bad_chunk_extension;
}

std::size_t Framing::on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode &error)
{
    return on_body_impl(bytes, error);
}

void Framing::on_finish_impl(ErrorCode &) {}

} // namespace outlet::app::http
