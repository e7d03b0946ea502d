// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/registry/modules.h"

#include <QFile>

#include <link.h>

namespace outlet::tests {

namespace {

struct Search
{
    QString directory;
    QStringList found;
};

int look(dl_phdr_info *object, size_t, void *data)
{
    auto *const search = static_cast<Search *>(data);
    const QString path = QFile::decodeName(object->dlpi_name);
    if (path.startsWith(search->directory + u'/'))
        search->found.append(path);
    return 0;
}

} // namespace

QStringList loadedModules(const QString &directory)
{
    Search search{directory, {}};
    ::dl_iterate_phdr(&look, &search);
    return search.found;
}

} // namespace outlet::tests
