// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <memory>

namespace outlet::ui {

/**
 * Writes compact JSON in the order of the calls, which QJsonObject (sorted by key) cannot.
 * A null QString becomes `null`. Misuse (a value without a key, an unclosed array) is a fault of
 * the program and asserts. Not thread-safe; make one per document.
 */
class JsonWriter
{
public:
    JsonWriter();
    ~JsonWriter();
    JsonWriter(const JsonWriter &) = delete;
    JsonWriter &operator=(const JsonWriter &) = delete;

    JsonWriter &beginObject();
    JsonWriter &endObject();
    JsonWriter &beginArray();
    JsonWriter &endArray();
    JsonWriter &key(QLatin1StringView name);
    JsonWriter &key(const QString &name);

    JsonWriter &value(const QString &text); ///< null when text.isNull()
    JsonWriter &value(QLatin1StringView text);
    JsonWriter &value(bool flag);
    JsonWriter &value(qint64 number);
    JsonWriter &value(int number) { return value(qint64(number)); }
    JsonWriter &value(const QJsonValue &json); ///< Undefined becomes null
    JsonWriter &value(const QStringList &texts);
    JsonWriter &value(std::nullptr_t);
    JsonWriter &raw(const QByteArray &json); ///< a complete JSON value, written as it is

    /** `key` and `value` in one call. */
    template<class T>
    JsonWriter &member(QLatin1StringView name, const T &content)
    {
        key(name);
        return value(content);
    }

    /** The document; the writer is empty afterwards. */
    QByteArray take();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace outlet::ui
