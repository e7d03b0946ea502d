// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/console.h"

#include "app/api/conditional.h"
#include "app/api/errors.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QResource>

/** Has to stand outside of any namespace. */
static void loadConsole()
{
    Q_INIT_RESOURCE(outlet_console);
}

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Document;

namespace {

constexpr QLatin1StringView root = ":/outlet/console/"_L1;

QByteArray contentTypeOf(const QString &name)
{
    const QString suffix = name.sliced(name.lastIndexOf(u'.') + 1);
    if (suffix == "html"_L1)
        return "text/html; charset=utf-8";
    if (suffix == "js"_L1)
        return "text/javascript; charset=utf-8";
    if (suffix == "css"_L1)
        return "text/css; charset=utf-8";
    if (suffix == "svg"_L1)
        return "image/svg+xml";
    return "application/octet-stream";
}

/** The bytes where they lie in the program; empty if there is no such file. */
QByteArray bytesOf(const QString &name)
{
    const QResource resource(root + name);
    const auto *data = reinterpret_cast<const char *>(resource.data());
    return data ? QByteArray::fromRawData(data, resource.size()) : QByteArray();
}

Document documentOf(const QString &name)
{
    Document document;
    document.contentType = contentTypeOf(name);
    document.body = bytesOf(name);
    document.gzip = bytesOf(name + ".gz"_L1);
    const QByteArray hash = QCryptographicHash::hash(document.body, QCryptographicHash::Sha256);
    document.etag = '"' + hash.first(12).toHex() + '"';
    return document;
}

Reply withProtection(Reply reply)
{
    reply.headers += {{"X-Content-Type-Options", "nosniff"}, {"Referrer-Policy", "no-referrer"}};
    return reply;
}

Reply notThere(const Request &request, const QString &hint)
{
    return problemReply(request, 404, u"Not Found"_s, "not-found"_L1, hint);
}

} // namespace

struct Console::File
{
    std::once_flag once;
    Document document;
};

Console::Console()
{
    loadConsole();
    QDirIterator files(root, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString name = files.next().sliced(root.size());
        if (!name.endsWith(".gz"_L1))
            m_files.insert(name, std::make_shared<File>());
    }
}

Console::~Console() = default;

const Document *Console::find(const QString &name) const
{
    const auto found = m_files.constFind(name);
    if (found == m_files.constEnd())
        return nullptr;
    File &file = **found;
    std::call_once(file.once, [&] { file.document = documentOf(name); });
    return &file.document;
}

Reply consolePage(const Request &request, const Console &console)
{
    const Document *page = console.find(u"index.html"_s);
    if (!page)
        return notThere(request, u"/docs describes what there is"_s);
    Reply reply = withProtection(documentReply(request, *page));
    reply.headers.emplaceBack(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'");
    return reply;
}

Reply consoleAsset(const Request &request, const Console &console, const QString &name)
{
    const Document *asset = console.find("assets/"_L1 + name);
    if (!asset)
        return notThere(request, u"The console has been replaced: load its page anew"_s);
    return withProtection(documentReply(request, *asset, Caching::Immutable));
}

Reply consoleFile(const Request &request, const Console &console, const QString &name)
{
    const Document *file = console.find(name);
    if (!file)
        return notThere(request, u"This server was built without its console"_s);
    return withProtection(documentReply(request, *file));
}

} // namespace outlet::app::api
