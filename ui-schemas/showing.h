// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/submission.h"

#include <optional>

namespace outlet::ui {

// Questions about one field that both the judge of a submission and the maker of its schema ask.
// Pure.

/** Null, "" or an empty list: what a person who has entered nothing leaves behind. */
bool isNoValue(const QJsonValue &value);

/** Whether the element is a select or a radio. */
bool hasChoices(const FormControl &form);

/** Whether the value may be the namespace of a product, which is in no list of options. */
bool takesNamespace(const FormControl &form);

/** What a value is compared with: given choices, else the manifest's; nothing where anything goes.
 */
std::optional<Choices> choicesFor(const Field &field, const QHash<QString, Choices> &given);

/** Whether what shows may be left as it is, for a value that the field's declaration allows. */
QStringList errorsWhileShown(const Field &field, const QJsonValue &value,
                             const std::optional<Choices> &choices);

} // namespace outlet::ui
