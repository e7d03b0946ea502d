// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/seeds.h"

#include "migrations/history.h"
#include "migrations/transaction.h"
#include "registry/lentdatabase.h"
#include "registry/loader.h"

#include <QLoggingCategory>
#include <QSqlError>
#include <QSqlQuery>

#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace outlet::registry {

namespace {

Q_LOGGING_CATEGORY(log, "outlet.registry", QtInfoMsg)

constexpr auto lockWait = 10s; ///< for another server that migrates or seeds

Verdict failed(const QString &plugin, const Error &error)
{
    return {VerdictCode::SeedFailed,
            u"%1 could not bring its first data: %2. Nothing of it was kept."_s.arg(plugin,
                                                                                    error.message),
            error.hint.isEmpty() ? u"Mend what it names; it is tried again at the next start."_s
                                 : error.hint + u"; it is tried again at the next start."_s,
            {}};
}

Verdict late(const QString &plugin, const QString &why)
{
    return {VerdictCode::Timeout,
            u"seed() of %1 %2 Nothing of it was kept."_s.arg(plugin, why),
            u"Bring less data, or raise hook_timeout_ms; then start the server again."_s,
            {}};
}

Result<QSqlQuery> run(QSqlDatabase &database, const QString &sql, const QVariantList &values)
{
    QSqlQuery query(database);
    bool isFine = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isFine = isFine && query.exec();
    if (!isFine)
        return fail(ErrorCode::Database, query.lastError().text().section(u'\n', 0, 0));
    return query;
}

Result<bool> isSeeded(QSqlDatabase &database, const QString &plugin)
{
    auto query = run(database, u"SELECT 1 FROM plugin_seeds WHERE plugin = ?"_s, {plugin});
    if (!query)
        return std::unexpected(query.error());
    return query->next();
}

Result<void> record(QSqlDatabase &database, const ui::Manifest &manifest)
{
    const auto done =
        run(database, u"INSERT INTO plugin_seeds (plugin, version, seeded_at) VALUES (?, ?, ?)"_s,
            {manifest.plugin, manifest.versionText, migrations::currentTime()});
    return done ? Result<void>() : std::unexpected(done.error());
}

} // namespace

Seeds::Seeds(const QSqlDatabase &database, migrations::Dialect dialect,
             std::shared_ptr<ModuleCalls> calls, std::chrono::milliseconds timeout)
    : m_database(database), m_dialect(dialect), m_calls(std::move(calls)), m_timeout(timeout)
{}

std::optional<Verdict> Seeds::seed(const Described &plugin)
{
    const ui::Manifest &manifest = plugin.manifest;
    if (!manifest.hooks.contains(ui::Hook::Seed))
        return std::nullopt;
    const auto isDone = isSeeded(m_database, manifest.plugin);
    if (!isDone)
        return failed(manifest.plugin, isDone.error());
    return *isDone ? std::nullopt : seedAnew(plugin);
}

std::optional<Verdict> Seeds::seedAnew(const Described &plugin)
{
    const ui::Manifest &manifest = plugin.manifest;
    migrations::Transaction transaction(m_database, m_dialect);
    if (const auto begun = transaction.begin(lockWait); !begun)
        return failed(manifest.plugin, begun.error());
    // Another server may have been faster.
    if (const auto isDone = isSeeded(m_database, manifest.plugin); !isDone || *isDone)
        return isDone ? std::nullopt : std::optional(failed(manifest.plugin, isDone.error()));
    if (auto verdict = call(plugin))
        return verdict;
    if (const auto recorded = record(m_database, manifest); !recorded)
        return failed(manifest.plugin, recorded.error());
    if (const auto committed = transaction.commit(); !committed)
        return failed(manifest.plugin, committed.error());
    qCInfo(log).noquote() << u"%1: brought its first data"_s.arg(manifest.plugin);
    return std::nullopt;
}

/** The plugin asks from a thread of its own; this one, whose connection it is, answers. */
std::optional<Verdict> Seeds::call(const Described &plugin)
{
    const QString &name = plugin.manifest.plugin;
    const auto object = load(plugin);
    if (!object)
        return object.error();
    const auto lent = std::make_shared<LentDatabase>(m_dialect);
    const auto hook = [lent, seed = qobject_cast<Seed *>(*object)] { return seed->seed(*lent); };
    ModuleCalls::Answer<decltype(hook)> done = std::unexpected(Refusal::GivenUp);
    std::jthread waiting([&] {
        done = m_calls->call(plugin.candidate.module, m_timeout, hook);
        lent->close();
    });
    lent->serve(m_database);
    waiting.join();
    if (!done && done.error() == Refusal::Missed)
        return late(
            name, u"missed its deadline: it did not return within %1 ms."_s.arg(m_timeout.count()));
    if (!done)
        return late(name, u"was not called: an earlier call of it has not come back."_s);
    if (!*done)
        return failed(name, done->error());
    if (const auto failure = lent->failure())
        return failed(name, *failure); // it went on all the same
    return std::nullopt;
}

Result<void> forgetSeed(QSqlDatabase &database, const QString &plugin)
{
    const auto done = run(database, u"DELETE FROM plugin_seeds WHERE plugin = ?"_s, {plugin});
    return done ? Result<void>() : std::unexpected(done.error());
}

} // namespace outlet::registry
