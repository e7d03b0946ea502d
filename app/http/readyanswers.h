// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/output.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace outlet::app::http {

struct RouteTraffic;

/** An answer that can leave as it is, once the lines of the moment stand between head and body. */
struct ReadyAnswer
{
    QByteArray head; ///< from the status line to the last header's CR LF
    QByteArray body;
    std::shared_ptr<const AnswerFile> file; ///< has the body if that is large; else null
    qsizetype size = 0;                     ///< of the body, wherever it is
    int status = 200;
    QString route;                   ///< the pattern that answered
    RouteTraffic *traffic = nullptr; ///< where to count it; outlives the store
};

/** Everything of a request that a ready answer may depend on. */
struct ReadyKey
{
    std::string_view method;
    std::string_view target;
    std::string_view acceptEncoding;
    std::string_view ifNoneMatch;
};

/**
 * Answers that were given before and hold until the snapshot changes: what makes them is asked
 * once, whoever asks later gets the same bytes. One store a thread.
 */
class ReadyAnswers
{
public:
    /** Bodies from this size on go to a file, where sending without a copy pays. */
    static constexpr qsizetype fileSize = 16'384;

    /** Bytes of all keys and heads, at most: clients choose parts of the keys. */
    static constexpr std::size_t maxSize = 4'194'304;

    /** @param directory for these files */
    explicit ReadyAnswers(const QString &directory) : m_directory(directory) {}

    /** Forgets everything if `generation` is another than before. */
    void useGeneration(std::uint64_t generation);

    const ReadyAnswer *find(const ReadyKey &key) const;

    /** Keeps one; when there is no room, all are forgotten and made again as they are asked. */
    void insert(const ReadyKey &key, ReadyAnswer answer);

    /** What is kept, in bytes. Bodies count for nothing: they are the snapshot's. */
    std::size_t size() const { return m_size; }

private:
    static constexpr std::size_t maxKeySize = 1024;

    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const
        {
            return std::hash<std::string_view>()(key);
        }
    };

    /** A body with its file; the body is kept so that its address stands for it. */
    struct Filed
    {
        QByteArray body;
        std::shared_ptr<const AnswerFile> file;
    };

    void clear();
    std::string_view joined(const ReadyKey &key) const;
    std::shared_ptr<const AnswerFile> fileOf(const QByteArray &body);

    const QString m_directory;
    std::unordered_map<std::string, ReadyAnswer, Hash, std::equal_to<>> m_answers;
    std::unordered_map<const char *, Filed> m_files; ///< one for all answers with the same body
    mutable std::string m_key;                       ///< kept, so that a look-up allocates nothing
    std::size_t m_size = 0;
    std::uint64_t m_generation = 0;
};

} // namespace outlet::app::http
