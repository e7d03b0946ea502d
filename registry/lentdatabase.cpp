// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/lentdatabase.h"

#include "migrations/statement.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>

#include <memory>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

std::unexpected<Error> ended()
{
    return fail(ErrorCode::Unavailable, u"The database was lent for the call, which has ended"_s,
                u"Do everything before the call returns"_s);
}

/** The first line of the database's words; the statement is the plugin's own. */
Error failed(const QString &sql, const QSqlError &error)
{
    return {ErrorCode::Database,
            u"%1 (in: %2)"_s.arg(error.databaseText().section(u'\n', 0, 0).trimmed(),
                                 migrations::shortened(sql)),
            u"Mend the statement"_s,
            {}};
}

qint64 changedRows(QSqlQuery &query)
{
    return query.numRowsAffected();
}

QJsonArray rowsOf(QSqlQuery &query)
{
    QJsonArray rows;
    while (query.next()) {
        const QSqlRecord record = query.record();
        QJsonObject row;
        for (int i = 0; i < record.count(); ++i)
            row.insert(record.fieldName(i),
                       record.isNull(i) ? QJsonValue() : QJsonValue::fromVariant(record.value(i)));
        rows.append(row);
    }
    return rows;
}

} // namespace

/** What is not one plain statement would reach beyond the call's transaction. */
Result<void> LentDatabase::judge(const QString &sql) const
{
    const auto statements = migrations::splitStatements(sql, m_dialect);
    if (!statements)
        return std::unexpected(statements.error());
    if (statements->size() != 1)
        return fail(ErrorCode::InvalidArgument,
                    u"Found %1 statements, wanted one"_s.arg(statements->size()),
                    u"Call it once for each"_s);
    if (const Problems refused = migrations::findRefused(*statements); !refused.isEmpty())
        return std::unexpected(refused.front());
    return {};
}

/** Whether the work was done. */
bool LentDatabase::hand(Work work)
{
    const std::lock_guard turn(m_turn);
    std::unique_lock lock(m_mutex);
    if (m_isClosed)
        return false;
    m_work = std::move(work);
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return !m_work || m_isClosed; });
    const bool isDone = !m_work;
    m_work.reset();
    return isDone;
}

template<class Answer>
Result<Answer> LentDatabase::ask(const QString &sql, const QVariantList &values,
                                 std::function<Answer(QSqlQuery &)> read)
{
    if (const auto earlier = failure())
        return std::unexpected(*earlier);
    // Shared: whoever asks may be gone when the answer comes.
    const auto answer = std::make_shared<Result<Answer>>(ended());
    const auto run = [sql, values, read = std::move(read), answer](QSqlDatabase &connection) {
        QSqlQuery query(connection);
        // PostgreSQL prepares no statement that makes something.
        bool isFine = values.isEmpty() || query.prepare(sql);
        for (const QVariant &value : values)
            query.addBindValue(value);
        isFine = isFine && (values.isEmpty() ? query.exec(sql) : query.exec());
        *answer =
            isFine ? Result<Answer>(read(query)) : std::unexpected(failed(sql, query.lastError()));
    };
    if (const auto judged = judge(sql); !judged)
        *answer = std::unexpected(judged.error());
    else if (!hand(run))
        return ended();
    if (!*answer) {
        const std::lock_guard lock(m_mutex);
        m_failure = answer->error();
    }
    return *answer;
}

Result<qint64> LentDatabase::execute(const QString &sql, const QVariantList &values)
{
    return ask<qint64>(sql, values, changedRows);
}

Result<QJsonArray> LentDatabase::query(const QString &sql, const QVariantList &values)
{
    return ask<QJsonArray>(sql, values, rowsOf);
}

void LentDatabase::serve(QSqlDatabase &connection)
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_work || m_isClosed; });
        if (m_isClosed)
            return;
        const Work work = *m_work;
        lock.unlock();
        work(connection);
        lock.lock();
        m_work.reset();
        m_changed.notify_all();
    }
}

void LentDatabase::close()
{
    const std::lock_guard lock(m_mutex);
    m_isClosed = true;
    m_changed.notify_all();
}

std::optional<Error> LentDatabase::failure() const
{
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

} // namespace outlet::registry
