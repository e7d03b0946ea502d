// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"
#include "tests/postgresql/databases.h"

#include "migrations/difference.h"
#include "migrations/script.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

/** Files that were edited after they were applied: what is drift, and how it is told. */
class DriftTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aThousandCosmeticEditsAreNoDrift_data() { tests::Databases::addRows(); }
    void aThousandCosmeticEditsAreNoDrift();
    void aThousandOtherEditsAreNamed_data() { tests::Databases::addRows(); }
    void aThousandOtherEditsAreNamed();
    void differences_data();
    void differences();
    void recordsWithoutATextAreGivenOne_data() { tests::Databases::addRows(); }
    void recordsWithoutATextAreGivenOne();

private:
    void open(const QString &kind);
    /** The core's own scripts, which are as real as any. */
    Source source() const { return {u"core"_s, m_folder->path()}; }
    QSqlDatabase &db() { return m_connection->db(); }
    void write(const Script &script, const QString &text) const
    {
        m_folder->write(QFileInfo(script.path).fileName(), text.toUtf8());
    }

    tests::Databases m_databases;
    std::optional<test::Folder> m_folder;
    std::optional<test::Connection> m_connection;
    Dialect m_dialect = Dialect::Sqlite;
    QList<Script> m_scripts; ///< the up scripts as they were applied
};

namespace {

constexpr int rounds = 1'000;

/** Words whose case means nothing to either database; written here, not taken from the code. */
const QStringList &keywords()
{
    static const QStringList words =
        u"CREATE TABLE NOT NULL PRIMARY KEY REFERENCES ON DELETE CASCADE TEXT INTEGER BOOLEAN UUID "
        "DEFAULT TIMESTAMP WITH TIME ZONE UNIQUE INDEX WHERE IS ALTER ADD COLUMN DROP INSERT INTO "
        "VALUES UPDATE SET CHECK IN AND OR TRIGGER AFTER FOR EACH ROW STATEMENT EXECUTE FUNCTION "
        "RETURNS LANGUAGE AS SELECT FROM JSONB AT"_s.split(u' ');
    return words;
}

/** Each letter of a keyword in a case of its own; everything else as it is. */
QString recased(const QString &token, QRandomGenerator &random)
{
    if (!keywords().contains(token.toUpper()))
        return token;
    QString result;
    for (const QChar letter : token)
        result += random.bounded(2) ? letter.toUpper() : letter.toLower();
    return result;
}

QStringList tokensOf(const QString &text, Dialect dialect)
{
    return test::textsOf(*tokenize(text, dialect), text);
}

QString reformatted(const QString &text, Dialect dialect, QRandomGenerator &random)
{
    static const QStringList gaps{
        u" "_s,     u"\n"_s,           u"\t\t"_s, u" -- it's; a comment\n"_s,
        u"\r\n "_s, u"/* ; ' $$ */"_s, u"\n\n"_s};
    QString result = random.bounded(2) ? u"-- again\n"_s : QString();
    for (const QString &token : tokensOf(text, dialect))
        result += recased(token, random) + gaps[random.bounded(int(gaps.size()))];
    return result;
}

/** Whether another word here leaves a script that can be split: no frame of a body changes. */
bool isChangeable(const QString &token)
{
    static const QStringList frames{u"CREATE"_s, u"TRIGGER"_s, u"BEGIN"_s,
                                    u"END"_s,    u"CASE"_s,    u"FUNCTION"_s};
    const QChar first = token.front();
    return (first.isLetterOrNumber() || first == u'\'' || first == u'"' || first == u'$') &&
           !frames.contains(token.toUpper());
}

QString changed(const QString &token, QRandomGenerator &random)
{
    QString other = token;
    const QChar first = token.front();
    if (first == u'\'' || first == u'"')
        return other.insert(1, random.bounded(2) ? u' ' : u'z'); // space in a string does count
    if (first == u'$')
        return other.insert(other.indexOf(u'$', 1) + 1, u' '); // the text of a function, too
    return other + u'7';
}

} // namespace

void DriftTest::init()
{
    m_folder.emplace();
    const QDir core(coreSource().directory);
    for (const QString &name : core.entryList({u"*.sql"_s})) {
        QFile file(core.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_folder->write(name, file.readAll());
    }
}

void DriftTest::cleanup()
{
    m_connection.reset();
    m_folder.reset();
}

void DriftTest::open(const QString &kind)
{
    const QString url = m_databases.make(kind);
    m_dialect = test::dialectAt(url);
    m_connection.emplace(test::databaseAt(url));
    QVERIFY(migrate(db(), m_dialect, source(), Mode::Apply));
    m_scripts = readScripts(m_folder->path(), m_dialect)->ups;
}

void DriftTest::aThousandCosmeticEditsAreNoDrift()
{
    QFETCH(QString, database);
    open(database);
    QRandomGenerator random(21);
    for (int round = 0; round < rounds; ++round) {
        const Script &script = m_scripts[random.bounded(int(m_scripts.size()))];
        const QString text = reformatted(script.text, m_dialect, random);
        write(script, text);
        const auto report = status(db(), m_dialect, source());
        QVERIFY(report);
        QVERIFY2(report->count(State::Applied) == m_scripts.size(), qPrintable(text));
    }
    const auto again = migrate(db(), m_dialect, source(), Mode::Apply);
    QVERIFY(again);
    QCOMPARE(again->appliedNow, 0);
}

void DriftTest::aThousandOtherEditsAreNamed()
{
    QFETCH(QString, database);
    open(database);
    QRandomGenerator random(22);
    for (int round = 0; round < rounds;) {
        const qsizetype which = random.bounded(int(m_scripts.size()));
        const Script &script = m_scripts[which];
        QStringList tokens = tokensOf(script.text, m_dialect);
        if (tokens.isEmpty())
            continue; // it has nothing to do for this database
        const qsizetype at = random.bounded(int(tokens.size()));
        if (!isChangeable(tokens[at]))
            continue;
        const QString before = tokens[at];
        const int kind = random.bounded(3);
        if (kind == 0)
            tokens[at] = changed(before, random);
        else if (kind == 1)
            tokens.insert(at, u"extra"_s);
        else
            tokens.removeAt(at);
        write(script, tokens.join(u'\n')); // one token a line: the line says which
        ++round;

        const auto report = status(db(), m_dialect, source());
        QVERIFY2(report, qPrintable(tokens.join(u' ')));
        const Step &step = report->steps[which];
        QVERIFY2(step.state == State::Changed, qPrintable(tokens.join(u' ')));
        QCOMPARE(report->count(State::Applied), m_scripts.size() - 1);
        QVERIFY(!step.differences.isEmpty());
        const QString sentence = step.differences.first();
        const QString file = QFileInfo(script.path).fileName();
        QVERIFY2(sentence.startsWith(file + u", line "_s), qPrintable(sentence));
        if (kind == 0) {
            const qsizetype line =
                tokens.first(at + 1).join(u'\n').count(u'\n') + 1 - tokens[at].count(u'\n');
            QVERIFY2(sentence.startsWith(u"%1, line %2: statement "_s.arg(file).arg(line)),
                     qPrintable(sentence + u" not "_s + QString::number(line)));
            QVERIFY2(sentence.contains(u": found "_s + shortened(tokens[at], 60)) &&
                         sentence.contains(u", applied "_s + shortened(before, 60)),
                     qPrintable(sentence));
        }
        const auto refused = migrate(db(), m_dialect, source(), Mode::PlanOnly);
        QVERIFY(!refused);
        QCOMPARE(refused.error().fault, Fault::ChecksumChanged);
        QVERIFY(refused.error().error.message.startsWith(script.id + u" was changed after"_s));
        QCOMPARE(refused.error().error.where, script.path);
        QCOMPARE(refused.error().evidence.value(0), sentence);
        write(script, script.text);
    }
}

void DriftTest::differences_data()
{
    QTest::addColumn<QString>("applied");
    QTest::addColumn<QString>("found");
    QTest::addColumn<QStringList>("sentences");
    const auto row = [](const char *title, const QString &applied, const QString &found,
                        const QStringList &sentences) {
        QTest::newRow(title) << applied << found << sentences;
    };
    const QString two = u"CREATE TABLE a (x TEXT);\nCREATE TABLE b (x TEXT);"_s;
    row("nothing", two, u"create table a(x text); /**/ CREATE\nTABLE b (x TEXT)"_s, {});
    row("another type", two, u"CREATE TABLE a (x TEXT);\n\nCREATE TABLE b (\n  x UUID);"_s,
        {u"0001_a.up.sql, line 4: statement 2 (CREATE TABLE b ( x UUID)): found UUID, applied "
         "TEXT"_s});
    row("another column", two, u"CREATE TABLE a (x TEXT, y TEXT); CREATE TABLE b (x TEXT)"_s,
        {u"0001_a.up.sql, line 1: statement 1 (CREATE TABLE a (x TEXT, y TEXT)): found , y TEXT, "
         "applied nothing"_s});
    row("a column that is gone", u"CREATE TABLE a (x TEXT, y TEXT)"_s, u"CREATE TABLE a (x TEXT)"_s,
        {u"0001_a.up.sql, line 1: statement 1 (CREATE TABLE a (x TEXT)): found nothing, applied , "
         "y TEXT"_s});
    row("a statement more", two, two + u"\nSELECT 1;"_s,
        {u"0001_a.up.sql, line 3: statement 3 (SELECT 1) was not applied"_s});
    row("a statement between", two,
        u"CREATE TABLE a (x TEXT);\nSELECT 1;\nCREATE TABLE b (x TEXT);"_s,
        {u"0001_a.up.sql, line 2: statement 2 (SELECT 1) was not applied"_s});
    row("a statement less", two, u"CREATE TABLE b (x TEXT);"_s,
        {u"0001_a.up.sql: statement 1 (CREATE TABLE a (x TEXT)) was applied and is gone"_s});
    row("the case of a name", u"SELECT a"_s, u"SELECT A"_s,
        {u"0001_a.up.sql, line 1: statement 1 (SELECT A): found A, applied a"_s});
    row("a space in a string", u"SELECT 'a b'"_s, u"SELECT 'a  b'"_s,
        {u"0001_a.up.sql, line 1: statement 1 (SELECT 'a b'): found 'a b', applied 'a b'"_s});
}

void DriftTest::differences()
{
    QFETCH(QString, applied);
    QFETCH(QString, found);
    QStringList sentences;
    for (const Difference &difference :
         findDifferences(*splitStatements(found, Dialect::Sqlite),
                         *splitStatements(applied, Dialect::Sqlite), Dialect::Sqlite))
        sentences += sentenceOf(difference, u"/m/0001_a.up.sql"_s);
    QTEST(sentences, "sentences");
}

void DriftTest::recordsWithoutATextAreGivenOne()
{
    QFETCH(QString, database);
    open(database);
    QCOMPARE(m_connection->run(u"UPDATE plugin_migrations SET applied_sql = NULL"_s), QString());
    const Script script = m_scripts.first();
    write(script, script.text + u"\nSELECT 1;"_s);
    auto report = status(db(), m_dialect, source());
    QVERIFY(report);
    QCOMPARE(report->steps[0].state, State::Changed); // known, but not where
    QCOMPARE(report->steps[0].differences, QStringList());

    write(script, script.text);
    QVERIFY(migrate(db(), m_dialect, source(), Mode::Apply));
    QCOMPARE(
        m_connection->rows(u"SELECT count(*) FROM plugin_migrations WHERE applied_sql IS NULL"_s),
        QStringList{u"0"_s});
    write(script, script.text + u"\nSELECT 1;"_s);
    report = status(db(), m_dialect, source());
    QVERIFY(report);
    QCOMPARE(report->steps[0].differences.size(), 1);
}

QTEST_GUILESS_MAIN(DriftTest)
#include "drift_test.moc"
