// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace outlet::tests {

class Site;

/**
 * Verdicts that a folder alone cannot get: the database must have met an earlier state of it.
 * With the fixtures these cover every code; a test counts them.
 */
struct UsedSite
{
    const char *about;                        ///< a sentence
    QString code;                             ///< what `minimal` gets at the second start
    std::function<void(const Site &)> change; ///< between the starts
    QStringList words;                        ///< in the message, {} being the search path
};

QList<UsedSite> usedSites();

} // namespace outlet::tests
