// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace outlet::migrations;

// victim <database> <owner> <folder> <kill at>
// Says "ready", waits for a line, migrates, and says how many steps it applied. At the n-th moment
// of its run it kills itself, as hard as the kernel can; 0 is never.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 5)
        return 2;
    const int killAt = arguments[4].toInt();

    test::Connection connection(arguments[1]);
    std::puts("ready");
    std::fflush(stdout);
    std::getchar();

    int moment = 0;
    const auto report = migrate(connection.db(), Dialect::Sqlite, {arguments[2], arguments[3]},
                                Mode::Apply, [&](const Advance &) {
                                    if (++moment == killAt)
                                        std::raise(SIGKILL);
                                });
    if (!report) {
        std::fprintf(stderr, "%s\n", qPrintable(report.error().error.message));
        return 1;
    }
    std::printf("%d\n", report->appliedNow);
    return 0;
}
