// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"
#include "registry/candidate.h"
#include "registry/modulecalls.h"

#include <outlet/result.h>

#include <QSet>
#include <QSqlDatabase>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>

namespace outlet::registry {

/**
 * Has plugins bring their first-time data, through the hook Seed: once in the life of a database,
 * in one transaction with the row of `plugin_seeds` that says so. Whoever fails is asked again at
 * the next run. Lives in the thread of its connection.
 */
class Seeds
{
public:
    Seeds(const QSqlDatabase &database, migrations::Dialect dialect,
          std::shared_ptr<ModuleCalls> calls, std::chrono::milliseconds timeout);

    /**
     * Nothing, if it has been done by now or there is nothing to do; else why it could not be: then
     * nothing of it is in the database. Codes: seed-failed, timeout, and those of load().
     */
    std::optional<Verdict> seed(const Described &plugin);

private:
    std::optional<Verdict> seedAnew(const Described &plugin);
    std::optional<Verdict> call(const Described &plugin);

    QSqlDatabase m_database;
    migrations::Dialect m_dialect;
    std::shared_ptr<ModuleCalls> m_calls;
    std::chrono::milliseconds m_timeout;
};

/** The record that a plugin has been seeded goes: the next one of that name seeds again. */
Result<void> forgetSeed(QSqlDatabase &database, const QString &plugin);

} // namespace outlet::registry
