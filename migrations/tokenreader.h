// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <QString>
#include <QStringList>
#include <QStringView>

namespace outlet::migrations {

/**
 * Walks over the tokens of one statement, as far as one needs to know what it is about. Keywords
 * match in any case; what is quoted is never a keyword. Borrows the list: lives for one call.
 */
class TokenReader
{
public:
    TokenReader(const QStringList &tokens, Dialect dialect) : m_tokens(tokens), m_dialect(dialect)
    {}

    bool isAtEnd() const { return m_at >= m_tokens.size(); }
    qsizetype position() const { return m_at; }
    QString peek(qsizetype ahead = 0) const { return m_tokens.value(m_at + ahead); }

    /** Whether these words, with blanks between them, come next. */
    bool isAt(QLatin1StringView words) const;

    /** Takes these words if all of them come next; else nothing. */
    bool take(QLatin1StringView words);

    /** The same for whichever of them comes next. */
    bool takeAny(std::initializer_list<QLatin1StringView> alternatives);

    /** A name, without its schema, as the catalogue has it; null, and nothing taken, if none is. */
    QString takeName();

    void skip() { ++m_at; }

    /** Goes on behind the parenthesis that closes the one that comes next, if one does. */
    void skipParenthesis();

private:
    const QStringList &m_tokens;
    Dialect m_dialect;
    qsizetype m_at = 0;
};

/** What a name in a script means in the catalogue: without quotes; folded where it had none. */
QString catalogueName(const QString &token, Dialect dialect);

} // namespace outlet::migrations
