// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace outlet::app::api {

/** A request, parsed once at the edge: nothing behind it decodes or splits again. */
struct Request
{
    QByteArray method; ///< upper case
    QByteArray target; ///< path and query as they came, still encoded
    QStringList
        segments; ///< of the path, decoded after splitting; a trailing slash adds an empty one
    QList<std::pair<QString, QString>> query; ///< decoded, in order
    QByteArray ifNoneMatch;
    QByteArray ifMatch;
    QByteArray acceptEncoding;
    QByteArray contentType;
    QByteArray lastEventId;
    QByteArray body;             ///< empty if it is in `file`
    std::shared_ptr<QFile> file; ///< a body too large for memory, at its beginning; else null
    QString correlationId;       ///< valid, given or made
    QString client;              ///< address that it came from, behind a trusted proxy its client's
    bool isAdmin = false;        ///< showed the admin token
    QString caller = {};         ///< `admin`, `token:<name>`; empty: nobody that is known
    QStringList permissions = {}; ///< of the caller's token; an administrator needs none
    /** As they came, names in lower case; only for the routes of plugins. */
    QList<std::pair<QByteArray, QByteArray>> headers = {};

    /** Whether the caller has a permission; nothing is one that everybody has. */
    bool mayUse(const QString &permission) const
    {
        return permission.isEmpty() || isAdmin || permissions.contains(permission);
    }
};

/**
 * Bytes that are not there all at once: a download, a stream of events. The edge asks for more only
 * when the client has taken what it got. All calls come from the connection's thread.
 */
class Stream
{
public:
    virtual ~Stream() = default;

    /** At most `size` bytes, empty if there are none at the moment; nothing at the end. */
    virtual std::optional<QByteArray> read(qsizetype size) = 0;

    /** Is given a function that may be called from any thread when there is more to read. */
    virtual void onMore(std::function<void()> wake) { Q_UNUSED(wake) }

    /** How many bytes there will be, if that is known. */
    virtual std::optional<qint64> size() const { return std::nullopt; }
};

/** An answer as a value. The body is shared, never copied, on its way to the socket. */
struct Reply
{
    int status = 200;
    QByteArray contentType = "application/json";
    QByteArray body = {};
    QList<std::pair<QByteArray, QByteArray>> headers = {}; ///< more; values without CR, LF, NUL
    std::shared_ptr<Stream> stream = {};                   ///< in place of `body`
    /**
     * Whether it holds for every request with the same method, target, `Accept-Encoding` and
     * `If-None-Match` until the snapshot changes, so that the edge may keep it.
     */
    bool isReady = false;
};

} // namespace outlet::app::api
