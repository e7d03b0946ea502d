// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include "app/settings/configfile.h"
#include "app/settings/readers.h"
#include "ui-schemas/nearest.h"

#include <QRegularExpression>

#include <algorithm>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

const QString masked = u"***"_s;

bool isEmpty(const SettingSpec &spec, const SettingValue &value)
{
    if (value.items)
        return std::ranges::all_of(*value.items,
                                   [](const QString &s) { return s.trimmed().isEmpty(); });
    static const QRegularExpression commas(u"\\A[\\s,]*\\z"_s);
    return spec.kind == SettingSpec::Kind::List ? commas.match(value.text).hasMatch()
                                                : value.text.isEmpty();
}

bool hasControlCharacter(const SettingValue &value)
{
    const auto isControl = [](QChar c) { return c.category() == QChar::Other_Control; };
    return std::ranges::any_of(value.text + value.items.value_or(QStringList()).join(u' '),
                               isControl);
}

/** Builds one Settings out of the layers; lives for one call of loadSettings(). */
class Loader
{
public:
    explicit Loader(const Inputs &inputs) : m_inputs(inputs) {}
    std::expected<Settings, Problems> load();

private:
    QString dataDirBeforeFile() const;
    void readFile();
    void read(const SettingSpec &spec);
    QList<SettingValue> layersOf(const SettingSpec &spec) const;
    SettingValue value(const QString &text, const QString &where, const QString &origin) const;
    SettingValue defaultOf(const SettingSpec &spec) const;
    Result<QString> judge(const SettingSpec &spec, const SettingValue &value, Settings &into) const;
    void warnOfOverridden(const SettingSpec &spec, const SettingValue &lower,
                          const SettingValue &winner);
    void checkFlags();
    void checkEnvironment();

    const Inputs &m_inputs;
    QHash<QString, ConfigEntry> m_file;
    Settings m_settings;
    Problems m_problems;
};

std::expected<Settings, Problems> Loader::load()
{
    checkFlags();
    readFile();
    for (const SettingSpec &spec : settingSpecs())
        read(spec);
    checkEnvironment();
    if (!m_problems.isEmpty())
        return std::unexpected(m_problems);
    return m_settings;
}

/** The file may lie in the data directory, so what the file says about it comes too late here. */
QString Loader::dataDirBeforeFile() const
{
    for (const SettingSpec &spec : settingSpecs()) {
        if (spec.key != "data_dir"_L1)
            continue;
        Settings scratch;
        const QList<SettingValue> layers = layersOf(spec);
        return judge(spec, layers.first(), scratch) ? scratch.dataDir : QString();
    }
    return {};
}

void Loader::readFile()
{
    QStringList keys;
    for (const SettingSpec &spec : settingSpecs())
        keys += spec.key;
    const ConfigPath config = findConfigFile(m_inputs, dataDirBeforeFile());
    const ConfigFile file = readConfigFile(config, keys);
    m_settings.configFile = config.path;
    m_settings.plugins = file.plugins;
    m_problems += file.problems;
    for (const ConfigEntry &entry : file.entries)
        m_file.insert(entry.key, entry);
}

SettingValue Loader::value(const QString &text, const QString &where, const QString &origin) const
{
    return {text.trimmed(), {}, where, origin, m_inputs.workingDirectory, false};
}

SettingValue Loader::defaultOf(const SettingSpec &spec) const
{
    SettingValue result = value(spec.defaultText, u"default"_s, u"default"_s);
    result.isDefault = true;
    return result;
}

/** The values given for a setting, the winning one first, the default last. */
QList<SettingValue> Loader::layersOf(const SettingSpec &spec) const
{
    QList<SettingValue> layers;
    if (const auto flag = m_inputs.flags.constFind(spec.key); flag != m_inputs.flags.constEnd())
        layers += value(*flag, spec.flag(), u"flag "_s + spec.flag());
    const SettingValue variable =
        value(m_inputs.environment.value(spec.environment), spec.environment + u" (environment)"_s,
              u"environment "_s + spec.environment);
    if (!isEmpty(spec, variable))
        layers += variable;
    if (const auto entry = m_file.constFind(spec.key); entry != m_file.constEnd()) {
        const QString where = m_settings.configFile + u':' + QString::number(entry->line);
        layers += value(entry->text, where, u"file "_s + where);
        layers.last().items = entry->items;
    }
    if (spec.empty == SettingSpec::Empty::Unset)
        layers.removeIf([&](const SettingValue &layer) { return isEmpty(spec, layer); });
    layers += defaultOf(spec);
    return layers;
}

Result<QString> Loader::judge(const SettingSpec &spec, const SettingValue &value,
                              Settings &into) const
{
    const auto refuse = [&](const QString &what, const QString &hint) {
        return fail(ErrorCode::InvalidArgument, spec.key + u": found "_s + what + u'.', hint,
                    value.where);
    };
    if (value.items && spec.kind != SettingSpec::Kind::List)
        return refuse(u"a list; wanted a single value"_s,
                      u"Write %1: <value> on one line."_s.arg(spec.key));
    if (!value.isDefault && spec.empty == SettingSpec::Empty::Refused && isEmpty(spec, value))
        return refuse(u"nothing; wanted %1"_s.arg(spec.valueName),
                      u"Give a value, or leave it out to use the default."_s);
    if (hasControlCharacter(value))
        return refuse(u"a control character; wanted plain text"_s, u"Remove it."_s);
    auto text = spec.read(value, into);
    if (text)
        return spec.isSecret && !text->isEmpty() ? masked : text;
    Error error = text.error();
    error.message = spec.key + u": "_s + error.message + u'.';
    if (spec.isSecret && !value.text.isEmpty())
        error.message.replace(value.text, masked);
    error.where = value.where;
    return std::unexpected(error);
}

void Loader::read(const SettingSpec &spec)
{
    const QList<SettingValue> layers = layersOf(spec);
    const SettingValue &winner = layers.first();
    const auto text = judge(spec, winner, m_settings);
    if (!text) {
        m_problems += text.error();
    } else {
        m_settings.effective += Settings::Effective{spec.key, *text, winner.origin};
        if (winner.text.contains("${"_L1))
            m_settings.warnings +=
                u"%1: ${...} in %2 is taken as it stands, nothing expands it."_s.arg(winner.where,
                                                                                     spec.key);
    }
    for (const SettingValue &lower : layers.sliced(1)) {
        if (!lower.isDefault)
            warnOfOverridden(spec, lower, winner);
    }
}

void Loader::warnOfOverridden(const SettingSpec &spec, const SettingValue &lower,
                              const SettingValue &winner)
{
    Settings scratch = m_settings;
    if (const auto text = judge(spec, lower, scratch); !text)
        m_settings.warnings += u"%1: %2 It is not used, %3 wins."_s.arg(
            lower.where, text.error().message, winner.where);
}

void Loader::checkFlags()
{
    QStringList keys;
    for (const SettingSpec &spec : settingSpecs())
        keys += spec.key;
    for (const QString &key : m_inputs.flags.keys()) {
        if (!keys.contains(key))
            m_problems +=
                Error{ErrorCode::InvalidArgument, u"Unknown setting %1."_s.arg(shown(key)),
                      ui::didYouMean(key, keys), u"command line"_s};
    }
}

/** Other programs may own OUTLET_* names, so an unknown one is told, not refused. */
void Loader::checkEnvironment()
{
    static const QString prefix = u"OUTLET_"_s;
    QStringList known{prefix + u"CONFIG"_s};
    for (const SettingSpec &spec : settingSpecs())
        known += spec.environment;
    // Compared without the prefix, which would make any two names look alike.
    QHash<QString, QString> fullNames;
    for (const QString &name : known)
        fullNames.insert(name.startsWith(prefix) ? name.sliced(prefix.size()) : name, name);
    QStringList names = m_inputs.environment.keys();
    names.sort();
    for (const QString &name : names) {
        if (!name.startsWith(prefix) || known.contains(name))
            continue;
        const QStringList near = ui::nearest(name.sliced(prefix.size()), fullNames.keys(), 1);
        m_settings.warnings +=
            u"%1 (environment): no setting has this name, it is not used."_s.arg(name) +
            (near.isEmpty() ? QString()
                            : u" Did you mean \"%1\"?"_s.arg(fullNames.value(near.first())));
    }
}

} // namespace

std::expected<Settings, Problems> loadSettings(const Inputs &inputs)
{
    return Loader(inputs).load();
}

} // namespace outlet::app
