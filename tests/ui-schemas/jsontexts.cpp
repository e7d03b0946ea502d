// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsondocument.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::ui;

class JsonTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areRead_data();
    void areRead();
    void areRefused_data();
    void areRefused();
    void sizeIsLimited();
    void endlessDepthIsRefusedAtOnce();
};

namespace {

QByteArray nested(int depth)
{
    QByteArray text;
    for (int i = 0; i < depth; ++i)
        text += i % 2 ? "[" : "{\"a\":";
    text += "1";
    for (int i = depth - 1; i >= 0; --i)
        text += i % 2 ? "]" : "}";
    return text;
}

} // namespace

void JsonTexts::areRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &value) {
        QTest::newRow(name) << text << value;
    };
    row("an object", R"( {"b": 1, "a" : [true, null]} )", R"({"a":[true,null],"b":1})");
    row("a list", "[]", "[]");
    row("a text", "\"x\"", "\"x\"");
    row("a number", "-1.5e2", "-150");
    row("null", "null", "null");
    row("characters of all lengths", "\"aé漢😀\"", "\"aé漢😀\"");
    row("a surrogate pair", "\"\\ud83d\\ude00\"", "\"😀\"");
    row("a byte order mark is a character", "[\"\xEF\xBB\xBFx\",\"\\ufeff\"]",
        "[\"\xEF\xBB\xBFx\",\"\xEF\xBB\xBF\"]");
    row("keys that differ in a byte order mark", "{\"a\":1,\"\xEF\xBB\xBF\x61\":2}",
        "{\"a\":1,\"\xEF\xBB\xBF\x61\":2}");
    row("the same key in two objects", R"([{"a":1},{"a":{"a":2}}])", R"([{"a":1},{"a":{"a":2}}])");
    row("as deep as may be", nested(64), nested(64));
    row("a large whole number", "9007199254740993", "9007199254740993");
}

void JsonTexts::areRead()
{
    QFETCH(QByteArray, text);
    const auto value = readJson(text);
    QVERIFY2(value, value ? "" : qPrintable(value.error().message));
    const QByteArray list = QJsonDocument(QJsonArray{*value}).toJson(QJsonDocument::Compact);
    QTEST(list.chopped(1).sliced(1), "value");
}

void JsonTexts::areRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<qsizetype>("position");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &text, JsonFault::Kind kind,
                        qsizetype position, const char *message) {
        QTest::newRow(name) << text << int(kind) << position << QString::fromUtf8(message);
    };
    const auto syntax = [&](const char *name, const QByteArray &text, qsizetype position,
                            const char *message) {
        row(name, text, JsonFault::Syntax, position, message);
    };
    const auto name = "Expecting property name enclosed in double quotes";
    const auto value = "Expecting value";
    syntax("nothing", "", 0, value);
    syntax("only spaces", "  ", 2, value);
    syntax("a word", "not json", 0, value);
    syntax("a word within", "{\"a\": nul}", 6, value);
    syntax("a word that is not JSON's", "[NaN]", 1, value);
    syntax("an object that does not end", "{", 1, name);
    syntax("an object that ends after a key", "{\"a\"", 4, "Expecting ':' delimiter");
    syntax("an object that ends after a colon", "{\"a\":", 5, value);
    syntax("an object that ends after a value", "{\"a\":1", 6, "Expecting ',' delimiter");
    syntax("a key without quotes", "{a: 1}", 1, name);
    syntax("single quotes", "{'a': 1}", 1, name);
    syntax("no value", "{\"a\": }", 6, value);
    syntax("no colon", "{\"a\" 1}", 5, "Expecting ':' delimiter");
    syntax("no comma", "{\"a\": 1 \"b\": 2}", 8, "Expecting ',' delimiter");
    syntax("a comma too many", "{\"a\": 1,}", 8, name);
    syntax("a comma too many in a list", "[1,]", 3, value);
    syntax("a bracket that does not fit", "[1}", 2, "Expecting ',' delimiter");
    syntax("more than one value", "{} {}", 3, "Extra data");
    syntax("a comment", "/**/{}", 0, value);
    syntax("a leading zero", "[01]", 2, "Expecting ',' delimiter");
    syntax("a plus sign", "[+1]", 1, value);
    syntax("a sign without a number", "[-]", 1, value);
    syntax("a number without a fraction", "[1.]", 3, "Expecting a digit");
    syntax("a number without an exponent", "[1e]", 3, "Expecting a digit");
    syntax("a number that is too large", "[1e400]", 1, "Expecting a number that fits 64 bits");
    syntax("a text that does not end", "{\"a\": \"b\\\"c}", 6, "Unterminated string");
    syntax("a key that does not end", "{\"a", 1, "Unterminated string");
    syntax("an escape that there is not", "[\"a\\x\"]", 3, "Invalid \\escape");
    syntax("an escape without digits", "[\"\\u12g4\"]", 2, "Invalid \\uXXXX escape");
    syntax("half of a surrogate pair", "[\"\\ud83d\"]", 2,
           "Invalid \\uXXXX escape: half of a surrogate pair");
    syntax("the other half", "[1, \"a\\ude00\"]", 4,
           "Invalid \\uXXXX escape: half of a surrogate pair");
    syntax("a line end in a text", "[\"a\nb\"]", 3, "Invalid control character");
    syntax("a NUL in a text", "[\"a\0b\"]"_ba, 3, "Invalid control character");
    syntax("a NUL in the place of a value", "[\0]"_ba, 1, value);
    syntax("a mark of byte order", "\xEF\xBB\xBF{}", 0, value);
    syntax("a place is counted in characters", "[\"é漢😀\" x]", 7, "Expecting ',' delimiter");

    row("Latin-1", "{\"a\": \"\xE9\"}", JsonFault::NotUtf8, 7,
        "found a byte that is not UTF-8: 0xe9");
    row("half of a character", "[\"é\xE6\xBC\"]", JsonFault::NotUtf8, 3,
        "found a byte that is not UTF-8: 0xe6");
    row("a longer form of a character", "[\"\xC0\xAF\"]", JsonFault::NotUtf8, 2,
        "found a byte that is not UTF-8: 0xc0");
    row("half of a surrogate pair as bytes", "\"\xED\xA0\x80\"", JsonFault::NotUtf8, 1,
        "found a byte that is not UTF-8: 0xed");
    row("UTF-16", "\xFF\xFE{\0}\0"_ba, JsonFault::NotUtf8, 0,
        "found a byte that is not UTF-8: 0xff");

    row("a key twice", R"({"a": 1, "b": 2, "a": 3})", JsonFault::DuplicateKey, 17,
        "found the key \"a\" twice, wanted each key once");
    row("a key twice further in", R"([{"é": {"b": 1, "c": 2, "b": 1}}])", JsonFault::DuplicateKey,
        24, "found the key \"b\" twice, wanted each key once");
    row("a key twice, written otherwise", R"({"a\"b": 1, "\u0061\"b": 2})", JsonFault::DuplicateKey,
        12, R"(found the key "a\"b" twice, wanted each key once)");
    row("an empty key twice", R"({"":1,"":2})", JsonFault::DuplicateKey, 6,
        "found the key \"\" twice, wanted each key once");
    row("too deep", nested(65), JsonFault::TooDeep, 64 / 2 * 6,
        "found more than 64 objects and lists within each other");
}

void JsonTexts::areRefused()
{
    QFETCH(QByteArray, text);
    const auto value = readJson(text);
    QVERIFY(!value);
    QTEST(value.error().message, "message");
    QTEST(int(value.error().kind), "kind");
    QTEST(value.error().position, "position");
}

void JsonTexts::sizeIsLimited()
{
    const QByteArray text = "[1,2]";
    QVERIFY(readJson(text, {.depth = 1, .bytes = 5}));
    const auto large = readJson(text, {.bytes = 4});
    QVERIFY(!large);
    QCOMPARE(large.error().kind, JsonFault::TooLarge);
    QCOMPARE(large.error().message, u"found 5 bytes, wanted at most 4"_s);
    const auto deep = readJson(text, {.depth = 0});
    QVERIFY(!deep);
    QCOMPARE(deep.error().kind, JsonFault::TooDeep);
}

void JsonTexts::endlessDepthIsRefusedAtOnce()
{
    const auto value = readJson(QByteArray(1'000'000, '['));
    QVERIFY(!value);
    QCOMPARE(value.error().kind, JsonFault::TooDeep);
    QCOMPARE(value.error().position, 64);
}

QTEST_APPLESS_MAIN(JsonTexts)
#include "jsontexts.moc"
