// SPDX-License-Identifier: GPL-3.0-or-later
#include <outlet/connector.h>

#include <QByteArray>
#include <QFile>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

/** The first word of the file `behaviour` beside the module. */
QByteArray behaviour()
{
    Dl_info info = {};
    ::dladdr(reinterpret_cast<const void *>(&behaviour), &info);
    QByteArray path(info.dli_fname);
    QFile file(QString::fromLocal8Bit(path.first(path.lastIndexOf('/')) + "/behaviour"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

void wait()
{
    std::this_thread::sleep_for(std::chrono::hours(1));
}

void flood()
{
    while (true)
        std::fputs("noise noise noise noise noise noise noise noise\n", stdout);
}

/** Leaves a process behind that outlives this one if nobody ends it. */
void leaveBehind()
{
    if (::fork() == 0)
        wait();
}

void behave(const QByteArray &how)
{
    if (how == "crash")
        ::raise(SIGSEGV);
    if (how == "abort")
        std::abort();
    if (how == "exit")
        std::exit(0);
    if (how == "hang")
        wait();
    if (how == "spin") {
        for (std::atomic<int> i = 0; true; ++i) {
        }
    }
    if (how == "flood")
        flood();
    if (how == "leave")
        leaveBehind();
    if (how == "print")
        std::puts("{\"loaded\":false}");
    if (how == "complain")
        std::fputs("the licence has run out\n", stderr), std::abort();
    if (how == "secrets" && std::getenv("OUTLET_ADMIN_TOKEN"))
        std::abort();
    if (how == "write") {
        QFile file(u"/tmp/outlet-probe-must-not-write"_s);
        if (file.open(QIODevice::WriteOnly))
            file.write("x"), file.flush();
    }
    if (how == "memory")
        std::vector<char>(size_t(8) * 1024 * 1024 * 1024, 'x').clear();
}

} // namespace

class Unruly final : public QObject
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
public:
    Unruly()
    {
        const QByteArray how = behaviour();
        behave(how);
        if (how == "throw")
            throw std::runtime_error("not today");
    }
};

#include "unruly.moc"
