// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/document.h"

#include <QHash>
#include <QString>

#include <memory>
#include <mutex>

namespace outlet::app::api {

/**
 * The files of the console, which are in the program. Each becomes an answer when somebody asks for
 * it for the first time; its bytes are never copied. Thread-safe.
 */
class Console
{
public:
    Console();
    ~Console();

    /** What is called that, as `index.html` or `assets/index-x1.js`; null: nothing is. */
    const registry::Document *find(const QString &name) const;

private:
    struct File;
    QHash<QString, std::shared_ptr<File>> m_files;
};

/**
 * `GET /` -> 200, the console. Its Content-Security-Policy lets it load from this server, and
 * nothing from elsewhere. A server that was built without it answers a page that says so.
 */
Reply consolePage(const Request &request, const Console &console);

/**
 * `GET /assets/{file}` -> 200, what the page loads. Another content has another name, so that
 * clients never ask twice. 404 for a name that no build of this program had.
 */
Reply consoleAsset(const Request &request, const Console &console, const QString &name);

/** `GET /outlet-form.js`, `/favicon.svg` -> 200, or 404 where the console was not built. */
Reply consoleFile(const Request &request, const Console &console, const QString &name);

} // namespace outlet::app::api
