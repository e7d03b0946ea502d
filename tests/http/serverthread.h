// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/server.h"

#include <QThread>

#include <future>

namespace outlet::tests {

/** An HttpServer with an event loop of its own, on a free port, until the end of its life. */
class ServerThread : public QThread
{
public:
    using MakeHandler = std::function<app::http::HttpServer::Handler()>;

    /** `make` is called in the server's thread: what needs a database opens it there. */
    explicit ServerThread(MakeHandler make) : m_make(std::move(make))
    {
        std::future<quint16> port = m_port.get_future();
        start();
        m_number = port.get();
    }

    ~ServerThread() override
    {
        quit();
        wait();
    }

    /** 0 if the server could not listen. */
    quint16 port() const { return m_number; }

protected:
    void run() override
    {
        app::http::HttpServer server(m_make());
        const Result<quint16> port = server.listen(QHostAddress(QHostAddress::LocalHost), 0);
        m_port.set_value(port.value_or(0));
        if (port)
            exec();
    }

private:
    MakeHandler m_make;
    std::promise<quint16> m_port;
    quint16 m_number = 0;
};

} // namespace outlet::tests
