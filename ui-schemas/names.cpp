// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/names.h"

namespace outlet::ui {

using namespace Qt::StringLiterals;

QString nameOf(Kind kind)
{
    switch (kind) {
    case Kind::Connector:
        return u"connector"_s;
    case Kind::Middleware:
        return u"middleware"_s;
    case Kind::Security:
        return u"security"_s;
    case Kind::Infrastructure:
        return u"infrastructure"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(Hook hook)
{
    switch (hook) {
    case Hook::Lifecycle:
        return u"Lifecycle"_s;
    case Hook::ConfigurationRules:
        return u"ConfigurationRules"_s;
    case Hook::AccessPath:
        return u"AccessPath"_s;
    case Hook::AccessUrl:
        return u"AccessUrl"_s;
    case Hook::OptionsSource:
        return u"OptionsSource"_s;
    case Hook::EnvironmentMatch:
        return u"EnvironmentMatch"_s;
    case Hook::Routes:
        return u"Routes"_s;
    case Hook::EventSubscriber:
        return u"EventSubscriber"_s;
    case Hook::Seed:
        return u"Seed"_s;
    case Hook::HealthCheck:
        return u"HealthCheck"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(FieldType type)
{
    switch (type) {
    case FieldType::String:
        return u"string"_s;
    case FieldType::Integer:
        return u"integer"_s;
    case FieldType::Number:
        return u"number"_s;
    case FieldType::Boolean:
        return u"boolean"_s;
    case FieldType::StringList:
        return u"string_list"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(Control control)
{
    switch (control) {
    case Control::String:
        return u"string"_s;
    case Control::Select:
        return u"select"_s;
    case Control::Checkbox:
        return u"checkbox"_s;
    case Control::Radio:
        return u"radio"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(OptionsFrom from)
{
    switch (from) {
    case OptionsFrom::Manifest:
        return u"manifest"_s;
    case OptionsFrom::PlatformService:
        return u"platform_service"_s;
    case OptionsFrom::Connector:
        return u"connector"_s;
    }
    Q_UNREACHABLE();
}

} // namespace outlet::ui
