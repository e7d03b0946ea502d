// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::app::cli;

/** The parser and the printer; what wrong input says is tested on the program itself. */
class CommandLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCommandHasHelpWithExamplesAndSettings();
    void valuesReachTheirSettings_data();
    void valuesReachTheirSettings();
    void theNameAndJsonAreRead();
    void everySettingIsAFlagOfEveryCommand();
    void aTableIsAligned();
    void coloursDoNotMoveColumns();
};

namespace {

Result<Parsed> parse(const QString &line)
{
    return parseCommandLine(line.split(u' '), commandGroups(), commands());
}

CommandLine lineOf(const QString &text)
{
    const auto parsed = parse(text);
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().message));
    return std::get<CommandLine>(*parsed);
}

} // namespace

void CommandLineTest::everyCommandHasHelpWithExamplesAndSettings()
{
    for (const Command &command : commands()) {
        const auto parsed = parse(command.path + u" --help"_s);
        QVERIFY2(parsed, qPrintable(command.path));
        const QString text = std::get<Information>(*parsed).text;
        for (const QString &word :
             {command.summary, u"Usage: outlet "_s + command.path, u"Examples:\n  "_s,
              u"Exit codes:"_s, u"--data-dir"_s, u"OUTLET_DATA_DIR"_s, u"--config FILE"_s})
            QVERIFY2(text.contains(word),
                     qPrintable(command.path + u" lacks "_s + word + u'\n' + text));
        QCOMPARE(text.contains("--json"_L1), command.hasJson);
        QCOMPARE(text.contains("Positionals"_L1),
                 command.hasName || !command.arguments.isEmpty());
    }
}

void CommandLineTest::valuesReachTheirSettings_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *name, const QString &line, const QString &key,
                        const QString &value) { QTest::newRow(name) << line << key << value; };
    row("after a blank", u"serve --listen 127.0.0.1:0"_s, u"listen"_s, u"127.0.0.1:0"_s);
    row("behind =", u"serve --listen=[::1]:0"_s, u"listen"_s, u"[::1]:0"_s);
    row("a value with = in it", u"serve --database-url=sqlite:///a=b"_s, u"database_url"_s,
        u"sqlite:///a=b"_s);
    row("a value that begins with a minus", u"serve --poll-interval-ms -1"_s, u"poll_interval_ms"_s,
        u"-1"_s);
    row("an empty value behind =", u"serve --disabled-plugins= --listen x"_s, u"disabled_plugins"_s,
        u""_s);
    row("a switch alone", u"serve --sample-data"_s, u"sample_data"_s, u"true"_s);
    row("a switch that is off", u"serve --sample-data=false"_s, u"sample_data"_s, u"false"_s);
    row("a switch before a name", u"plugins why --sample-data x"_s, u"sample_data"_s, u"true"_s);
    row("a list", u"plugins list --enabled-plugins A,B"_s, u"enabled_plugins"_s, u"A,B"_s);
}

void CommandLineTest::valuesReachTheirSettings()
{
    QFETCH(QString, line);
    QFETCH(QString, key);
    QFETCH(QString, value);
    const CommandLine parsed = lineOf(line);
    QVERIFY(parsed.flags.contains(key));
    QCOMPARE(parsed.flags.value(key), value);
}

void CommandLineTest::theNameAndJsonAreRead()
{
    const CommandLine line = lineOf(u"plugins why S3DataOutput --json --config /x.yaml"_s);
    QCOMPARE(commands()[line.command].path, u"plugins why"_s);
    QCOMPARE(line.name, u"S3DataOutput"_s);
    QVERIFY(line.isJson);
    QCOMPARE(line.configFile, u"/x.yaml"_s);
    QVERIFY(line.flags.isEmpty());
}

void CommandLineTest::everySettingIsAFlagOfEveryCommand()
{
    for (const Command &command : commands()) {
        for (const SettingSpec &spec : settingSpecs()) {
            QString name = command.hasName ? u" x"_s : QString();
            name += u" x"_s.repeated(command.arguments.size());
            const CommandLine line = lineOf(command.path + name + u' ' + spec.flag() + u"=1"_s);
            QCOMPARE(line.flags.value(spec.key), u"1"_s);
        }
    }
}

void CommandLineTest::aTableIsAligned()
{
    const QString text =
        table({{u"NAME"_s, u"V"_s, u"END"_s}, {u"a"_s, u"1.0"_s}, {u""_s, u"x"_s, u"y"_s}}, false,
              u"  "_s);
    QCOMPARE(text, u"  NAME  V    END\n"
                   "  a     1.0\n"
                   "        x    y\n"_s);
}

void CommandLineTest::coloursDoNotMoveColumns()
{
    const QString text = table({{Cell(u"a"_s, Colour::Bad), u"b"_s}, {u"long"_s, u"c"_s}}, true);
    QCOMPARE(text, u"\x1b[31ma\x1b[0m     b\nlong  c\n"_s);
}

QTEST_GUILESS_MAIN(CommandLineTest)
#include "commandline_test.moc"
