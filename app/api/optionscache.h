// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/optionssource.h>
#include <outlet/result.h>
#include <outlet/values.h>

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

#include <chrono>
#include <functional>
#include <mutex>

namespace outlet::app::api {

/** What a connector is asked when it is asked for options. */
struct OptionsQuestion
{
    QString plugin;
    quint64 generation = 0; ///< of the snapshot: another one may have another connector
    QString field;
    Values values; ///< what has been entered so far
};

/**
 * Keeps what connectors answered when they were asked for the options of a field, for a short time
 * and a limited number of questions: a form asks at every key stroke, the destination must not be.
 * A failure is kept, too, for a sixth of the time. Of the values only a hash is kept, as some are
 * secret. Thread-safe; while one thread asks, others may ask the same.
 */
class OptionsCache
{
public:
    using Clock = std::chrono::steady_clock;
    using Answer = Result<QList<FieldOption>>;

    explicit OptionsCache(std::chrono::milliseconds life = std::chrono::seconds(30),
                          qsizetype most = 256)
        : m_life(life), m_most(most)
    {}

    /** The answer that is kept, or else what `ask` says. */
    Answer answer(const OptionsQuestion &question, const std::function<Answer()> &ask);

    /** How many answers are kept now. */
    qsizetype size() const;

private:
    struct Entry
    {
        Answer answer;
        Clock::time_point end;
    };

    void keep(const QByteArray &key, const Entry &entry);

    const std::chrono::milliseconds m_life;
    const qsizetype m_most;
    mutable std::mutex m_mutex;
    QHash<QByteArray, Entry> m_entries;
};

} // namespace outlet::app::api
