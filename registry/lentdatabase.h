// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>
#include <outlet/seed.h>

#include <QJsonArray>
#include <QSqlDatabase>
#include <QString>
#include <QVariantList>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace outlet::registry {

/**
 * The database as a plugin sees it for one call: its statements come from the thread of the call
 * and are run in that of the connection, which serves them meanwhile. So a call that does not come
 * back holds no connection, and whatever it asks for later is refused.
 */
class LentDatabase final : public Database
{
public:
    explicit LentDatabase(migrations::Dialect dialect) : m_dialect(dialect) {}

    /** One statement, and none that begins or ends a transaction. Any thread. */
    Result<qint64> execute(const QString &sql, const QVariantList &values) override;
    Result<QJsonArray> query(const QString &sql, const QVariantList &values) override;

    /** Runs what is asked for, on this connection, until close(). In the connection's thread. */
    void serve(QSqlDatabase &connection);

    /** Ends serve(); from now on everything is refused. Any thread. */
    void close();

    /** The first statement that failed: PostgreSQL would go on with none, so nobody does. */
    std::optional<Error> failure() const;

private:
    using Work = std::function<void(QSqlDatabase &)>;

    template<class Answer>
    Result<Answer> ask(const QString &sql, const QVariantList &values,
                       std::function<Answer(class QSqlQuery &)> read);
    Result<void> judge(const QString &sql) const;
    bool hand(Work work);

    migrations::Dialect m_dialect;
    std::mutex m_turn; ///< held by the one who asks
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<Work> m_work; ///< what is to be done
    bool m_isClosed = false;
    std::optional<Error> m_failure;
};

} // namespace outlet::registry
