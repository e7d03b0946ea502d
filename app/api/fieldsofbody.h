// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/errors.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <expected>
#include <optional>

namespace outlet::app::api {

/**
 * The body of a write, read key by key. What is wrong is collected, in the words of the wire
 * contract, and answered all at once: each reading gives something, also where the problem is
 * noted. A key that nobody asks for is a problem, too: a typing error must not pass for "unset".
 *
 * A refusal repeats what was sent, as the contract has it, but for objects that are kept as they
 * are and for keys that nobody knows: null stands for these, as they may hold credentials.
 *
 * For one request; not thread-safe.
 */
class FieldsOfBody
{
public:
    /** Reads the JSON. A body that is none is a problem; then nothing else is. */
    explicit FieldsOfBody(const Request &request);

    /** A text that has to be there and not be blank; at most 255 characters. */
    QString name(const QString &key);

    /** A text that may be null or missing; null then. */
    QString text(const QString &key);

    /** A boolean that may be missing. */
    bool flag(const QString &key, bool fallback);

    /** A uuid, in the usual form. Null, if it is missing and need not be there. */
    QString uuid(const QString &key, bool isRequired);

    /** An array of strings, an array of objects, an object: as compact JSON. */
    QString strings(const QString &key);
    QString objects(const QString &key);
    QString object(const QString &key);

    /** The id of what is replaced, which the body may repeat. Null `id`: it says nothing. */
    void own(const QString &key, const QString &id);

    /** Keys that may be there and say nothing: what a reading of the same thing has beside. */
    void ignore(const QStringList &keys);

    /** Adds what only the caller can know is wrong. `value_error`, at the key. */
    void refuse(const QString &key, const QString &message);
    void add(const InvalidValue &problem);

    bool isFine();

    /** 422 with everything that is wrong. */
    Reply refusal() const;

private:
    QJsonValue take(const QString &key);
    void note(const QString &type, const QJsonArray &where, const QString &message,
              const QJsonValue &input, const QJsonObject &context = {});
    std::optional<QString> readText(const QString &key, const QJsonValue &value);
    QString config(const QString &key) const;
    QJsonValue shown() const;
    InvalidValue shown(InvalidValue problem) const;
    QString items(const QString &key, bool isStrings);

    const Request &m_request;
    QByteArray m_bytes;
    QJsonValue m_body;
    QJsonObject m_object;
    QStringList m_known;
    QStringList m_ignored;
    QStringList m_hidden;
    QList<InvalidValue> m_problems;
};

} // namespace outlet::app::api
