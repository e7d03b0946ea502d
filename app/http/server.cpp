// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/server.h"

#include "app/http/gate.h"
#include "app/http/mailbox.h"

#include <QCoreApplication>
#include <QThread>

#include <future>
#include <vector>

namespace outlet::app::http {

namespace {

/** A thread with an event loop and a gate. */
class HttpThread : public QThread
{
public:
    HttpThread(const GateParts &parts, std::vector<int> listeners, Traffic &traffic)
        : m_parts(parts), m_listeners(std::move(listeners)), m_traffic(traffic)
    {
        std::future<void> ready = m_ready.get_future();
        start();
        ready.wait();
    }

    ~HttpThread() override
    {
        quit();
        wait();
    }

    /** `done` is called in this thread. */
    void drain(std::function<void()> done)
    {
        m_mailbox->post([this, done = std::move(done)] { m_gate->drain(done); });
    }

protected:
    void run() override
    {
        Gate gate(m_parts, m_traffic);
        QObject context;
        m_gate = &gate;
        m_mailbox = std::make_shared<Mailbox>(&context);
        for (const int listener : m_listeners)
            gate.accept(listener);
        m_ready.set_value();
        exec();
        m_mailbox->close();
    }

private:
    const GateParts m_parts;
    const std::vector<int> m_listeners;
    Traffic &m_traffic;
    std::promise<void> m_ready;
    std::shared_ptr<Mailbox> m_mailbox;
    Gate *m_gate = nullptr;
};

} // namespace

struct HttpServer::Private
{
    Private(Backend answering, HttpOptions given)
        : backend(std::move(answering)), options(std::move(given)),
          edge(options.policy, options.limits), clients(options.limits),
          metrics(options.metrics ? options.metrics
                                  : std::make_shared<HttpMetrics>(options.threads))
    {}

    const Backend backend;
    const HttpOptions options;
    Edge edge;
    Clients clients;
    const std::shared_ptr<HttpMetrics> metrics;
    Listening listening;
    std::vector<std::unique_ptr<HttpThread>> threads;
    QObject context; ///< of the thread that drain() answers to
    std::size_t draining = 0;
};

HttpServer::HttpServer(Backend backend, HttpOptions options)
    : d(std::make_unique<Private>(std::move(backend), std::move(options)))
{}

HttpServer::~HttpServer()
{
    close();
}

QStringList HttpServer::places() const
{
    QStringList places;
    for (const Listeners &listeners : d->listening.all)
        places.append(listeners.place());
    return places;
}

void HttpServer::start(Listening listening)
{
    d->listening = std::move(listening);
    const GateParts parts{d->backend, d->options.limits,         d->edge,
                          d->clients, d->options.spoolDirectory, d->options.logsAccess};
    for (int i = 0; i < d->options.threads; ++i) {
        std::vector<int> sockets;
        for (const Listeners &listeners : d->listening.all)
            sockets.push_back(listeners.descriptor(i));
        d->threads.push_back(
            std::make_unique<HttpThread>(parts, std::move(sockets), d->metrics->thread(i)));
    }
}

void HttpServer::drain(std::function<void()> done)
{
    d->draining = d->threads.size();
    for (const auto &thread : d->threads) {
        thread->drain([this, done] {
            QMetaObject::invokeMethod(
                &d->context,
                [this, done] {
                    if (--d->draining == 0)
                        done();
                },
                Qt::QueuedConnection);
        });
    }
}

void HttpServer::close()
{
    d->threads.clear();
    d->listening = {};
}

} // namespace outlet::app::http
