// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

/** What people and scripts get to see. Every text from outside is escaped on its way. */
namespace outlet::app::cli {

enum class Colour { None, Good, Bad, Faint, Strong };

/** One field of a table; the colour does not count for its width. */
struct Cell
{
    Cell(QString content, Colour paint = Colour::None) : text(std::move(content)), colour(paint) {}

    QString text;
    Colour colour = Colour::None;
};

using Row = QList<Cell>;

/** Whether stdout is a terminal and NO_COLOR is not set. */
bool hasColours();

/** The escaped text, painted if `isColoured`. */
QString painted(const Cell &cell, bool isColoured);

/** Columns as wide as their widest cell, two blanks apart, no blanks at line ends. Pure. */
QString table(const QList<Row> &rows, bool isColoured, const QString &indent = {});

/** To stdout; each call is complete lines. */
void print(const QString &text);
void printJson(const QByteArray &json);

/**
 * To stderr: `outlet: <message>`, then indented lines for the single facts, the place (`at:`) and
 * the next thing to do (`hint:`), where the error has them.
 */
void printError(const Error &error, const QStringList &evidence = {});
void printProblems(const Problems &problems);
QString errorText(const Error &error, const QStringList &evidence = {});

/** Whether everything that was printed has arrived; says so on stderr if it has not. */
bool finishOutput();

} // namespace outlet::app::cli
