// SPDX-License-Identifier: GPL-3.0-or-later
// Wrong values of single settings. In the tables <it> is the text that was given, in quotes.
#include "tests/app/settings_fixture.h"

#include <QTest>

#include <unistd.h>

using namespace outlet;
using namespace outlet::app;
using namespace outlet::app::tests;

namespace {

// clang-format off
// The hints that stand in more than one row.
constexpr auto both = "Write, for example, 127.0.0.1:8080 or [::1]:8080.";
constexpr auto every = "Write 0.0.0.0:<port> for every IPv4 address, [::]:<port> for every one.";
constexpr auto port = "Choose a port from 1 to 65535, or 0 for any free one.";
constexpr auto noNames = "Host names are not looked up, except localhost. Write an address such as 127.0.0.1:8080 or [::1]:8080.";
constexpr auto brackets = "Write, for example, [::1]:8080.";
constexpr auto giveValue = "Give a value, or leave it out to use the default.";
constexpr auto nameOne = "Name a directory, or remove what stands there.";
constexpr auto sqlite = "Write, for example, sqlite:///var/lib/outlet/outlet.sqlite.";
constexpr auto server = "Write, for example, postgresql://outlet:secret@db.example.org:5432/outlet.";
constexpr auto correct = "Correct it or leave it out.";
constexpr auto fromRoot = "Write the path from / on, after sqlite://: sqlite:///var/lib/outlet/outlet.sqlite.";
constexpr auto nameFile = "Name a file in it.";
constexpr auto noOptions = "Leave them out; write %3F for a question mark and %23 for a # in a name.";
constexpr auto fromStart = "Write the path from / on: what is loaded must not depend on where the program is started.";
constexpr auto create = "Create it, or correct the path.";
constexpr auto choose = "Choose one of them.";
constexpr auto onOff = "Write true, yes, on or 1; or false, no, off or 0.";
constexpr auto digits1024 = "Write digits only, without a unit: 1024.";
constexpr auto from1024 = "Choose a number from 1024 to 262144.";
constexpr auto from50 = "Choose a number from 50 to 1000.";
constexpr auto digits50 = "Write digits only, without a unit: 50.";
constexpr auto from10 = "Choose a number from 10 to 600000.";
constexpr auto digits10 = "Write digits only, without a unit: 10.";

void row(const char *name, const char *key, const char *text, const char *message,
         const char *hint)
{
    QTest::newRow(name) << QString::fromUtf8(key) << QString::fromUtf8(text)
                        << QString::fromUtf8(message) << QString::fromUtf8(hint);
}

void wrongAddresses()
{
    row("a port alone", "listen", "8080",
        "<it>, where the address or the port is missing; wanted address:port.", both);
    row("a port without an address", "listen", ":8080",
        "<it>, which names no address; wanted address:port.", every);
    row("a star for the address", "listen", "*:8080",
        "<it>, which names no address; wanted address:port.", every);
    row("no port", "listen", "127.0.0.1",
        "<it>, where the address or the port is missing; wanted address:port.", both);
    row("an empty port", "listen", "127.0.0.1:",
        "<it>, where the port is \"\"; wanted address:port.", port);
    row("a port that is too high", "listen", "127.0.0.1:65536",
        "<it>, where the port is \"65536\"; wanted address:port.", port);
    row("a negative port", "listen", "127.0.0.1:-1",
        "<it>, where the port is \"-1\"; wanted address:port.", port);
    row("a port by name", "listen", "127.0.0.1:http",
        "<it>, where the port is \"http\"; wanted address:port.", port);
    row("a port in hexadecimal", "listen", "127.0.0.1:0x50",
        "<it>, where the port is \"0x50\"; wanted address:port.", port);
    row("a blank before the port", "listen", "127.0.0.1: 80",
        "<it>, where the port is \" 80\"; wanted address:port.", port);
    row("an abbreviated IPv4 address", "listen", "127.1:80",
        "<it>, where \"127.1\" is no IP address; wanted address:port.", noNames);
    row("an octal IPv4 address", "listen", "0177.0.0.1:80",
        "<it>, where \"0177.0.0.1\" is no IP address; wanted address:port.", noNames);
    row("an IPv4 address out of range", "listen", "256.0.0.1:80",
        "<it>, where \"256.0.0.1\" is no IP address; wanted address:port.", noNames);
    row("an IPv4 address of five parts", "listen", "1.2.3.4.5:80",
        "<it>, where \"1.2.3.4.5\" is no IP address; wanted address:port.", noNames);
    row("a host name", "listen", "example.com:80",
        "<it>, where \"example.com\" is no IP address; wanted address:port.", noNames);
    row("an IPv6 address without brackets", "listen", "::1:8080",
        "<it>, where an IPv6 address stands without brackets; wanted address:port.", brackets);
    row("an IPv6 address without a port", "listen", "[::1]",
        "<it>, where the address or the port is missing; wanted address:port.", both);
    row("an IPv4 address in brackets", "listen", "[127.0.0.1]:80",
        "<it>, where the brackets hold no IPv6 address; wanted address:port.", brackets);
    row("an IPv6 address with a wrong digit", "listen", "[::g]:80",
        "<it>, where the brackets hold no IPv6 address; wanted address:port.", brackets);
    row("empty brackets", "listen", "[]:80",
        "<it>, where the brackets hold no IPv6 address; wanted address:port.", brackets);
    row("a URL", "listen", "http://127.0.0.1:80",
        "<it>, which is a URL; wanted address:port.", "Leave out what stands before the address.");
    row("an empty address", "listen", "",
        "nothing; wanted HOST:PORT.", giveValue);
}

void wrongPaths()
{
    row("an empty data directory", "data_dir", "",
        "nothing; wanted DIRECTORY.", giveValue);
    row("a data directory that is a file", "data_dir", "<tmp>/a file",
        "<it>, which is not a directory; wanted one.", nameOne);
    row("a data directory with a tilde", "data_dir", "~/outlet",
        "<it>, where ~ is not expanded; wanted a path.", "Write the home directory out, or let the shell expand it.");
    row("an empty plugin path", "plugin_path", "",
        "nothing; wanted DIRECTORY[:DIRECTORY].", giveValue);
    row("a plugin path of separators", "plugin_path", "::",
        "no directory; wanted at least one.", "Name a directory, or leave the setting out.");
    row("a relative plugin path", "plugin_path", "plugins",
        "<it>, a relative path; wanted absolute paths.", fromStart);
    row("a relative part of a plugin path", "plugin_path", "<tmp>:two",
        "\"two\", a relative path; wanted absolute paths.", fromStart);
    row("a plugin path that does not exist", "plugin_path", "<tmp>/none",
        "<it>, which does not exist; wanted a directory.", create);
    row("a plugin path that is a file", "plugin_path", "<tmp>/a file",
        "<it>, which is not a directory; wanted one.", nameOne);
    row("a part of a plugin path that does not exist", "plugin_path", "<tmp>:<tmp>/none",
        "\"<tmp>/none\", which does not exist; wanted a directory.", create);
}

void wrongDatabases()
{
    row("an empty database URL", "database_url", "",
        "nothing; wanted URL.", giveValue);
    row("a path instead of a database URL", "database_url", "/var/lib/x.sqlite",
        "<it>, which is no URL of a database that is known; wanted <any>.", sqlite);
    row("a database of another make", "database_url", "mysql://host/db",
        "<it>, which is no URL of a database that is known; wanted <any>.", sqlite);
    row("a scheme in capitals", "database_url", "SQLITE:///x",
        "<it>, which is no URL of a database that is known; wanted <any>.", sqlite);
    row("a database in memory", "database_url", "sqlite::memory:",
        "<it>, a database in memory, which would be lost at the end; wanted <url>.", sqlite);
    row("a database in memory, as a path", "database_url", "sqlite:///:memory:",
        "<it>, a database in memory, which would be lost at the end; wanted <url>.", sqlite);
    row("a database in memory, as an empty URL", "database_url", "sqlite://",
        "<it>, a database in memory, which would be lost at the end; wanted <url>.", sqlite);
    row("a relative database without slashes", "database_url", "sqlite:x.sqlite",
        "<it>, which has too few slashes; wanted <url>.", sqlite);
    row("a database URL with two slashes", "database_url", "sqlite://x.sqlite",
        "<it>, which names a host or has too few slashes; wanted <url>.", sqlite);
    row("a relative database path", "database_url", "sqlite:///./x.sqlite",
        "<it>, a relative path; wanted <url>.", fromRoot);
    row("a relative database path upwards", "database_url", "sqlite:///../x.sqlite",
        "<it>, a relative path; wanted <url>.", fromRoot);
    row("a database in a home directory", "database_url", "sqlite:///~/x.sqlite",
        "<it>, a relative path; wanted <url>.", fromRoot);
    row("a database that is a directory", "database_url", "sqlite://<tmp>/two",
        "<it>, which is a directory; wanted <url>.", nameFile);
    row("a database that is the root directory", "database_url", "sqlite:///",
        "<it>, which is a directory; wanted <url>.", nameFile);
    row("a database URL with options", "database_url", "sqlite:///x?mode=ro",
        "<it>, which has options after the path; wanted <url>.", noOptions);
    row("a database URL with a fragment", "database_url", "sqlite:///x#y",
        "<it>, which has options after the path; wanted <url>.", noOptions);
    row("a database URL with half an escape", "database_url", "sqlite:///x%2",
        "<it>, where a % does not begin an escape; wanted <url>.", "Write %25 for a percent sign.");
    row("a database URL with an escaped zero", "database_url", "sqlite:///x%00y",
        "<it>, where an escape stands for no printable character; wanted <url>.", sqlite);
    row("a database URL with an escape that is not UTF-8", "database_url", "sqlite:///x%ffy",
        "<it>, where an escape stands for no printable character; wanted <url>.", sqlite);
}

void wrongServers()
{
    row("a PostgreSQL URL with a driver", "database_url", "postgresql+asyncpg://u@db/outlet",
        "<it>, which is no URL of a database that is known; wanted <any>.",
        "Leave out the + and the driver after it: postgresql://...");
    row("a PostgreSQL URL without slashes", "database_url", "postgresql:outlet",
        "<it>, which has too few slashes; wanted <server>.", server);
    row("a PostgreSQL URL without a database", "database_url", "postgresql://u:geheim@db",
        "\"postgresql://u:***@db\", which names no database; wanted <server>.", server);
    row("a PostgreSQL database with a slash", "database_url", "postgresql://db/a/b",
        "<it>, whose database has a / in its name; wanted <server>.", server);
    row("two PostgreSQL hosts", "database_url", "postgresql://one,two/x",
        "<it>, which names several hosts; wanted <server>.", "Name the one that the database is written on.");
    row("a PostgreSQL port that is none", "database_url", "postgresql://u@db:70000/x",
        "<it>, with a port that cannot be; wanted <server>.", server);
    row("a password where the port is", "database_url", "postgresql://ann:geheim/x",
        "\"postgresql://ann:***/x\", with a port that cannot be; wanted <server>.", server);
    row("an IPv6 address of PostgreSQL without brackets", "database_url", "postgresql://::1/x",
        "\"postgresql://:***/x\", where host and port cannot be told apart; wanted <server>.",
        "Write an IPv6 address in brackets: [::1]:5432.");
    row("half an escape in a password", "database_url", "postgresql://u:ge%2@db/x",
        "\"postgresql://u:***@db/x\", where a % does not begin an escape of a printable character; wanted <server>.",
        "Write %25 for a percent sign.");
    row("an escaped zero in a database", "database_url", "postgresql://db/x%00",
        "<it>, where a % does not begin an escape of a printable character; wanted <server>.",
        "Write %25 for a percent sign.");
    row("a slash in a password", "database_url", "postgresql://u:ge/heim@db/x",
        "\"postgresql://u:***@db/x\", where a / comes before the @; wanted <server>.",
        "Write %2F for a / in a user's name or a password.");
    row("a question mark in a password", "database_url", "postgresql://u:ge?heim@db/x",
        "\"postgresql://u:***@db/x\", where a ? comes before the @; wanted <server>.",
        "Write %3F for a ? in a password, %40 for an @ in an option.");
    row("a # in a password", "database_url", "postgresql://u:ge#heim@db/x",
        "\"postgresql://u:***@db/x\", which has a #; wanted <server>.",
        "Write %23 for a # in a name or a password.");
    row("an option of PostgreSQL that nobody knows", "database_url", "postgresql://db/x?ssl=on",
        "<it>, with the unknown option \"ssl\"; wanted <server>.",
        "Known options: application_name, channel_binding, connect_timeout, dbname, gssencmode, host, "
        "lock_timeout, options, password, port, ssl_min_protocol_version, sslcert, sslcrl, sslkey, "
        "sslmode, sslrootcert, sslsni, statement_timeout, target_session_attrs, user.");
    row("an option of PostgreSQL twice", "database_url", "postgresql://db/x?sslmode=require&sslmode=disable",
        "<it>, with the option sslmode twice; wanted <server>.", "Leave one out.");
    row("an option of PostgreSQL without a value", "database_url", "postgresql://db/x?sslmode",
        "<it>, where the option sslmode has no value that it may have; wanted <server>.", correct);
    row("a connect timeout of a second", "database_url", "postgresql://db/x?connect_timeout=1",
        "<it>, where the option connect_timeout has no value that it may have; wanted <server>.", correct);
    row("a statement timeout with a unit", "database_url", "postgresql://db/x?statement_timeout=5s",
        "<it>, where the option statement_timeout has no value that it may have; wanted <server>.", correct);
    row("an option of PostgreSQL with a semicolon", "database_url", "postgresql://db/x?options=a;b",
        "<it>, where the option options has no value that it may have; wanted <server>.", correct);
}

void wrongWordsAndNumbers()
{
    row("an empty level", "log_level", "",
        "nothing; wanted LEVEL.", giveValue);
    row("a level cut short", "log_level", "warn",
        "<it>; wanted one of debug, info, warning, error.", "Did you mean \"warning\"?");
    row("a level that nobody knows", "log_level", "loud",
        "<it>; wanted one of debug, info, warning, error.", choose);
    row("a level as a number", "log_level", "3",
        "<it>; wanted one of debug, info, warning, error.", choose);
    row("a format that nobody knows", "log_format", "yaml",
        "<it>; wanted one of text, json.", choose);
    row("two formats", "log_format", "text,json",
        "<it>; wanted one of text, json.", "Did you mean \"text\"?");
    row("a switch that is neither on nor off", "sample_data", "maybe",
        "<it>; wanted true or false.", onOff);
    row("a switch of 2", "sample_data", "2",
        "<it>; wanted true or false.", onOff);
    row("an empty switch", "sample_data", "",
        "nothing; wanted BOOL.", giveValue);
    row("a size with a unit", "max_manifest_bytes", "16k",
        "<it>, which is not a whole number; wanted 1024 to 262144 bytes.", digits1024);
    row("a manifest size below the least", "max_manifest_bytes", "1023",
        "<it>, which is out of range; wanted 1024 to 262144 bytes.", from1024);
    row("a manifest size above the most", "max_manifest_bytes", "262145",
        "<it>, which is out of range; wanted 1024 to 262144 bytes.", from1024);
    row("a negative manifest size", "max_manifest_bytes", "-1",
        "<it>, which is out of range; wanted 1024 to 262144 bytes.", from1024);
    row("a number that no integer holds", "max_manifest_bytes", "99999999999999999999",
        "<it>, which is out of range; wanted 1024 to 262144 bytes.", from1024);
    row("a number with a fraction", "max_manifest_bytes", "16384.0",
        "<it>, which is not a whole number; wanted 1024 to 262144 bytes.", digits1024);
    row("a number in hexadecimal", "max_manifest_bytes", "0x4000",
        "<it>, which is not a whole number; wanted 1024 to 262144 bytes.", digits1024);
    row("a number in other digits", "max_manifest_bytes", "١٠٢٤٠",
        "<it>, which is not a whole number; wanted 1024 to 262144 bytes.", digits1024);
    row("an empty number", "max_manifest_bytes", "",
        "nothing; wanted BYTES.", giveValue);
    row("a poll interval below the least", "poll_interval_ms", "49",
        "<it>, which is out of range; wanted 50 to 1000 milliseconds.", from50);
    row("a poll interval above the most", "poll_interval_ms", "1001",
        "<it>, which is out of range; wanted 50 to 1000 milliseconds.", from50);
    row("a poll interval with a unit", "poll_interval_ms", "250ms",
        "<it>, which is not a whole number; wanted 50 to 1000 milliseconds.", digits50);
    row("a timeout below the least", "hook_timeout_ms", "9",
        "<it>, which is out of range; wanted 10 to 600000 milliseconds.", from10);
    row("a timeout above the most", "hook_timeout_ms", "600001",
        "<it>, which is out of range; wanted 10 to 600000 milliseconds.", from10);
    row("fewer events than the least", "events_kept", "9",
        "<it>, which is out of range; wanted 10 to 100000 events.", "Choose a number from 10 to 100000.");
    row("more events than the most", "events_kept", "100001",
        "<it>, which is out of range; wanted 10 to 100000 events.", "Choose a number from 10 to 100000.");
    row("a timeout with a blank", "hook_timeout_ms", "5 000",
        "<it>, which is not a whole number; wanted 10 to 600000 milliseconds.", digits10);
}

// clang-format on

} // namespace

class SettingsValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongValuesAreRefused_data();
    void wrongValuesAreRefused();
    void refusalNamesTheLayer();
    void longValuesAreShortened();
    void controlCharactersAreRefused();
    void unreadableDirectoriesAreRefused();
    void everyProblemIsReportedAtOnce();
    void unknownFlagIsRefused();
};

void SettingsValuesTest::wrongValuesAreRefused_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    wrongAddresses();
    wrongPaths();
    wrongDatabases();
    wrongServers();
    wrongWordsAndNumbers();
}

void SettingsValuesTest::wrongValuesAreRefused()
{
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    SettingsFixture fixture;
    const QString given = fixture.filled(text);
    fixture.inputs.flags.insert(key, given);
    message.replace(u"<it>"_s, u'"' + given + u'"')
        .replace(u"<any>"_s, u"<url> or <server>"_s)
        .replace(u"<server>"_s, u"postgresql://<user>:<password>@<host>:<port>/<database>"_s)
        .replace(u"<url>"_s, u"sqlite:///<absolute path>"_s);
    const QString expected = specOf(key).flag() + u" | "_s + key + u": found "_s +
                             fixture.filled(message) + u" | "_s + hint;
    QCOMPARE(fixture.problems(), QStringList{expected});
}

void SettingsValuesTest::refusalNamesTheLayer()
{
    SettingsFixture fixture;
    const QString rest =
        u" | log_level: found \"loud\"; wanted one of debug, info, warning, error. "
        "| Choose one of them."_s;
    fixture.inputs.configFile = fixture.write(u"c.yaml"_s, "\n\nlog_level: loud\n");
    QCOMPARE(fixture.problems(), QStringList{fixture.path(u"c.yaml:3"_s) + rest});
    fixture.inputs.environment.insert(u"OUTLET_LOG_LEVEL"_s, u"loud"_s);
    QCOMPARE(fixture.problems(), QStringList{u"OUTLET_LOG_LEVEL (environment)"_s + rest});
    fixture.inputs.flags.insert(u"log_level"_s, u"loud"_s);
    QCOMPARE(fixture.problems(), QStringList{u"--log-level"_s + rest});
}

void SettingsValuesTest::longValuesAreShortened()
{
    SettingsFixture fixture;
    fixture.inputs.flags.insert(u"log_format"_s, QString(5000, u'x'));
    QCOMPARE(fixture.problems(),
             QStringList{u"--log-format | log_format: found \""_s + QString(200, u'x') +
                         u"…\"; wanted one of text, json. | Choose one of them."_s});
}

void SettingsValuesTest::controlCharactersAreRefused()
{
    for (const QString &text : {u"/a\nb"_s, u"/a\u001b[31m"_s, u"/a\u007f"_s}) {
        SettingsFixture fixture;
        fixture.inputs.flags.insert(u"data_dir"_s, text);
        QCOMPARE(
            fixture.problems(),
            QStringList{u"--data-dir | data_dir: found a control character; wanted plain text. "
                        "| Remove it."_s});
    }
}

void SettingsValuesTest::unreadableDirectoriesAreRefused()
{
    if (geteuid() == 0)
        QSKIP("root may read every directory");
    SettingsFixture fixture;
    const QString closed = fixture.path(u"two"_s);
    QVERIFY(QFile::setPermissions(closed, QFileDevice::WriteOwner));
    fixture.inputs.flags.insert(u"plugin_path"_s, closed);
    const QStringList problems = fixture.problems();
    QVERIFY(QFile::setPermissions(closed, QFileDevice::ReadOwner | QFileDevice::WriteOwner |
                                              QFileDevice::ExeOwner));
    QCOMPARE(
        problems,
        QStringList{u"--plugin-path | plugin_path: found \"%1\", which this user may not read; "
                    "wanted a readable directory. | Give the user that runs outlet read and "
                    "search permission."_s.arg(closed)});
}

void SettingsValuesTest::everyProblemIsReportedAtOnce()
{
    SettingsFixture fixture;
    const QString file = fixture.write(u"c.yaml"_s, "lisen: x\nlog_format: xml\nlog_level: {}\n");
    fixture.inputs.configFile = file;
    fixture.inputs.environment.insert(u"OUTLET_POLL_INTERVAL_MS"_s, u"0"_s);
    fixture.inputs.flags = {{u"listen"_s, u"x"_s}, {u"sample_data"_s, u"x"_s}};
    QStringList places;
    for (const QString &problem : fixture.problems())
        places += problem.section(u" | "_s, 0, 0);
    QCOMPARE(places, QStringList({file + u":1"_s, file + u":3"_s, u"--listen"_s, file + u":2"_s,
                                  u"--sample-data"_s, u"OUTLET_POLL_INTERVAL_MS (environment)"_s}));
}

void SettingsValuesTest::unknownFlagIsRefused()
{
    SettingsFixture fixture;
    fixture.inputs.flags.insert(u"log_levl"_s, u"info"_s);
    QCOMPARE(fixture.problems(), QStringList{u"command line | Unknown setting \"log_levl\". | "
                                             "Did you mean \"log_level\"?"_s});
}

QTEST_GUILESS_MAIN(SettingsValuesTest)
#include "settings_values_test.moc"
