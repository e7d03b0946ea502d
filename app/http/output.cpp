// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/output.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

namespace outlet::app::http {

namespace {

bool isFull(std::int64_t result)
{
    return result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

iovec part(std::string_view bytes)
{
    return {const_cast<char *>(bytes.data()), bytes.size()};
}

std::int64_t sendAll(int socket, std::span<iovec> parts, int flags)
{
    msghdr message = {};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    return ::sendmsg(socket, &message, flags | MSG_NOSIGNAL | MSG_DONTWAIT);
}

/** The file with the bytes in it; -1, and it is closed, if it does not take them. */
int filled(int file, const QByteArray &bytes)
{
    qsizetype written = 0;
    while (file >= 0 && written < bytes.size()) {
        const ssize_t result =
            ::write(file, bytes.constData() + written, size_t(bytes.size() - written));
        if (result > 0) {
            written += result;
        } else if (errno != EINTR) {
            ::close(file);
            return -1;
        }
    }
    return file;
}

} // namespace

AnswerFile::AnswerFile(const QByteArray &bytes, const QString &directory) : m_size(bytes.size())
{
    const QByteArray path = QFile::encodeName(directory);
    m_descriptor = filled(::open(path.constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), bytes);
    if (m_descriptor < 0)
        m_descriptor = filled(::memfd_create("outlet-answer", MFD_CLOEXEC), bytes);
}

AnswerFile::~AnswerFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void Output::add(Part part)
{
    const qsizetype left = part.size() - part.offset;
    if (left <= 0)
        return;
    m_waiting += left;
    m_parts.push_back(std::move(part));
}

void Output::add(const QByteArray &bytes)
{
    add(Part{bytes, {}, 0});
}

/** Keeps what is left after `sent` bytes of all three parts. */
Output::Result Output::queue(std::int64_t sent, std::string_view head, std::string_view tail,
                             Part body)
{
    for (const std::string_view text : {head, tail}) {
        const auto used = std::min<std::int64_t>(sent, std::int64_t(text.size()));
        sent -= used;
        add(QByteArray(text.data() + used, qsizetype(text.size()) - used));
    }
    body.offset = sent;
    add(std::move(body));
    return m_parts.empty() ? Result::Sent : Result::Blocked;
}

Output::Result Output::send(int socket, std::string_view head, std::string_view tail,
                            const QByteArray &body)
{
    if (!m_parts.empty()) {
        queue(0, head, tail, {body, {}, 0});
        return flush(socket);
    }
    iovec parts[] = {part(head), part(tail), part({body.constData(), size_t(body.size())})};
    const std::int64_t result = sendAll(socket, parts, 0);
    if (result < 0 && !isFull(result))
        return Result::Failed;
    const std::int64_t sent = std::max<std::int64_t>(result, 0);
    m_sent += std::uint64_t(sent);
    if (sent == std::int64_t(head.size() + tail.size()) + body.size())
        return Result::Sent;
    return queue(sent, head, tail, {body, {}, 0});
}

Output::Result Output::send(int socket, std::string_view head, std::string_view tail,
                            const std::shared_ptr<const AnswerFile> &body)
{
    std::int64_t sent = 0;
    if (m_parts.empty()) {
        iovec parts[] = {part(head), part(tail)};
        const std::int64_t result = sendAll(socket, parts, MSG_MORE);
        if (result < 0 && !isFull(result))
            return Result::Failed;
        sent = std::max<std::int64_t>(result, 0);
        m_sent += std::uint64_t(sent);
    }
    queue(sent, head, tail, {{}, body, 0});
    return flush(socket);
}

std::int64_t Output::sendPart(int socket, const Part &part)
{
    const auto left = size_t(part.size() - part.offset);
    if (!part.file)
        return ::send(socket, part.bytes.constData() + part.offset, left,
                      MSG_NOSIGNAL | MSG_DONTWAIT);
    off_t offset = part.offset;
    // Has no MSG_NOSIGNAL: the program ignores SIGPIPE.
    return ::sendfile(socket, part.file->descriptor(), &offset, left);
}

Output::Result Output::flush(int socket)
{
    while (!m_parts.empty()) {
        Part &part = m_parts.front();
        const std::int64_t result = sendPart(socket, part);
        if (result <= 0)
            return isFull(result) ? Result::Blocked : Result::Failed;
        part.offset += result;
        m_waiting -= result;
        m_sent += std::uint64_t(result);
        if (part.offset == part.size())
            m_parts.pop_front();
    }
    return Result::Sent;
}

} // namespace outlet::app::http
