// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workers.h"

#include "app/api/errors.h"
#include "registry/guard.h"

#include <QLoggingCategory>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace outlet::app {

using namespace Qt::StringLiterals;
using Clock = std::chrono::steady_clock;

namespace {

Q_LOGGING_CATEGORY(lcWorkers, "outlet.app")

using MakeHandler = std::function<Result<Workers::Handler>()>;

struct Job
{
    api::Request request;
    Workers::Deliver deliver;
};

/** What a handler threw is told to the operator, not to the client. */
api::Reply answer(Workers::Handler &handler, const MakeHandler &makeHandler,
                  const api::Request &request)
{
    QString cause;
    try {
        if (!handler) {
            Result<Workers::Handler> made = makeHandler();
            if (!made)
                return api::errorReply(request, made.error());
            handler = std::move(*made);
        }
        return handler(request);
    } catch (const std::exception &exception) {
        cause = QString::fromUtf8(exception.what());
    } catch (...) {
        cause = u"something that is no std::exception"_s;
    }
    return api::errorReply(request,
                           {ErrorCode::Internal, u"The handler threw: "_s + cause, {}, {}});
}

} // namespace

struct Workers::Private
{
    struct Worker
    {
        std::thread thread;
        Clock::time_point since; ///< of what it does now
        bool isBusy = false;
        bool isLost = false;
    };

    void start(const std::shared_ptr<Private> &self);
    void run(Worker &me);
    void replaceLost(const std::shared_ptr<Private> &self);

    Options options;
    MakeHandler makeHandler;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Job> jobs;
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::unique_ptr<Worker>> lost;
    int replaced = 0;
    bool isStopping = false;
};

/** With the mutex held. */
void Workers::Private::start(const std::shared_ptr<Private> &self)
{
    auto worker = std::make_unique<Worker>();
    Worker &me = *worker;
    try {
        worker->thread = std::thread([self, &me] { self->run(me); });
        workers.push_back(std::move(worker));
    } catch (const std::system_error &error) {
        qCWarning(lcWorkers) << "No thread to be had for a worker:" << error.what();
    }
}

void Workers::Private::run(Worker &me)
{
    Handler handler; // made when there is something to do
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [this] { return isStopping || !jobs.empty(); });
        if (isStopping)
            return;
        Job job = std::move(jobs.front());
        jobs.pop_front();
        me.isBusy = true;
        me.since = Clock::now();
        lock.unlock();
        job.deliver(answer(handler, makeHandler, job.request));
        job = {};
        lock.lock();
        me.isBusy = false;
        if (isStopping)
            changed.notify_all();
        if (me.isLost)
            return;
    }
}

/** With the mutex held. */
void Workers::Private::replaceLost(const std::shared_ptr<Private> &self)
{
    const auto now = Clock::now();
    for (std::size_t i = 0; i < workers.size() && replaced < options.spares; ++i) {
        Worker &worker = *workers[i];
        const bool isLate = worker.isBusy && now - worker.since > options.deadline;
        if (!isLate || worker.isLost || options.deadline.count() == 0)
            continue;
        worker.isLost = true;
        ++replaced;
        registry::hasGivenUpCalls = true;
        qCWarning(lcWorkers).noquote()
            << u"A request has not been answered in %1 ms: its thread is given up"_s.arg(
                   options.deadline.count());
        start(self);
    }
}

Workers::Workers(const Options &options, std::function<Result<Handler>()> makeHandler)
    : d(std::make_shared<Private>())
{
    d->options = options;
    d->makeHandler = std::move(makeHandler);
    const std::lock_guard lock(d->mutex);
    for (int i = 0; i < options.threads; ++i)
        d->start(d);
}

Workers::~Workers()
{
    stop(d->options.deadline);
}

void Workers::stop(std::chrono::milliseconds patience)
{
    std::vector<std::unique_ptr<Private::Worker>> workers;
    {
        std::unique_lock lock(d->mutex);
        d->isStopping = true;
        d->jobs.clear();
        workers.swap(d->workers);
        d->changed.notify_all();
        d->changed.wait_for(lock, patience, [&workers] {
            return std::ranges::none_of(
                workers, [](const auto &worker) { return worker->isBusy && !worker->isLost; });
        });
        for (const auto &worker : workers) {
            worker->isLost = worker->isLost || worker->isBusy;
            if (worker->isLost)
                registry::hasGivenUpCalls = true;
        }
    }
    for (auto &worker : workers) {
        if (!worker->isLost) {
            worker->thread.join();
            continue;
        }
        worker->thread.detach();
        d->lost.push_back(std::move(worker)); // its thread, which shares them all, may still use it
    }
}

bool Workers::work(const api::Request &request, Deliver deliver)
{
    {
        const std::lock_guard lock(d->mutex);
        d->replaceLost(d);
        if (std::int64_t(d->jobs.size()) >= d->options.pending)
            return false;
        d->jobs.push_back({request, std::move(deliver)});
    }
    d->changed.notify_one();
    return true;
}

} // namespace outlet::app
