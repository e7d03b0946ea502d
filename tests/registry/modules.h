// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace outlet::tests {

/** The files below `directory` that this process has loaded as shared objects. */
QStringList loadedModules(const QString &directory);

} // namespace outlet::tests
