// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations in two tables, on both databases: whole, in order, and readable whatever happened.
#include "app/stores/configurationstore.h"
#include "tests/app/vault.h"
#include "tests/postgresql/databases.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <memory>

using namespace outlet;
using namespace outlet::app::stores;
using namespace outlet::tests;

namespace {

const Author someone = {.actor = u"admin"_s, .correlationId = u"test"_s};

Values someValues()
{
    return {
        {u"path"_s, u"a/b"_s},     {u"order"_s, u""_s},  {u"size"_s, 9'007'199'254'740'992.0},
        {u"ratio"_s, 0.1},         {u"is_live"_s, true}, {u"tags"_s, QJsonArray{u"x"_s, u"y"_s}},
        {u"token"_s, u"canary"_s}, {u"pin"_s, 4711}};
}

Values valuesWith(const QString &field, const QJsonValue &value)
{
    Values values = someValues();
    values.insert(field, value);
    return values;
}

Values publicPart(Values values)
{
    values.remove(u"token"_s);
    values.remove(u"pin"_s);
    return values;
}

NewConfiguration vaultWith(const Values &values)
{
    return {.type = vaultType(), .name = {}, .values = values};
}

Result<void> always(const StoredConfiguration &)
{
    return {};
}

QStringList idsOf(const QList<StoredConfiguration> &items)
{
    QStringList ids;
    for (const StoredConfiguration &item : items)
        ids.append(item.id);
    return ids;
}

} // namespace

class ConfigurationStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsStoredComesBack_data() { Databases::addRows(); }
    void whatIsStoredComesBack();
    void anyTextStaysAValue_data();
    void anyTextStaysAValue();
    void aChangeIsWholeAndCounted_data() { Databases::addRows(); }
    void aChangeIsWholeAndCounted();
    void aChangeThatIsNotPermittedChangesNothing_data() { Databases::addRows(); }
    void aChangeThatIsNotPermittedChangesNothing();
    void removingTakesBothRows_data() { Databases::addRows(); }
    void removingTakesBothRows();
    void whatTheTableRefusesLeavesNothing_data();
    void whatTheTableRefusesLeavesNothing();
    void theAuditLogTellsWithoutSecrets_data() { Databases::addRows(); }
    void theAuditLogTellsWithoutSecrets();
    void pagesFollowEachOtherWithoutGaps_data() { Databases::addRows(); }
    void pagesFollowEachOtherWithoutGaps();
    void pagesOfATypeHaveItsAliases_data() { Databases::addRows(); }
    void pagesOfATypeHaveItsAliases();
    void aWrongCursorIsRefusedOrHarmless_data();
    void aWrongCursorIsRefusedOrHarmless();
    void aBrokenRowSaysSo_data();
    void aBrokenRowSaysSo();
    void aRowWithoutItsConnectorsIsMended_data() { Databases::addRows(); }
    void aRowWithoutItsConnectorsIsMended();
    void aConnectorThatIsGoneLeavesItsValues_data() { Databases::addRows(); }
    void aConnectorThatIsGoneLeavesItsValues();
    void aTypeThatNobodyKnewHasItsCommonPart_data() { Databases::addRows(); }
    void aTypeThatNobodyKnewHasItsCommonPart();
    void whatIsGoneCanBeRemoved_data() { Databases::addRows(); }
    void whatIsGoneCanBeRemoved();
    void markedAsDeletedIsGone_data() { Databases::addRows(); }
    void markedAsDeletedIsGone();
    void aPageReadsAsManyRowsAsItHas();
    void commitsWaitForTheDisk();
    void aBusyDatabaseIsNoFault();
    void aServerThatIsAwayIsNoFault();

private:
    /** A fresh database of the row's kind, and the store on it. */
    ConfigurationStore store(const QString &kind)
    {
        m_database.reset();
        m_isGone = false;
        m_database = std::make_unique<VaultDatabase>(m_databases.make(kind));
        return {m_database->handle(), [this](const QString &name) { return find(name); }};
    }
    std::optional<ConfigurationType> find(const QString &name) const
    {
        const ConfigurationType type = vaultType();
        const bool isMeant = name == type.name || type.otherNames.contains(name);
        return isMeant && !m_isGone ? std::optional(type) : std::nullopt;
    }
    StoredConfiguration made(ConfigurationStore &store, const Values &values = someValues());
    int rows(const QString &table) { return m_database->count(table); }
    /** Rows of the base table alone, as another program would write them. */
    void insertBase(const QString &id, const QString &type, const QString &createdOn);

    const QString m_base = u"data_output_configurations"_s;
    const QString m_table = u"vault_data_output_configurations"_s;
    Databases m_databases;
    std::unique_ptr<VaultDatabase> m_database;
    bool m_isGone = false;
};

StoredConfiguration ConfigurationStoreTest::made(ConfigurationStore &store, const Values &values)
{
    const auto stored = store.create(vaultWith(values), someone);
    if (!stored)
        giveUp(stored.error().message);
    return *stored;
}

void ConfigurationStoreTest::insertBase(const QString &id, const QString &type,
                                        const QString &createdOn)
{
    m_database->run(u"INSERT INTO data_output_configurations (id, configuration_type, created_on) "
                    "VALUES ('%1', '%2', '%3')"_s.arg(id, type, createdOn));
}

void ConfigurationStoreTest::whatIsStoredComesBack()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    NewConfiguration configuration = vaultWith(someValues());
    configuration.name = u"orders"_s;
    const auto stored = store.create(configuration, someone);
    QVERIFY2(stored, qPrintable(stored ? QString() : stored.error().message));
    const auto read = store.read(stored->id);
    QVERIFY(read);
    for (const StoredConfiguration &item : {*stored, *read}) {
        QCOMPARE(item.id, stored->id);
        QCOMPARE(item.type, u"VaultDataOutput"_s);
        QCOMPARE(item.name, u"orders"_s);
        QCOMPARE(item.values, publicPart(someValues()));
        QCOMPARE(item.secrets, Values({{u"token"_s, u"canary"_s}, {u"pin"_s, 4711}}));
        QCOMPARE(item.notes, QStringList());
        QVERIFY(item.updatedOn.isNull());
        QCOMPARE(item.revision, 1);
        static const QRegularExpression time(
            u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3,6}Z$"_s);
        QVERIFY2(time.match(item.createdOn).hasMatch(), qPrintable(item.createdOn));
        const auto age = QDateTime::fromString(item.createdOn.first(19) + u'Z', Qt::ISODate)
                             .secsTo(QDateTime::currentDateTimeUtc());
        QVERIFY2(age >= -1 && age < 60, qPrintable(item.createdOn));
    }
    QCOMPARE(rows(m_base), 1);
    QCOMPARE(rows(m_table), 1);
    const auto none = store.read(u"00000000-0000-0000-0000-000000000000"_s);
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::NotFound);
    QCOMPARE(none.error().message, u"Configuration not found"_s);
}

void ConfigurationStoreTest::anyTextStaysAValue_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("text");
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&kind](const char *name, const QString &text) {
            QTest::addRow("%s on %s", name, qPrintable(kind)) << kind << text;
        };
        row("an end of a statement", u"'; DROP TABLE data_output_configurations; --"_s);
        row("quotes of both kinds", u"\"'\"\"''"_s);
        row("a backslash before a quote", u"\\'; DELETE FROM audit_log; --"_s);
        row("placeholders", u"? ?1 :id @id $1 %1 %s"_s);
        row("a dollar quote", u"$$;$a$ $a$"_s);
        row("a comment", u"/* -- */ --"_s);
        row("white space and control characters", u" \t\r\n\u0001\u001b\u007f "_s);
        row("letters beyond the first plane", u"\U0001F600 \u00e9 e\u0301 \u202e"_s);
        row("words that mean something to SQL", u"NULL"_s);
        row("a number", u"007.50"_s);
        row("JSON", u"{\"a\": [1, null]}"_s);
        row("nothing", u""_s);
        row("a hundred thousand characters", QString(100'000, u'x'));
    }
}

void ConfigurationStoreTest::anyTextStaysAValue()
{
    QFETCH(QString, database);
    QFETCH(QString, text);
    ConfigurationStore store = this->store(database);
    Values values = someValues();
    for (const QString &field : {u"path"_s, u"order"_s, u"token"_s})
        values.insert(field, text);
    values.insert(u"tags"_s, QJsonArray{text, text});
    NewConfiguration configuration = vaultWith(values);
    configuration.name = text;
    const auto stored = store.create(configuration, {.actor = text, .correlationId = text});
    QVERIFY2(stored, qPrintable(stored ? QString() : stored.error().message));
    const auto replaced = store.replace(stored->id, configuration, always, someone);
    QVERIFY2(replaced, qPrintable(replaced ? QString() : replaced.error().message));
    const auto read = store.read(stored->id);
    QVERIFY(read);
    QCOMPARE(read->values, publicPart(values));
    QCOMPARE(read->secrets.value(u"token"_s),
             text.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(text));
    QCOMPARE(read->name, text);
    QVERIFY(!store.read(text) && !store.replace(text, configuration, always, someone));
    const auto list = store.list({.type = text, .limit = 10, .cursor = {}});
    QVERIFY(list);
    QVERIFY(list->items.isEmpty());
    QCOMPARE(rows(m_base), 1);
    QVERIFY(rows(u"audit_log"_s) == 2);
}

void ConfigurationStoreTest::aChangeIsWholeAndCounted()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    const StoredConfiguration other = made(store);
    const Values values = {{u"path"_s, u"c"_s}, {u"size"_s, -1}, {u"token"_s, u"new"_s}};
    const auto second = store.replace(first.id, vaultWith(values), always, someone);
    QVERIFY2(second, qPrintable(second ? QString() : second.error().message));
    QCOMPARE(second->values.value(u"path"_s), QJsonValue(u"c"_s));
    QCOMPARE(second->values.value(u"size"_s), QJsonValue(-1));
    QCOMPARE(second->values.value(u"ratio"_s), QJsonValue(QJsonValue::Null)); // all of them
    QCOMPARE(second->secrets, Values({{u"token"_s, u"new"_s}}));
    QCOMPARE(second->revision, 2);
    QCOMPARE(second->createdOn, first.createdOn);
    QVERIFY(!second->updatedOn.isNull());
    QCOMPARE(store.read(other.id)->values, other.values);
    const auto none = store.replace(u"00000000-0000-0000-0000-000000000000"_s, vaultWith(values),
                                    always, someone);
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::NotFound);
    QCOMPARE(rows(m_base), 2);
    QCOMPARE(rows(m_table), 2);
}

void ConfigurationStoreTest::aChangeThatIsNotPermittedChangesNothing()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    QString seen;
    const Permit never = [&seen](const StoredConfiguration &current) -> Result<void> {
        seen = current.values.value(u"path"_s).toString();
        return fail(ErrorCode::Conflict, u"no"_s);
    };
    const auto replaced =
        store.replace(first.id, vaultWith(valuesWith(u"path"_s, u"z"_s)), never, someone);
    QVERIFY(!replaced);
    QCOMPARE(replaced.error().message, u"no"_s);
    QCOMPARE(seen, u"a/b"_s);
    const auto removed = store.remove(first.id, never, someone);
    QVERIFY(!removed);
    QCOMPARE(removed.error().message, u"no"_s);
    QCOMPARE(store.read(first.id)->revision, 1);
    QCOMPARE(store.read(first.id)->values, first.values);
    QCOMPARE(rows(u"audit_log"_s), 1);
}

void ConfigurationStoreTest::removingTakesBothRows()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    const StoredConfiguration second = made(store);
    QVERIFY(store.remove(first.id, always, someone));
    const auto again = store.remove(first.id, always, someone);
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::NotFound);
    QCOMPARE(m_database->column(u"SELECT id FROM data_output_configurations"_s),
             QStringList{second.id});
    QCOMPARE(m_database->column(u"SELECT id FROM vault_data_output_configurations"_s),
             QStringList{second.id});
}

void ConfigurationStoreTest::whatTheTableRefusesLeavesNothing_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("code");
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&kind](const char *name, const QString &rule, ErrorCode code) {
            QTest::addRow("%s on %s", name, qPrintable(kind)) << kind << rule << int(code);
        };
        row("a value that stands twice",
            u"CREATE UNIQUE INDEX u ON vault_data_output_configurations (token)"_s,
            ErrorCode::Conflict);
        row("a table that is not there", u"DROP TABLE vault_data_output_configurations"_s,
            ErrorCode::Database);
        row("a column that is not there",
            u"ALTER TABLE vault_data_output_configurations DROP COLUMN tags"_s,
            ErrorCode::Database);
        if (kind == "PostgreSQL"_L1) {
            row("a column that forbids a value",
                u"ALTER TABLE vault_data_output_configurations ADD CHECK (token <> 'canary') "
                "NOT VALID"_s,
                ErrorCode::Conflict);
            row("a number that is too large",
                u"ALTER TABLE vault_data_output_configurations ALTER size TYPE SMALLINT USING 1"_s,
                ErrorCode::InvalidArgument);
            row("a secret that does not fit",
                u"ALTER TABLE vault_data_output_configurations ALTER token TYPE INTEGER USING 1"_s,
                ErrorCode::InvalidArgument);
        }
    }
}

void ConfigurationStoreTest::whatTheTableRefusesLeavesNothing()
{
    QFETCH(QString, database);
    QFETCH(QString, rule);
    QFETCH(int, code);
    ConfigurationStore store = this->store(database);
    made(store);
    m_database->run(rule);
    const auto refused = store.create(vaultWith(someValues()), someone);
    QVERIFY(!refused);
    QCOMPARE(int(refused.error().code), code);
    const Error error = refused.error();
    QVERIFY2(error.message.startsWith("Cannot store the configuration: "_L1),
             qPrintable(error.message));
    // PostgreSQL tells the whole row.
    for (const QString &text : {error.message, error.hint, error.where})
        QVERIFY2(!text.contains("canary"_L1), qPrintable(text));
    QCOMPARE(rows(m_base), 1);
    QCOMPARE(rows(u"audit_log"_s), 1);
}

void ConfigurationStoreTest::theAuditLogTellsWithoutSecrets()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    QVERIFY(store.replace(first.id, vaultWith(valuesWith(u"token"_s, u"canary two"_s)), always,
                          someone));
    QVERIFY(store.remove(first.id, always, someone));
    QCOMPARE(m_database->column(u"SELECT action FROM audit_log ORDER BY at, action"_s).size(), 3);
    for (const QString &action : {u"created"_s, u"updated"_s, u"deleted"_s}) {
        const QString of = u" FROM audit_log WHERE action = 'configuration:%1'"_s.arg(action);
        QCOMPARE(m_database->column(u"SELECT subject"_s + of), QStringList{first.id});
        QCOMPARE(m_database->column(u"SELECT actor"_s + of), QStringList{u"admin"_s});
        QCOMPARE(m_database->column(u"SELECT correlation_id"_s + of), QStringList{u"test"_s});
        const QString detail = m_database->column(u"SELECT detail"_s + of).first();
        QVERIFY(!detail.contains("canary"_L1));
        QVERIFY(!detail.contains("4711"_L1));
        const QJsonObject json = QJsonDocument::fromJson(detail.toUtf8()).object();
        QCOMPARE(json[u"configuration_type"_s].toString(), u"VaultDataOutput"_s);
        if (action == "updated"_L1)
            QCOMPARE(json[u"changed"_s].toArray(), QJsonArray{u"token"_s});
        else
            QCOMPARE(json[u"values"_s][u"path"_s].toString(), u"a/b"_s);
    }
}

void ConfigurationStoreTest::pagesFollowEachOtherWithoutGaps()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    QSet<QString> expected;
    for (int i = 0; i < 23; ++i)
        expected.insert(made(store).id);
    // As other programs write them: all in one moment, and with microseconds.
    for (int i = 0; i < 9; ++i) {
        const QString id = u"00000000-0000-4000-8000-00000000000%1"_s.arg(i);
        insertBase(id, u"VaultDataOutput"_s,
                   i < 5 ? u"2001-01-01 00:00:00"_s : u"2001-01-01 00:00:00.12345%1"_s.arg(9 - i));
        expected.insert(id);
    }
    QStringList found;
    QString cursor;
    int pages = 0;
    do {
        const auto page = store.list({.type = {}, .limit = 4, .cursor = cursor});
        QVERIFY2(page, qPrintable(page ? QString() : page.error().message));
        QVERIFY(page->items.size() == 4 || page->next.isNull());
        found += idsOf(page->items);
        cursor = page->next;
        ++pages;
    } while (!cursor.isNull() && pages < 100);
    QCOMPARE(pages, 8);
    QCOMPARE(found.size(), 32);
    QCOMPARE(QSet<QString>(found.begin(), found.end()), expected);
    QCOMPARE(found.mid(0, 9).join(u' ').remove(u"00000000-0000-4000-8000-00000000000"_s),
             u"0 1 2 3 4 8 7 6 5"_s);
    const auto whole = store.list({});
    QVERIFY(whole);
    QCOMPARE(idsOf(whole->items), found);
    QVERIFY(whole->next.isNull());
    const auto exact = store.list({.type = {}, .limit = 32, .cursor = {}});
    QVERIFY(exact->next.isNull());
}

void ConfigurationStoreTest::pagesOfATypeHaveItsAliases()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const QString id = u"00000000-0000-4000-8000-00000000000%1"_s;
    const QStringList types = {u"VaultTechnicalAssetConfiguration"_s, u"VaultDataOutput"_s,
                               u"Gone"_s};
    for (int i = 0; i < 9; ++i)
        insertBase(id.arg(i), types[i % 3], u"2001-01-01 00:00:0%1"_s.arg(i));
    for (const QString &name : types.first(2)) {
        const auto first = store.list({.type = name, .limit = 4, .cursor = {}});
        QVERIFY2(first, qPrintable(first ? QString() : first.error().message));
        const auto second = store.list({.type = name, .limit = 4, .cursor = first->next});
        QVERIFY(second);
        QStringList expected;
        for (const int i : {0, 1, 3, 4, 6, 7})
            expected.append(id.arg(i));
        QCOMPARE(idsOf(first->items) + idsOf(second->items), expected);
        QVERIFY(second->next.isNull());
        for (const StoredConfiguration &item : first->items)
            QCOMPARE(item.type, u"VaultDataOutput"_s);
    }
    QCOMPARE(idsOf(store.list({.type = u"Gone"_s, .limit = {}, .cursor = {}})->items),
             QStringList({id.arg(2), id.arg(5), id.arg(8)}));
    QVERIFY(store.list({.type = u"Never"_s, .limit = 1, .cursor = {}})->items.isEmpty());
}

void ConfigurationStoreTest::aWrongCursorIsRefusedOrHarmless_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("cursor");
    QTest::addColumn<bool>("isRefused");
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&kind](const char *name, const QString &cursor, bool isRefused = true) {
            QTest::addRow("%s on %s", name, qPrintable(kind)) << kind << cursor << isRefused;
        };
        const auto encoded = [](const QByteArray &json) {
            return QString::fromLatin1(
                json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
        };
        row("nothing", u""_s);
        row("a number", u"100"_s);
        row("SQL", u"' OR 1=1 --"_s);
        row("no base64", u"@@@"_s);
        row("no JSON", encoded("hello"));
        row("one text", encoded(R"(["2026-01-01 00:00:00"])"));
        row("three texts", encoded(R"(["a","b","c"])"));
        row("numbers", encoded("[1,2]"));
        row("an object", encoded(R"({"a":1})"));
        const bool isTyped = kind == "PostgreSQL"_L1; // the other compares any texts
        row("SQL inside", encoded(R"(["'; DROP TABLE audit_log; --","x') OR (1=1"])"), isTyped);
        row("a time that is none",
            encoded(R"(["yesterday","00000000-0000-4000-8000-000000000000"])"), isTyped);
        row("an id that is none", encoded(R"(["2026-01-01 00:00:00","me"])"), isTyped);
    }
}

void ConfigurationStoreTest::aWrongCursorIsRefusedOrHarmless()
{
    QFETCH(QString, database);
    QFETCH(QString, cursor);
    QFETCH(bool, isRefused);
    ConfigurationStore store = this->store(database);
    made(store);
    const auto page = store.list({.type = {}, .limit = 1, .cursor = cursor});
    QCOMPARE(!page, isRefused);
    if (isRefused) {
        QCOMPARE(page.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(page.error().message.endsWith(", which no answer gave"_L1),
                 qPrintable(page.error().message));
    }
    QCOMPARE(rows(u"audit_log"_s), 1);
}

void ConfigurationStoreTest::aBrokenRowSaysSo_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<QString>("note");
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&kind](const char *name, const QStringList &statements,
                                 const QString &note) {
            QTest::addRow("%s on %s", name, qPrintable(kind)) << kind << statements << note;
        };
        const QString table = u"vault_data_output_configurations"_s;
        row("no row of the connector", {u"DELETE FROM "_s + table},
            u"Table vault_data_output_configurations has no row for it: the values are not there"_s);
        row("no table of the connector", {u"DROP TABLE "_s + table},
            u"There is no table vault_data_output_configurations: the values are not there"_s);
        row("a column is gone", {u"ALTER TABLE %1 DROP COLUMN tags"_s.arg(table)},
            u"Table vault_data_output_configurations has no column tags"_s);
        row("a list that is no JSON", {u"UPDATE %1 SET tags = '[x'"_s.arg(table)},
            u"In table vault_data_output_configurations column tags holds nothing that is of type "
            "string_list"_s);
        row("a list of numbers", {u"UPDATE %1 SET tags = '[1]'"_s.arg(table)},
            u"In table vault_data_output_configurations column tags holds nothing that is of type "
            "string_list"_s);
        if (kind == "SQLite"_L1) {
            row("a word where a number belongs", {u"UPDATE %1 SET size = 'many'"_s.arg(table)},
                u"In table vault_data_output_configurations column size holds nothing that is of "
                "type integer"_s);
            row("half a number", {u"UPDATE %1 SET size = 1.5"_s.arg(table)},
                u"In table vault_data_output_configurations column size holds nothing that is of "
                "type integer"_s);
            row("a word where a boolean belongs", {u"UPDATE %1 SET is_live = 'maybe'"_s.arg(table)},
                u"In table vault_data_output_configurations column is_live holds nothing that is "
                "of type boolean"_s);
            row("bytes where a number belongs", {u"UPDATE %1 SET ratio = x'00ff'"_s.arg(table)},
                u"In table vault_data_output_configurations column ratio holds nothing that is of "
                "type number"_s);
            row("a time that is none",
                {u"UPDATE data_output_configurations SET created_on = 'once'"_s},
                u"Its created_on is no time"_s);
        }
    }
}

void ConfigurationStoreTest::aBrokenRowSaysSo()
{
    QFETCH(QString, database);
    QFETCH(QStringList, statements);
    QFETCH(QString, note);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    for (const QString &statement : statements)
        m_database->run(statement);
    const auto read = store.read(first.id);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    QCOMPARE(read->notes, QStringList{note});
    QCOMPARE(read->fields.size(), 8);
    const auto list = store.list({.type = {}, .limit = 10, .cursor = {}});
    QVERIFY2(list, qPrintable(list ? QString() : list.error().message));
    QCOMPARE(list->items.size(), 1);
    QCOMPARE(list->items.first().notes, QStringList{note});
    QCOMPARE(list->items.first().values, read->values);
    // And it can go.
    const auto removed = store.remove(first.id, always, someone);
    QVERIFY2(removed, qPrintable(removed ? QString() : removed.error().message));
    QCOMPARE(rows(m_base), 0);
}

void ConfigurationStoreTest::aRowWithoutItsConnectorsIsMended()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    m_database->run(u"DELETE FROM vault_data_output_configurations"_s);
    const auto mended = store.replace(first.id, vaultWith(someValues()), always, someone);
    QVERIFY2(mended, qPrintable(mended ? QString() : mended.error().message));
    QCOMPARE(mended->notes, QStringList());
    QCOMPARE(store.read(first.id)->values, first.values);
}

void ConfigurationStoreTest::aConnectorThatIsGoneLeavesItsValues()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    m_isGone = true;
    const auto read = store.read(first.id);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    QCOMPARE(read->type, u"VaultDataOutput"_s);
    QCOMPARE(read->values, first.values); // with their types, and without secrets
    QCOMPARE(read->secrets, first.secrets);
    QCOMPARE(read->notes, QStringList{u"No plugin is called VaultDataOutput now: its values are "
                                      "shown as they were stored"_s});
    m_database->run(u"DROP TABLE vault_data_output_configurations"_s);
    const auto list = store.list({});
    QVERIFY2(list, qPrintable(list ? QString() : list.error().message));
    QCOMPARE(list->items.first().notes.size(), 2);
    QCOMPARE(list->items.first().values.value(u"path"_s), QJsonValue(QJsonValue::Null));
}

void ConfigurationStoreTest::aTypeThatNobodyKnewHasItsCommonPart()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    insertBase(u"00000000-0000-4000-8000-000000000000"_s, u"Other"_s, u"2001-01-01 00:00:00"_s);
    const auto list = store.list({});
    QVERIFY2(list, qPrintable(list ? QString() : list.error().message));
    QCOMPARE(list->items.size(), 2);
    QCOMPARE(list->items[0].type, u"Other"_s);
    QCOMPARE(list->items[0].createdOn.first(20).chopped(1), u"2001-01-01T00:00:00"_s);
    QCOMPARE(list->items[0].notes,
             QStringList{u"No plugin is called Other, and nothing is known of its table: there is "
                         "only the common part"_s});
    QCOMPARE(list->items[1].values, first.values);
}

void ConfigurationStoreTest::whatIsGoneCanBeRemoved()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration noted = made(store);
    const StoredConfiguration unknown = made(store);
    m_isGone = true;
    QVERIFY(store.remove(noted.id, always, someone));
    QCOMPARE(rows(m_table), 1);
    m_database->run(u"DELETE FROM configuration_types"_s);
    QVERIFY(store.remove(unknown.id, always, someone));
    QCOMPARE(rows(m_table), 0); // by the key
}

void ConfigurationStoreTest::markedAsDeletedIsGone()
{
    QFETCH(QString, database);
    ConfigurationStore store = this->store(database);
    const StoredConfiguration first = made(store);
    m_database->run(u"UPDATE data_output_configurations SET deleted_at = CURRENT_TIMESTAMP"_s);
    QVERIFY(!store.read(first.id));
    QVERIFY(store.list({})->items.isEmpty());
    QVERIFY(!store.replace(first.id, vaultWith(someValues()), always, someone));
    QVERIFY(!store.remove(first.id, always, someone));
}

/** What makes the cost of a page independent of the list: it comes from the index, in order. */
void ConfigurationStoreTest::aPageReadsAsManyRowsAsItHas()
{
    store(u"SQLite"_s);
    const auto plan = [this](const QString &condition) {
        QSqlQuery query(m_database->handle());
        if (!query.exec(u"EXPLAIN QUERY PLAN SELECT id FROM data_output_configurations WHERE "
                        "deleted_at IS NULL %1 ORDER BY created_on, id LIMIT 3"_s.arg(condition)))
            giveUp(query.lastError().text());
        QStringList steps;
        while (query.next())
            steps.append(query.value(3).toString());
        return steps.join(u"; "_s);
    };
    QCOMPARE(plan({}), u"SCAN data_output_configurations USING INDEX "
                       "data_output_configurations_in_order"_s);
    QVERIFY2(plan(u"AND (created_on, id) > ('a', 'b')"_s)
                 .startsWith("SEARCH data_output_configurations USING INDEX "
                             "data_output_configurations_in_order ("_L1),
             qPrintable(plan(u"AND (created_on, id) > ('a', 'b')"_s)));
    QVERIFY(!plan(u"AND (created_on, id) > ('a', 'b')"_s).contains("TEMP B-TREE"_L1));
    const QString ofType =
        plan(u"AND configuration_type = 'x' AND (created_on, id) > ('a', 'b')"_s);
    QVERIFY2(ofType.contains("data_output_configurations_of_type_in_order (configuration_type=? "
                             "AND (created_on,id)>(?,?))"_L1),
             qPrintable(ofType));
    QVERIFY(!ofType.contains("TEMP B-TREE"_L1));
}

void ConfigurationStoreTest::commitsWaitForTheDisk()
{
    store(u"SQLite"_s);
    QCOMPARE(m_database->column(u"PRAGMA journal_mode"_s), QStringList{u"wal"_s});
    QCOMPARE(m_database->column(u"PRAGMA synchronous"_s), QStringList{u"2"_s}); // FULL
    QCOMPARE(m_database->column(u"PRAGMA foreign_keys"_s), QStringList{u"1"_s});
}

void ConfigurationStoreTest::aBusyDatabaseIsNoFault()
{
    ConfigurationStore store = this->store(u"SQLite"_s);
    const StoredConfiguration first = made(store);
    m_database->run(u"PRAGMA busy_timeout = 10"_s);
    auto other = app::Database::open(u"sqlite://"_s + m_database->handle().databaseName(),
                                     app::Access::ReadWrite);
    QVERIFY(other);
    QVERIFY(QSqlQuery(other->handle()).exec(u"BEGIN IMMEDIATE"_s));
    const auto busy = store.create(vaultWith(someValues()), someone);
    QVERIFY(!busy);
    QCOMPARE(busy.error().code, ErrorCode::Unavailable);
    QVERIFY(store.read(first.id)); // readers never wait
    QVERIFY(QSqlQuery(other->handle()).exec(u"ROLLBACK"_s));
    QVERIFY(store.create(vaultWith(someValues()), someone));
}

void ConfigurationStoreTest::aServerThatIsAwayIsNoFault()
{
    if (!Databases::kinds().contains(u"PostgreSQL"_s))
        QSKIP("PostgreSQL is not installed");
    ConfigurationStore store = this->store(u"PostgreSQL"_s);
    const StoredConfiguration first = made(store);
    QVERIFY(m_databases.server().stop());
    const QList<Error> errors = {store.create(vaultWith(someValues()), someone).error(),
                                 store.read(first.id).error(), store.list({}).error(),
                                 store.remove(first.id, always, someone).error()};
    for (const Error &error : errors) {
        QCOMPARE(error.code, ErrorCode::Unavailable);
        QVERIFY2(error.message.endsWith(": the database does not answer"_L1),
                 qPrintable(error.message));
    }
    QVERIFY(m_databases.server().restart());
}

QTEST_GUILESS_MAIN(ConfigurationStoreTest)
#include "configurationstore_test.moc"
