// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/optionscache.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <algorithm>

namespace outlet::app::api {

namespace {

QByteArray keyOf(const OptionsQuestion &question)
{
    // The names cannot hold a line end.
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(question.plugin.toUtf8() + '\n' + QByteArray::number(question.generation) + '\n' +
                 question.field.toUtf8() + '\n');
    hash.addData(QJsonDocument(question.values).toJson(QJsonDocument::Compact));
    return hash.result();
}

} // namespace

OptionsCache::Answer OptionsCache::answer(const OptionsQuestion &question,
                                          const std::function<Answer()> &ask)
{
    const QByteArray key = keyOf(question);
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_entries.constFind(key);
        if (found != m_entries.cend() && Clock::now() < found->end)
            return found->answer;
    }
    Answer answer = ask();
    const auto life = answer ? m_life : m_life / 6;
    const std::lock_guard lock(m_mutex);
    keep(key, {answer, Clock::now() + life});
    return answer;
}

/** With the mutex held. */
void OptionsCache::keep(const QByteArray &key, const Entry &entry)
{
    if (m_entries.size() >= m_most && !m_entries.contains(key)) {
        const auto now = Clock::now();
        m_entries.removeIf([now](const auto &item) { return item.value().end <= now; });
    }
    if (m_entries.size() >= m_most && !m_entries.contains(key)) {
        const auto isOlder = [](const Entry &a, const Entry &b) { return a.end < b.end; };
        m_entries.erase(std::min_element(m_entries.cbegin(), m_entries.cend(), isOlder));
    }
    m_entries.insert(key, entry);
}

qsizetype OptionsCache::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

} // namespace outlet::app::api
