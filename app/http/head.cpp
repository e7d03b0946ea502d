// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/head.h"

#include "app/http/framing.h"

#include <QSet>

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

/**
 * Without branches, and in blocks so short that bytes can hold the counts: so the compiler looks at
 * many bytes at once.
 */
bool hasControls(std::string_view bytes, std::size_t lines)
{
    constexpr std::size_t block = 128;
    bool hasControl = false;
    std::size_t returns = 0;
    for (std::size_t begin = 0; begin < bytes.size(); begin += block) {
        unsigned char controls = 0;
        unsigned char returnsHere = 0;
        for (const char character : bytes.substr(begin, block)) {
            const auto c = static_cast<unsigned char>(character);
            const bool isBreak = (c == '\r') | (c == '\n');
            controls |= ((c < 0x20) & (c != '\t') & !isBreak) | (c == 0x7f);
            returnsHere += c == '\r';
        }
        hasControl = hasControl || controls != 0;
        returns += returnsHere;
    }
    // Each line has been seen to end in CR LF, so one more CR stands alone, unless its LF is to
    // come.
    return hasControl || returns - lines != std::size_t(bytes.ends_with('\r'));
}

/** The number of lines that have ended; nothing if one ends without a CR or goes on in the next. */
std::optional<std::size_t> countLines(std::string_view bytes)
{
    std::size_t lines = 0;
    for (std::size_t end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n', end + 1)) {
        const char next = end + 1 < bytes.size() ? bytes[end + 1] : '\r';
        if (end == 0 || bytes[end - 1] != '\r' || next == ' ' || next == '\t')
            return std::nullopt;
        ++lines;
    }
    return lines;
}

/** The first thing in the bytes that no valid head has; they may end anywhere. */
std::optional<Refusal> wrongBytes(std::string_view bytes, const Limits &limits)
{
    const auto longest = std::size_t(limits.requestLine);
    const bool isLong = std::min(bytes.find('\r'), bytes.size()) > longest;
    const std::string_view judged = isLong ? bytes.substr(0, longest) : bytes;
    const auto lines = countLines(judged);
    if (!lines || hasControls(judged, *lines))
        return badBytes();
    if (isLong)
        return Refusal{414, "target-too-long", "The request line is too long",
                       "Shorten the address"};
    if (std::int64_t(*lines) > limits.fields + 2) // the request line and the empty one
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

bool isHopByHop(const QByteArray &name)
{
    static const QSet<QByteArray> names = {"connection",
                                           "keep-alive",
                                           "proxy-authenticate",
                                           "proxy-authorization",
                                           "proxy-connection",
                                           "te",
                                           "trailer",
                                           "transfer-encoding",
                                           "upgrade",
                                           "content-length",
                                           "expect"};
    return names.contains(name);
}

QList<std::pair<QByteArray, QByteArray>> endToEndFields(std::string_view head)
{
    QList<std::pair<QByteArray, QByteArray>> fields;
    QSet<QByteArray> dropped = {"authorization"};
    for (std::size_t begin = head.find("\r\n") + 2; begin < head.size();) {
        const std::size_t end = head.find("\r\n", begin);
        const std::string_view line = head.substr(begin, end - begin);
        begin = end == head.npos ? head.size() : end + 2;
        const std::size_t colon = line.find(':');
        if (colon == line.npos)
            continue; // the empty line
        const QByteArray name = QByteArray(line.data(), qsizetype(colon)).toLower();
        const QByteArray value =
            QByteArray(line.data() + colon + 1, qsizetype(line.size() - colon - 1)).trimmed();
        if (name == "connection") {
            for (const QByteArray &option : value.split(','))
                dropped.insert(option.trimmed().toLower());
        }
        if (!isHopByHop(name))
            fields.emplaceBack(name, value);
    }
    fields.removeIf([&dropped](const auto &field) { return dropped.contains(field.first); });
    return fields;
}

} // namespace outlet::app::http
