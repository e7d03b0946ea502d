// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsondocument.h"

#include "ui-schemas/keywatcher.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <rapidjson/memorystream.h>

#include <algorithm>
#include <optional>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

const QString halfOfPair = u"Invalid \\uXXXX escape: half of a surrogate pair"_s;

bool isContinuation(char byte)
{
    return (byte & 0xC0) == 0x80;
}

/** Ends the parser at the first breach of a limit. */
class Guard : public KeyWatcher
{
public:
    explicit Guard(const JsonLimits &limits) : m_limits(limits) {}

    const std::optional<JsonFault> &fault() const { return m_fault; }

    bool Key(const char *text, rapidjson::SizeType size, bool isCopied)
    {
        if (!String(text, size, isCopied))
            return false;
        KeyWatcher::Key(text, size, isCopied);
        if (problems().isEmpty())
            return true;
        m_fault = {JsonFault::DuplicateKey, 0, problems().first().message};
        return false;
    }

    bool String(const char *text, rapidjson::SizeType size, bool)
    {
        // The parser lets the second half of a surrogate pair through without the first.
        if (QByteArrayView(text, qsizetype(size)).isValidUtf8())
            return Default();
        m_fault = {JsonFault::Syntax, 0, halfOfPair};
        return false;
    }

    bool StartObject() { return !isTooDeep() && KeyWatcher::StartObject(); }
    bool StartArray() { return !isTooDeep() && KeyWatcher::StartArray(); }

private:
    bool isTooDeep()
    {
        if (depth() < m_limits.depth)
            return false;
        m_fault = {JsonFault::TooDeep, 0,
                   u"found more than %1 objects and lists within each other"_s.arg(m_limits.depth)};
        return true;
    }

    JsonLimits m_limits;
    std::optional<JsonFault> m_fault;
};

/** The first byte that belongs to no character. */
qsizetype endOfText(const QByteArray &bytes)
{
    qsizetype at = 0;
    for (qsizetype next = 0; next < bytes.size(); at = next) {
        ++next;
        while (next < bytes.size() && isContinuation(bytes[next]))
            ++next;
        if (!QByteArrayView(bytes).sliced(at, next - at).isValidUtf8())
            return at;
    }
    return at;
}

/** Where the string begins that does not end. */
qsizetype unendedString(const QByteArray &text)
{
    qsizetype begin = -1;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (begin >= 0 && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            begin = begin < 0 ? i : -1;
    }
    return std::max<qsizetype>(begin, 0);
}

/** Back over the characters that may stand in a literal or number before `offset`. */
qsizetype startOfWord(const QByteArray &text, qsizetype offset)
{
    const auto isOfWord = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
    while (offset > 0 && isOfWord(text[offset - 1]))
        --offset;
    return offset;
}

/** Back over the string that ends before `offset`: a quote within it has a backslash before it. */
qsizetype startOfString(const QByteArray &text, qsizetype offset)
{
    qsizetype quote = offset - 1;
    do
        quote = text.lastIndexOf('"', quote - 1);
    while (quote > 0 && text[quote - 1] == '\\');
    return std::max<qsizetype>(quote, 0);
}

struct Finding
{
    qsizetype offset;
    QString message;
};

/** In the words that existing clients know from Python, and at the place that it names. */
Finding syntaxFault(const rapidjson::ParseResult &result, const QByteArray &text)
{
    const auto offset = qsizetype(result.Offset());
    switch (result.Code()) {
    case rapidjson::kParseErrorDocumentEmpty:
    case rapidjson::kParseErrorValueInvalid:
        return {startOfWord(text, offset), u"Expecting value"_s};
    case rapidjson::kParseErrorDocumentRootNotSingular:
        return {offset, u"Extra data"_s};
    case rapidjson::kParseErrorObjectMissName:
        return {offset, u"Expecting property name enclosed in double quotes"_s};
    case rapidjson::kParseErrorObjectMissColon:
        return {offset, u"Expecting ':' delimiter"_s};
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
        return {offset, u"Expecting ',' delimiter"_s};
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent:
        return {offset, u"Expecting a digit"_s};
    case rapidjson::kParseErrorNumberTooBig:
        return {offset, u"Expecting a number that fits 64 bits"_s};
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
        return {offset, u"Invalid \\uXXXX escape"_s};
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
        return {offset, halfOfPair};
    case rapidjson::kParseErrorStringEscapeInvalid:
        if (text[offset] == '\\')
            return {offset, u"Invalid \\escape"_s};
        return {offset, u"Invalid control character"_s};
    case rapidjson::kParseErrorStringMissQuotationMark:
        if (offset < text.size()) // a NUL, which the parser takes for the end
            return {offset, u"Invalid control character"_s};
        return {unendedString(text), u"Unterminated string"_s};
    case rapidjson::kParseErrorStringInvalidEncoding: // UTF-8 it is: that was looked at before
        return {offset, u"Invalid control character"_s};
    case rapidjson::kParseErrorNone:
    case rapidjson::kParseErrorTermination:
    case rapidjson::kParseErrorUnspecificSyntaxError:
        break;
    }
    return {offset, u"Expecting value"_s};
}

qsizetype charactersBefore(const QByteArray &text, qsizetype offset)
{
    const QByteArrayView before = QByteArrayView(text).first(std::min(offset, text.size()));
    return before.size() - std::ranges::count_if(before, isContinuation);
}

/** What is wrong with the text, with its place as an offset in bytes. */
std::optional<JsonFault> faultIn(const QByteArray &text, const JsonLimits &limits)
{
    rapidjson::MemoryStream stream(text.constData(), size_t(text.size()));
    rapidjson::Reader reader;
    Guard guard(limits);
    const auto result = reader.Parse<rapidjson::kParseIterativeFlag>(stream, guard);
    if (auto fault = guard.fault()) {
        const auto offset = qsizetype(stream.Tell());
        const bool isDeep = fault->kind == JsonFault::TooDeep;
        fault->position = isDeep ? offset : startOfString(text, offset);
        return fault;
    }
    if (!result.IsError())
        return std::nullopt;
    const auto [offset, message] = syntaxFault(result, text);
    return JsonFault{JsonFault::Syntax, offset, message};
}

} // namespace

std::expected<QJsonValue, JsonFault> readJson(const QByteArray &text, const JsonLimits &limits)
{
    if (text.size() > limits.bytes)
        return std::unexpected(
            JsonFault{JsonFault::TooLarge, 0,
                      u"found %1 bytes, wanted at most %2"_s.arg(text.size()).arg(limits.bytes)});
    if (!QByteArrayView(text).isValidUtf8()) {
        const qsizetype end = endOfText(text);
        return std::unexpected(JsonFault{
            JsonFault::NotUtf8, charactersBefore(text, end),
            u"found a byte that is not UTF-8: 0x%1"_s.arg(uchar(text[end]), 2, 16, QChar(u'0'))});
    }
    if (auto fault = faultIn(text, limits)) {
        fault->position = charactersBefore(text, fault->position);
        return std::unexpected(*fault);
    }
    // QJsonDocument wants an object or list at the top, and forgets the first character of a string
    // where that is a byte order mark; there is none outside of strings.
    QByteArray list = '[' + text + ']';
    list.replace("\"\xEF\xBB\xBF", "\"\\ufeff");
    return QJsonDocument::fromJson(list).array().at(0);
}

} // namespace outlet::ui
