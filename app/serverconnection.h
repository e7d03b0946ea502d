// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings/serverurl.h"

#include <outlet/result.h>

#include <QSqlDatabase>

#include <memory>

namespace outlet::app {

/** The oldest PostgreSQL that the core's migrations run on. */
constexpr int oldestServer = 13;

/**
 * Opens a handle of Qt's driver QPSQL. Blocks for at most the URL's connect timeout, for each
 * address that the host's name has. Every session has the URL's statement and lock timeout, UTC,
 * and says nothing but warnings.
 *
 * Errors say what failed and what to do, never with the password. Unavailable: nobody listens,
 * nobody answers, the server starts, stops or is full, so that trying again may help. Database:
 * everything that somebody has to mend.
 */
Result<void> openServer(QSqlDatabase &handle, const ServerUrl &server, bool isReadOnly);

/** What libpq says about a connection that it could not make, in our words. Pure. */
Error explainedConnecting(const ServerUrl &server, const QString &words);

/** Forgets the notifications that have come: unread they would pile up in the library. */
void dropNotifications(const QSqlDatabase &handle);

/**
 * A second descriptor of a connection's socket. To cut it makes every call that waits for an answer
 * on that connection fail at once: the only way to end a call of libpq from outside.
 * Thread-safe, and may outlive the connection.
 */
class Line
{
public:
    /** Of an open connection of QPSQL; null where its socket cannot be had. */
    static std::shared_ptr<Line> of(const QSqlDatabase &handle);
    ~Line();
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;

    void cut() const;

    /** Whether the server has said something unasked, such as that it has closed. */
    bool hasNews() const;

    /** For a notifier of somebody who wants to know of news; closed with this object. */
    int descriptor() const { return m_socket; }

private:
    explicit Line(int socket) : m_socket(socket) {}

    int m_socket;
};

} // namespace outlet::app
