// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/stage.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstdlib>
#include <sys/file.h>
#include <sys/stat.h>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

Result<Stage> Stage::make(const QString &plugins)
{
    if (!QDir().mkpath(plugins))
        return ioFailure(u"Cannot make the plugin path"_s, plugins, errno);
    QByteArray name = QFile::encodeName(plugins + "/.stage-XXXXXX"_L1);
    if (!::mkdtemp(name.data()))
        return ioFailure(u"Cannot make a folder in"_s, plugins, errno);
    Stage stage(QFile::decodeName(name), Descriptor());
    auto folder = openFolder(stage.path());
    if (!folder)
        return std::unexpected(folder.error());
    stage.m_folder = std::move(*folder);
    if (::flock(stage.folder(), LOCK_EX | LOCK_NB) != 0)
        return ioFailure(u"Cannot lock"_s, stage.path(), errno);
    return stage;
}

Stage::~Stage()
{
    if (!m_path.isEmpty())
        (void)removeTree(m_path); // what stays is found by the next start
}

Result<int> removeLeftovers(const QString &plugins)
{
    int removed = 0;
    const QStringList stages =
        QDir(plugins).entryList({u".stage-*"_s}, QDir::Dirs | QDir::Hidden | QDir::NoSymLinks);
    for (const QString &name : stages) {
        const QString path = plugins + u'/' + name;
        const auto folder = openFolder(path);
        if (!folder || ::flock(folder->number(), LOCK_EX | LOCK_NB) != 0)
            continue; // somebody works in it, or it is gone by now
        if (const auto done = removeTree(path); !done)
            return std::unexpected(done.error());
        ++removed;
    }
    return removed;
}

} // namespace outlet::app::packages
