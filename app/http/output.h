// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string_view>

namespace outlet::app::http {

/**
 * A body in a file without a name, from which the kernel sends without copying. It lies in
 * `directory`, whose pages the kernel hands to sockets in larger pieces than those of the memory
 * (a third more a second for 180 KB); in memory where the directory has no room or no such files.
 */
class AnswerFile
{
public:
    AnswerFile(const QByteArray &bytes, const QString &directory);
    ~AnswerFile();
    AnswerFile(const AnswerFile &) = delete;
    AnswerFile &operator=(const AnswerFile &) = delete;

    int descriptor() const { return m_descriptor; } ///< -1: could not be made
    qsizetype size() const { return m_size; }

private:
    int m_descriptor = -1;
    qsizetype m_size = 0;
};

/** What waits to be sent to one client. Belongs to its connection's thread. */
class Output
{
public:
    enum class Result {
        Sent,    ///< nothing waits any more
        Blocked, ///< the client does not take more now
        Failed,  ///< the client is gone
    };

    /** Sends the parts as one, copies what the client does not take of the first two. */
    Result send(int socket, std::string_view head, std::string_view tail, const QByteArray &body);

    /** The same with a body that lies in a file. */
    Result send(int socket, std::string_view head, std::string_view tail,
                const std::shared_ptr<const AnswerFile> &body);

    Result flush(int socket);

    void add(const QByteArray &bytes);

    bool isEmpty() const { return m_parts.empty(); }
    std::int64_t waiting() const { return m_waiting; } ///< bytes
    std::uint64_t sent() const { return m_sent; }      ///< bytes, ever

private:
    struct Part
    {
        QByteArray bytes;
        std::shared_ptr<const AnswerFile> file;
        qsizetype offset = 0;

        qsizetype size() const { return file ? file->size() : bytes.size(); }
    };

    void add(Part part);
    std::int64_t sendPart(int socket, const Part &part);
    Result queue(std::int64_t sent, std::string_view head, std::string_view tail, Part body);

    std::deque<Part> m_parts;
    std::int64_t m_waiting = 0;
    std::uint64_t m_sent = 0;
};

} // namespace outlet::app::http
