// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"

#include "app/version.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <map>
#include <string>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

/** The parser's own objects for one command line. */
class Parser
{
public:
    Parser(const QList<CommandGroup> &groups, const QList<Command> &commands);
    Result<Parsed> parse(const QStringList &arguments);

private:
    CLI::App *parentOf(const Command &command);
    void addCommand(const Command &command, qsizetype index);
    void addOptions(CLI::App &app, const Command &command);
    void addSettings(CLI::App &app);
    Result<void> checkNothingLeft(const CLI::App &app) const;
    Result<void> checkValues() const;
    Result<void> checkArguments() const;
    Error incomplete(const CLI::App &app) const;

    CLI::App m_app;
    CommandLine m_result;
    std::map<QString, std::string> m_switches; ///< `true` where the flag stands alone
    std::optional<qsizetype> m_chosen;
    const QList<CommandGroup> &m_groups;
    const QList<Command> &m_commands;
};

QString pathOf(const CLI::App &app)
{
    if (!app.get_parent())
        return u"outlet"_s;
    return pathOf(*app.get_parent()) + u' ' + QString::fromStdString(app.get_name());
}

QStringList commandsOf(const CLI::App &app)
{
    QStringList names;
    for (const CLI::App *command : app.get_subcommands({}))
        names += QString::fromStdString(command->get_name());
    return names;
}

QStringList flagsOf(const CLI::App &app)
{
    QStringList flags;
    for (const CLI::Option *option : app.get_options()) {
        for (const std::string &name : option->get_lnames())
            flags += u"--"_s + QString::fromStdString(name);
    }
    return flags;
}

void configure(CLI::App &app)
{
    app.set_help_flag("--help,-h", "Print this help and exit");
    app.allow_extras(); // what is left over is told with a suggestion, which CLI11 cannot
    app.require_subcommand(0, 1);
    app.group("Commands");
    app.get_formatter()->column_width(34);
    app.get_formatter()->label("SUBCOMMAND", "COMMAND");
}

Parser::Parser(const QList<CommandGroup> &groups, const QList<Command> &commands)
    : m_app("Outlet: finds, judges and serves data-output connectors.", "outlet"), m_groups(groups),
      m_commands(commands)
{
    configure(m_app);
    m_app.set_version_flag("--version", "outlet " + version().toStdString(),
                           "Print the version and exit");
    m_app.footer("Examples:\n"
                 "  outlet serve --sample-data       answer on http://127.0.0.1:8080\n"
                 "  outlet plugins list              which connectors are in force\n"
                 "  outlet plugins why S3DataOutput  why one is not\n\n"
                 "outlet <command> --help tells more about each command.");
    for (qsizetype i = 0; i < commands.size(); ++i)
        addCommand(commands[i], i);
}

/** The parser that the command belongs to; its group appears where its first command does. */
CLI::App *Parser::parentOf(const Command &command)
{
    const QString word = command.path.section(u' ', 0, 0);
    if (word == command.path)
        return &m_app;
    const auto existing = m_app.get_subcommands(
        [name = word.toStdString()](CLI::App *app) { return app->get_name() == name; });
    if (!existing.empty())
        return existing.front();
    const auto group = std::ranges::find(m_groups, word, &CommandGroup::name);
    CLI::App *app = m_app.add_subcommand(word.toStdString(), group->summary.toStdString());
    configure(*app);
    app->footer(group->footer.toStdString());
    return app;
}

void Parser::addCommand(const Command &command, qsizetype index)
{
    CLI::App *app = parentOf(command)->add_subcommand(command.path.section(u' ', -1).toStdString(),
                                                      command.summary.toStdString());
    configure(*app);
    app->footer(command.footer.toStdString());
    app->callback([this, index] { m_chosen = index; });
    if (command.hasName) {
        app->add_option_function<std::string>(
               "NAME",
               [this](const std::string &name) { m_result.name = QString::fromStdString(name); },
               "Plugin name, id or alias")
            ->option_text(" ");
    }
    addOptions(*app, command);
    if (command.hasJson) {
        app->add_flag_callback(
            "--json", [this] { m_result.isJson = true; }, "Print JSON for scripts");
    }
    addSettings(*app);
}

void Parser::addOptions(CLI::App &app, const Command &command)
{
    const auto text = [](const std::string &value) { return QString::fromStdString(value); };
    for (const ArgumentSpec &argument : command.arguments) {
        const auto store = [this, text](const std::vector<std::string> &values) {
            for (const std::string &value : values)
                m_result.arguments += text(value);
        };
        app.add_option_function<std::vector<std::string>>(argument.name.toStdString(), store,
                                                          argument.help.toStdString())
            ->option_text(" ")
            ->expected(argument.isList ? -1 : 1);
    }
    for (const OptionSpec &option : command.options) {
        const std::string flag = option.flag.toStdString();
        const auto store = [this, text, name = option.flag](const std::string &value) {
            m_result.options.insert(name, text(value));
        };
        if (option.valueName.isEmpty())
            app.add_flag_callback(
                flag, [this, name = option.flag] { m_result.options.insert(name, u""_s); },
                option.help.toStdString());
        else
            app.add_option_function<std::string>(flag, store, option.help.toStdString())
                ->option_text(option.valueName.toStdString());
    }
}

void Parser::addSettings(CLI::App &app)
{
    const auto text = [](const std::string &value) { return QString::fromStdString(value); };
    app.add_option_function<std::string>(
           "--config", [this, text](const std::string &v) { m_result.configFile = text(v); },
           "YAML file with settings.\nEnvironment: OUTLET_CONFIG")
        ->option_text("FILE")
        ->group("Settings");
    for (const SettingSpec &spec : settingSpecs()) {
        const auto store = [this, text, key = spec.key](const std::string &value) {
            m_result.flags.insert(key, text(value));
        };
        QString help = spec.help + u"\nEnvironment: "_s + spec.environment;
        if (!spec.defaultText.isEmpty())
            help += u". Default: "_s + spec.defaultText;
        const std::string flag = spec.flag().toStdString();
        if (spec.kind == SettingSpec::Kind::Switch)
            app.add_flag(flag, m_switches[spec.key], help.toStdString())->group("Settings");
        else
            app.add_option_function<std::string>(flag, store, help.toStdString())
                ->option_text(spec.valueName.toStdString())
                ->group("Settings");
    }
}

Error usage(const QString &message, const QString &hint)
{
    return {ErrorCode::InvalidArgument, message, hint, {}};
}

QString seeHelp(const CLI::App &app)
{
    return u"`%1 --help` tells what there is."_s.arg(pathOf(app));
}

/** A flag whose value is the next flag has none. */
Result<void> Parser::checkValues() const
{
    QMap<QString, QString> given = m_result.options;
    for (const SettingSpec &spec : settingSpecs()) {
        if (const auto flag = m_result.flags.constFind(spec.key); flag != m_result.flags.cend())
            given.insert(spec.flag(), *flag);
    }
    if (m_result.configFile)
        given.insert(u"--config"_s, *m_result.configFile);
    for (const auto &[flag, value] : given.asKeyValueRange()) {
        if (value.startsWith("--"_L1))
            return std::unexpected(
                usage(u"%1 needs a value, but the flag %2 follows."_s.arg(flag, ui::quoted(value)),
                      u"Write %1=VALUE."_s.arg(flag)));
    }
    return {};
}

/** After the command is known. */
Result<void> Parser::checkArguments() const
{
    const Command &command = m_commands[*m_chosen];
    QStringList names;
    qsizetype required = 0;
    for (const ArgumentSpec &argument : command.arguments) {
        names += argument.name;
        required += argument.isRequired && !argument.isList ? 1 : 0;
    }
    if (m_result.arguments.size() < required)
        return std::unexpected(
            usage(u"`outlet %1` needs %2; found %3."_s.arg(
                      command.path, names.join(u" and "_s),
                      m_result.arguments.isEmpty() ? u"nothing"_s
                                                   : m_result.arguments.join(u' ')),
                  u"`outlet %1 --help` tells what there is."_s.arg(command.path)));
    return {};
}

Result<void> Parser::checkNothingLeft(const CLI::App &app) const
{
    if (const std::vector<std::string> left = app.remaining(false); !left.empty()) {
        const QString word = QString::fromStdString(left.front());
        const bool isFlag = word.startsWith(u'-') && word.size() > 1;
        const QString name = isFlag ? word.section(u'=', 0, 0) : word;
        const QStringList known = isFlag ? flagsOf(app) : commandsOf(app);
        const QString kind = isFlag            ? u"Unknown flag %1"_s
                             : known.isEmpty() ? u"Unexpected argument %1"_s
                                               : u"Unknown command %1"_s;
        QString hint = ui::didYouMean(name, known);
        if (hint.isEmpty() && isFlag && !commandsOf(app).isEmpty())
            hint = u"Flags stand after the command: `outlet serve %1`."_s.arg(name);
        if (hint.isEmpty() && !isFlag && !known.isEmpty())
            hint = u"Commands: %1."_s.arg(known.join(u", "_s));
        return std::unexpected(
            usage(kind.arg(ui::quoted(name)) + u" after `%1`."_s.arg(pathOf(app)),
                  hint.isEmpty() ? seeHelp(app) : hint));
    }
    for (const CLI::App *command : app.get_subcommands()) {
        if (const auto checked = checkNothingLeft(*command); !checked)
            return checked;
    }
    return {};
}

Error Parser::incomplete(const CLI::App &app) const
{
    for (const CLI::App *command : app.get_subcommands())
        return incomplete(*command);
    return usage(u"`%1` needs a command: %2."_s.arg(pathOf(app), commandsOf(app).join(u", "_s)),
                 seeHelp(app));
}

/** CLI11 takes `--flag=` for a flag without a value and eats the next word. */
std::vector<std::string> withEmptyValues(const QStringList &arguments)
{
    std::vector<std::string> result;
    for (const QString &argument : arguments) {
        const bool isEmptyValue = argument.startsWith("--"_L1) && argument.endsWith(u'=') &&
                                  argument.indexOf(u'=') == argument.size() - 1;
        result.push_back((isEmptyValue ? argument.chopped(1) : argument).toStdString());
        if (isEmptyValue)
            result.emplace_back();
    }
    std::reverse(result.begin(), result.end()); // the order in which CLI11 wants them
    return result;
}

Result<Parsed> Parser::parse(const QStringList &arguments)
{
    try {
        m_app.parse(withEmptyValues(arguments));
    } catch (const CLI::CallForHelp &) {
        return Information{QString::fromStdString(m_app.help())};
    } catch (const CLI::CallForVersion &) {
        return Information{u"outlet "_s + version() + u'\n'};
    } catch (const CLI::ParseError &error) {
        return std::unexpected(usage(QString::fromUtf8(error.what()).trimmed(), seeHelp(m_app)));
    }
    for (const auto &[key, value] : m_switches) {
        if (!value.empty())
            m_result.flags.insert(key, QString::fromStdString(value));
    }
    if (const auto checked = checkValues(); !checked)
        return std::unexpected(checked.error());
    if (const auto checked = checkNothingLeft(m_app); !checked)
        return std::unexpected(checked.error());
    if (!m_chosen)
        return std::unexpected(incomplete(m_app));
    m_result.command = *m_chosen;
    if (m_commands[*m_chosen].hasName && m_result.name.isEmpty())
        return std::unexpected(
            usage(u"`outlet %1` needs the name of a connector."_s.arg(m_commands[*m_chosen].path),
                  u"`outlet plugins list` prints the names."_s));
    if (const auto checked = checkArguments(); !checked)
        return std::unexpected(checked.error());
    return m_result;
}

} // namespace

Result<Parsed> parseCommandLine(const QStringList &arguments, const QList<CommandGroup> &groups,
                                const QList<Command> &commands)
{
    return Parser(groups, commands).parse(arguments);
}

} // namespace outlet::app::cli
