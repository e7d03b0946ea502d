// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/exitcode.h"
#include "app/settings.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>

namespace outlet::app::cli {

inline const QString serverFlag = QStringLiteral("--server");
inline const QString tokenFlag = QStringLiteral("--token");
inline const QString tokenFileFlag = QStringLiteral("--token-file");

/** A server that runs, and by which right it is asked. Holds a secret: print `url` and `origin`. */
struct ServerPlace
{
    QUrl url;         ///< without a slash at its end
    QByteArray token; ///< empty: none was found
    QString origin;   ///< where the token comes from, or where it was looked for
};

/**
 * `--server`, else the address of the settings; the token of `--token`, `--token-file`, the
 * settings or `<data>/admin-token`, the first that there is.
 * Errors (InvalidArgument): no URL of a server, a file that cannot be read.
 */
Result<ServerPlace> serverPlace(const Settings &settings, const QMap<QString, QString> &options);

struct ServerQuestion
{
    QByteArray method;
    QString path; ///< escaped, with its query
    QByteArray body = {};
    QByteArray type = {};
};

struct ServerAnswer
{
    QByteArray body; ///< JSON
    QJsonObject json;
};

/** Why a server did not do it, in words for the operator, and how the program ends then. */
struct ServerRefusal
{
    ExitCode code = ExitCode::CheckFailed;
    Error error;
    QStringList evidence = {}; ///< the single facts
};

/** A line for each finding of a ChangePreview of the API. */
QStringList findingsOf(const QJsonValue &preview);

/**
 * Asks, and waits for the answer. Who hangs up without a word is asked again. Follows no
 * redirection: the token goes to one place only. Refusals: Unreachable, where nobody answers in
 * time; Usage for a wrong token (401, 403), a name that nothing has (404) and wrong values (422);
 * CheckFailed for what cannot be done (409 ...).
 */
std::expected<ServerAnswer, ServerRefusal> askServer(const ServerPlace &place,
                                                     const ServerQuestion &question,
                                                     std::chrono::milliseconds patience);

} // namespace outlet::app::cli
