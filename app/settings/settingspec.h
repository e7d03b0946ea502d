// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace outlet::app {

struct Settings;

/** One value as it was given in one place, not yet judged. */
struct SettingValue
{
    QString text;                     ///< without white space around it
    std::optional<QStringList> items; ///< set where the YAML file has a list; `text` is empty then
    QString where;            ///< for problems: `--listen`, `OUTLET_LISTEN (environment)`, `file:3`
    QString origin;           ///< for listings: `flag --listen`, `file /x/outlet.yaml:3`, `default`
    QString workingDirectory; ///< relative paths start here
    bool isDefault = false;   ///< the text is SettingSpec::defaultText and may hold `<data>`
};

/**
 * Judges a value, stores it in its member of Settings and returns its canonical text.
 *
 * An Error's message has the form `found ..., wanted ...`; the loader adds the key and the place.
 */
using SettingReader = std::function<Result<QString>(const SettingValue &value, Settings &into)>;

/** Everything that there is to know about one setting: the command line is made from these. */
struct SettingSpec
{
    enum class Kind {
        Value,  ///< one text
        Switch, ///< on or off; as a flag it may stand alone and then means `true`
        List,   ///< separated text, in YAML also a list
    };
    /** What an empty flag or YAML value means. An empty environment variable is always unset. */
    enum class Empty {
        Refused, ///< a mistake
        Unset,   ///< as if it were not there: the next layer counts
        Allowed, ///< a value like any other
    };

    QString key = {};         ///< as in the YAML file, `snake_case`
    QString environment = {}; ///< variable; filled in as `OUTLET_<KEY>` where the table has none
    QString valueName = {};   ///< placeholder for the usage text, such as `HOST:PORT`
    QString defaultText = {}; ///< `<data>` stands for the data directory
    QString help = {};        ///< one sentence
    SettingReader read = {};
    Kind kind = Kind::Value;
    Empty empty = Empty::Refused;
    bool isSecret = false; ///< never shown: not in a listing, not in an error

    /** The flag, `--kebab-case`. */
    QString flag() const;
};

/**
 * Every setting, in the order in which they are listed and read: `data_dir` stands before those
 * whose default lies in the data directory. A new setting is one line here and one member of
 * Settings.
 */
const QList<SettingSpec> &settingSpecs();

} // namespace outlet::app
