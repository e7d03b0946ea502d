// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/server.h"
#include "app/workers.h"

#include <QHostAddress>

#include <optional>

namespace outlet::tests {

/** A server on a free port of the loopback, until the end of its life. */
class ServerThread
{
public:
    using MakeHandler = std::function<app::Workers::Handler()>;

    /** Everything is answered in the HTTP thread. */
    explicit ServerThread(app::Workers::Handler handler, app::http::HttpOptions options = {})
        : ServerThread(app::http::backendOf(std::move(handler)), std::move(options))
    {}

    /** Everything is answered by a worker, in whose thread `make` is called. */
    explicit ServerThread(MakeHandler make)
        : m_workers(std::in_place, app::Workers::Options{.threads = 1, .deadline = deadline},
                    std::move(make)),
          m_server(std::in_place, workingBackend(), app::http::HttpOptions{})
    {
        start(1);
    }

    explicit ServerThread(app::http::Backend backend, app::http::HttpOptions options = {})
        : m_server(std::in_place, std::move(backend), options)
    {
        start(options.threads);
    }

    ~ServerThread() { m_server.reset(); }

    /** 0 if the server could not listen. */
    quint16 port() const { return m_port; }

    app::http::HttpServer &server() { return *m_server; }

private:
    static constexpr std::chrono::milliseconds deadline{30000};

    void start(int threads)
    {
        auto listening =
            app::http::Listening::open(QHostAddress(QHostAddress::LocalHost), 0, {}, threads);
        if (!listening)
            return;
        m_port = listening->port();
        m_server->start(std::move(*listening));
    }

    app::http::Backend workingBackend()
    {
        app::http::Backend backend = app::http::backendOf({});
        backend.route = [this](const app::api::Request &) {
            return app::api::RoutePtr(app::api::RoutePtr(), &m_route);
        };
        backend.work = [this](const app::api::Request &request,
                              app::http::Backend::Deliver deliver) {
            return m_workers->work(request, std::move(deliver));
        };
        return backend;
    }

    const app::api::Route m_route{{}, {}, app::api::Place::Worker, {}};
    std::optional<app::Workers> m_workers;
    std::optional<app::http::HttpServer> m_server;
    quint16 m_port = 0;
};

} // namespace outlet::tests
