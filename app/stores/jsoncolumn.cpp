// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/jsoncolumn.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>

#include <optional>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

namespace {

using Buffer = rapidjson::StringBuffer;

/** Writes what a parser reads, numbers digit by digit as they stand. */
class Compactor : public rapidjson::Writer<Buffer>
{
public:
    explicit Compactor(Buffer &buffer) : Writer(buffer) {}

    bool RawNumber(const char *digits, rapidjson::SizeType length, bool)
    {
        return RawValue(digits, length, rapidjson::kNumberType);
    }
};

constexpr unsigned toTheLetter = rapidjson::kParseNumbersAsStringsFlag |
                                 rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseIterativeFlag;

/** Passes on what belongs to one key of the outermost object, and nothing else. */
class MemberFilter
{
public:
    using Ch = char;
    using Size = rapidjson::SizeType;

    MemberFilter(Compactor &out, const QByteArray &key) : m_out(out), m_key(key) {}

    bool Null() { return !isInside() || m_out.Null(); }
    bool Bool(bool value) { return !isInside() || m_out.Bool(value); }
    bool Int(int value) { return !isInside() || m_out.Int(value); }
    bool Uint(unsigned value) { return !isInside() || m_out.Uint(value); }
    bool Int64(int64_t value) { return !isInside() || m_out.Int64(value); }
    bool Uint64(uint64_t value) { return !isInside() || m_out.Uint64(value); }
    bool Double(double value) { return !isInside() || m_out.Double(value); }
    bool RawNumber(const char *digits, Size length, bool isCopy)
    {
        return !isInside() || m_out.RawNumber(digits, length, isCopy);
    }
    bool String(const char *text, Size length, bool isCopy)
    {
        return !isInside() || m_out.String(text, length, isCopy);
    }
    bool Key(const char *text, Size length, bool isCopy)
    {
        if (m_depth > 1)
            return !isInside() || m_out.Key(text, length, isCopy);
        m_isMeant = m_key == QByteArrayView(text, qsizetype(length));
        return true;
    }
    bool StartObject() { return m_depth++ == 0 || !m_isMeant || m_out.StartObject(); }
    bool EndObject(Size count) { return --m_depth == 0 || !m_isMeant || m_out.EndObject(count); }
    bool StartArray() { return m_depth++ == 0 || !m_isMeant || m_out.StartArray(); }
    bool EndArray(Size count) { return --m_depth == 0 || !m_isMeant || m_out.EndArray(count); }

private:
    bool isInside() const { return m_depth > 0 && m_isMeant; }

    Compactor &m_out;
    const QByteArray m_key;
    int m_depth = 0;
    bool m_isMeant = false; ///< whether the key of the outermost object that we are at is the one
};

/**
 * The same JSON without white space, its keys in their order; nothing if the text is not JSON to
 * the letter. Qt lets control characters in strings pass, and a client would choke on them.
 */
std::optional<QByteArray> compacted(const QByteArray &json)
{
    Buffer buffer;
    Compactor compactor(buffer);
    rapidjson::MemoryStream stream(json.constData(), size_t(json.size()));
    if (rapidjson::Reader().Parse<toTheLetter>(stream, compactor).IsError())
        return std::nullopt;
    return QByteArray(buffer.GetString(), qsizetype(buffer.GetSize()));
}

QString kindOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Bool:
        return u"a boolean"_s;
    case QJsonValue::Double:
        return u"a number"_s;
    case QJsonValue::String:
        return u"a string"_s;
    case QJsonValue::Array:
        return u"an array"_s;
    case QJsonValue::Object:
        return u"an object"_s;
    case QJsonValue::Undefined:
        break;
    }
    return u"nothing"_s;
}

QString nameOf(Items items)
{
    switch (items) {
    case Items::Strings:
        return u"strings"_s;
    case Items::Objects:
        return u"objects"_s;
    }
    Q_UNREACHABLE();
}

/** What a text is that is no JSON array. Qt does not parse a value that stands alone. */
QString whatElse(const QByteArray &json, const QJsonParseError &problem)
{
    if (json.trimmed().isEmpty())
        return u"no text"_s;
    const QJsonArray alone = QJsonDocument::fromJson('[' + json + ']').array();
    if (alone.size() == 1)
        return kindOf(alone.first());
    return u"text that is no JSON (%1 at byte %2)"_s.arg(problem.errorString()).arg(problem.offset);
}

std::unexpected<Error> wrong(const Cell &cell, const QString &wanted, const QString &found,
                             const QString &remedy)
{
    return fail(ErrorCode::Database,
                u"Table %1, row %2, column %3: wanted %4, found %5"_s.arg(
                    cell.table, cell.id, cell.column, wanted, found),
                u"Mend the row, for example: UPDATE %1 SET %3 = '%4' WHERE id = '%2'"_s.arg(
                    cell.table, cell.id, cell.column, remedy),
                cell.table);
}

std::unexpected<Error> wrong(const Cell &cell, Items items, const QString &found)
{
    return wrong(cell, u"a JSON array of "_s + nameOf(items), found, u"[]"_s);
}

} // namespace

Result<QByteArray> readArray(const QString &text, Items items, const Cell &cell)
{
    const QByteArray json = text.toUtf8();
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isArray())
        return wrong(cell, items, whatElse(json, problem));
    const QJsonArray array = document.array();
    const auto wanted = items == Items::Strings ? QJsonValue::String : QJsonValue::Object;
    for (qsizetype i = 0; i < array.size(); ++i) {
        if (array[i].type() != wanted)
            return wrong(cell, items, u"%1 at index %2"_s.arg(kindOf(array[i])).arg(i));
    }
    auto compact = compacted(json);
    if (!compact)
        return wrong(cell, items, u"text with characters or numbers that JSON does not allow"_s);
    return std::move(*compact);
}

Result<QJsonObject> readObject(const QString &text, const Cell &cell)
{
    const QByteArray json = text.toUtf8();
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isObject()) {
        const QString found = document.isArray() ? u"an array"_s : whatElse(json, problem);
        return wrong(cell, u"a JSON object"_s, found, u"{}"_s);
    }
    return document.object();
}

Result<QByteArray> readObjectText(const QString &text, const Cell &cell)
{
    if (const auto object = readObject(text, cell); !object)
        return std::unexpected(object.error());
    auto compact = compacted(text.toUtf8());
    if (!compact)
        return wrong(cell, u"a JSON object"_s,
                     u"text with characters or numbers that JSON does not allow"_s, u"{}"_s);
    return std::move(*compact);
}

QByteArray memberText(const QByteArray &object, const QString &key)
{
    Buffer buffer;
    Compactor compactor(buffer);
    MemberFilter filter(compactor, key.toUtf8());
    rapidjson::MemoryStream stream(object.constData(), size_t(object.size()));
    if (rapidjson::Reader().Parse<toTheLetter>(stream, filter).IsError())
        return {};
    return QByteArray(buffer.GetString(), qsizetype(buffer.GetSize()));
}

} // namespace outlet::app::stores
