// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/document.h"

#include <QCryptographicHash>

#include <mutex>

#include <zlib.h>

namespace outlet::registry {

namespace {

/** A gzip member of the bytes, or nothing when it would not be smaller. */
QByteArray compressed(const QByteArray &body, Effort effort)
{
    if (effort == Effort::None)
        return {};
    const int level = effort == Effort::High ? Z_BEST_COMPRESSION : Z_BEST_SPEED;
    const int gzipFormat = 15 + 16; // largest window, gzip head and trailer
    z_stream stream = {};
    if (deflateInit2(&stream, level, Z_DEFLATED, gzipFormat, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray out(qsizetype(deflateBound(&stream, uLong(body.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(body.constData()));
    stream.avail_in = uInt(body.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    const bool isDone = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return isDone && out.size() < body.size() ? out : QByteArray();
}

} // namespace

Document makeDocument(QByteArray body, QByteArray contentType, Effort effort)
{
    const QByteArray hash = QCryptographicHash::hash(body, QCryptographicHash::Sha256);
    Document document;
    document.contentType = std::move(contentType);
    document.etag = '"' + hash.first(12).toHex() + '"';
    document.gzip = compressed(body, effort);
    document.body = std::move(body);
    return document;
}

struct LateDocument::State
{
    std::once_flag once;
    std::function<QByteArray()> make;
    Document document;
};

LateDocument::LateDocument(std::function<QByteArray()> make) : m_state(std::make_shared<State>())
{
    m_state->make = std::move(make);
}

const Document &LateDocument::get() const
{
    static const Document none;
    if (!m_state)
        return none;
    std::call_once(m_state->once, [this] {
        m_state->document = makeDocument(m_state->make());
        m_state->make = nullptr; // with all that it holds
    });
    return m_state->document;
}

} // namespace outlet::registry
