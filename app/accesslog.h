// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace outlet::app {

/** What there is to say about a request that has been answered. */
struct AccessLine
{
    QByteArray method;
    QByteArray target; ///< as it came
    QString route;     ///< the pattern that answered; empty where none did
    int status = 0;
    qint64 bytes = 0;        ///< of the body, as sent
    double milliseconds = 0; ///< from the last byte of the request to the end of its answer
    QString client;          ///< its address
    QString correlationId;
};

/**
 * One line in the category `outlet.access`, at level info. Text reads like a common log,
 * `127.0.0.1 "GET /healthz" 200 15 0.042 ms`; JSON has the same as `message`, and `client`,
 * `method`, `target`, `route` (null where none), `status`, `bytes` and `duration_ms` beside it.
 * Nothing in a request can end the quotes or the line. Costs next to nothing where the level is
 * off. Thread-safe.
 */
void logAccess(const AccessLine &line);

} // namespace outlet::app
