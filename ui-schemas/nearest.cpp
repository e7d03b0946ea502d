// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/nearest.h"

#include "ui-schemas/quote.h"

#include <algorithm>
#include <vector>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 100; // nobody types more, and the distance costs the product

/** Levenshtein's distance, two neighbours swapped counting as one edit. */
qsizetype distance(const QString &a, const QString &b)
{
    const auto width = size_t(b.size()) + 1;
    std::vector<qsizetype> beforeLast(width);
    std::vector<qsizetype> last(width);
    std::vector<qsizetype> row(width);
    for (size_t j = 0; j < width; ++j)
        row[j] = qsizetype(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        std::swap(beforeLast, last);
        std::swap(last, row);
        row[0] = i;
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = size_t(j);
            const qsizetype change = a[i - 1] == b[j - 1] ? 0 : 1;
            row[at] = std::min({last[at] + 1, row[at - 1] + 1, last[at - 1] + change});
            const bool isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (isSwapped)
                row[at] = std::min(row[at], beforeLast[at - 2] + 1);
        }
    }
    return row[width - 1];
}

struct Candidate
{
    QString name;
    qsizetype rank;
};

} // namespace

QStringList nearest(const QString &name, const QStringList &candidates, qsizetype most)
{
    const QString wanted = name.toCaseFolded();
    if (wanted.isEmpty() || wanted.size() > longestName)
        return {};
    QList<Candidate> near;
    for (const QString &candidate : candidates) {
        const QString folded = candidate.toCaseFolded();
        if (folded.isEmpty() || folded.size() > longestName)
            continue;
        const qsizetype edits = distance(wanted, folded);
        const qsizetype allowed =
            std::max<qsizetype>(1, std::max(wanted.size(), folded.size()) / 3);
        const bool isPart = std::min(wanted.size(), folded.size()) >= 3 &&
                            (wanted.contains(folded) || folded.contains(wanted));
        if (edits <= allowed || isPart)
            near.append({candidate, edits});
    }
    std::ranges::stable_sort(near, {}, &Candidate::rank);
    QStringList names;
    for (const Candidate &candidate : std::as_const(near)) {
        if (names.size() < most && !names.contains(candidate.name))
            names.append(candidate.name);
    }
    return names;
}

QString didYouMean(const QString &name, const QStringList &candidates)
{
    const QStringList names = nearest(name, candidates, 1);
    return names.isEmpty() ? QString() : u"Did you mean %1?"_s.arg(quoted(names.first()));
}

} // namespace outlet::ui
