// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/head.h"

#include "app/http/framing.h"

#include <algorithm>
#include <optional>

namespace outlet::app::http {

namespace {

constexpr std::string_view endOfHead = "\r\n\r\n";

Refusal badBytes()
{
    return {400, "bad-request",
            "The head has a control character, a folded line, or a line that "
            "does not end in CR LF",
            "Write each field on one line of printable characters, ended by CR LF"};
}

/** The first thing in the bytes that no valid head has; they may end anywhere. */
std::optional<Refusal> wrongBytes(std::string_view bytes, const Limits &limits)
{
    std::int64_t lines = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto c = static_cast<unsigned char>(bytes[i]);
        if (c >= 0x20 && c != 0x7f)
            continue;
        if (c == '\t')
            continue;
        if (lines == 0 && std::int64_t(i) > limits.requestLine)
            break; // told below, as if the rest had not come yet
        if (c != '\r' || (i + 1 < bytes.size() && bytes[i + 1] != '\n'))
            return badBytes();
        if (i + 2 < bytes.size() && (bytes[i + 2] == ' ' || bytes[i + 2] == '\t'))
            return badBytes();
        ++lines;
        ++i;
    }
    const std::size_t firstLine = std::min(bytes.find('\r'), bytes.size());
    if (std::int64_t(firstLine) > limits.requestLine)
        return Refusal{414, "target-too-long", "The request line is too long",
                       "Shorten the address"};
    if (lines > limits.fields + 2) // the request line and the empty one
        return Refusal{431, "head-too-large", "The request has too many header fields",
                       "Send fewer, such as cookies of other applications"};
    return std::nullopt;
}

} // namespace

std::expected<std::size_t, Refusal> findHead(std::string_view bytes, std::size_t seen,
                                             const Limits &limits)
{
    const std::size_t from = seen < endOfHead.size() ? 0 : seen - (endOfHead.size() - 1);
    const std::size_t found = bytes.find(endOfHead, from);
    const std::size_t size = found == bytes.npos ? bytes.size() : found + endOfHead.size();
    if (std::int64_t(size) > limits.head)
        return std::unexpected(
            wrongBytes(bytes.substr(0, std::size_t(limits.head)), limits)
                .value_or(Refusal{431, "head-too-large", "The head of the request is too large",
                                  "Send fewer or shorter fields, such as cookies"}));
    if (const auto wrong = wrongBytes(bytes.substr(0, size), limits))
        return std::unexpected(*wrong);
    return found == bytes.npos ? 0 : size;
}

std::expected<Head, Refusal> parseHead(std::string_view bytes, const Limits &limits)
{
    Framing framing(limits);
    Framing::ErrorCode error;
    framing.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error && error != boost::beast::http::error::need_more)
        return std::unexpected(framing.refusal(error));
    if (!framing.is_header_done())
        return std::unexpected(framing.refusal(boost::beast::http::error::bad_field));
    return framing.head();
}

} // namespace outlet::app::http
