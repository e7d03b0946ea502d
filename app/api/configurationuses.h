// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/configurationdocument.h"

#include <QStringList>

namespace outlet::app::api {

/**
 * What refers to a row and so keeps it from being removed, in words: `3 services ("Glue", "S3" and
 * 1 more)`. Pure.
 */
QStringList usesOf(const stores::Installation &tables, Entity entity, const QString &id);

} // namespace outlet::app::api
