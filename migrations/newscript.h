// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QString>

namespace outlet::migrations {

/** The two files of a new migration. */
struct NewScripts
{
    QString up;
    QString down;
};

/**
 * Makes `NNNN_name.up.sql` and `.down.sql` in a migrations folder, which is made if its parent is
 * there; NNNN follows the highest number of any dialect. They begin with the licence line of the
 * folder's newest script, or with `licence` where there is none, and say what belongs in them. The
 * up script is refused until it has a statement, so that it cannot be applied by mistake.
 *
 * Never overwrites, and makes both files or none. InvalidArgument for a name that does not fit the
 * grammar or a folder with a wrong file name, Conflict if the folder has a migration of that name
 * or no number is left, NotFound without the parent folder, Io.
 */
Result<NewScripts> makeScripts(const QString &directory, const QString &name,
                               const QString &licence);

} // namespace outlet::migrations
