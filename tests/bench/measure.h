// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QList>

#include <algorithm>
#include <cmath>

/** What the benchmarks share: a stopwatch and the statistics that they report. */
namespace outlet::bench {

/** Milliseconds that `work` takes. */
template<class Work>
double milliseconds(Work &&work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

/** Figures of several runs. Empty lists are a fault of the caller. */
struct Runs
{
    QList<double> values;

    double median() const
    {
        QList<double> sorted = values;
        std::ranges::sort(sorted);
        return sorted.at(sorted.size() / 2);
    }

    /** Half the distance between the quartiles, in percent of the median: how noisy it was. */
    double noise() const
    {
        QList<double> sorted = values;
        std::ranges::sort(sorted);
        const double spread = sorted.at(sorted.size() * 3 / 4) - sorted.at(sorted.size() / 4);
        return median() > 0 ? spread / 2 / median() * 100 : 0;
    }
};

} // namespace outlet::bench
