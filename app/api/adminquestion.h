// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/errors.h"
#include "migrations/uninstall.h"
#include "ui-schemas/jsonwriter.h"

#include <expected>
#include <optional>

/** What the routes of operators have in common: how their questions are read and answered. */
namespace outlet::app::api {

/** An answer that nobody may keep. */
Reply momentary(ui::JsonWriter &json);

/** The value of a parameter of the query, the first of that name. */
std::optional<QString> parameter(const Request &request, const QString &name);

/** Whether a switch of the query is given and true; or the 422 that says what it may be. */
std::expected<bool, InvalidValue> flag(const Request &request, const QString &name);

/** `data` of the query, `keep` where it is missing; or the 422 that says what it may be. */
std::expected<migrations::UninstallMode, InvalidValue> dataMode(const Request &request);

/** Where there is no registry that could be changed. */
Error nobodyChanges();

} // namespace outlet::app::api
