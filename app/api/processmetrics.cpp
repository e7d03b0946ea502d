// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/processmetrics.h"

#include "app/api/family.h"

#include <QFile>

#include <filesystem>
#include <optional>
#include <system_error>
#include <unistd.h>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using prometheus::MetricFamily;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/** What is asked of `/proc/<pid>/stat`. */
struct Stat
{
    double cpuSeconds = 0;
    double startedAfterBoot = 0; ///< seconds
    double virtualBytes = 0;
    double residentBytes = 0;
};

/** The fields behind the name, which stands in parentheses and may have any character. */
std::optional<Stat> readStat(const QString &directory)
{
    const QByteArray text = contentOf(directory + "/stat"_L1);
    const QByteArrayList fields = text.sliced(text.lastIndexOf(')') + 1).simplified().split(' ');
    // Counted as in proc(5), where the state, our first, is number 3.
    const auto field = [&fields](int number) { return fields[number - 3].toDouble(); };
    if (fields.size() < 22)
        return std::nullopt;
    const auto ticks = double(::sysconf(_SC_CLK_TCK));
    return Stat{(field(14) + field(15)) / ticks, field(22) / ticks, field(23),
                field(24) * double(::sysconf(_SC_PAGESIZE))};
}

/** When the machine started, in seconds since 1970. */
std::optional<double> bootTime(const QString &directory)
{
    for (const QByteArray &line : contentOf(directory + "/../stat"_L1).split('\n')) {
        if (line.startsWith("btime "))
            return line.sliced(6).toDouble();
    }
    return std::nullopt;
}

std::optional<double> largestNumberOfFiles(const QString &directory)
{
    for (const QByteArray &line : contentOf(directory + "/limits"_L1).split('\n')) {
        if (!line.startsWith("Max open files"))
            continue;
        bool isNumber = false;
        const double soft = line.simplified().split(' ').value(3).toDouble(&isNumber);
        return isNumber ? std::optional(soft) : std::nullopt; // or `unlimited`
    }
    return std::nullopt;
}

std::optional<double> numberOfFiles(const QString &directory)
{
    // Names only: QDir would look at every file behind them.
    std::error_code error;
    std::filesystem::directory_iterator entry(QString(directory + "/fd"_L1).toStdString(), error);
    double count = 0;
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
        ++count;
    return error ? std::nullopt : std::optional(count);
}

} // namespace

std::vector<MetricFamily> processMetrics(const QString &directory)
{
    std::vector<MetricFamily> families;
    if (const auto stat = readStat(directory)) {
        families.push_back(counter("process_cpu_seconds_total",
                                   "User and system time spent, in seconds.", stat->cpuSeconds));
        families.push_back(gauge("process_resident_memory_bytes",
                                 "Memory of the process that is in RAM, in bytes.",
                                 stat->residentBytes));
        families.push_back(gauge("process_virtual_memory_bytes",
                                 "Address space of the process, in bytes.", stat->virtualBytes));
        if (const auto boot = bootTime(directory))
            families.push_back(gauge("process_start_time_seconds",
                                     "When the process started, in seconds since 1970.",
                                     *boot + stat->startedAfterBoot));
    }
    if (const auto open = numberOfFiles(directory))
        families.push_back(gauge("process_open_fds", "File descriptors that are open.", *open));
    if (const auto most = largestNumberOfFiles(directory))
        families.push_back(gauge("process_max_fds", "File descriptors that may be open.", *most));
    return families;
}

} // namespace outlet::app::api
