// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/body.h"

#include "app/http/framing.h"

#include <cerrno>
#include <fcntl.h>

namespace outlet::app::http {

namespace {

/** Sizes and extensions of chunks, trailers: what is no body needs a bound of its own. */
constexpr std::size_t maxBetweenChunks = 4096;

/** A file without a name: nothing to clean up, whatever happens. */
std::shared_ptr<QFile> namelessFile(const QString &directory)
{
    const int descriptor =
        ::open(QFile::encodeName(directory).constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    auto file = std::make_shared<QFile>();
    const bool isOpen =
        descriptor >= 0 && file->open(descriptor, QIODevice::ReadWrite | QIODevice::Unbuffered,
                                      QFileDevice::AutoCloseHandle);
    return isOpen ? file : nullptr;
}

} // namespace

struct Body::Private
{
    Private(qsizetype headSize, const Bounds &wanted)
        : bounds(wanted), limits{.head = headSize}, framing(limits)
    {}

    bool append(std::string_view part);
    bool spool(std::string_view part);

    Bounds bounds;
    const Limits limits; ///< of the head, which was judged before
    Framing framing;
    std::int64_t size = 0;
    QByteArray memory;
    std::shared_ptr<QFile> file;
};

bool Body::Private::append(std::string_view part)
{
    size += std::int64_t(part.size());
    if (size > bounds.size) {
        framing.bodyRefusal = {413, "body-too-large", "The body is too large", "Send less at once"};
        return false;
    }
    if (size > bounds.inMemory || file)
        return spool(part);
    memory.append(part.data(), qsizetype(part.size()));
    return true;
}

bool Body::Private::spool(std::string_view part)
{
    const auto write = [this](const char *data, qsizetype count) {
        return file->write(data, count) == count;
    };
    if (!file) {
        file = namelessFile(bounds.directory);
        if (file && write(memory.constData(), memory.size()))
            memory.clear();
        else
            file.reset();
    }
    if (file && write(part.data(), qsizetype(part.size())))
        return true;
    framing.bodyRefusal = {
        507, "insufficient-storage", "The body cannot be kept",
        "The server's data directory is full or not writable: tell its operator"};
    return false;
}

Body::Body(std::string_view head, const Bounds &bounds)
    : d(std::make_unique<Private>(qsizetype(head.size()), bounds))
{
    Framing::ErrorCode error;
    d->framing.put(boost::asio::const_buffer(head.data(), head.size()), error);
    d->framing.onBody = [p = d.get()](std::string_view part) { return p->append(part); };
}

Body::~Body() = default;

Body::Progress Body::take(std::string_view bytes)
{
    Progress progress;
    while (progress.used < bytes.size() && !d->framing.is_done()) {
        Framing::ErrorCode error;
        const std::string_view rest = bytes.substr(progress.used);
        const std::size_t used =
            d->framing.put(boost::asio::const_buffer(rest.data(), rest.size()), error);
        progress.used += used;
        const bool isWaiting = error == boost::beast::http::error::need_more;
        if (error && !isWaiting) {
            progress.refusal = d->framing.refusal(error);
            return progress;
        }
        if (isWaiting || used == 0)
            break;
    }
    progress.isComplete = d->framing.is_done();
    if (progress.isComplete && d->file)
        d->file->seek(0);
    if (!progress.isComplete && bytes.size() - progress.used > maxBetweenChunks)
        progress.refusal =
            Refusal{400, "bad-framing",
                    "A chunk's extension or the trailer of the body is too long", "Send none"};
    return progress;
}

QByteArray Body::bytes() const
{
    return d->memory;
}

std::shared_ptr<QFile> Body::file() const
{
    return d->file;
}

} // namespace outlet::app::http
