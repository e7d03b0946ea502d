// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "app/log.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

QString codeOf(Colour colour)
{
    switch (colour) {
    case Colour::None:
        return {};
    case Colour::Good:
        return u"\x1b[32m"_s;
    case Colour::Bad:
        return u"\x1b[31m"_s;
    case Colour::Faint:
        return u"\x1b[2m"_s;
    case Colour::Strong:
        return u"\x1b[1m"_s;
    }
    return {};
}

void write(std::FILE *stream, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

QList<qsizetype> widthsOf(const QList<Row> &rows)
{
    QList<qsizetype> widths;
    for (const Row &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], escaped(row[i].text).size());
    }
    return widths;
}

} // namespace

bool hasColours()
{
    const char *noColour = std::getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && (!noColour || *noColour == '\0');
}

QString painted(const Cell &cell, bool isColoured)
{
    const QString text = escaped(cell.text);
    if (!isColoured || cell.colour == Colour::None)
        return text;
    return codeOf(cell.colour) + text + u"\x1b[0m"_s;
}

QString table(const QList<Row> &rows, bool isColoured, const QString &indent)
{
    const QList<qsizetype> widths = widthsOf(rows);
    QString result;
    for (const Row &row : rows) {
        result += indent;
        qsizetype missing = 0; // written only when another cell follows
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (row[i].text.isEmpty()) {
                missing += widths[i] + 2;
                continue;
            }
            result += QString(missing, u' ') + painted(row[i], isColoured);
            missing = widths[i] - escaped(row[i].text).size() + 2;
        }
        result += u'\n';
    }
    return result;
}

void print(const QString &text)
{
    write(stdout, text.toUtf8());
}

void printJson(const QByteArray &json)
{
    write(stdout, json + '\n');
}

QString errorText(const Error &error, const QStringList &evidence)
{
    QString text = u"outlet: "_s + escaped(error.message) + u'\n';
    for (const QString &fact : evidence)
        text += u"    - "_s + escaped(fact) + u'\n';
    if (!error.where.isEmpty() && !error.message.contains(error.where))
        text += u"    at: "_s + escaped(error.where) + u'\n';
    if (!error.hint.isEmpty())
        text += u"    hint: "_s + escaped(error.hint) + u'\n';
    return text;
}

void printError(const Error &error, const QStringList &evidence)
{
    write(stderr, errorText(error, evidence).toUtf8());
}

void printProblems(const Problems &problems)
{
    for (const Error &problem : problems)
        printError(problem);
}

bool finishOutput()
{
    errno = 0;
    if (std::fflush(stdout) == 0 && !std::ferror(stdout))
        return true;
    // A reader that left early (`| head`) has what it wanted.
    if (errno != EPIPE)
        printError({ErrorCode::Io,
                    u"The output could not be written."_s,
                    u"Check where it goes to: the disk may be full."_s,
                    {}});
    return errno == EPIPE;
}

} // namespace outlet::app::cli
