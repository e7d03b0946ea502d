// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/errors.h"

#include <QByteArray>

#include <expected>

namespace outlet::app::api {

/** Bytes of the body, wherever the edge has put them. */
QByteArray bytesOf(const Request &request);

/**
 * The package in the body of a request: the body itself, or, where that is `multipart/form-data`,
 * the content of its first part that has a file name. Otherwise what is missing.
 */
std::expected<QByteArray, InvalidValue> uploadedPackage(const Request &request);

} // namespace outlet::app::api
