// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>

#include <rapidjson/fwd.h>

#include <memory>

namespace outlet::ui {

/** Members whose keys begin with `x-`, which belong to the author of a document. */
enum class OwnKeys { Kept, LeftOut };

/**
 * A document as RapidJSON keeps it: its strings are UTF-8 and its members need no copies, so that
 * validators and readers which look at everything take half the time. Whole numbers up to 2^53 are
 * integers, however they were written.
 */
class JsonTree
{
public:
    JsonTree(const QJsonValue &document, OwnKeys ownKeys);

    /** Of a text. It may turn out not to be readable. */
    explicit JsonTree(const QByteArray &text);
    ~JsonTree();
    JsonTree(const JsonTree &) = delete;
    JsonTree &operator=(const JsonTree &) = delete;

    /** False: no JSON, a key is twice in one object, or more than 100 values lie in each other. */
    bool isReadable() const;

    const rapidjson::Value &root() const;

private:
    struct Private;
    std::unique_ptr<Private> d; // RapidJSON's own headers are not for everybody
};

} // namespace outlet::ui
