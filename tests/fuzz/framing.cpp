// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/body.h"
#include "app/http/head.h"
#include "tests/fuzz/targets.h"

#include <QByteArray>
#include <QDir>

#include <algorithm>
#include <optional>
#include <string>

namespace outlet::tests::fuzz {

using namespace app::http;

namespace {

constexpr Limits limits{.requestLine = 256, .head = 1024, .fields = 16};

/** What became of one request. */
struct Outcome
{
    std::size_t headSize = 0; ///< 0: not whole
    std::string head;         ///< method, target and framing as they were understood
    std::string body;
    std::string refusal; ///< its code
    std::size_t used = 0;
    bool isComplete = false;
};

std::string shown(const Head &head)
{
    return std::string(head.method) + ' ' + std::string(head.target) + ' ' +
           std::string(head.host) + ' ' + std::to_string(head.length) +
           (head.isChunked ? " chunked" : "") + (head.keepsAlive ? " keeps" : "");
}

void takeBody(Outcome &outcome, std::string_view head, std::string_view rest, std::size_t step)
{
    Body body(head, {.size = 512, .inMemory = 512, .directory = QDir::tempPath()});
    std::string waiting; // as a connection keeps what was left
    for (std::size_t at = 0; at < rest.size() && !outcome.isComplete && outcome.refusal.empty();
         at += step) {
        waiting += rest.substr(at, step);
        const Body::Progress progress = body.take(waiting);
        require(progress.used <= waiting.size(), "a body uses no more bytes than there are");
        waiting.erase(0, progress.used);
        outcome.used += progress.used;
        outcome.isComplete = progress.isComplete;
        if (progress.refusal)
            outcome.refusal = progress.refusal->code;
    }
    outcome.body = body.bytes().toStdString();
}

/** The bytes as they come off the wire, `step` at a time. */
Outcome take(std::string_view bytes, std::size_t step)
{
    Outcome outcome;
    std::size_t seen = 0;
    while (outcome.headSize == 0 && seen < bytes.size()) {
        const std::string_view there = bytes.substr(0, seen + step);
        const auto size = findHead(there, seen, limits);
        if (!size) {
            outcome.refusal = size.error().code;
            return outcome;
        }
        require(*size <= there.size(), "a head is no longer than what came");
        outcome.headSize = *size;
        seen = there.size();
    }
    if (outcome.headSize == 0)
        return outcome;
    const std::string_view whole = bytes.substr(0, outcome.headSize);
    const auto head = parseHead(whole, limits);
    if (!head) {
        outcome.refusal = head.error().code;
        return outcome;
    }
    require(!head->method.empty() && !head->target.empty(), "a head has a method and a target");
    require(!head->isChunked || head->length == 0, "a body has one framing");
    require(head->target.find_first_of(std::string_view("\r\n\0 #", 5)) == head->target.npos,
            "a target has no blanks, line ends, NUL or fragment");
    outcome.head = shown(*head);
    if (head->hasBody())
        takeBody(outcome, whole, bytes.substr(outcome.headSize), step);
    return outcome;
}

} // namespace

void framing(std::string_view bytes)
{
    const Outcome whole = take(bytes, std::max<std::size_t>(bytes.size(), 1));
    for (const std::size_t step : {std::size_t(1), std::size_t(7)}) {
        const Outcome parts = take(bytes, step);
        // Of two faults the one that comes first may be told when the rest is not there yet.
        require(whole.refusal.empty() == parts.refusal.empty() || !parts.head.empty() ||
                    !whole.head.empty(),
                "a head is judged the same in one piece and in many");
        if (!whole.refusal.empty() || !parts.refusal.empty())
            continue;
        require(whole.headSize == parts.headSize && whole.head == parts.head,
                "a head means the same in one piece and in many");
        require(whole.isComplete == parts.isComplete && whole.used == parts.used,
                "a body ends at the same byte in one piece and in many");
        require(whole.body == parts.body, "a body is the same in one piece and in many");
    }
}

} // namespace outlet::tests::fuzz
