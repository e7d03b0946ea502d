// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/uninstall.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace outlet::migrations;

namespace {

struct Work
{
    QSqlDatabase &db;
    Dialect dialect;
    Source source;
    QString action;
    Progress progress;
};

using Count = std::expected<qsizetype, Failure>;

/** How many steps were applied, taken back or retired. */
Count run(const Work &work)
{
    if (work.action == "up"_L1) {
        const auto done = migrate(work.db, work.dialect, work.source, Mode::Apply, work.progress);
        return done ? Count(done->appliedNow) : std::unexpected(done.error());
    }
    if (work.action == "down"_L1) {
        const auto done = revert(work.db, work.dialect, work.source, Mode::Apply, 0, work.progress);
        return done ? Count(done->steps.size()) : std::unexpected(done.error());
    }
    const Uninstall wanted{
        work.source.owner, {}, work.source.directory, {}, *uninstallModeNamed(work.action), true};
    const auto done = uninstall(work.db, work.dialect, wanted, Mode::Apply, work.progress);
    return done ? Count(done->retired.size()) : std::unexpected(done.error());
}

} // namespace

// victim <database's URL> <owner> <folder> <action> <kill at>
// Says "ready", waits for a line, does its work (up, down to nothing, archive or drop), and says
// how many steps that were. At the n-th moment of its run it kills itself, as hard as the kernel
// can; 0 is never.
int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 6)
        return 2;
    const int killAt = arguments[5].toInt();

    test::Connection connection(test::databaseAt(arguments[1]));
    std::puts("ready");
    std::fflush(stdout);
    std::getchar();

    int moment = 0;
    const auto done = run({connection.db(),
                           test::dialectAt(arguments[1]),
                           {arguments[2], arguments[3]},
                           arguments[4],
                           [&](const Advance &) {
                               if (++moment == killAt)
                                   std::raise(SIGKILL);
                           }});
    if (!done) {
        std::fprintf(stderr, "%s\n", qPrintable(done.error().error.message));
        return 1;
    }
    std::printf("%d\n", int(*done));
    return 0;
}
