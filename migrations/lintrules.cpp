// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/lintrules.h"
#include "migrations/tokenreader.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

bool isWord(const Statement &statement, qsizetype index, QLatin1StringView word)
{
    return index >= 0 && statement.tokens.value(index).compare(word, Qt::CaseInsensitive) == 0;
}

/** Whether a word stands outside parentheses of its own between two tokens. */
qsizetype findOutside(const Statement &statement, QLatin1StringView word, qsizetype from)
{
    int depth = 0;
    for (qsizetype i = from; i < statement.tokens.size(); ++i) {
        if (isWord(statement, i, "("_L1))
            ++depth;
        else if (isWord(statement, i, ")"_L1) && --depth < 0)
            return -1; // the end of the parenthesis that the search began in
        else if (depth == 0 && isWord(statement, i, word))
            return i;
    }
    return -1;
}

/** `WHERE true` and `WHERE 1 = 1` hold for every row. */
bool isAlwaysTrue(const Statement &statement, qsizetype where)
{
    static const QStringList literals{u"TRUE"_s, u"1"_s, u"="_s};
    for (qsizetype i = where + 1; i < statement.tokens.size(); ++i) {
        const QString token = statement.tokens[i].toUpper();
        if (token == ")"_L1 || token == "RETURNING"_L1)
            return i > where + 1;
        if (!literals.contains(token))
            return false;
    }
    return true;
}

bool isWithoutCondition(const Statement &statement, qsizetype from)
{
    const qsizetype where = findOutside(statement, "WHERE"_L1, from);
    return where < 0 || isAlwaysTrue(statement, where);
}

QString nameAfter(const Statement &statement, qsizetype index, Dialect dialect)
{
    const QStringList rest = statement.tokens.sliced(std::min(index, statement.tokens.size()));
    TokenReader reader(rest, dialect);
    if (reader.take("OR"_L1)) // UPDATE OR IGNORE t
        reader.skip();
    reader.take("ONLY"_L1);
    return reader.takeName();
}

QString ofTable(const QString &table)
{
    return table.isEmpty() ? u"the table"_s : u"table %1"_s.arg(table);
}

LintFinding truncation(qsizetype token)
{
    return {u"truncate"_s, token,
            u"TRUNCATE deletes every row, and in PostgreSQL keeps all readers out"_s,
            u"Delete the rows that must go with DELETE ... WHERE; make a backup first"_s};
}

} // namespace

QList<LintFinding> lintCreate(const Statement &statement, const LintContext &context)
{
    if (context.dialect != Dialect::PostgreSql)
        return {}; // one writer at a time in any case
    TokenReader reader(statement.tokens, context.dialect);
    reader.take("CREATE"_L1);
    reader.take("UNIQUE"_L1);
    if (!reader.take("INDEX"_L1))
        return {};
    if (reader.isAt("CONCURRENTLY"_L1))
        return {{u"index-concurrently"_s, reader.position(),
                 u"PostgreSQL refuses CREATE INDEX CONCURRENTLY in a transaction, and every "
                 "migration is one"_s,
                 u"Build the index by hand first, and write CREATE INDEX IF NOT EXISTS here"_s}};
    reader.take("IF NOT EXISTS"_L1);
    if (!reader.isAt("ON"_L1))
        reader.takeName();
    reader.take("ON"_L1);
    reader.take("ONLY"_L1);
    const QString table = reader.takeName();
    if (context.isNew(table))
        return {};
    return {{u"index-locks"_s, 0,
             u"In PostgreSQL nobody can write to %1 while the index is built"_s.arg(ofTable(table)),
             u"On a large table, build it by hand with CREATE INDEX CONCURRENTLY first, and write "
             "CREATE INDEX IF NOT EXISTS here"_s}};
}

QList<LintFinding> lintDrop(const Statement &statement, const LintContext &context)
{
    QList<LintFinding> findings;
    TokenReader reader(statement.tokens, context.dialect);
    reader.take("DROP"_L1);
    if (reader.takeAny({"SCHEMA"_L1, "DATABASE"_L1}))
        findings.append({u"drop-schema"_s, 0, u"Everything in it is deleted"_s,
                         u"Drop what must go by its name"_s});
    if (reader.take("TABLE"_L1)) {
        reader.take("IF EXISTS"_L1);
        do {
            const qsizetype token = reader.position();
            const QString table = reader.takeName();
            if (!context.isNew(table))
                findings.append({u"drop-table"_s, token,
                                 u"All rows of %1 are deleted"_s.arg(ofTable(table)),
                                 u"Rename it and drop it in a later release, when nothing uses it "
                                 "any more; make a backup first"_s});
        } while (reader.take(","_L1));
    }
    if (isWord(statement, statement.tokens.size() - 1, "CASCADE"_L1))
        findings.append({u"drop-cascade"_s, statement.tokens.size() - 1,
                         u"CASCADE drops whatever depends on it, also what others made"_s,
                         u"Leave it out, and drop by name what must go"_s});
    return findings;
}

QList<LintFinding> lintRows(const Statement &statement, const LintContext &context)
{
    static constexpr std::array beginnings{"DELETE"_L1, "UPDATE"_L1,   "WITH"_L1,
                                           "INSERT"_L1, "TRUNCATE"_L1, "SELECT"_L1};
    if (std::ranges::none_of(beginnings,
                             [&](QLatin1StringView word) { return isWord(statement, 0, word); }))
        return {};
    if (isWord(statement, 0, "TRUNCATE"_L1)) {
        const qsizetype name = isWord(statement, 1, "TABLE"_L1) ? 2 : 1;
        if (context.isNew(nameAfter(statement, name, context.dialect)))
            return {};
        return {truncation(0)};
    }
    QList<LintFinding> findings;
    for (qsizetype i = 0; i < statement.tokens.size(); ++i) {
        const bool isDelete =
            isWord(statement, i, "DELETE"_L1) && isWord(statement, i + 1, "FROM"_L1);
        // Not ON CONFLICT DO UPDATE, nor SELECT ... FOR UPDATE: these name their rows.
        const bool isUpdate =
            isWord(statement, i, "UPDATE"_L1) && !isWord(statement, i - 1, "DO"_L1) &&
            !isWord(statement, i - 1, "FOR"_L1) && findOutside(statement, "SET"_L1, i) > 0;
        if (!isDelete && !isUpdate)
            continue;
        const QString table = nameAfter(statement, i + (isDelete ? 2 : 1), context.dialect);
        if (context.isNew(table) || !isWithoutCondition(statement, i))
            continue;
        if (isDelete)
            findings.append({u"delete-all"_s, i,
                             u"All rows of %1 are deleted: there is no WHERE that chooses"_s.arg(
                                 ofTable(table)),
                             u"Say which rows must go with WHERE; make a backup first"_s});
        else
            findings.append({u"update-all"_s, i,
                             u"All rows of %1 are changed, and locked until the migration ends: "
                             "there is no WHERE that chooses"_s.arg(ofTable(table)),
                             u"Say which rows need it with WHERE, such as those where the column "
                             "IS NULL"_s});
    }
    return findings;
}

QList<LintFinding> lintOther(const Statement &statement, const LintContext &context)
{
    TokenReader reader(statement.tokens, context.dialect);
    if (reader.isAt("LOCK"_L1))
        return {{u"lock-table"_s, 0, u"The table stays locked until the migration ends"_s,
                 u"Leave it out: no two migrations run at the same time"_s}};
    if (reader.isAt("CLUSTER"_L1) || reader.isAt("REINDEX"_L1))
        return {{u"rewrites-table"_s, 0,
                 u"%1 keeps writers out until all of it is written again"_s.arg(
                     reader.peek().toUpper()),
                 u"Do it by hand, in an hour of little work"_s}};
    if (reader.take("REFRESH MATERIALIZED VIEW"_L1) && !reader.isAt("CONCURRENTLY"_L1))
        return {{u"refresh-locks"_s, 0, u"Nobody can read the view until it is filled again"_s,
                 u"Give it a unique index and refresh it CONCURRENTLY"_s}};
    if (!reader.take("ALTER"_L1))
        return {};
    const qsizetype rename = findOutside(statement, "RENAME"_L1, 1);
    if (rename < 0 || reader.isAt("INDEX"_L1))
        return {};
    return {{u"rename"_s, rename, u"Programs that use the old name fail from this moment on"_s,
             u"Make the new one beside the old one, and drop that in a later release"_s}};
}

} // namespace outlet::migrations
