// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::app::api {

/** Whether clients may keep an answer. */
enum class Freshness {
    Validated, ///< has an `ETag`; answers 304 and 406
    Momentary, ///< says how things are now: `no-store`
};

/**
 * What readers of `/openapi.json` and `/docs` are told about a route; the handler's comment is for
 * those who read the code. Names of schemas and parameters are those of the components in
 * `openapi.json` of this folder. Parameters of the path come from the pattern.
 */
struct Description
{
    QString id = {};      ///< unique, camelCase: names the function in generated clients
    QString tag = {};     ///< one of the tags of openapi.json
    QString summary = {}; ///< a few words without a full stop
    QString details = {}; ///< whole sentences; may be empty
    QString body = {};    ///< schema of the request's body; empty: it takes none
    QString schema = {};  ///< of the answer's body; empty: an object if it is JSON, else text
    QByteArray contentType = "application/json";
    Freshness freshness = Freshness::Validated;
    QList<int> statuses = {200}; ///< those whose body is `schema`
    QList<int> problems = {};    ///< further ones, beside those that any route may have
    QStringList parameters = {}; ///< of the query
    bool isDeprecated = false;

    bool isEmpty() const { return id.isEmpty(); }
};

} // namespace outlet::app::api
