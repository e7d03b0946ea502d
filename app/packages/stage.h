// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/files.h"

#include <outlet/result.h>

#include <QString>

namespace outlet::app::packages {

/**
 * A folder `<plugins>/.stage-<random>/` that is gone when this is: whatever happens in it leaves
 * nothing behind. On the same file system as the plugins, so that it can become one by a rename.
 *
 * It is locked as long as somebody works in it; what a killed program left behind is not, and
 * removeLeftovers() takes it away.
 */
class Stage
{
public:
    /** Makes `plugins` too if it is missing. Error: Io. */
    static Result<Stage> make(const QString &plugins);

    ~Stage();
    Stage(Stage &&other) noexcept = default;
    Stage &operator=(Stage &&) = delete;

    QString path() const { return m_path; } ///< absolute
    int folder() const { return m_folder.number(); }

    /** It has been renamed: there is nothing to remove any more. */
    void release() { m_path.clear(); }

private:
    Stage(QString path, Descriptor folder) : m_path(std::move(path)), m_folder(std::move(folder)) {}

    QString m_path;
    Descriptor m_folder; ///< holds the lock
};

/** Removes the stages below `plugins` that nobody works in; called when a server starts. */
Result<int> removeLeftovers(const QString &plugins);

} // namespace outlet::app::packages
