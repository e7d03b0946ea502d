// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace outlet::ui {

/** What a field's value is, on the wire and in its column. */
enum class FieldType { String, Integer, Number, Boolean, StringList };

/** Whole numbers of either sign up to here are exact in every program that reads JSON: 2^53 - 1. */
inline constexpr double largestInteger = 9007199254740991.0;

/** How people enter it: the `type` of an element of the form. */
enum class Control { String, Select, Checkbox, Radio };

/** Where the choices of a select or radio come from. */
enum class OptionsFrom {
    Manifest,        ///< `options` of the manifest, fixed
    PlatformService, ///< `platform_service_configs` of the platform, read from the database
    Connector,       ///< the connector's OptionsSource hook
};

/** One choice. `value` is a string or a boolean. */
struct Option
{
    QString label;
    QJsonValue value;
};

/** The element shows when every condition holds (AND, strict equality). */
struct Condition
{
    QString fieldName;
    QJsonValue value;
};

/**
 * The `form` block of a field. Unset optionals and null strings are `null` on the wire: existing
 * clients need every key present.
 */
struct FormControl
{
    QString label;
    Control control = Control::String;
    bool required = false; ///< required of a person; the server's own rule is Field::required
    QString tooltip;
    std::optional<bool> hidden;
    std::optional<bool> disabled;
    std::optional<bool> useNamespaceWhenNotSourceAligned;
    QJsonValue initialValue; ///< Null where the manifest has none
    QList<Option> options;
    OptionsFrom optionsFrom = OptionsFrom::Manifest;
    int maxCount = 1;
    QList<Condition> dependsOn;
    int order = 0; ///< position in the form; the field's own position unless the manifest says else
};

/** One value of a connector's configuration: the only declaration that it has. */
struct Field
{
    QString name;
    FieldType type = FieldType::String;
    bool required = false;
    QJsonValue defaultValue = QJsonValue::Undefined; ///< Undefined where the manifest has none
    QStringList enumeration;
    QString pattern;
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::optional<int> minLength;
    std::optional<int> maxLength;
    bool secret = false; ///< write-only: never in an answer, a log line, an event or an error
    QString description;
    std::optional<FormControl> form; ///< absent: nobody is asked for it

    /** Whether there may be no value: null, as if it were left out. */
    bool isNullable() const { return !required && defaultValue.isUndefined(); }
};

} // namespace outlet::ui
