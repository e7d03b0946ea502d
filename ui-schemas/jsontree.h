// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>

#include <rapidjson/document.h>

namespace outlet::ui {

/**
 * The same document as RapidJSON keeps it: its strings are UTF-8 already and its members need no
 * copies, so that a validator which looks at everything several times takes half the time.
 *
 * @param withoutOwnKeys leaves out members whose keys begin with `x-`, which belong to the author
 */
rapidjson::Value jsonTree(const QJsonValue &value, bool withoutOwnKeys,
                          rapidjson::Document::AllocatorType &memory);

/**
 * Turns a tree that was parsed from text into what jsonTree() would have made of it.
 * @return false where that cannot be told: an object has a key twice
 */
bool normalise(rapidjson::Value &tree, bool withoutOwnKeys);

} // namespace outlet::ui
