// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/statement.h"
#include "migrations/tokenizer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

/** Finds where statements end. Holds nothing but references: lives for one call. */
class Splitter
{
public:
    Splitter(QStringView script, const QList<Token> &tokens, Dialect dialect, const QString &path)
        : m_script(script), m_tokens(tokens), m_dialect(dialect), m_path(path)
    {}

    /** The index of the `;` that ends the statement beginning at `first`, or the number of tokens.
     */
    Result<qsizetype> endFrom(qsizetype first) const
    {
        return m_dialect == Dialect::Sqlite && isTrigger(first) ? endOfTrigger(first)
                                                                : endOfPlain(first);
    }

private:
    bool is(qsizetype index, QLatin1StringView word) const
    {
        return index < m_tokens.size() &&
               m_tokens[index].in(m_script).compare(word, Qt::CaseInsensitive) == 0;
    }
    bool isTrigger(qsizetype first) const;
    bool isRoutine(qsizetype first) const;
    Result<qsizetype> endOfTrigger(qsizetype first) const;
    Result<qsizetype> endOfPlain(qsizetype first) const;
    std::unexpected<Error> refuse(qsizetype index, const QString &message,
                                  const QString &hint) const;

    QStringView m_script;
    const QList<Token> &m_tokens;
    Dialect m_dialect;
    const QString &m_path;
};

std::unexpected<Error> Splitter::refuse(qsizetype index, const QString &message,
                                        const QString &hint) const
{
    const int line = m_tokens[index].line;
    return fail(ErrorCode::InvalidArgument, u"Line %1: %2"_s.arg(line).arg(message), hint,
                placeOf(m_path, line));
}

bool Splitter::isTrigger(qsizetype first) const
{
    const bool isTemporary = is(first + 1, "temp"_L1) || is(first + 1, "temporary"_L1);
    return is(first, "create"_L1) && is(first + (isTemporary ? 2 : 1), "trigger"_L1);
}

bool Splitter::isRoutine(qsizetype first) const
{
    const bool isReplacing = is(first + 1, "or"_L1) && is(first + 2, "replace"_L1);
    const qsizetype kind = first + (isReplacing ? 3 : 1);
    return is(first, "create"_L1) && (is(kind, "function"_L1) || is(kind, "procedure"_L1));
}

/**
 * A body ends with an END right after a `;`, as SQLite's own sqlite3_complete() has it: the END of
 * a CASE never stands there, so there is nothing to count.
 */
Result<qsizetype> Splitter::endOfTrigger(qsizetype first) const
{
    for (qsizetype i = first; i < m_tokens.size(); ++i) {
        const bool isLast = i + 2 == m_tokens.size() || is(i + 2, ";"_L1);
        if (is(i, ";"_L1) && is(i + 1, "end"_L1) && isLast)
            return i + 2;
    }
    return refuse(first, u"the trigger that begins here never ends"_s,
                  u"End its body with \"; END;\""_s);
}

Result<qsizetype> Splitter::endOfPlain(qsizetype first) const
{
    const bool canHaveBody = m_dialect == Dialect::PostgreSql && isRoutine(first);
    QList<qsizetype> parentheses; // where those begin that are open
    qsizetype bodyStart = -1;
    int blocks = 0;
    for (qsizetype i = first; i < m_tokens.size(); ++i) {
        if (is(i, "("_L1)) {
            parentheses.append(i);
        } else if (is(i, ")"_L1) && !parentheses.isEmpty()) {
            parentheses.removeLast();
        } else if (is(i, ";"_L1) && parentheses.isEmpty() && blocks == 0) {
            return i;
        } else if (canHaveBody && blocks == 0 && is(i, "begin"_L1) && is(i + 1, "atomic"_L1)) {
            blocks = 1;
            bodyStart = i;
        } else if (blocks > 0 && is(i, "case"_L1)) {
            ++blocks;
        } else if (blocks > 0 && is(i, "end"_L1)) {
            --blocks;
        }
    }
    if (!parentheses.isEmpty())
        return refuse(parentheses.last(), u"the parenthesis that begins here is never closed"_s,
                      u"Add )"_s);
    if (blocks > 0)
        return refuse(bodyStart, u"the body BEGIN ATOMIC that begins here never ends"_s,
                      u"End it with \"END;\""_s);
    return m_tokens.size();
}

Statement statementOf(const QString &script, const QList<Token> &tokens)
{
    const qsizetype start = tokens.first().start;
    Statement statement{script.sliced(start, tokens.last().end() - start), tokens.first().line, {}};
    statement.tokens.reserve(tokens.size());
    for (const Token &token : tokens)
        statement.tokens.append(token.in(script).toString());
    return statement;
}

/** Why a statement that begins with these words is refused; empty if it is not. */
QString reasonAgainst(const QString &first, const QString &second)
{
    static const QStringList transactions{u"BEGIN"_s,    u"START"_s, u"COMMIT"_s,  u"END"_s,
                                          u"ROLLBACK"_s, u"ABORT"_s, u"RELEASE"_s, u"SAVEPOINT"_s};
    if (transactions.contains(first) || (first == "PREPARE"_L1 && second == "TRANSACTION"_L1))
        return u"each migration runs in one transaction, which the runner begins and ends"_s;
    if (first == "ATTACH"_L1 || first == "DETACH"_L1)
        return u"a migration changes one database only"_s;
    if (first == "VACUUM"_L1)
        return u"it cannot run in the transaction of the migration"_s;
    if (first == "PRAGMA"_L1)
        return u"it changes the connection, which belongs to the program"_s;
    if (first == "COPY"_L1)
        return u"it reads from a stream or a file of the database server; use INSERT"_s;
    return {};
}

} // namespace

Result<QList<Statement>> splitStatements(const QString &script, Dialect dialect,
                                         const QString &path)
{
    const Result<QList<Token>> tokens = tokenize(script, dialect, path);
    if (!tokens)
        return std::unexpected(tokens.error());

    const Splitter splitter(script, *tokens, dialect, path);
    QList<Statement> statements;
    for (qsizetype first = 0; first < tokens->size();) {
        const Result<qsizetype> end = splitter.endFrom(first);
        if (!end)
            return std::unexpected(end.error());
        if (*end > first)
            statements.append(statementOf(script, tokens->sliced(first, *end - first)));
        first = *end + 1;
    }
    return statements;
}

Problems findRefused(const QList<Statement> &statements, const QString &path)
{
    Problems problems;
    for (const Statement &statement : statements) {
        const QString first = statement.tokens.value(0).toUpper();
        const QString reason = reasonAgainst(first, statement.tokens.value(1).toUpper());
        if (reason.isEmpty())
            continue;
        problems.append(Error{ErrorCode::InvalidArgument,
                              u"Line %1: %2 is refused in a migration: %3"_s.arg(
                                  QString::number(statement.line), first, reason),
                              u"Remove \"%1\""_s.arg(shortened(statement.text)),
                              placeOf(path, statement.line)});
    }
    return problems;
}

int lineOfToken(const Statement &statement, qsizetype index, Dialect dialect)
{
    const Result<QList<Token>> tokens = tokenize(statement.text, dialect);
    if (!tokens || tokens->isEmpty())
        return statement.line;
    return statement.line + (*tokens)[std::min(index, tokens->size() - 1)].line - 1;
}

QString shortened(const QString &statement, qsizetype most)
{
    // Long literals make simplified() dear, and no message needs them.
    const QString line = statement.left(4 * most).simplified();
    const bool isWhole = line.size() <= most && statement.size() <= 4 * most;
    return isWhole ? line : line.left(most - 1) + u'…';
}

} // namespace outlet::migrations
