// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/linter.h"
#include "migrations/lintrules.h"
#include "migrations/tokenreader.h"

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

/** Notes the tables that a statement makes; temporary ones are as new as any. */
void noteNewTables(LintContext &context, const Statement &statement)
{
    TokenReader reader(statement.tokens, context.dialect);
    if (reader.take("CREATE"_L1)) {
        reader.takeAny({"TEMP"_L1, "TEMPORARY"_L1, "UNLOGGED"_L1, "VIRTUAL"_L1});
        if (!reader.take("TABLE"_L1))
            return;
        reader.take("IF NOT EXISTS"_L1);
        context.newTables.insert(reader.takeName().toLower());
    } else if (reader.take("ALTER TABLE"_L1)) {
        reader.take("IF EXISTS"_L1);
        const QString name = reader.takeName().toLower();
        if (context.newTables.contains(name) && reader.take("RENAME TO"_L1))
            context.newTables.insert(reader.takeName().toLower());
    }
}

QList<LintFinding> findingsIn(const Statement &statement, const LintContext &context)
{
    const TokenReader reader(statement.tokens, context.dialect);
    if (reader.isAt("CREATE"_L1))
        return lintCreate(statement, context);
    if (reader.isAt("DROP"_L1))
        return lintDrop(statement, context);
    if (reader.isAt("ALTER TABLE"_L1))
        return lintAlterTable(statement, context);
    return lintRows(statement, context) + lintOther(statement, context);
}

bool isBefore(const LintWarning &left, const LintWarning &right)
{
    return std::tie(left.path, left.line, left.rule) < std::tie(right.path, right.line, right.rule);
}

} // namespace

QList<LintWarning> lint(const Migration &up, Dialect dialect)
{
    LintContext context{dialect, {}};
    QList<LintWarning> warnings;
    for (const Statement &statement : up.statements) {
        for (const LintFinding &finding : findingsIn(statement, context))
            warnings.append({finding.rule, up.path, lineOfToken(statement, finding.token, dialect),
                             shortened(statement.text), finding.reason, finding.remedy});
        noteNewTables(context, statement);
    }
    return warnings;
}

std::expected<QList<LintWarning>, Failure> lintDirectory(const QString &directory,
                                                         const QList<Dialect> &dialects)
{
    QList<LintWarning> warnings;
    for (const Dialect dialect : dialects) {
        const auto files = readMigrations(directory, dialect);
        if (!files)
            return std::unexpected(files.error());
        for (const Migration &up : files->ups) {
            for (const LintWarning &warning : lint(up, dialect)) {
                if (!warnings.contains(warning)) // a general script is judged for each dialect
                    warnings.append(warning);
            }
        }
    }
    std::stable_sort(warnings.begin(), warnings.end(), isBefore);
    return warnings;
}

} // namespace outlet::migrations
