// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>

#include <memory>

namespace outlet::migrations::test {

/** What a process is to do; see victim.cpp. */
struct Errand
{
    QString database; ///< its URL
    QString owner;
    QString folder;
    QString action = QStringLiteral("up");
    int killAt = 0;
};

/** Started and waiting for go(). */
std::unique_ptr<QProcess> start(const Errand &errand);

void go(QProcess &process);

} // namespace outlet::migrations::test
