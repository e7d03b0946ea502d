// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/changewatch.h"

#include <QLoggingCategory>

namespace outlet::app {

namespace {
Q_LOGGING_CATEGORY(lcWatch, "outlet.app")
} // namespace

ChangeWatch::ChangeWatch(Ask ask, Work work, qint64 known)
    : m_ask(std::move(ask)), m_work(std::move(work)), m_known(known)
{
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
}

void ChangeWatch::start(std::chrono::milliseconds interval)
{
    m_timer.start(interval);
}

Result<void> ChangeWatch::lookOnce()
{
    const auto number = m_ask();
    if (!number)
        return std::unexpected(number.error());
    if (*number == m_known)
        return {};
    if (auto done = m_work(); !done)
        return done;
    m_known = *number;
    return {};
}

void ChangeWatch::look()
{
    const auto done = lookOnce();
    if (!done && !m_isFailing)
        qCWarning(lcWatch).noquote()
            << "The database cannot be asked for changes:" << done.error().message
            << done.error().hint;
    if (done && m_isFailing)
        qCInfo(lcWatch) << "The database can be asked for changes again";
    m_isFailing = !done;
}

} // namespace outlet::app
