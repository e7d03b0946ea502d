// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QPluginLoader>
#include <QString>
#include <QStringList>

/** A connector's module, its embedded manifest, its object and the folder that it was made from. */
class ConnectorUnderTest
{
public:
    explicit ConnectorUnderTest(const QString &id);

    /** Every connector of this repository. */
    static QStringList ids();

    const QString &id() const { return m_id; }
    QString sourceFolder() const;    ///< where connector.json is
    QString installedFolder() const; ///< where the module is
    QJsonObject sourceManifest() const;
    QJsonObject embedded() const { return m_loader.metaData(); } ///< IID and MetaData

    /** The connector's object. Ends the test program with the loader's words if it has none. */
    QObject *object() const;

    /** The object as a hook; null where the connector does not have it. */
    template<class Hook>
    const Hook *hook() const
    {
        return qobject_cast<Hook *>(object());
    }

private:
    QString m_id;
    mutable QPluginLoader m_loader;
};

/** An object from JSON text. Ends the test program if the text is wrong. */
QJsonObject jsonObject(const QByteArray &text);

/** The same as text, for messages of comparisons: keys in order, nothing left out. */
QByteArray jsonText(const QJsonObject &object);
