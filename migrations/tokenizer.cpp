// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/tokenizer.h"

#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

bool isBlank(QChar c)
{
    return c == u' ' || (c >= u'\t' && c <= u'\r');
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isWordStart(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_' || c.unicode() >= 0x80;
}

bool isWordPart(QChar c)
{
    return isWordStart(c) || isDigit(c) || c == u'$';
}

/** SQLite knows a fixed set of operators; all others have one character. */
qsizetype sqliteSymbol(QStringView rest)
{
    static constexpr std::array operators{u"->>", u"->", u"||", u"<<", u">>",
                                          u"<=",  u">=", u"==", u"!=", u"<>"};
    for (const char16_t *op : operators) {
        if (rest.startsWith(QStringView(op)))
            return QStringView(op).size();
    }
    return 1;
}

/**
 * PostgreSQL takes the longest run of operator characters, stops before a comment, and gives back
 * signs at the end (`=-1` is `=` and `-1`) unless the run has a character that only operators of
 * extensions have.
 */
qsizetype postgresSymbol(QStringView rest)
{
    if (rest.startsWith(u"::") || rest.startsWith(u":=") || rest.startsWith(u".."))
        return 2;
    static constexpr QStringView operatorCharacters = u"+-*/<>=~!@#%^&|`?";
    qsizetype length = 0;
    while (length < rest.size() && operatorCharacters.contains(rest[length]) &&
           !rest.sliced(length).startsWith(u"--") && !rest.sliced(length).startsWith(u"/*"))
        ++length;
    const QStringView run = rest.first(length);
    for (QChar special : QStringView(u"~!@#%^&|`?")) {
        if (run.contains(special))
            return length;
    }
    while (length > 1 && (rest[length - 1] == u'+' || rest[length - 1] == u'-'))
        --length;
    return qMax<qsizetype>(1, length);
}

class Lexer
{
public:
    Lexer(QStringView text, Dialect dialect, const QString &path)
        : m_text(text), m_path(path), m_dialect(dialect)
    {}

    Result<QList<Token>> run();

private:
    bool isPostgres() const { return m_dialect == Dialect::PostgreSql; }
    bool isAtEnd() const { return m_at >= m_text.size(); }
    QStringView rest() const { return m_text.sliced(m_at); }
    QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar(u'\0');
    }

    bool skipBlanks();
    void skipLineComment();
    bool skipBlockComment();
    std::optional<TokenKind> next();
    qsizetype prefixLength() const;
    qsizetype dollarTagLength() const;
    bool takeQuoted(QChar close, bool hasBackslashes);
    bool takeDollarQuoted(qsizetype tagLength);
    void takeWord();
    void takeNumber();
    bool refuse(const QString &message, const QString &hint);

    QStringView m_text;
    QString m_path;
    Dialect m_dialect;
    qsizetype m_at = 0;
    int m_line = 1; ///< of m_at while between tokens, of the token's begin while in one
    std::optional<Error> m_error;
};

Result<QList<Token>> Lexer::run()
{
    QList<Token> tokens;
    while (skipBlanks() && !isAtEnd()) {
        const qsizetype start = m_at;
        const std::optional<TokenKind> kind = next();
        if (!kind)
            break;
        tokens.append({*kind, start, m_at - start, m_line});
        m_line += int(m_text.sliced(start, m_at - start).count(u'\n'));
    }
    if (m_error)
        return std::unexpected(*m_error);
    return tokens;
}

bool Lexer::refuse(const QString &message, const QString &hint)
{
    m_error = Error{ErrorCode::InvalidArgument, u"Line %1: %2"_s.arg(m_line).arg(message), hint,
                    placeOf(m_path, m_line)};
    return false;
}

bool Lexer::skipBlanks()
{
    while (!isAtEnd()) {
        if (isBlank(peek())) {
            m_line += peek() == u'\n' ? 1 : 0;
            ++m_at;
        } else if (rest().startsWith(u"--")) {
            skipLineComment();
        } else if (rest().startsWith(u"/*")) {
            if (!skipBlockComment())
                return false;
        } else {
            break;
        }
    }
    return true;
}

void Lexer::skipLineComment()
{
    while (!isAtEnd() && peek() != u'\n' && !(isPostgres() && peek() == u'\r'))
        ++m_at;
}

bool Lexer::skipBlockComment()
{
    const qsizetype start = m_at;
    int depth = 0;
    do {
        if (isAtEnd())
            return refuse(u"the comment /* that begins here is never closed"_s,
                          isPostgres()
                              ? u"Add */ (PostgreSQL's comments nest: every /* needs its own)"_s
                              : u"Add */"_s);
        if (rest().startsWith(u"/*") && (depth == 0 || isPostgres())) {
            ++depth;
            m_at += 2;
        } else if (rest().startsWith(u"*/")) {
            --depth;
            m_at += 2;
        } else {
            ++m_at;
        }
    } while (depth > 0);
    m_line += int(m_text.sliced(start, m_at - start).count(u'\n'));
    return true;
}

/** The letters in front of a quote that belong to the literal: E'', x''. */
qsizetype Lexer::prefixLength() const
{
    const QChar first = peek().toLower();
    if (peek(1) == u'\'') {
        const QStringView letters = isPostgres() ? u"ebxn" : u"x";
        return letters.contains(first) ? 1 : 0;
    }
    const bool isUnicode =
        isPostgres() && first == u'u' && peek(1) == u'&' && (peek(2) == u'\'' || peek(2) == u'"');
    return isUnicode ? 2 : 0;
}

/** The length of `$$` or `$tag$` here; 0 if this is none (`$1` is a parameter). */
qsizetype Lexer::dollarTagLength() const
{
    if (!isPostgres() || peek() != u'$')
        return 0;
    qsizetype length = 1;
    if (isWordStart(peek(length))) {
        while (peek(length) != u'$' && isWordPart(peek(length)))
            ++length;
    }
    return peek(length) == u'$' ? length + 1 : 0;
}

std::optional<TokenKind> Lexer::next()
{
    const auto quoted = [](bool isClosed) {
        return isClosed ? std::optional(TokenKind::Quoted) : std::nullopt;
    };
    if (const qsizetype prefix = prefixLength()) {
        const bool hasBackslashes = isPostgres() && peek().toLower() == u'e';
        m_at += prefix;
        return quoted(takeQuoted(peek(), hasBackslashes));
    }
    if (const qsizetype tag = dollarTagLength())
        return quoted(takeDollarQuoted(tag));

    const QChar c = peek();
    if (c == u'\'' || c == u'"' || (c == u'`' && !isPostgres()))
        return quoted(takeQuoted(c, false));
    if (c == u'[' && !isPostgres())
        return quoted(takeQuoted(u']', false));
    if (isWordStart(c)) {
        takeWord();
        return TokenKind::Word;
    }
    if (isDigit(c) || (c == u'.' && isDigit(peek(1)))) {
        takeNumber();
        return TokenKind::Number;
    }
    if (c < u' ' || c == u'\x7f' || c == u'\\') {
        refuse(u"found %1, which no SQL has outside quotes"_s.arg(
                   c == u'\\'
                       ? u"a backslash"_s
                       : u"the control character U+%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'))),
               u"Remove it; commands of database shells do not work in migrations"_s);
        return std::nullopt;
    }
    m_at += isPostgres() ? postgresSymbol(rest()) : sqliteSymbol(rest());
    return TokenKind::Symbol;
}

/** From the opening quote to the closing one; a doubled quote stands for itself, but not `]]`. */
bool Lexer::takeQuoted(QChar close, bool hasBackslashes)
{
    const QString open(peek());
    ++m_at;
    for (; !isAtEnd(); ++m_at) {
        const bool isEscaped = (hasBackslashes && peek() == u'\\') ||
                               (peek() == close && peek(1) == close && close != u']');
        if (isEscaped) {
            ++m_at;
        } else if (peek() == close) {
            ++m_at;
            return true;
        }
    }
    return refuse(u"the quote %1 that begins here is never closed"_s.arg(open),
                  u"Add %1; inside a string, write '' for '"_s.arg(close));
}

bool Lexer::takeDollarQuoted(qsizetype tagLength)
{
    const QStringView tag = rest().first(tagLength);
    const qsizetype close = m_text.indexOf(tag, m_at + tagLength);
    if (close < 0)
        return refuse(u"the quote %1 that begins here is never closed"_s.arg(tag),
                      u"Add %1"_s.arg(tag));
    m_at = close + tagLength;
    return true;
}

void Lexer::takeWord()
{
    while (!isAtEnd() && isWordPart(peek()))
        ++m_at;
}

void Lexer::takeNumber()
{
    const bool isHexadecimal = peek() == u'0' && peek(1).toLower() == u'x';
    while (!isAtEnd()) {
        const bool isExponent = !isHexadecimal && peek().toLower() == u'e' &&
                                (peek(1) == u'+' || peek(1) == u'-') && isDigit(peek(2));
        if (isExponent)
            m_at += 2;
        else if (isWordPart(peek()) || (peek() == u'.' && peek(1) != u'.'))
            ++m_at;
        else
            break;
    }
}

} // namespace

Result<QList<Token>> tokenize(QStringView text, Dialect dialect, const QString &path)
{
    return Lexer(text, dialect, path).run();
}

QString placeOf(const QString &path, int line)
{
    return path.isEmpty() ? u"line %1"_s.arg(line) : u"%1:%2"_s.arg(path).arg(line);
}

} // namespace outlet::migrations
