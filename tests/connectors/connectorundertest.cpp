// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/connectorundertest.h"

#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace {

bool isExternal(const QString &id)
{
    return id == "s3"_L1;
}

} // namespace

ConnectorUnderTest::ConnectorUnderTest(const QString &id)
    : m_id(id), m_loader(u"%1/%2.so"_s.arg(installedFolder(), id))
{}

QStringList ConnectorUnderTest::ids()
{
    return {u"snowflake"_s, u"databricks"_s, u"glue"_s, u"redshift"_s, u"s3"_s};
}

QString ConnectorUnderTest::sourceFolder() const
{
    return QStringLiteral(OUTLET_SOURCES) + (isExternal(m_id) ? "/external/"_L1 : "/"_L1) + m_id;
}

QString ConnectorUnderTest::installedFolder() const
{
    const QString root =
        isExternal(m_id) ? QStringLiteral(OUTLET_EXTERNAL) : QStringLiteral(OUTLET_BUILT_IN);
    return root + u'/' + m_id;
}

QJsonObject ConnectorUnderTest::sourceManifest() const
{
    QFile file(sourceFolder() + "/connector.json"_L1);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.errorString()));
    return jsonObject(file.readAll());
}

QObject *ConnectorUnderTest::object() const
{
    QObject *object = m_loader.instance();
    if (!object)
        qFatal("%s", qPrintable(m_loader.errorString()));
    return object;
}

QJsonObject jsonObject(const QByteArray &text)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject())
        qFatal("%s: %s", text.constData(), qPrintable(error.errorString()));
    return document.object();
}

QByteArray jsonText(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}
