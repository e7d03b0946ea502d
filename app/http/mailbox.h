// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>

#include <functional>
#include <mutex>
#include <utility>

namespace outlet::app::http {

/**
 * Brings calls from any thread into that of an object, for as long as there is one. Whoever posts
 * shares the box and may live longer than the object.
 */
class Mailbox
{
public:
    explicit Mailbox(QObject *context) : m_context(context) {}

    /** In the object's thread, before it goes: what is posted from now on is dropped. */
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_context = nullptr;
    }

    void post(std::function<void()> call)
    {
        const std::lock_guard lock(m_mutex);
        if (m_context)
            QMetaObject::invokeMethod(m_context, std::move(call), Qt::QueuedConnection);
    }

private:
    std::mutex m_mutex;
    QObject *m_context;
};

} // namespace outlet::app::http
