// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/registry/values.h"

using namespace Qt::StringLiterals;

namespace outlet::tests {

registry::Described described(const QString &id, const Tweak &tweak)
{
    registry::Described described;
    described.candidate = {id, u"/plugins/"_s + id, u"/plugins/%1/%1.so"_s.arg(id),
                           registry::Source::External};
    described.qtVersion = {6, 4};
    ui::Manifest &manifest = described.manifest;
    manifest.id = id;
    manifest.plugin = id.left(1).toUpper() + id.mid(1) + "DataOutput"_L1;
    manifest.versionText = u"1.0.0"_s;
    manifest.version = version(manifest.versionText);
    manifest.table = id + "_configurations"_L1;
    if (tweak)
        tweak(described);
    return described;
}

Tweak needing(const QString &id, const QString &wanted)
{
    return [=](registry::Described &described) {
        described.manifest.requirements.plugins.insert(id, range(wanted));
    };
}

void builtIn(registry::Described &described)
{
    const QString &id = described.manifest.id;
    described.candidate.source = registry::Source::BuiltIn;
    described.candidate.directory = u"/built-in/"_s + id;
    described.candidate.module = u"/built-in/%1/%1.so"_s.arg(id);
}

ui::Version version(const QString &text)
{
    return ui::Version::parse(text).value();
}

ui::VersionRange range(const QString &text)
{
    return ui::VersionRange::parse(text).value();
}

QStringList ids(const std::vector<registry::Described> &accepted)
{
    QStringList result;
    for (const registry::Described &described : accepted)
        result.append(described.manifest.id);
    return result;
}

QStringList codes(const std::vector<registry::Rejected> &rejected)
{
    QStringList result;
    for (const registry::Rejected &one : rejected)
        result.append(one.candidate.name + u": "_s + nameOf(one.verdict.code));
    return result;
}

registry::Verdict verdictOf(const std::vector<registry::Rejected> &rejected, const QString &name)
{
    for (const registry::Rejected &one : rejected) {
        if (one.candidate.name == name)
            return one.verdict;
    }
    return {};
}

} // namespace outlet::tests
