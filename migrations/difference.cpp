// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/difference.h"
#include "migrations/keywords.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

constexpr qsizetype longestText = 60;

/** How much two lists share at their ends; the ends never overlap. */
struct Frame
{
    qsizetype front = 0;
    qsizetype back = 0;
};

Frame frameOf(const auto &left, const auto &right)
{
    const qsizetype most = std::min(left.size(), right.size());
    Frame frame;
    while (frame.front < most && left[frame.front] == right[frame.front])
        ++frame.front;
    while (frame.back < most - frame.front &&
           left[left.size() - 1 - frame.back] == right[right.size() - 1 - frame.back])
        ++frame.back;
    return frame;
}

QStringList folded(const Statement &statement)
{
    QStringList tokens;
    tokens.reserve(statement.tokens.size());
    for (const QString &token : statement.tokens)
        tokens.append(foldedToken(token));
    return tokens;
}

QList<QStringList> folded(const QList<Statement> &statements)
{
    QList<QStringList> lists;
    for (const Statement &statement : statements)
        lists.append(folded(statement));
    return lists;
}

QString middle(const QStringList &tokens, const Frame &frame)
{
    return tokens.sliced(frame.front, tokens.size() - frame.front - frame.back).join(u' ');
}

Difference changed(const Statement &found, const Statement &applied, qsizetype index,
                   Dialect dialect)
{
    const Frame frame = frameOf(folded(found), folded(applied));
    return {Difference::Kind::Changed,
            int(index) + 1,
            lineOfToken(found, frame.front, dialect),
            shortened(found.text, longestText),
            middle(found.tokens, frame),
            middle(applied.tokens, frame)};
}

QString quotedOrNothing(const QString &tokens)
{
    return tokens.isEmpty() ? u"nothing"_s : shortened(tokens, longestText);
}

} // namespace

QList<Difference> findDifferences(const QList<Statement> &found, const QList<Statement> &applied,
                                  Dialect dialect)
{
    const QList<QStringList> left = folded(found);
    const QList<QStringList> right = folded(applied);
    const Frame frame = frameOf(left, right);
    const qsizetype leftEnd = left.size() - frame.back;
    const qsizetype rightEnd = right.size() - frame.back;
    QList<Difference> differences;
    for (qsizetype i = frame.front; i < std::max(leftEnd, rightEnd); ++i) {
        if (i >= leftEnd)
            differences.append({Difference::Kind::Gone, int(i) + 1, 0,
                                shortened(applied[i].text, longestText), QString(),
                                applied[i].tokens.join(u' ')});
        else if (i >= rightEnd)
            differences.append({Difference::Kind::Added, int(i) + 1, found[i].line,
                                shortened(found[i].text, longestText), found[i].tokens.join(u' '),
                                QString()});
        else if (left[i] != right[i])
            differences.append(changed(found[i], applied[i], i, dialect));
    }
    return differences;
}

QString sentenceOf(const Difference &difference, const QString &path)
{
    const QString file = QFileInfo(path).fileName();
    const QString place = u"%1, line %2"_s.arg(file, QString::number(difference.line));
    const QString statement = u"statement %1 (%2)"_s.arg(difference.statement).arg(difference.text);
    switch (difference.kind) {
    case Difference::Kind::Changed:
        return u"%1: %2: found %3, applied %4"_s.arg(place, statement,
                                                     quotedOrNothing(difference.found),
                                                     quotedOrNothing(difference.applied));
    case Difference::Kind::Added:
        return u"%1: %2 was not applied"_s.arg(place, statement);
    case Difference::Kind::Gone:
        return u"%1: %2 was applied and is gone"_s.arg(file, statement);
    }
    Q_UNREACHABLE();
}

} // namespace outlet::migrations
