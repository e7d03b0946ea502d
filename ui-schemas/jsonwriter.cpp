// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsonwriter.h"

#include <QJsonArray>
#include <QJsonObject>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

namespace outlet::ui {

struct JsonWriter::Private
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};

    void write(const QByteArray &utf8)
    {
        writer.String(utf8.constData(), rapidjson::SizeType(utf8.size()));
    }

    void write(double number)
    {
        constexpr double exact = 9007199254740992.0; // 2^53: whole numbers are whole up to here
        if (!std::isfinite(number))
            writer.Null();
        else if (number == std::trunc(number) && std::abs(number) <= exact)
            writer.Int64(qint64(number));
        else
            writer.Double(number);
    }
};

JsonWriter::JsonWriter() : d(std::make_unique<Private>()) {}

JsonWriter::~JsonWriter() = default;

JsonWriter &JsonWriter::beginObject()
{
    d->writer.StartObject();
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    d->writer.EndObject();
    return *this;
}

JsonWriter &JsonWriter::beginArray()
{
    d->writer.StartArray();
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    d->writer.EndArray();
    return *this;
}

JsonWriter &JsonWriter::key(QLatin1StringView name)
{
    return key(QString(name));
}

JsonWriter &JsonWriter::key(const QString &name)
{
    const QByteArray utf8 = name.toUtf8();
    d->writer.Key(utf8.constData(), rapidjson::SizeType(utf8.size()));
    return *this;
}

JsonWriter &JsonWriter::value(const QString &text)
{
    if (text.isNull())
        return value(nullptr);
    d->write(text.toUtf8()); // half a surrogate pair becomes a question mark
    return *this;
}

JsonWriter &JsonWriter::value(QLatin1StringView text)
{
    d->write(QString(text).toUtf8());
    return *this;
}

JsonWriter &JsonWriter::value(bool flag)
{
    d->writer.Bool(flag);
    return *this;
}

JsonWriter &JsonWriter::value(qint64 number)
{
    d->writer.Int64(number);
    return *this;
}

JsonWriter &JsonWriter::value(std::nullptr_t)
{
    d->writer.Null();
    return *this;
}

JsonWriter &JsonWriter::value(const QStringList &texts)
{
    beginArray();
    for (const QString &text : texts)
        value(text);
    return endArray();
}

JsonWriter &JsonWriter::value(const QJsonValue &json)
{
    switch (json.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        d->writer.Null();
        break;
    case QJsonValue::Bool:
        d->writer.Bool(json.toBool());
        break;
    case QJsonValue::Double:
        d->write(json.toDouble());
        break;
    case QJsonValue::String:
        d->write(json.toString().toUtf8());
        break;
    case QJsonValue::Array: {
        beginArray();
        const QJsonArray array = json.toArray();
        for (const QJsonValue item : array)
            value(item);
        return endArray();
    }
    case QJsonValue::Object: {
        beginObject();
        const QJsonObject object = json.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            key(it.key());
            value(QJsonValue(it.value()));
        }
        return endObject();
    }
    }
    return *this;
}

JsonWriter &JsonWriter::raw(const QByteArray &json)
{
    d->writer.RawValue(json.constData(), size_t(json.size()), rapidjson::kObjectType);
    return *this;
}

QByteArray JsonWriter::take()
{
    Q_ASSERT_X(d->writer.IsComplete(), "JsonWriter::take", "an object or array is still open");
    const QByteArray document(d->buffer.GetString(), qsizetype(d->buffer.GetSize()));
    d->buffer.Clear();
    d->writer.Reset(d->buffer);
    return document;
}

} // namespace outlet::ui
