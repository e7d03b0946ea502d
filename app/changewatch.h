// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QTimer>

#include <chrono>
#include <functional>

namespace outlet::app {

/**
 * Asks at a fixed interval whether a number has changed, and if so has the work done again.
 *
 * A failure, of asking or of the work, goes to the log once, and its end once; the work is tried
 * again at every tick until it succeeds. Lives in the thread of its event loop.
 */
class ChangeWatch
{
public:
    using Ask = std::function<Result<qint64>()>;
    using Work = std::function<Result<void>()>;

    /** @param known the number for which the work is done already */
    ChangeWatch(Ask ask, Work work, qint64 known);

    void start(std::chrono::milliseconds interval);
    void stop() { m_timer.stop(); }

    /** What every tick does. */
    void look();

private:
    Result<void> lookOnce();

    Ask m_ask;
    Work m_work;
    qint64 m_known;
    bool m_isFailing = false;
    QTimer m_timer;
};

} // namespace outlet::app
