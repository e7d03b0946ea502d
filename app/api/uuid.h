// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/errors.h"

#include <QString>

#include <expected>

namespace outlet::app::api {

/**
 * Reads an id of a path: 32 hexadecimal digits, plain or with the usual four hyphens, perhaps in
 * braces or after `urn:uuid:`. Gives it in the one form that the database has: lower case with
 * hyphens. What is wrong comes in the portal's words (`uuid_parsing`).
 *
 * @param parameter the name of the path's parameter, for `loc`
 */
std::expected<QString, InvalidValue> readUuid(const QString &text, const QString &parameter);

} // namespace outlet::app::api
