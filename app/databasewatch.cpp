// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/databasewatch.h"

#include "app/database.h"
#include "app/settings/databaseurl.h"
#include "app/settings/serverurl.h"

#include <QSocketNotifier>
#include <QSqlQuery>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace outlet::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto firstRetry = 100ms;
constexpr auto lastRetry = 3000ms;

/** How long a server may be silent before it counts as gone. */
std::chrono::milliseconds patienceWith(const QString &url)
{
    const auto server = readServerUrl(url);
    return server ? server->connectTimeout : 3s;
}

} // namespace

struct DatabaseWatch::Private
{
    // In the thread of the watch.
    Result<void> connect();
    void disconnect();
    void look();
    void lookAgainIn(std::chrono::milliseconds time) { timer->start(time); }
    Result<qint64> ask();
    void publish(const Result<qint64> &found);
    void publishAway(const Error &error);
    // In the thread of the supervisor.
    void supervise();
    void giveUp();
    // Anywhere.
    void cutAll();
    void expectAnswer(bool isExpected);
    bool isServer() const { return dialectOf(url) == migrations::Dialect::PostgreSql; }

    QString url;
    std::chrono::milliseconds interval = {};
    std::chrono::milliseconds patience = {};
    std::function<void()> onNews;

    QThread thread;
    QObject context;         ///< lives in the thread
    QTimer *timer = nullptr; ///< to the next look
    std::optional<Database> database;
    std::unique_ptr<QSocketNotifier> hint; ///< that the server has said something
    std::chrono::milliseconds retry = firstRetry;
    qint64 seen = 0; ///< what the last look found

    mutable std::mutex mutex;
    Result<qint64> number = 0; ///< of changes; the database's own may come round
    qint64 count = 0;
    std::optional<Error> away;
    std::vector<std::weak_ptr<Line>> lines;
    std::weak_ptr<Line> ownLine;
    std::optional<Clock::time_point> deadline; ///< of the answer that is being waited for
    std::atomic<bool> isEnding = false;
    std::condition_variable changed;
    std::thread supervisor;
};

/** With the mutex held. */
void DatabaseWatch::Private::cutAll()
{
    for (const std::weak_ptr<Line> &line : lines) {
        if (const std::shared_ptr<Line> kept = line.lock())
            kept->cut();
    }
    lines.clear();
}

void DatabaseWatch::Private::expectAnswer(bool isExpected)
{
    if (!isServer())
        return;
    const std::lock_guard lock(mutex);
    deadline = isExpected ? std::optional(Clock::now() + patience) : std::nullopt;
    changed.notify_all();
}

void DatabaseWatch::Private::supervise()
{
    std::unique_lock lock(mutex);
    while (!isEnding) {
        if (!deadline)
            changed.wait(lock);
        else if (Clock::now() < *deadline)
            changed.wait_until(lock, *deadline);
        else
            giveUp();
    }
}

/** With the mutex held. The watch waits on one of these connections itself and does the rest. */
void DatabaseWatch::Private::giveUp()
{
    deadline.reset();
    away = Error{ErrorCode::Unavailable,
                 u"The database %1 has not answered for %2 ms."_s.arg(
                     maskedUrl(url), QString::number(patience.count())),
                 u"Look whether the server hangs and whether the network is in order."_s,
                 maskedUrl(url)};
    cutAll();
}

void DatabaseWatch::Private::disconnect()
{
    hint.reset();
    database.reset();
}

Result<void> DatabaseWatch::Private::connect()
{
    disconnect();
    auto opened = Database::open(url, Access::ReadWrite);
    if (!opened)
        return std::unexpected(opened.error());
    database.emplace(std::move(*opened));
    if (!isServer())
        return {};
    {
        const std::lock_guard lock(mutex);
        ownLine = database->line();
        lines.push_back(ownLine);
    }
    expectAnswer(true);
    // A server that lives answers before it counts as gone, even if somebody has locked the table.
    QSqlQuery(database->handle()).exec(u"SET statement_timeout = %1"_s.arg(patience.count() / 2));
    // Not by the driver, which goes on listening to a socket that libpq has closed.
    QSqlQuery(database->handle()).exec(u"LISTEN outlet_changes"_s);
    expectAnswer(false);
    if (const auto line = database->line()) {
        hint = std::make_unique<QSocketNotifier>(line->descriptor(), QSocketNotifier::Read);
        QObject::connect(hint.get(), &QSocketNotifier::activated, &context, [this] { look(); });
    }
    return {};
}

/** What the database says; no database afterwards if it is gone. */
Result<qint64> DatabaseWatch::Private::ask()
{
    expectAnswer(true);
    const bool isAlive = database->isAlive();
    auto found = isAlive ? database->dataVersion() : Result<qint64>(0);
    const bool isGone = !isAlive || (!found && !database->isAlive());
    dropNotifications(database->handle());
    expectAnswer(false);
    if (isGone)
        disconnect();
    return found;
}

void DatabaseWatch::Private::look()
{
    Result<qint64> found = database ? ask() : Result<qint64>(0);
    if (isEnding)
        return;
    if (!database) {
        const auto connected = connect(); // at once: the server may have ended this connection only
        if (!connected) {
            publishAway(connected.error());
            lookAgainIn(retry);
            retry = std::min(retry * 2, std::chrono::milliseconds(lastRetry));
            return;
        }
        seen = -1; // what was written meanwhile is not known, so everything may have been
        found = ask();
    }
    if (database) {
        retry = firstRetry;
        publish(found);
    }
    lookAgainIn(database ? interval : retry);
}

void DatabaseWatch::Private::publish(const Result<qint64> &found)
{
    {
        const std::lock_guard lock(mutex);
        const bool isNews = found ? !number || *found != seen : number.has_value();
        away.reset();
        if (!isNews)
            return;
        if (found) {
            seen = *found;
            number = ++count;
        } else {
            number = found;
        }
    }
    onNews();
}

void DatabaseWatch::Private::publishAway(const Error &error)
{
    {
        const std::lock_guard lock(mutex);
        cutAll();
        away = error;
        if (!std::exchange(number, std::unexpected(error)))
            return;
    }
    onNews();
}

DatabaseWatch::DatabaseWatch(const QString &databaseUrl, std::chrono::milliseconds interval,
                             std::function<void()> onNews)
    : d(std::make_unique<Private>())
{
    d->url = databaseUrl;
    d->interval = interval;
    d->patience = patienceWith(databaseUrl);
    d->onNews = std::move(onNews);
    d->timer = new QTimer(&d->context);
    d->timer->setSingleShot(true);
    QObject::connect(d->timer, &QTimer::timeout, &d->context, [this] { d->look(); });
    d->context.moveToThread(&d->thread);
    d->thread.setObjectName(u"database"_s);
}

DatabaseWatch::~DatabaseWatch()
{
    {
        const std::lock_guard lock(d->mutex);
        d->isEnding = true;
        d->changed.notify_all();
        if (const std::shared_ptr<Line> line = d->ownLine.lock())
            line->cut(); // it may be waiting for an answer
    }
    if (d->thread.isRunning()) {
        QMetaObject::invokeMethod(
            &d->context,
            [this] {
                d->timer->stop();
                d->disconnect();
            },
            Qt::BlockingQueuedConnection);
        d->thread.quit();
        d->thread.wait();
    }
    if (d->supervisor.joinable())
        d->supervisor.join();
}

Result<void> DatabaseWatch::start()
{
    d->supervisor = std::thread([this] { d->supervise(); });
    d->thread.start();
    Result<void> started;
    QMetaObject::invokeMethod(
        &d->context,
        [this, &started] {
            started = d->connect();
            if (!started)
                return;
            const auto found = d->ask();
            if (!found)
                started = std::unexpected(found.error());
            d->seen = found.value_or(-1);
            d->lookAgainIn(d->interval);
        },
        Qt::BlockingQueuedConnection);
    return started;
}

Result<qint64> DatabaseWatch::number() const
{
    const std::lock_guard lock(d->mutex);
    return d->number;
}

std::optional<Error> DatabaseWatch::away() const
{
    const std::lock_guard lock(d->mutex);
    return d->away;
}

void DatabaseWatch::suspect(const Error &error)
{
    const std::lock_guard lock(d->mutex);
    d->away = error;
}

void DatabaseWatch::join(const Database &database)
{
    if (!database.line())
        return;
    const std::lock_guard lock(d->mutex);
    std::erase_if(d->lines, [](const std::weak_ptr<Line> &line) { return line.expired(); });
    d->lines.push_back(database.line());
}

} // namespace outlet::app
