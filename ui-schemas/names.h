// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <QString>

#include <array>
#include <optional>

namespace outlet::ui {

// The names of closed sets as manifests and answers write them, and the way back. Those of
// manifest.h are public; these are the room's own.

QString nameOf(Control control);
QString nameOf(OptionsFrom from);

inline constexpr std::array everyKind{Kind::Connector, Kind::Middleware, Kind::Security,
                                      Kind::Infrastructure};
inline constexpr std::array everyHook{
    Hook::Lifecycle,     Hook::ConfigurationRules, Hook::AccessPath, Hook::AccessUrl,
    Hook::OptionsSource, Hook::EnvironmentMatch,   Hook::Routes,     Hook::EventSubscriber,
    Hook::Seed,          Hook::HealthCheck};
inline constexpr std::array everyFieldType{FieldType::String, FieldType::Integer, FieldType::Number,
                                           FieldType::Boolean, FieldType::StringList};
inline constexpr std::array everyControl{Control::String, Control::Select, Control::Checkbox,
                                         Control::Radio};
inline constexpr std::array everyOptionsFrom{OptionsFrom::Manifest, OptionsFrom::PlatformService,
                                             OptionsFrom::Connector};

/** The member of a closed set that is called `name`, if there is one. */
template<class Set>
std::optional<typename Set::value_type> namedBy(const QString &name, const Set &members)
{
    for (const auto member : members) {
        if (nameOf(member) == name)
            return member;
    }
    return std::nullopt;
}

} // namespace outlet::ui
