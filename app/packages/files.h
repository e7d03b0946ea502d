// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QByteArray>
#include <QString>

#include <utility>

/** Files and folders by descriptor: a path that is looked up twice may be two things. */
namespace outlet::app::packages {

/** Owns a file descriptor. */
class Descriptor
{
public:
    explicit Descriptor(int number = -1) : m_number(number) {}
    ~Descriptor();
    Descriptor(Descriptor &&other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }

    bool isOpen() const { return m_number >= 0; }
    int number() const { return m_number; }

private:
    int m_number;
};

/** Says what the system said: `<what> <path>: <words of errno>.` */
std::unexpected<Error> ioFailure(const QString &what, const QString &path, int error);

/** A folder, not followed if it is a link. */
Result<Descriptor> openFolder(const QString &path);

/** The folder that `path` lies in below `root`; those that are missing are made with mode 0755. */
Result<Descriptor> openFolderOf(int root, const QByteArray &path);

/** Writes all of it, or says which of `path` failed. */
Result<void> writeAll(int file, QByteArrayView bytes, const QString &path);

/** Sees to it that every file and folder below `path` is on the disk, `path` included. */
Result<void> syncTree(const QString &path);
Result<void> syncFolder(const QString &path);

/** Removes a folder with all that is in it. Links are removed, not followed. */
Result<void> removeTree(const QString &path);

/** The whole content of a regular file of at most `most` bytes. */
Result<QByteArray> readWhole(const QString &path, qint64 most);

} // namespace outlet::app::packages
