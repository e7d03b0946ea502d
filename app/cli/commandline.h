// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/exitcode.h"
#include "app/settings.h"

#include <outlet/result.h>

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <variant>

namespace outlet::app::cli {

/** What a command works on. */
struct Invocation
{
    Settings settings;
    QString name; ///< the connector that was named; empty where none is asked for
    bool isJson = false;
    QMap<QString, QString> options = {}; ///< `--to` -> text; a switch that was given: empty
    QStringList arguments = {};          ///< what stands after the command, in order
};

/** An option of one command, beside the settings, which all have. */
struct OptionSpec
{
    QString flag;      ///< `--to`
    QString valueName; ///< `N`; empty: a switch
    QString help;
};

/** A word, or the words, that stand after a command. */
struct ArgumentSpec
{
    QString name; ///< `DIR`
    QString help;
    bool isRequired = true;
    bool isList = false; ///< takes all that follow; never required
};

/** One command: everything that its help and its parser need. */
struct Command
{
    QString path;    ///< `serve`, `plugins list`
    QString summary; ///< one sentence
    QString footer;  ///< examples and exit codes
    bool hasName = false;
    bool hasJson = false;
    QList<OptionSpec> options = {};
    QList<ArgumentSpec> arguments = {};
    std::function<ExitCode(const Invocation &)> run = {};
};

/** The commands with one word in front: `plugins`, `migrate`. */
struct CommandGroup
{
    QString name;
    QString summary;
    QString footer = {}; ///< what all of them have in common
};

/** What somebody asked for, not yet judged against the settings. */
struct CommandLine
{
    qsizetype command = 0;             ///< index into the list of commands
    QMap<QString, QString> flags;      ///< setting key -> text
    std::optional<QString> configFile; ///< `--config`
    QString name;
    bool isJson = false;
    QMap<QString, QString> options = {}; ///< as in Invocation
    QStringList arguments = {};
};

/** Text that was asked for in place of a command: help or version. */
struct Information
{
    QString text;
};

using Parsed = std::variant<CommandLine, Information>;

/**
 * Reads a command line; the flags of the settings come from settingSpecs().
 *
 * An Error names what was not understood and the nearest thing that would be.
 * @param arguments without the program's own name
 */
Result<Parsed> parseCommandLine(const QStringList &arguments, const QList<CommandGroup> &groups,
                                const QList<Command> &commands);

} // namespace outlet::app::cli
