// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/finding.h"

#include "ui-schemas/jsonwriter.h"

#include <algorithm>

namespace outlet::app::doctor {

using namespace Qt::StringLiterals;

bool Finding::concerns(const QStringList &names) const
{
    return std::ranges::all_of(names, [this](const QString &name) {
        return connector == name || std::ranges::find(rows, name, &RowReference::id) != rows.end();
    });
}

Severity severityOf(Symptom symptom)
{
    switch (symptom) {
    case Symptom::Orphan:
    case Symptom::PlatformMismatch:
    case Symptom::ConfigUnreadable:
    case Symptom::TemplateBroken:
    case Symptom::TemplateUnknownName:
    case Symptom::TemplateNamesSecret:
    case Symptom::ConnectorSilent:
    case Symptom::SettingUnknownName:
        return Severity::Error;
    case Symptom::ConfigHidden:
    case Symptom::ServiceHidden:
    case Symptom::ServiceWithoutConnector:
    case Symptom::ConnectorWithoutService:
    case Symptom::ServiceWithoutConfig:
    case Symptom::OptionsEmpty:
    case Symptom::TemplateMissing:
    case Symptom::TemplateNameAbsent:
    case Symptom::ItemMissing:
    case Symptom::ItemWithoutOption:
    case Symptom::LinkMissing:
    case Symptom::SeveralDefaults:
    case Symptom::TypeWithoutConnector:
    case Symptom::PluginMissing:
        return Severity::Warning;
    }
    Q_UNREACHABLE();
}

QString nameOf(Symptom symptom)
{
    switch (symptom) {
    case Symptom::Orphan:
        return u"orphan"_s;
    case Symptom::PlatformMismatch:
        return u"platform-mismatch"_s;
    case Symptom::ConfigUnreadable:
        return u"config-unreadable"_s;
    case Symptom::ConfigHidden:
        return u"config-hidden"_s;
    case Symptom::ServiceHidden:
        return u"service-hidden"_s;
    case Symptom::ServiceWithoutConnector:
        return u"service-without-connector"_s;
    case Symptom::ConnectorWithoutService:
        return u"connector-without-service"_s;
    case Symptom::ServiceWithoutConfig:
        return u"service-without-config"_s;
    case Symptom::OptionsEmpty:
        return u"options-empty"_s;
    case Symptom::TemplateMissing:
        return u"template-missing"_s;
    case Symptom::TemplateBroken:
        return u"template-broken"_s;
    case Symptom::TemplateUnknownName:
        return u"template-unknown-name"_s;
    case Symptom::TemplateNameAbsent:
        return u"template-name-absent"_s;
    case Symptom::TemplateNamesSecret:
        return u"template-names-secret"_s;
    case Symptom::ItemMissing:
        return u"item-missing"_s;
    case Symptom::ItemWithoutOption:
        return u"item-without-option"_s;
    case Symptom::LinkMissing:
        return u"link-missing"_s;
    case Symptom::SeveralDefaults:
        return u"several-defaults"_s;
    case Symptom::ConnectorSilent:
        return u"connector-silent"_s;
    case Symptom::SettingUnknownName:
        return u"setting-unknown-name"_s;
    case Symptom::TypeWithoutConnector:
        return u"type-without-connector"_s;
    case Symptom::PluginMissing:
        return u"plugin-missing"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"error"_s;
    case Severity::Warning:
        return u"warning"_s;
    }
    Q_UNREACHABLE();
}

void writeFinding(ui::JsonWriter &json, const Finding &finding)
{
    json.beginObject();
    json.member("severity"_L1, nameOf(severityOf(finding.symptom)));
    json.member("code"_L1, nameOf(finding.symptom));
    json.member("message"_L1, finding.message);
    json.member("hint"_L1, finding.hint);
    json.member("connector"_L1, finding.connector);
    json.key("rows"_L1).beginArray();
    for (const RowReference &row : finding.rows) {
        json.beginObject();
        json.member("table"_L1, row.table).member("id"_L1, row.id);
        json.endObject();
    }
    json.endArray().endObject();
}

} // namespace outlet::app::doctor
