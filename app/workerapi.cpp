// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workerapi.h"

#include "app/api/errors.h"
#include "app/databasewatch.h"

#include <QElapsedTimer>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longWaitMs = 1000; // an answer comes sooner, whatever it is

/** What a client is told; where the database is, and why it is away, is for the log. */
Error away(const Error &reason)
{
    return {ErrorCode::Unavailable, u"The database does not answer"_s,
            u"Try again in a moment; /readyz says when it is back"_s, reason.message};
}

} // namespace

WorkerApi::WorkerApi(const QString &databaseUrl, api::ApiParts parts, DatabaseWatch &watch)
    : m_database(databaseUrl, Access::ReadWrite), m_parts(std::move(parts)), m_watch(watch)
{
    m_parts.database = &m_database.handle();
    m_parts.checkDatabase = [this] { return m_connected ? m_database.check() : m_connected; };
}

Result<void> WorkerApi::connect()
{
    if (const auto away = m_watch.away()) {
        m_database.close(); // the watch tries again, and nobody else has to wait
        return std::unexpected(*away);
    }
    if (m_database.isAlive())
        return {};
    m_router.reset();
    QElapsedTimer timer;
    timer.start();
    auto opened = m_database.reopen();
    if (opened)
        m_watch.join(m_database);
    else if (timer.elapsed() > longWaitMs)
        m_watch.suspect(opened.error());
    return opened;
}

api::Reply WorkerApi::answer(const api::Request &request)
{
    m_connected = connect();
    if (!m_router)
        m_router.emplace(api::makeApi(m_parts));
    api::Reply reply = m_router->answer(request);
    if (reply.status != 500 || m_database.dialect() == migrations::Dialect::Sqlite)
        return reply;
    if (!m_connected)
        return api::errorReply(request, away(m_connected.error()));
    if (!m_database.isAlive())
        return api::errorReply(
            request,
            away({ErrorCode::Unavailable, u"The connection was lost while answering"_s, {}, {}}));
    return reply;
}

} // namespace outlet::app
