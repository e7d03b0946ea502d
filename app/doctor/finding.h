// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::ui {
class JsonWriter;
}

namespace outlet::app::doctor {

enum class Severity {
    Error,   ///< something that was set up cannot work
    Warning, ///< something is missing, perhaps not yet or on purpose
};

/** What can be wrong between the tables of administrators and the connectors in force. */
enum class Symptom {
    Orphan,                  ///< a row refers to one that there is not
    PlatformMismatch,        ///< a row names a platform that its service does not belong to
    ConfigUnreadable,        ///< `config` is not the JSON that it has to be
    ConfigHidden,            ///< a second row where only the first counts
    ServiceHidden,           ///< a second service of the same name: only the first counts
    ServiceWithoutConnector, ///< no connector in force has the service's name as its key
    ConnectorWithoutService, ///< no service has the connector's key as its name
    ServiceWithoutConfig,    ///< the form's select has nowhere to take its options from
    OptionsEmpty,            ///< the form's select has no option that somebody could choose
    TemplateMissing,         ///< no access path can be rendered
    TemplateBroken,          ///< braces that do not match, or more than a name in them
    TemplateUnknownName,     ///< a name that there can be no value for
    TemplateNameAbsent,      ///< a name that some environments have no value for
    TemplateNamesSecret,     ///< a name of a field that is never shown
    ItemMissing,             ///< an environment has nothing for some options of a service
    ItemWithoutOption,       ///< an environment has something that no option leads to
    LinkMissing,             ///< a connector can make no link into an environment
    SeveralDefaults,         ///< more than one environment is the default
    ConnectorSilent,         ///< a connector could not be asked
    SettingUnknownName,      ///< a setting names a connector that there is not
    TypeWithoutConnector,    ///< configurations of a connector that is not in force
    PluginMissing,           ///< `plugins` has a row of a connector that there is not
};

/** A row that a finding is about. */
struct RowReference
{
    QString table;
    QString id;
};

struct Finding
{
    Symptom symptom = Symptom::Orphan;
    QString message;          ///< what is wrong and what follows from it; no full stop
    QString hint;             ///< the next thing to do; no full stop
    QList<RowReference> rows; ///< may be empty
    QString connector = {};   ///< plugin name; null where none has to do with it

    /** Whether it is about everything in `names`, which are ids of rows and names of plugins. */
    bool concerns(const QStringList &names) const;
};

Severity severityOf(Symptom symptom);

/** `service-without-connector` and the like. */
QString nameOf(Symptom symptom);
QString nameOf(Severity severity);

/** `{"severity","code","message","hint","connector","rows":[{"table","id"}]}` */
void writeFinding(ui::JsonWriter &json, const Finding &finding);

} // namespace outlet::app::doctor
