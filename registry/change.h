// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/verdict.h"

#include <QString>
#include <QStringList>

namespace outlet::registry {

/** What came of an operation on one plugin. */
struct Change
{
    QString name;            ///< of the plugin
    bool isChanged = false;  ///< false: it was so already
    Verdict verdict;         ///< of the plugin, as it is now
    QString version;         ///< that is in force; empty: none
    QStringList alsoInForce; ///< names of other plugins that came along
    QStringList alsoLeft;    ///< names of other plugins that went along
};

} // namespace outlet::registry
