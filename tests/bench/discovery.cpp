// SPDX-License-Identifier: GPL-3.0-or-later
// Discovery of many connectors, metadata only: find + read + judge + select + resolve.
// The peer in the same alternating runs is QPluginLoader::metaData() alone, on one thread: what
// Qt itself needs to get at the bytes.
#include "registry/finder.h"
#include "registry/judge.h"
#include "registry/reader.h"
#include "registry/resolver.h"
#include "registry/selection.h"
#include "tests/bench/manyconnectors.h"
#include "tests/bench/measure.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPluginLoader>
#include <QTemporaryDir>

#include <cstdio>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet;

namespace {

/** Takes the files out of the page cache, so that the next read goes to the disk. */
void forget(const QStringList &modules)
{
    for (const QString &module : modules) {
        const int file = ::open(QFile::encodeName(module).constData(), O_RDONLY);
        ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        ::close(file);
    }
}

int modulesLoaded()
{
    int count = 0;
    ::dl_iterate_phdr(
        [](dl_phdr_info *info, size_t, void *data) {
            if (QByteArrayView(info->dlpi_name).contains("bench_"))
                ++*static_cast<int *>(data);
            return 0;
        },
        &count);
    return count;
}

registry::Resolved discover(const QString &directory)
{
    auto found = registry::find({{directory, registry::Source::External}});
    auto read = registry::readAll(std::move(found.accepted), {});
    auto judged = registry::judge(std::move(read.accepted), registry::thisHost());
    auto selected = registry::select(std::move(judged.accepted), {}, {}, {});
    return registry::resolve(std::move(selected.accepted), {});
}

/** Milliseconds until all are there; throwing them away is no part of it. */
double measureDiscovery(const QString &directory, int expected)
{
    registry::Resolved resolved;
    const double elapsed = bench::milliseconds([&] { resolved = discover(directory); });
    if (resolved.accepted.size() != size_t(expected))
        qFatal("found %zu of %d connectors", resolved.accepted.size(), expected);
    return elapsed;
}

void readWithQtAlone(const QStringList &modules)
{
    for (const QString &module : modules) {
        if (QPluginLoader(module).metaData().isEmpty())
            qFatal("no metadata");
    }
}

QJsonObject measure(int count, int rounds)
{
    const QTemporaryDir directory;
    const QStringList modules = bench::makeConnectors(directory.path(), count);
    bench::Runs ours, qt, cold;
    for (int i = 0; i < rounds; ++i) {
        ours.values << measureDiscovery(directory.path(), count);
        qt.values << bench::milliseconds([&] { readWithQtAlone(modules); });
    }
    for (int i = 0; i < 3; ++i) {
        forget(modules);
        cold.values << measureDiscovery(directory.path(), count);
    }
    std::printf("%10d %12.2f %12.2f %12.2f %10.2f %9.1f%% %8d\n", count, ours.median(),
                cold.median(), qt.median(), ours.median() / qt.median(), ours.noise(),
                modulesLoaded());
    std::fflush(stdout);
    return {{u"connectors"_s, count},           {u"warm_ms"_s, ours.median()},
            {u"cold_ms"_s, cold.median()},      {u"qt_metadata_only_ms"_s, qt.median()},
            {u"noise_percent"_s, ours.noise()}, {u"modules_loaded"_s, modulesLoaded()}};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    std::printf("Discovery, metadata only (medians of 11 alternating runs; cold: of 3)\n"
                "%10s %12s %12s %12s %10s %10s %8s\n",
                "connectors", "warm ms", "cold ms", "Qt alone ms", "ratio", "noise", "loaded");
    QJsonArray rows;
    for (const int count : {10, 100, 1000, 5000})
        rows.append(measure(count, 11));
    if (argc > 1) {
        QFile file(QString::fromLocal8Bit(argv[1]));
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(rows).toJson()) < 0)
            return 1;
    }
    return 0;
}
