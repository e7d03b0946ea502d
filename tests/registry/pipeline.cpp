// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/registry/pipeline.h"

#include "migrations/engine.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::tests {

namespace {

QSqlQuery run(const QSqlDatabase &database, const QString &sql, const QVariantList &values)
{
    QSqlQuery query(database);
    bool isDone = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isDone = isDone && query.exec();
    if (!isDone)
        qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
    return query;
}

} // namespace

Site::Site(Core core) : m_database(open(u"registry"_s)), m_other(open(u"other"_s))
{
    options.selection = {{u"*"_s}, false, {}};
    if (core == Core::Empty)
        return;
    const auto migrated = migrations::migrate(m_database, migrations::Dialect::Sqlite,
                                              migrations::coreSource(), migrations::Mode::Apply);
    if (!migrated)
        qFatal("%s", qPrintable(migrated.error().error.message));
}

Site::~Site()
{
    for (QSqlDatabase *database : {&m_database, &m_other}) {
        const QString name = database->connectionName();
        database->close();
        *database = QSqlDatabase();
        QSqlDatabase::removeDatabase(name);
    }
}

QSqlDatabase Site::open(const QString &purpose) const
{
    QSqlDatabase database =
        QSqlDatabase::addDatabase(u"QSQLITE"_s, purpose + QUuid::createUuid().toString());
    database.setDatabaseName(m_folder.filePath(u"outlet.sqlite"_s));
    if (!database.open())
        qFatal("%s", qPrintable(database.lastError().text()));
    run(database, u"PRAGMA journal_mode = WAL"_s, {});
    run(database, u"PRAGMA foreign_keys = ON"_s, {});
    return database;
}

void Site::add(const Fixture &fixture, registry::Source source)
{
    options.paths.append({place(fixture, m_folder.path()), source});
    if (!fixture.enabled.isEmpty())
        options.selection.enabled += fixture.enabled;
    options.selection.disabled += fixture.disabled;
    for (const QString &plugin : fixture.inactive)
        execute(u"INSERT INTO plugins (id, name, version, status) VALUES (?, ?, '1.0.0', "
                "'inactive')"_s,
                {QUuid::createUuid().toString(QUuid::WithoutBraces), plugin});
}

void Site::execute(const QString &sql, const QVariantList &values) const
{
    run(m_other, sql, values);
}

QStringList Site::query(const QString &sql) const
{
    QSqlQuery rows = run(m_other, sql, {});
    QStringList result;
    while (rows.next())
        result.append(rows.value(0).toString());
    return result;
}

void Site::offer(const QString &service, const QString &config) const
{
    const auto id = [] { return QUuid::createUuid().toString(QUuid::WithoutBraces); };
    const QString platform = id();
    const QString serviceId = id();
    execute(u"INSERT INTO platforms (id, name) VALUES (?, ?)"_s, {platform, service});
    execute(u"INSERT INTO platform_services (id, name, platform_id) VALUES (?, ?, ?)"_s,
            {serviceId, service, platform});
    execute(u"INSERT INTO platform_service_configs (id, platform_id, service_id, config) VALUES "
            "(?, ?, ?, ?)"_s,
            {id(), platform, serviceId, config});
}

QStringList verdicts(const registry::Snapshot &snapshot)
{
    QStringList lines;
    for (const registry::Connector &connector : snapshot.connectors)
        lines.append(connector.candidate.name + u": "_s + nameOf(connector.verdict.code));
    for (const registry::Rejected &rejected : snapshot.rejected)
        lines.append(rejected.candidate.name + u": "_s + nameOf(rejected.verdict.code));
    std::ranges::sort(lines);
    return lines;
}

QStringList verdicts(const QList<Fixture> &fixtures)
{
    QStringList lines;
    for (const Fixture &fixture : fixtures) {
        for (auto it = fixture.verdicts.begin(); it != fixture.verdicts.end(); ++it)
            lines.append(it.key() + u": "_s + *it);
    }
    std::ranges::sort(lines);
    return lines;
}

QStringList ids(const registry::Snapshot &snapshot)
{
    QStringList result;
    for (const registry::Connector &connector : snapshot.connectors)
        result.append(connector.manifest.id);
    return result;
}

Journal::Journal()
{
    qputenv("OUTLET_FIXTURE_JOURNAL", QFile::encodeName(m_folder.filePath(u"journal"_s)));
}

Journal::~Journal()
{
    qunsetenv("OUTLET_FIXTURE_JOURNAL");
}

QStringList Journal::take()
{
    QFile file(m_folder.filePath(u"journal"_s));
    if (!file.open(QIODevice::ReadOnly) || !file.seek(m_read))
        return {};
    const QString text = QString::fromUtf8(file.readAll());
    m_read = file.pos();
    return text.split(u'\n', Qt::SkipEmptyParts);
}

} // namespace outlet::tests
