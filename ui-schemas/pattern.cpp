// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/pattern.h"

#include "ui-schemas/quote.h"

#include <QList>
#include <QStringView>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

// What ECMA-262 counts as a space or as the end of a line; PCRE knows those of ASCII only.
const QString spaces = u"\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"
                       "\\x{202f}\\x{205f}\\x{3000}\\x{feff}"_s;
const QString noLineEnd = u"[^\\n\\r\\x{2028}\\x{2029}]"_s;

bool isHexDigit(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

/**
 * Writes a pattern anew for PCRE. PCRE has accepted it as it is: only what the two engines read
 * differently is of interest here.
 */
class Translation
{
public:
    explicit Translation(QStringView pattern) : m_pattern(pattern) {}

    std::expected<QString, PatternFault> run()
    {
        while (!m_fault && m_at < m_pattern.size())
            term();
        if (m_fault)
            return std::unexpected(*m_fault);
        return m_out;
    }

private:
    /** What a quantifier would stand behind. */
    enum class Last { Nothing, Atom, Assertion };

    /** One member of a class in brackets. */
    struct Member
    {
        QString text;
        bool isSet = false; ///< `\d` and its like, which cannot be the end of a range
    };

    QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_pattern.size() ? m_pattern[m_at + ahead] : QChar();
    }

    bool isNext(QLatin1StringView text) const { return m_pattern.sliced(m_at).startsWith(text); }

    /** The next characters mean something else, or nothing, to the other engine. */
    void fail(qsizetype size)
    {
        if (!m_fault)
            m_fault = {u"%1 is not in the regular expressions of JSON Schema"_s.arg(
                           quoted(m_pattern.sliced(m_at)
                                      .first(std::min(size, m_pattern.size() - m_at))
                                      .toString())),
                       m_at};
    }

    void write(const QString &text, qsizetype taken, Last last)
    {
        m_out += text;
        m_at += taken;
        m_last = last;
    }

    void copy(qsizetype size, Last last)
    {
        write(m_pattern.sliced(m_at, size).toString(), size, last);
    }

    void term();
    void quantifier();
    void openGroup();
    void closeGroup();
    void escape();
    void characterClass();
    Member member();
    Member escapedMember();
    qsizetype sizeOfCharacterEscape() const;
    qsizetype sizeOfProperty() const;

    QStringView m_pattern;
    qsizetype m_at = 0;
    QString m_out;
    Last m_last = Last::Nothing;
    QList<Last> m_groups; ///< what each open one will be once it is closed
    std::optional<PatternFault> m_fault;
};

void Translation::term()
{
    switch (peek().unicode()) {
    case u'\\':
        return escape();
    case u'[':
        return characterClass();
    case u'(':
        return openGroup();
    case u')':
        return closeGroup();
    case u'*':
    case u'+':
    case u'?':
    case u'{':
        return quantifier();
    case u'}':
    case u']':
        return fail(1);
    case u'.':
        return write(noLineEnd, 1, Last::Atom);
    case u'$': // PCRE's would also match before a line end that is the last character
        return write(u"\\z"_s, 1, Last::Assertion);
    case u'^':
        return copy(1, Last::Assertion);
    case u'|':
        return copy(1, Last::Nothing);
    default:
        return copy(1, Last::Atom);
    }
}

void Translation::quantifier()
{
    static const QRegularExpression braces(u"^\\{[0-9]+(,[0-9]*)?\\}"_s);
    qsizetype size = 1;
    if (peek() == u'{')
        size = braces.match(m_pattern.sliced(m_at).toString()).capturedLength();
    if (size == 0 || m_last != Last::Atom)
        return fail(1);
    if (peek(size) == u'?')
        ++size;
    else if (peek(size) == u'+') // possessive
        return fail(size + 1);
    copy(size, Last::Nothing);
}

void Translation::openGroup()
{
    static const QRegularExpression name(u"^\\(\\?<[A-Za-z_][A-Za-z0-9_]*>"_s);
    Last whenClosed = Last::Atom;
    qsizetype size = 1;
    if (peek(1) == u'?') {
        const bool isLook =
            isNext("(?="_L1) || isNext("(?!"_L1) || isNext("(?<="_L1) || isNext("(?<!"_L1);
        if (isLook)
            whenClosed = Last::Assertion;
        if (isLook || isNext("(?:"_L1))
            size = peek(2) == u'<' ? 4 : 3;
        else
            size = name.match(m_pattern.sliced(m_at).toString()).capturedLength();
        if (size == 0)
            return fail(3);
    }
    m_groups.append(whenClosed);
    copy(size, Last::Nothing);
}

void Translation::closeGroup()
{
    if (m_groups.isEmpty())
        return fail(1);
    copy(1, m_groups.takeLast());
}

/** Of an escape that is one character, the same to both engines; 0 if it is not one. */
qsizetype Translation::sizeOfCharacterEscape() const
{
    const QChar c = peek(1);
    if (c == u'x')
        return isHexDigit(peek(2)) && isHexDigit(peek(3)) ? 4 : 0;
    return !c.isNull() && u"nrtf^$\\.*+?()[]{}|/"_s.contains(c) ? 2 : 0;
}

/** Of a general category such as `\p{Lu}`; 0 if it is something else. */
qsizetype Translation::sizeOfProperty() const
{
    static const QRegularExpression category(u"^\\\\[pP]\\{[CLMNPSZ][a-z]?\\}"_s);
    return category.match(m_pattern.sliced(m_at).toString()).capturedLength();
}

void Translation::escape()
{
    if (const qsizetype size = std::max(sizeOfCharacterEscape(), sizeOfProperty()))
        return copy(size, Last::Atom);
    switch (peek(1).unicode()) {
    case u'd':
    case u'D':
    case u'w':
    case u'W':
        return copy(2, Last::Atom);
    case u's':
        return write(u'[' + spaces + u']', 2, Last::Atom);
    case u'S':
        return write(u"[^"_s + spaces + u']', 2, Last::Atom);
    case u'v':
        return write(u"\\x0b"_s, 2, Last::Atom);
    case u'b':
    case u'B':
        return copy(2, Last::Assertion);
    default:
        return fail(2);
    }
}

Translation::Member Translation::escapedMember()
{
    const auto taken = [this](qsizetype size) {
        const QString text = m_pattern.sliced(m_at, size).toString();
        m_at += size;
        return text;
    };
    if (const qsizetype size = sizeOfCharacterEscape())
        return {taken(size)};
    if (const qsizetype size = sizeOfProperty())
        return {taken(size), true};
    switch (peek(1).unicode()) {
    case u'd':
    case u'D':
    case u'w':
    case u'W':
        return {taken(2), true};
    case u's':
        m_at += 2;
        return {spaces, true};
    case u'v':
        m_at += 2;
        return {u"\\x0b"_s};
    case u'b':
    case u'-':
        return {taken(2)};
    default:
        fail(2);
        return {};
    }
}

Translation::Member Translation::member()
{
    const QChar c = peek();
    if (c == u'\\')
        return escapedMember();
    const qsizetype size = c.isHighSurrogate() && peek(1).isLowSurrogate() ? 2 : 1;
    QString text = m_pattern.sliced(m_at, size).toString();
    if (c == u'[' || c == u'-') // the first may begin `[:alpha:]` to PCRE
        text.prepend(u'\\');
    m_at += size;
    return {text};
}

void Translation::characterClass()
{
    const qsizetype size = peek(1) == u'^' ? 2 : 1;
    if (peek(size) == u']') // empty to one engine, a bracket to the other
        return fail(size + 1);
    copy(size, Last::Nothing);
    while (!m_fault && peek() != u']' && m_at < m_pattern.size()) {
        const qsizetype begin = m_at;
        const Member first = member();
        m_out += first.text;
        if (m_fault || peek() != u'-' || peek(1) == u']')
            continue;
        ++m_at;
        const Member last = member();
        if (first.isSet || last.isSet) {
            m_at = begin;
            return fail(5);
        }
        m_out += u'-' + last.text;
    }
    if (!m_fault)
        copy(1, Last::Atom);
}

} // namespace

std::expected<QRegularExpression, PatternFault> compilePattern(const QString &pattern)
{
    const QRegularExpression asWritten(pattern);
    if (!asWritten.isValid())
        return std::unexpected(
            PatternFault{asWritten.errorString(), asWritten.patternErrorOffset()});
    const auto translated = Translation(pattern).run();
    if (!translated)
        return std::unexpected(translated.error());
    QRegularExpression compiled(*translated);
    if (!compiled.isValid())
        return std::unexpected(PatternFault{compiled.errorString(), 0});
    return compiled;
}

} // namespace outlet::ui
