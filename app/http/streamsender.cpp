// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/streamsender.h"

#include "app/http/log.h"

namespace outlet::app::http {

namespace {

constexpr qsizetype partSize = 65'536;         ///< bytes asked of a stream at once
constexpr std::int64_t budget = 16 * partSize; ///< bytes sent in one turn

QByteArray chunk(const QByteArray &bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

} // namespace

StreamSender::Progress StreamSender::pump(Output &output, int socket, std::int64_t most)
try {
    for (std::int64_t given = 0; given < budget;) {
        if (output.waiting() >= most)
            return Progress::Blocked;
        const std::optional<QByteArray> part = m_stream->read(partSize);
        if (!part) {
            if (m_isChunked)
                output.add("0\r\n\r\n");
            return Progress::Complete;
        }
        if (part->isEmpty())
            return Progress::Starved;
        output.add(m_isChunked ? chunk(*part) : *part);
        given += part->size();
        const auto result = output.flush(socket);
        if (result == Output::Result::Failed)
            return Progress::Failed;
        if (result == Output::Result::Blocked)
            return Progress::Blocked;
    }
    return Progress::Yielding;
} catch (const std::exception &problem) {
    qCCritical(lcHttp, "A stream failed, its connection is ended: %s", problem.what());
    return Progress::Failed;
}

} // namespace outlet::app::http
