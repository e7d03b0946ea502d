// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/head.h"

#include <outlet/result.h>

#include <QHostAddress>
#include <QList>
#include <QString>

#include <utility>

namespace outlet::app::http {

/** Networks whose word about their clients is believed: address and length of the prefix. */
using Networks = QList<std::pair<QHostAddress, int>>;

/** Reads `10.0.0.0/8`, `192.0.2.1`, `::1`. Errors (InvalidArgument): anything else. */
Result<std::pair<QHostAddress, int>> parseNetwork(const QString &text);

bool isWithin(const QHostAddress &address, const Networks &networks);

/**
 * Who sent the request: the peer (null: a Unix socket, behind which only a proxy can be, so
 * trusted), or, if that is a trusted proxy, the last address in `Forwarded` (RFC 7239) or else
 * `X-Forwarded-For` that is none. Whatever stands before that in the list was written by strangers.
 * Where both are there and say different things, one of them may be a stranger's too: then it is
 * the peer. Pure.
 */
QHostAddress clientOf(const Head &head, const QHostAddress &peer, const Networks &trusted);

} // namespace outlet::app::http
