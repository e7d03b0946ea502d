// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/victims.h"

namespace outlet::migrations::test {

std::unique_ptr<QProcess> start(const Errand &errand)
{
    constexpr auto ready = "ready\n";
    auto process = std::make_unique<QProcess>();
    process->start(QStringLiteral(OUTLET_VICTIM), {errand.database, errand.owner, errand.folder,
                                                   errand.action, QString::number(errand.killAt)});
    while (process->bytesAvailable() < qint64(qstrlen(ready)) && process->waitForReadyRead()) {
    }
    if (process->readLine() != ready)
        qFatal("The victim does not start: %s", process->readAllStandardError().constData());
    return process;
}

void go(QProcess &process)
{
    process.write("\n");
    process.waitForBytesWritten();
}

} // namespace outlet::migrations::test
