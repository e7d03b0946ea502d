// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/clientaddress.h"
#include "tests/fuzz/targets.h"

namespace outlet::tests::fuzz {

using namespace Qt::StringLiterals;
using namespace app::http;

/** The bytes as `Forwarded`, as `X-Forwarded-For` and as a network of the settings. */
void forwarded(std::string_view bytes)
{
    const QHostAddress proxy(u"10.0.0.1"_s);
    const QHostAddress stranger(u"203.0.113.5"_s);
    const Networks trusted{{QHostAddress(u"10.0.0.0"_s), 8}};
    Head head;
    head.forwarded = bytes;
    require(clientOf(head, stranger, trusted) == stranger, "a stranger's word counts for nothing");
    require(!clientOf(head, proxy, trusted).isNull(), "behind a proxy there is a client");
    clientOf(head, {}, trusted);
    head.forwarded = {};
    head.xForwardedFor = bytes;
    require(clientOf(head, stranger, trusted) == stranger, "a stranger's word counts for nothing");
    require(!clientOf(head, proxy, trusted).isNull(), "behind a proxy there is a client");
    const auto network = parseNetwork(QString::fromUtf8(bytes.data(), qsizetype(bytes.size())));
    require(!network || (network->second >= 0 && network->second <= 128),
            "a network has a length that its addresses have");
}

} // namespace outlet::tests::fuzz
