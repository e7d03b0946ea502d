// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/limits.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QHash>
#include <QString>

namespace outlet::app::packages {

/** The name of an entry as a message shows it: quoted, whatever bytes it is made of. */
QString shownEntry(QByteArrayView name);

/**
 * The names in one package, judged one by one.
 *
 * A name is a relative path of letters, digits and `. _ - + ,` with `/` between its parts; no part
 * begins with a dot. That leaves no room for `..`, absolute paths, control characters, and none
 * for two spellings of one name. No two may be equal but for upper and lower case, because some
 * file systems see one file there; nor may a file be a folder of another.
 */
class EntryNames
{
public:
    explicit EntryNames(const Limits &limits) : m_limits(limits) {}

    /** Errors: InvalidArgument, Conflict (it is there already), LimitExceeded. */
    Result<void> add(QByteArrayView name, bool isFolder);

private:
    struct Taken
    {
        QByteArray name; ///< as it was written
        bool isFolder = false;
        bool isEntry = false; ///< else: only a folder that others lie in
    };

    Result<void> take(const QByteArray &name, bool isFolder, bool isEntry);

    Limits m_limits;
    qint64 m_count = 0;
    QHash<QByteArray, Taken> m_taken; ///< by name in lower case
};

} // namespace outlet::app::packages
