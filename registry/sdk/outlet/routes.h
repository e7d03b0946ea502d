// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/result.h>

#include <QByteArray>
#include <QList>
#include <QString>
#include <QtPlugin>

#include <utility>

namespace outlet {

/** A request to one of the plugin's own endpoints. */
struct Request
{
    QString method; ///< upper case, one that the manifest declares for this path
    QString path;   ///< decoded, below `/<plugin id>`, begins with a slash
    QList<std::pair<QString, QString>> query;         ///< decoded, in order
    QList<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;
    QString correlationId; ///< put it into what you log
};

/** The answer. Hop-by-hop headers are the server's business and are dropped. */
struct Response
{
    int status = 200;                                 ///< 200 to 599
    QList<std::pair<QByteArray, QByteArray>> headers; ///< values without CR, LF or NUL
    QByteArray body;
};

/**
 * HTTP endpoints of a plugin, served below `/<plugin id>`.
 *
 * Only what `endpoints` of the manifest declares arrives here; permissions were checked before.
 * Runs on a worker with a deadline; may be called from several threads at once.
 */
class Routes
{
public:
    virtual ~Routes() = default;

    /** An error becomes an answer in the server's usual shape, with the status of its code. */
    virtual Result<Response> handle(const Request &request) = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::Routes, "org.outlet.Routes/1")
