// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/pluginsyaml.h"

#include "app/settings/readers.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

#include <functional>
#include <yaml-cpp/yaml.h>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostProblems = 50; // as of the file

/** Reads the maps of one file. */
class PluginsReader
{
public:
    PluginsReader(const QString &path, ConfigFile &into) : m_path(path), m_into(into) {}

    void plugins(const YAML::Node &node)
    {
        each(node, u"plugins"_s, [this](const QString &id, const YAML::Node &value) {
            static const QRegularExpression wanted(u"\\A[a-z][a-z0-9_]{1,62}\\z"_s);
            if (wanted.match(id).hasMatch())
                plugin(id, value);
            else
                refuse(value, u"plugins: found %1; wanted the id of a plugin."_s.arg(shown(id)),
                       u"Ids have lower-case letters, digits and underscores: see outlet plugins "
                       "list."_s);
        });
    }

private:
    using Member = std::function<void(const QString &key, const YAML::Node &value)>;

    void refuse(const YAML::Node &node, const QString &message, const QString &hint)
    {
        if (m_into.problems.size() > mostProblems)
            return;
        const QString where = m_path + u':' + QString::number(node.Mark().line + 1);
        m_into.problems += Error{ErrorCode::InvalidArgument, message, hint, where};
    }

    /** Calls for each member of a map; nothing at all is an empty one. */
    void each(const YAML::Node &node, const QString &name, const Member &member)
    {
        if (node.IsNull())
            return;
        if (!node.IsMap()) {
            refuse(node, u"%1: found no map; wanted lines of the form key: value."_s.arg(name),
                   u"Indent what belongs to it."_s);
            return;
        }
        QSet<QString> seen;
        for (const auto &item : node) {
            if (!item.first.IsScalar()) {
                refuse(item.first, u"%1: found no plain text as a key."_s.arg(name),
                       u"Write key: value."_s);
                continue;
            }
            const QString key = QString::fromStdString(item.first.Scalar());
            if (seen.contains(key))
                refuse(item.first, u"%1.%2: found twice; wanted once."_s.arg(name, shown(key)),
                       u"Remove one of the two."_s);
            else
                member(key, item.second);
            seen.insert(key);
        }
    }

    void plugin(const QString &id, const YAML::Node &node)
    {
        PluginEntry &entry = m_into.plugins[id];
        const QString name = u"plugins."_s + id;
        each(node, name, [&](const QString &key, const YAML::Node &value) {
            if (key == "settings"_L1)
                each(value, name + u".settings"_s,
                     [&](const QString &setting, const YAML::Node &given) {
                         if (const auto json = valueOf(name + u".settings."_s + setting, given))
                             entry.settings.insert(setting, *json);
                     });
            else if (key == "enabled"_L1)
                entry.isEnabled = truth(name, value);
            else
                refuse(value, u"%1: found %2; wanted enabled or settings."_s.arg(name, shown(key)),
                       u"Put a setting of the plugin under settings."_s);
        });
    }

    std::optional<bool> truth(const QString &name, const YAML::Node &node)
    {
        const auto json = node.IsScalar() ? scalar(node) : QJsonValue();
        if (json.isBool())
            return json.toBool();
        refuse(node, u"%1.enabled: wanted true or false."_s.arg(name),
               u"Write true or false, without quotes."_s);
        return std::nullopt;
    }

    std::optional<QJsonValue> valueOf(const QString &name, const YAML::Node &node)
    {
        if (node.IsNull())
            return QJsonValue(QJsonValue::Null);
        if (node.IsScalar())
            return scalar(node);
        QJsonArray items;
        bool isList = node.IsSequence();
        for (auto item = node.begin(); isList && item != node.end(); ++item) {
            isList = item->IsScalar();
            if (isList)
                items.append(QString::fromStdString(item->Scalar()));
        }
        if (isList)
            return items;
        refuse(node, u"%1: found something nested; wanted a value or a list of texts."_s.arg(name),
               u"Settings of plugins are plain values."_s);
        return std::nullopt;
    }

    static QJsonValue scalar(const YAML::Node &node)
    {
        const QString text = QString::fromStdString(node.Scalar());
        if (node.Tag() == "!") // in quotes
            return text;
        if (text == "true"_L1 || text == "false"_L1)
            return text == "true"_L1;
        static const QRegularExpression number(u"\\A-?(0|[1-9][0-9]*)(\\.[0-9]+)?\\z"_s);
        if (!number.match(text).hasMatch())
            return text;
        bool isWhole = false;
        const qint64 whole = text.toLongLong(&isWhole);
        return isWhole ? QJsonValue(whole) : QJsonValue(text.toDouble());
    }

    const QString &m_path;
    ConfigFile &m_into;
};

} // namespace

void readPlugins(const YAML::Node &plugins, const QString &path, ConfigFile &into)
{
    PluginsReader(path, into).plugins(plugins);
}

} // namespace outlet::app
