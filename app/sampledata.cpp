// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sampledata.h"

#include "migrations/runner.h"
#include "migrations/transaction.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

/** Names below one fixed uuid: every server that is asked for examples makes the same ones. */
QString idOf(const QString &name)
{
    static const QUuid space(u"6f1f4a1e-5d0c-5c0b-9d5c-0a7c1f3b7e21"_s);
    return QUuid::createUuidV5(space, name).toString(QUuid::WithoutBraces);
}

QString platformId(const QString &platform)
{
    return idOf(u"platform/"_s + platform);
}

/** @param path `AWS/S3` */
QString serviceId(const QString &path)
{
    return idOf(u"service/"_s + path);
}

QString compact(const QJsonValue &value)
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

QList<SampleRow> serviceRows(const QString &platform, const QJsonObject &service)
{
    const QString path = platform + u'/' + service["name"_L1].toString();
    const std::pair inPlatform{u"platforms"_s, platformId(platform)};
    return {{u"platform_services"_s,
             {{u"id"_s, serviceId(path)},
              {u"name"_s, service["name"_L1].toString()},
              {u"platform_id"_s, platformId(platform)},
              {u"result_string_template"_s, service["result_string_template"_L1].toString()},
              {u"technical_info_template"_s, service["technical_info_template"_L1].toString()}},
             {inPlatform}},
            {u"platform_service_configs"_s,
             {{u"id"_s, idOf(u"options/"_s + path)},
              {u"platform_id"_s, platformId(platform)},
              {u"service_id"_s, serviceId(path)},
              {u"config"_s, compact(service["options"_L1])}},
             {inPlatform, {u"platform_services"_s, serviceId(path)}}}};
}

SampleRow platformConfigRow(const QString &environment, const QString &platform,
                            const QJsonValue &config)
{
    const QString environmentId = idOf(u"environment/"_s + environment);
    return {u"env_platform_configs"_s,
            {{u"id"_s, idOf(u"environment/%1/%2"_s.arg(environment, platform))},
             {u"environment_id"_s, environmentId},
             {u"platform_id"_s, platformId(platform)},
             {u"config"_s, compact(config)}},
            {{u"environments"_s, environmentId}, {u"platforms"_s, platformId(platform)}}};
}

SampleRow serviceConfigRow(const QString &environment, const QString &path,
                           const QJsonValue &config)
{
    const QString environmentId = idOf(u"environment/"_s + environment);
    const QString platform = path.section(u'/', 0, 0);
    return {u"env_platform_service_configs"_s,
            {{u"id"_s, idOf(u"environment/%1/items/%2"_s.arg(environment, path))},
             {u"environment_id"_s, environmentId},
             {u"platform_id"_s, platformId(platform)},
             {u"service_id"_s, serviceId(path)},
             {u"config"_s, compact(config)}},
            {{u"environments"_s, environmentId},
             {u"platforms"_s, platformId(platform)},
             {u"platform_services"_s, serviceId(path)}}};
}

QList<SampleRow> environmentRows(const QJsonObject &environment)
{
    const QString name = environment["name"_L1].toString();
    QList<SampleRow> rows{{u"environments"_s,
                           {{u"id"_s, idOf(u"environment/"_s + name)},
                            {u"name"_s, name},
                            {u"acronym"_s, environment["acronym"_L1].toString()},
                            {u"context"_s, environment["context"_L1].toString()},
                            {u"is_default"_s, environment["is_default"_L1].toBool()}},
                           {}}};
    const QJsonObject platforms = environment["platforms"_L1].toObject();
    for (auto entry = platforms.begin(); entry != platforms.end(); ++entry)
        rows += platformConfigRow(name, entry.key(), entry.value());
    const QJsonObject services = environment["services"_L1].toObject();
    for (auto entry = services.begin(); entry != services.end(); ++entry)
        rows += serviceConfigRow(name, entry.key(), entry.value());
    return rows;
}

/** One transaction that fills what was empty at its beginning. */
class Filler
{
public:
    explicit Filler(QSqlDatabase &database) : m_database(database) {}
    Result<qsizetype> fill(const QList<SampleRow> &rows);

private:
    Result<bool> hasRow(const QString &table, const QString &id);
    Result<bool> isWanted(const SampleRow &row);
    Result<void> insert(const SampleRow &row);

    QSqlDatabase &m_database;
    QHash<QString, bool> m_wasEmpty;
};

std::unexpected<Error> refused(const QSqlQuery &query)
{
    return fail(
        ErrorCode::Database,
        u"The sample data could not be written: %1."_s.arg(query.lastError().databaseText()),
        u"Start without --sample-data, or with another --data-dir."_s, query.lastQuery());
}

/** Whether the table has the row, or any row where no id is given. */
Result<bool> Filler::hasRow(const QString &table, const QString &id)
{
    QSqlQuery query(m_database);
    const QString from = u"SELECT 1 FROM "_s + migrations::quoteIdentifier(table);
    query.prepare(id.isEmpty() ? from + u" LIMIT 1"_s : from + u" WHERE id = ?"_s);
    if (!id.isEmpty())
        query.addBindValue(id);
    if (!query.exec())
        return refused(query);
    return query.next();
}

Result<bool> Filler::isWanted(const SampleRow &row)
{
    if (!m_wasEmpty.contains(row.table)) {
        const auto isFilled = hasRow(row.table, {});
        if (!isFilled)
            return isFilled;
        m_wasEmpty.insert(row.table, !*isFilled);
    }
    if (!m_wasEmpty.value(row.table))
        return false;
    for (const auto &[table, id] : row.references) {
        const auto exists = hasRow(table, id);
        if (!exists || !*exists)
            return exists;
    }
    return true;
}

Result<void> Filler::insert(const SampleRow &row)
{
    QStringList names;
    for (const auto &[name, value] : row.columns)
        names += migrations::quoteIdentifier(name);
    QSqlQuery query(m_database);
    query.prepare(u"INSERT INTO %1 (%2) VALUES (%3)"_s.arg(
        migrations::quoteIdentifier(row.table), names.join(u", "_s),
        QStringList(names.size(), u"?"_s).join(u", "_s)));
    for (const auto &[name, value] : row.columns)
        query.addBindValue(value);
    if (!query.exec())
        return refused(query);
    return {};
}

Result<qsizetype> Filler::fill(const QList<SampleRow> &rows)
{
    qsizetype count = 0;
    for (const SampleRow &row : rows) {
        const auto wanted = isWanted(row);
        if (!wanted)
            return std::unexpected(wanted.error());
        if (!*wanted)
            continue;
        if (const auto inserted = insert(row); !inserted)
            return std::unexpected(inserted.error());
        ++count;
    }
    return count;
}

} // namespace

Result<QList<SampleRow>> sampleRows(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonObject root = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        return fail(ErrorCode::Internal,
                    u"The sample data is no JSON: %1."_s.arg(error.errorString()));
    QList<SampleRow> rows;
    for (const QJsonValue platform : root["platforms"_L1].toArray()) {
        const QString name = platform["name"_L1].toString();
        rows += SampleRow{u"platforms"_s, {{u"id"_s, platformId(name)}, {u"name"_s, name}}, {}};
        for (const QJsonValue service : platform["services"_L1].toArray())
            rows += serviceRows(name, service.toObject());
    }
    for (const QJsonValue environment : root["environments"_L1].toArray())
        rows += environmentRows(environment.toObject());
    return rows;
}

QByteArray sampleDocument()
{
    QFile file(u":/outlet/sampledata.json"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<qsizetype> fillSampleData(QSqlDatabase &database, migrations::Dialect dialect)
{
    const auto rows = sampleRows(sampleDocument());
    if (!rows)
        return std::unexpected(rows.error());
    // Another server that fills at the same moment waits at the beginning, not in the middle.
    migrations::Transaction transaction(database, dialect);
    if (auto begun = transaction.begin(migrations::defaultLockWait); !begun)
        return std::unexpected(begun.error());
    auto count = Filler(database).fill(*rows);
    if (!count || *count == 0)
        return count;
    if (auto committed = transaction.commit(); !committed)
        return std::unexpected(committed.error());
    return count;
}

} // namespace outlet::app
