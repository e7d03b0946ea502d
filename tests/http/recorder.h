// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"

#include <QByteArray>
#include <QByteArrayList>

#include <memory>
#include <mutex>
#include <utility>

namespace outlet::tests {

/** A handler that remembers what it was asked for. Copies share their memory. */
class Recorder
{
public:
    /** Answers with the target. */
    app::api::Reply operator()(const app::api::Request &request) const
    {
        const std::lock_guard lock(m_memory->mutex);
        m_memory->runs.append(request.target + ':' + request.correlationId.toLatin1());
        app::api::Reply reply;
        reply.contentType = "text/plain";
        reply.body = request.target + ' ' + request.body;
        return reply;
    }

    /** `target:id` of every request since the last time. */
    QByteArrayList takeRuns() const
    {
        const std::lock_guard lock(m_memory->mutex);
        return std::exchange(m_memory->runs, {});
    }

private:
    struct Memory
    {
        std::mutex mutex;
        QByteArrayList runs;
    };

    std::shared_ptr<Memory> m_memory = std::make_shared<Memory>();
};

} // namespace outlet::tests
