// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/document.h"

#include <QByteArrayView>

namespace outlet::app::api {

/** How long a client may use an answer without asking again. */
enum class Caching {
    Revalidate, ///< keep it, but ask each time: `no-cache`
    Day,        ///< `public, max-age=86400`
    Immutable,  ///< another content has another address: `public, max-age=31536000, immutable`
};

/** The representations of an answer that a client can be given. */
enum class Coding { Identity, Gzip, None };

/**
 * Chooses by `Accept-Encoding` (RFC 9110, 12.5.3): q-values, `*`, `identity;q=0`, `x-gzip`. Gzip
 * wins when it is named with a weight that is not below that of identity. None: the client refuses
 * everything that there is. Pure.
 */
Coding chooseCoding(QByteArrayView acceptEncoding, bool hasGzip);

/** Whether `If-None-Match` names `etag`, by weak comparison: a list, or `*`. Pure. */
bool isNamedBy(QByteArrayView ifNoneMatch, QByteArrayView etag);

/**
 * The document in the representation that fits the request: 200, 304 without body, or 406; with a
 * strong `ETag` per representation, `Vary` and `Cache-Control`. Copies no bytes. The reply is
 * ready: the document has to belong to the snapshot.
 */
Reply documentReply(const Request &request, const registry::Document &document,
                    Caching caching = Caching::Revalidate);

/** The same for JSON that was made for this request. */
Reply jsonReply(const Request &request, const QByteArray &json);

} // namespace outlet::app::api
