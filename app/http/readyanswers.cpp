// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/readyanswers.h"

#include <utility>

namespace outlet::app::http {

void ReadyAnswers::useGeneration(std::uint64_t generation)
{
    if (generation == m_generation)
        return;
    clear();
    m_generation = generation;
}

void ReadyAnswers::clear()
{
    m_answers.clear();
    m_files.clear();
    m_size = 0;
}

std::string_view ReadyAnswers::joined(const ReadyKey &key) const
{
    m_key.clear();
    for (const std::string_view part :
         {key.method, key.target, key.acceptEncoding, key.ifNoneMatch}) {
        m_key += part;
        m_key += '\n'; // in none of them
    }
    return m_key;
}

const ReadyAnswer *ReadyAnswers::find(const ReadyKey &key) const
{
    const auto found = m_answers.find(joined(key));
    return found == m_answers.end() ? nullptr : &found->second;
}

/** Null where there is no descriptor or no memory for it. */
std::shared_ptr<const AnswerFile> ReadyAnswers::fileOf(const QByteArray &body)
{
    const auto known = m_files.find(body.constData());
    if (known != m_files.end())
        return known->second.file;
    auto file = std::make_shared<const AnswerFile>(body, m_directory);
    if (file->descriptor() < 0)
        return nullptr;
    m_files.emplace(body.constData(), Filed{body, file});
    return file;
}

void ReadyAnswers::insert(const ReadyKey &key, ReadyAnswer answer)
{
    const std::string_view name = joined(key);
    if (name.size() > maxKeySize)
        return;
    const std::size_t size = sizeof(ReadyAnswer) + name.size() + std::size_t(answer.head.size());
    if (m_size + size > maxSize)
        clear();
    if (answer.body.size() >= fileSize) {
        answer.file = fileOf(answer.body);
        if (answer.file)
            answer.body.clear();
    }
    if (m_answers.insert_or_assign(std::string(name), std::move(answer)).second)
        m_size += size;
}

} // namespace outlet::app::http
