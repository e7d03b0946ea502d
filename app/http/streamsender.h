// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "app/http/output.h"

namespace outlet::app::http {

/** Sends a stream no faster than its client takes it. In the thread of the connection. */
class StreamSender
{
public:
    enum class Progress {
        Complete, ///< nothing more comes; Output may still have to be flushed
        Starved,  ///< the stream has nothing more at the moment
        Blocked,  ///< the client does not take more now
        Yielding, ///< there is more, but it is somebody else's turn
        Failed,   ///< the client is gone, or the stream threw: the connection ends, not the server
    };

    StreamSender(std::shared_ptr<api::Stream> stream, bool isChunked)
        : m_stream(std::move(stream)), m_isChunked(isChunked)
    {}

    /** @param most bytes that wait for the client */
    Progress pump(Output &output, int socket, std::int64_t most);

    bool hasSize() const { return m_stream->size().has_value(); }

private:
    std::shared_ptr<api::Stream> m_stream;
    bool m_isChunked;
};

} // namespace outlet::app::http
