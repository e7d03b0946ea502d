// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/packagesettings.h"

#include "app/settings.h"
#include "app/settings/readers.h"

namespace outlet::app {

using namespace Qt::StringLiterals;
using packages::Limits;

namespace {

template<auto Member>
SettingSpec number(const QString &key, const QString &valueName, const QString &defaultText,
                   qint64 least, qint64 most, const QString &unit, const QString &help)
{
    return {.key = key,
            .valueName = valueName,
            .defaultText = defaultText,
            .help = help,
            .read = wholeNumber(
                [](Settings & settings) -> auto & { return settings.packageLimits.*Member; }, least,
                most, unit)};
}

template<auto Member>
SettingSpec bytes(const QString &key, const QString &defaultText, qint64 most, const QString &help)
{
    return number<Member>(key, u"BYTES"_s, defaultText, 1024, most, u"bytes"_s, help);
}

template<auto Member>
SettingSpec count(const QString &key, const QString &defaultText, qint64 most, const QString &help)
{
    return number<Member>(key, u"NUMBER"_s, defaultText, 1, most, QString(), help);
}

constexpr qint64 gibibyte = qint64(1024) * 1024 * 1024;

} // namespace

QList<SettingSpec> packageSettings()
{
    // clang-format off
    return {
        bytes<&Limits::archiveBytes>(u"package_max_bytes"_s, u"67108864"_s, gibibyte, u"Largest package of a connector."_s),
        bytes<&Limits::fileBytes>(u"package_max_file_bytes"_s, u"67108864"_s, gibibyte, u"Largest file in a package, unpacked."_s),
        bytes<&Limits::totalBytes>(u"package_max_total_bytes"_s, u"134217728"_s, 4 * gibibyte, u"All files of a package together, unpacked."_s),
        count<&Limits::entries>(u"package_max_entries"_s, u"512"_s, 10000, u"Entries of a package, 1 to 10000."_s),
        count<&Limits::depth>(u"package_max_depth"_s, u"8"_s, 32, u"Folders within each other in a package, 1 to 32."_s),
        count<&Limits::nameBytes>(u"package_max_name_bytes"_s, u"200"_s, 1000, u"Longest path in a package, 1 to 1000 bytes."_s),
        count<&Limits::ratio>(u"package_max_ratio"_s, u"200"_s, 1100, u"How many times a packed file may grow, 1 to 1100."_s),
        number<&Limits::probeTimeout>(u"probe_timeout_ms"_s, u"MILLISECONDS"_s, u"10000"_s, 100, 600'000, u"milliseconds"_s,
                                      u"Time for a new module to be loaded on trial, 100 to 600000 ms."_s),
        number<&Limits::probeMemoryBytes>(u"probe_memory_bytes"_s, u"BYTES"_s, u"2147483648"_s, 256 * qint64(1024) * 1024, 64 * gibibyte, u"bytes"_s,
                                          u"Address space of the process that does so."_s),
    };
    // clang-format on
}

} // namespace outlet::app
