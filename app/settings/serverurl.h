// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QList>
#include <QString>

#include <chrono>
#include <utility>

namespace outlet::app {

/** Where a PostgreSQL database is and how it is talked to. Holds a secret: print `shownAs`. */
struct ServerUrl
{
    QString
        host; ///< a name, an address, the absolute directory of a socket; empty: the default one
    int port = 5432;
    QString database;
    QString user; ///< empty: that of the process
    QString password;
    std::chrono::seconds connectTimeout{3};           ///< nobody ever waits longer for an answer
    std::chrono::milliseconds statementTimeout{5000}; ///< then the server ends a statement
    std::chrono::milliseconds lockTimeout{2000};      ///< then it gives up waiting for others
    QString options;                               ///< for the session, as `-c search_path=outlet`
    QList<std::pair<QString, QString>> parameters; ///< of libpq: `sslmode` and the like
    QString shownAs;                               ///< the URL without the password
};

/** Whether a URL means a PostgreSQL database; says nothing about whether it is right. */
bool isServerUrl(const QString &url);

/**
 * Reads `postgresql://user:password@host:port/database?name=value&...` (or `postgres://`). Every
 * part may have escapes (`%2F`); the host may be `[::1]`, a socket's directory with `/` written as
 * `%2F`, or the option `host`. Options: those of libpq about TLS, `application_name`,
 * `target_session_attrs`, `options`, `connect_timeout` in seconds (2 to 60), and, beyond libpq,
 * `statement_timeout` and `lock_timeout` in milliseconds (10 to 600000).
 *
 * Errors (InvalidArgument) never have the password.
 */
Result<ServerUrl> readServerUrl(const QString &url);

} // namespace outlet::app
