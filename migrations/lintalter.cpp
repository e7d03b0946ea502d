// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/lintrules.h"
#include "migrations/tokenreader.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

/** One of the changes of an ALTER TABLE, which commas separate. */
struct Action
{
    QStringList tokens;
    qsizetype start = 0; ///< its first token in the statement

    bool has(QLatin1StringView words) const { return find(words) >= 0; }
    qsizetype find(QLatin1StringView words) const;
};

qsizetype Action::find(QLatin1StringView words) const
{
    const QStringList wanted = QString(words).split(u' ');
    const auto isSame = [](const QString &left, const QString &right) {
        return left.compare(right, Qt::CaseInsensitive) == 0;
    };
    const auto found =
        std::search(tokens.begin(), tokens.end(), wanted.begin(), wanted.end(), isSame);
    return found == tokens.end() ? -1 : found - tokens.begin();
}

QList<Action> actionsFrom(const Statement &statement, qsizetype start)
{
    QList<Action> actions{{{}, start}};
    int depth = 0;
    for (qsizetype i = start; i < statement.tokens.size(); ++i) {
        const QString &token = statement.tokens[i];
        if (token == "("_L1)
            ++depth;
        else if (token == ")"_L1)
            --depth;
        if (token == ","_L1 && depth == 0)
            actions.append({{}, i + 1});
        else
            actions.last().tokens.append(token);
    }
    return actions;
}

/** A default that each row gets anew makes PostgreSQL write every row; now() is one for all. */
bool hasVolatileDefault(const Action &action)
{
    static const QStringList harmless{u"now"_s, u"timezone"_s, u"statement_timestamp"_s,
                                      u"transaction_timestamp"_s};
    const qsizetype at = action.find("DEFAULT"_L1);
    for (qsizetype i = at + 1; at >= 0 && i + 1 < action.tokens.size(); ++i) {
        const QString word = action.tokens[i].toLower();
        if (word == "check"_L1 || word == "references"_L1 || word == "constraint"_L1)
            return false; // the default has ended
        if (action.tokens[i + 1] == "("_L1 && word.front().isLetter() && !harmless.contains(word))
            return true;
    }
    return false;
}

std::optional<LintFinding> lintAddColumn(const Action &action, const LintContext &context)
{
    const bool isGenerated = action.has("GENERATED"_L1);
    const bool isNull = action.has("DEFAULT NULL"_L1);
    if (action.has("NOT NULL"_L1) && (!action.has("DEFAULT"_L1) || isNull) && !isGenerated)
        return LintFinding{
            u"add-not-null"_s, action.start,
            u"It fails where the table has rows: they have no value for the column"_s,
            u"Give it a DEFAULT, or add it without NOT NULL and fill it first"_s};
    if (context.dialect != Dialect::PostgreSql)
        return std::nullopt;
    if (hasVolatileDefault(action) || action.has("STORED"_L1) || action.has("SERIAL"_L1) ||
        action.has("BIGSERIAL"_L1) || action.has("SMALLSERIAL"_L1))
        return LintFinding{u"rewrites-table"_s, action.start,
                           u"In PostgreSQL every row is written again, and nobody can read the "
                           "table meanwhile: each row has a value of its own"_s,
                           u"Add the column without it, fill it in parts, and set the default "
                           "afterwards"_s};
    return std::nullopt;
}

std::optional<LintFinding> lintAddConstraint(const Action &action, const LintContext &context)
{
    if (context.dialect != Dialect::PostgreSql)
        return std::nullopt;
    const bool isKey =
        action.has("UNIQUE"_L1) || action.has("PRIMARY KEY"_L1) || action.has("EXCLUDE"_L1);
    if (isKey && !action.has("FOREIGN KEY"_L1)) {
        if (action.has("USING INDEX"_L1))
            return std::nullopt;
        return LintFinding{u"constraint-locks"_s, action.start,
                           u"In PostgreSQL nobody can read the table while the index of the "
                           "constraint is built"_s,
                           u"Build a unique index by hand with CONCURRENTLY first, and add the "
                           "constraint USING INDEX"_s};
    }
    if (action.has("NOT VALID"_L1))
        return std::nullopt;
    return LintFinding{
        u"constraint-locks"_s, action.start,
        u"In PostgreSQL nobody can write to the table while all its rows are checked "
        "against the constraint"_s,
        u"Add it NOT VALID, and VALIDATE CONSTRAINT in the next migration"_s};
}

std::optional<LintFinding> lintAdd(const Action &action, TokenReader &reader,
                                   const LintContext &context)
{
    const bool isColumn = reader.take("COLUMN"_L1);
    static constexpr std::initializer_list<QLatin1StringView> constraints{
        "CONSTRAINT"_L1, "CHECK"_L1, "FOREIGN KEY"_L1, "UNIQUE"_L1, "PRIMARY KEY"_L1, "EXCLUDE"_L1};
    const bool isConstraint = !isColumn && reader.takeAny(constraints);
    return isConstraint ? lintAddConstraint(action, context) : lintAddColumn(action, context);
}

std::optional<LintFinding> lintAlterColumn(const Action &action, TokenReader &reader,
                                           const LintContext &context)
{
    reader.take("COLUMN"_L1);
    reader.takeName();
    if (reader.takeAny({"TYPE"_L1, "SET DATA TYPE"_L1}))
        return LintFinding{
            u"alter-type"_s, action.start,
            u"Every row is written again, nobody can read the table meanwhile, and "
            "values may be lost"_s,
            u"Add a column of the new type, fill it, and drop the old one in a later "
            "release"_s};
    if (reader.take("SET NOT NULL"_L1) && context.dialect == Dialect::PostgreSql)
        return LintFinding{u"set-not-null"_s, action.start,
                           u"In PostgreSQL nobody can read the table while all its rows are "
                           "looked at"_s,
                           u"Add CHECK (column IS NOT NULL) NOT VALID, and validate it in the next "
                           "migration"_s};
    return std::nullopt;
}

std::optional<LintFinding> lintDropPart(const Action &action, TokenReader &reader)
{
    const bool isColumn = reader.take("COLUMN"_L1);
    // DROP name alone drops a column as well.
    if (!isColumn && (reader.isAt("CONSTRAINT"_L1) || reader.isAt("EXPRESSION"_L1)))
        return std::nullopt;
    reader.take("IF EXISTS"_L1);
    return LintFinding{u"drop-column"_s, action.start,
                       u"The values of column %1 are deleted, and programs that use it fail from "
                       "this moment on"_s.arg(reader.takeName()),
                       u"Stop using it first, and drop it in a later release"_s};
}

std::optional<LintFinding> lintAction(const Action &action, const LintContext &context)
{
    TokenReader reader(action.tokens, context.dialect);
    if (reader.take("ADD"_L1))
        return lintAdd(action, reader, context);
    if (reader.take("ALTER"_L1))
        return lintAlterColumn(action, reader, context);
    if (reader.take("DROP"_L1))
        return lintDropPart(action, reader);
    if (reader.take("RENAME"_L1) && !reader.isAt("CONSTRAINT"_L1))
        return LintFinding{
            u"rename"_s, action.start, u"Programs that use the old name fail from this moment on"_s,
            u"Make the new one beside the old one, and drop that in a later release"_s};
    if (reader.takeAny({"SET LOGGED"_L1, "SET UNLOGGED"_L1, "SET TABLESPACE"_L1}))
        return LintFinding{u"rewrites-table"_s, action.start,
                           u"Every row is written again, and nobody can read the table meanwhile"_s,
                           u"Do it by hand, in an hour of little work"_s};
    return std::nullopt;
}

} // namespace

QList<LintFinding> lintAlterTable(const Statement &statement, const LintContext &context)
{
    TokenReader reader(statement.tokens, context.dialect);
    reader.take("ALTER TABLE"_L1);
    reader.take("IF EXISTS"_L1);
    reader.take("ONLY"_L1);
    if (context.isNew(reader.takeName()))
        return {};
    reader.take("*"_L1);
    QList<LintFinding> findings;
    for (const Action &action : actionsFrom(statement, reader.position())) {
        if (auto finding = lintAction(action, context))
            findings.append(*std::move(finding));
    }
    return findings;
}

} // namespace outlet::migrations
