// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/patient.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

namespace outlet::app::doctor {

using namespace Qt::StringLiterals;
using registry::Rejected;
using registry::VerdictCode;
using stores::NameInUse;

namespace {

/** The candidate that was turned down and has the name; null without one. */
const Rejected *candidateOf(const registry::Snapshot &snapshot, const QString &name)
{
    for (const Rejected *rejected : snapshot.rejectedAs(name)) {
        if (rejected->verdict.code != VerdictCode::UnknownName)
            return rejected;
    }
    return nullptr;
}

QString orNearest(const registry::Snapshot &snapshot, const QString &name, const QString &remedy)
{
    const QString meant = ui::didYouMean(name, snapshot.knownNames());
    return meant.isEmpty() ? remedy : meant + u' ' + remedy;
}

/** Verdicts are whole sentences. */
QString withoutStop(const QString &sentence)
{
    return sentence.endsWith(u'.') ? sentence.chopped(1) : sentence;
}

QString configurations(qint64 count)
{
    return count == 1 ? u"1 configuration is"_s : u"%1 configurations are"_s.arg(count);
}

void checkType(Patient &patient, const NameInUse &type)
{
    if (patient.snapshot.find(type.name))
        return;
    const QString subject =
        u"%1 of the type %2"_s.arg(configurations(type.rows), ui::quoted(type.name));
    if (const Rejected *rejected = candidateOf(patient.snapshot, type.name)) {
        patient.report(Symptom::TypeWithoutConnector,
                       u"%1, which is not in force (%2): nothing more can be done than to read or "
                       "delete them"_s.arg(subject, registry::nameOf(rejected->verdict.code)),
                       u"outlet plugins why "_s + type.name, {});
        return;
    }
    patient.report(
        Symptom::TypeWithoutConnector,
        u"%1, and no connector has that name: nothing more can be done than to read or "
        "delete them"_s.arg(subject),
        orNearest(patient.snapshot, type.name, u"Install the connector again, or DELETE them"_s),
        {});
}

/** A connector that was turned down has a verdict, which is not repeated here. */
void checkPlugin(Patient &patient, const NameInUse &plugin)
{
    if (patient.snapshot.find(plugin.name) || candidateOf(patient.snapshot, plugin.name))
        return;
    patient.report(Symptom::PluginMissing,
                   u"The table plugins has a row for %1, and nothing in the plugin paths has that "
                   "name"_s.arg(ui::quoted(plugin.name)),
                   orNearest(patient.snapshot, plugin.name,
                             u"Install the connector again, or delete the row"_s),
                   {});
}

} // namespace

void examineNames(Patient &patient)
{
    for (const Rejected &rejected : patient.snapshot.rejected) {
        if (rejected.verdict.code == VerdictCode::UnknownName)
            patient.report(Symptom::SettingUnknownName, withoutStop(rejected.verdict.message),
                           rejected.verdict.hint, {});
    }
    for (const NameInUse &name : patient.tables.names) {
        if (name.table == "plugins"_L1)
            checkPlugin(patient, name);
        else
            checkType(patient, name);
    }
}

} // namespace outlet::app::doctor
