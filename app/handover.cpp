// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/handover.h"

#include <future>
#include <memory>

namespace outlet::app {

bool handOver(QObject &context, std::function<void()> work, std::chrono::milliseconds patience)
{
    // Shared: the caller may have gone when the work is done.
    const auto done = std::make_shared<std::promise<void>>();
    const auto end = done->get_future();
    QMetaObject::invokeMethod(
        &context,
        [work = std::move(work), done] {
            work();
            done->set_value();
        },
        Qt::QueuedConnection);
    return end.wait_for(patience) == std::future_status::ready;
}

} // namespace outlet::app
