// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/statement.h"
#include "migrations/tokenizer.h"
#include "tests/fuzz/targets.h"

namespace outlet::tests::fuzz {

using namespace migrations;

namespace {

void tokens(const QString &text, Dialect dialect)
{
    const auto found = tokenize(text, dialect);
    if (!found) {
        require(!found.error().message.isEmpty(), "an error says what is wrong");
        return;
    }
    qsizetype end = 0;
    for (const Token &token : *found) {
        require(token.length > 0 && token.start >= end, "tokens follow one another");
        end = token.end();
    }
    require(end <= text.size(), "tokens lie in the text");
}

void statements(const QString &text, Dialect dialect)
{
    const auto found = splitStatements(text, dialect);
    if (!found)
        return;
    for (const Statement &statement : *found) {
        require(!statement.tokens.isEmpty() && text.contains(statement.text),
                "a statement is a part of the script");
        const auto alone = splitStatements(statement.text, dialect);
        require(alone && alone->size() == 1 && alone->first().tokens == statement.tokens,
                "a statement on its own is the same statement");
        shortened(statement.text);
    }
    findRefused(*found);
}

} // namespace

void sql(std::string_view bytes)
{
    const QString text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    for (const Dialect dialect : {Dialect::Sqlite, Dialect::PostgreSql}) {
        tokens(text, dialect);
        statements(text, dialect);
    }
}

} // namespace outlet::tests::fuzz
