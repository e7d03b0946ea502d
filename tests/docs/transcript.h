// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace outlet::tests {

/** A command that a document shows behind `$ `, and what it says that the command prints. */
struct Shown
{
    int line = 0; ///< of the document, from 1
    QString command;
    QString output; ///< as wrapped there; empty: nothing is said of it
};

/**
 * The commands in the indented blocks of a Markdown document, in its order. A command goes on in
 * the next line while a shell would want more of it; what follows up to the next one is its output.
 */
QList<Shown> commandsIn(const QString &document);

/** Ids of the document, and what they are in this run. */
using Ids = QHash<QString, QString>;

/**
 * Whether that was printed: `...` stands for anything, white space does not count (documents wrap
 * lines), and an id may be another one, but the same everywhere, so it is added to `ids`.
 */
bool matches(const QString &shown, const QString &printed, Ids &ids);

/** The text with the ids of this run. */
QString withIds(QString text, const Ids &ids);

} // namespace outlet::tests
