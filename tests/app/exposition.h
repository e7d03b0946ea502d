// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

namespace outlet::tests {

/** A text of Prometheus, read back. */
struct Exposition
{
    struct Family
    {
        QString help;
        QString type;
    };

    QString problem; ///< the first rule that the text breaks; empty where it breaks none
    QMap<QString, Family> families;
    QMap<QString, double> samples; ///< `name{label="value"}` as written

    /** The samples of a family without suffixes: gauges and counters. */
    QMap<QString, double> of(const QString &family) const;
};

/**
 * Reads the text format 0.0.4 more strictly than Prometheus does: every sample belongs to a family
 * with HELP and TYPE before it, nothing is there twice, no family is empty.
 */
Exposition parseExposition(const QByteArray &text);

} // namespace outlet::tests
