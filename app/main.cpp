// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "registry/guard.h"

#include <QCoreApplication>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <langinfo.h>
#include <unistd.h>

namespace {

/** Everything that must be settled before Qt looks at the process. */
void prepareProcess()
{
    // A reader or a client that leaves is an error of a call, not the end of the program.
    std::signal(SIGPIPE, SIG_IGN);
    // Qt's own event dispatcher is faster than that of GLib, which nothing here needs.
    setenv("QT_NO_GLIB", "1", 1);
    // Qt takes all text for UTF-8 and complains on stderr about any other locale.
    std::setlocale(LC_ALL, "");
    if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        setenv("LC_ALL", "C.UTF-8", 1);
        std::setlocale(LC_ALL, "");
    }
}

} // namespace

int main(int argc, char **argv)
{
    prepareProcess();
    const QCoreApplication application(argc, argv);
    const int code = int(outlet::app::cli::run(QCoreApplication::arguments().sliced(1)));
    if (outlet::registry::hasGivenUpCalls) {
        std::fflush(nullptr);
        ::_exit(code); // a plugin's thread may still use what an orderly exit would destroy
    }
    return code;
}
