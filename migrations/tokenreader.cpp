// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/tokenreader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

bool isName(const QString &token)
{
    if (token.isEmpty())
        return false;
    const QChar first = token.front();
    const bool isQuoted = first == u'"' || first == u'`' || first == u'[';
    // A word, but neither a string with a prefix (x'00') nor a number.
    return isQuoted || ((first.isLetter() || first == u'_') && !token.contains(u'\''));
}

} // namespace

QString catalogueName(const QString &token, Dialect dialect)
{
    if (token.size() >= 2) {
        const QChar first = token.front();
        if (first == u'"' || first == u'`')
            return token.sliced(1, token.size() - 2).replace(QString(2, first), QString(first));
        if (first == u'[')
            return token.sliced(1, token.size() - 2);
    }
    // SQLite compares names without case but keeps them as they were written.
    return dialect == Dialect::PostgreSql ? token.toLower() : token;
}

bool TokenReader::isAt(QLatin1StringView words) const
{
    const QStringList wanted = QString(words).split(u' ');
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (peek(i).compare(wanted[i], Qt::CaseInsensitive) != 0)
            return false;
    }
    return true;
}

bool TokenReader::take(QLatin1StringView words)
{
    if (!isAt(words))
        return false;
    m_at += words.count(u' ') + 1;
    return true;
}

bool TokenReader::takeAny(std::initializer_list<QLatin1StringView> alternatives)
{
    return std::any_of(alternatives.begin(), alternatives.end(),
                       [this](QLatin1StringView words) { return take(words); });
}

QString TokenReader::takeName()
{
    if (!isName(peek()))
        return {};
    QString name = peek();
    skip();
    while (peek() == "."_L1 && isName(peek(1))) {
        name = peek(1);
        m_at += 2;
    }
    return catalogueName(name, m_dialect);
}

void TokenReader::skipParenthesis()
{
    int depth = 0;
    while (!isAtEnd()) {
        if (peek() == "("_L1)
            ++depth;
        else if (peek() == ")"_L1)
            --depth;
        else if (depth == 0)
            return;
        skip();
        if (depth == 0)
            return;
    }
}

} // namespace outlet::migrations
