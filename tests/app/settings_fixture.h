// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

#include <QDebug>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <memory>

namespace outlet::app::tests {

using namespace Qt::StringLiterals;

/** A directory of its own, and inputs that take nothing from the machine that runs the test. */
class SettingsFixture
{
public:
    Inputs inputs;

    SettingsFixture()
    {
        inputs.workingDirectory = m_dir.path();
        inputs.systemConfigFile = path(u"system.yaml"_s);
        QDir(m_dir.path()).mkpath(u"plugins one"_s);
        QDir(m_dir.path()).mkpath(u"two"_s);
        write(u"a file"_s, "x");
    }

    QString root() const { return m_dir.path(); }
    QString path(const QString &name) const { return m_dir.filePath(name); }
    /** `<tmp>` stands for the directory in the tables. */
    QString filled(QString text) const { return text.replace(u"<tmp>"_s, root()); }

    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        QDir().mkpath(QFileInfo(file).path());
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write a fixture");
        return file.fileName();
    }

    Settings loaded() const
    {
        const auto settings = loadSettings(inputs);
        if (!settings)
            qWarning() << "refused:" << sentences(settings.error());
        return settings.value_or(Settings{});
    }

    /** Every problem as `where | message | hint`; empty where the settings were accepted. */
    QStringList problems() const
    {
        const auto settings = loadSettings(inputs);
        return settings ? QStringList() : sentences(settings.error());
    }

private:
    static QStringList sentences(const Problems &problems)
    {
        QStringList result;
        for (const Error &error : problems)
            result += error.where + u" | "_s + error.message + u" | "_s + error.hint;
        return result;
    }

    QTemporaryDir m_dir;
};

inline const SettingSpec &specOf(const QString &key)
{
    for (const SettingSpec &spec : settingSpecs()) {
        if (spec.key == key)
            return spec;
    }
    qFatal("no such setting");
}

inline Settings::Effective effectiveOf(const Settings &settings, const QString &key)
{
    for (const Settings::Effective &one : settings.effective) {
        if (one.key == key)
            return one;
    }
    return {key, u"<not listed>"_s, u"<not listed>"_s};
}

} // namespace outlet::app::tests
