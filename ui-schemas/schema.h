// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <memory>
#include <optional>

namespace outlet::ui {

class JsonTree;

/**
 * One of the room's JSON Schemas, ready to judge documents. Every property in it carries a
 * `description`, which is the "wanted" half of the messages.
 *
 * Made once and kept: parsing costs some milliseconds, judging some ten microseconds where
 * nothing is wrong. Judging is thread-safe. Documents have to be limited in size beforehand, since
 * regular expressions of the standard library recurse once a character.
 */
class Schema
{
public:
    /** @param resource a schema of the room, such as `:/outlet/ui-schemas/form.schema.json` */
    explicit Schema(const QString &resource);

    /** A schema that the room has made, such as schemaJson(), for accepts(): it has no messages. */
    explicit Schema(const QJsonObject &document);
    ~Schema();
    Schema(const Schema &) = delete;
    Schema &operator=(const Schema &) = delete;

    /** Everything in `document` that the schema does not allow, sorted by JSON pointer. */
    Problems judge(const QJsonValue &document) const;

    /**
     * Whether the text is a document that the schema allows; nothing where that cannot be told,
     * since the validator does not understand one of its regular expressions.
     */
    std::optional<bool> accepts(const QByteArray &text) const;

    /** The same for a text that was read already. No to one with keys of the author's own. */
    std::optional<bool> allows(const JsonTree &tree) const;

private:
    struct Private;
    std::unique_ptr<const Private> d;
};

/** The schema of `connector.json`. */
const Schema &connectorSchema();

/** Sorts by JSON pointer (numbers as numbers) and leaves out what is there twice. */
Problems sorted(Problems problems);

} // namespace outlet::ui
