// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace outlet::ui::test {

/** A file beside the tests; empty when it is missing, which no test takes for right. */
inline QByteArray dataFile(const QString &name)
{
    QFile file(QStringLiteral(TEST_DATA "/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QJsonObject manifestFile(const QString &name)
{
    return QJsonDocument::fromJson(dataFile(QStringLiteral("manifests/%1.json").arg(name)))
        .object();
}

/** `text` with single quotes for double ones, so that tables stay readable. */
inline QJsonValue json(const char *text)
{
    const QByteArray list = '[' + QByteArray(text).replace('\'', '"') + ']';
    const QJsonDocument document = QJsonDocument::fromJson(list);
    Q_ASSERT_X(document.array().size() == 1, "json", text);
    return document.array().at(0);
}

inline QJsonValue json(const QByteArray &text)
{
    return json(text.constData());
}

/** `root` with the value at a JSON pointer (without escapes) replaced, added, or removed. */
inline QJsonValue withValue(const QJsonValue &root, QStringList path, const QJsonValue &value)
{
    if (path.isEmpty())
        return value;
    const QString step = path.takeFirst();
    const bool isRemoved = path.isEmpty() && value.isUndefined();
    if (root.isArray()) {
        QJsonArray list = root.toArray();
        const int index = step.toInt();
        if (isRemoved)
            list.removeAt(index);
        else if (index == list.size())
            list.append(value);
        else
            list[index] = withValue(list[index], path, value);
        return list;
    }
    QJsonObject object = root.toObject();
    if (isRemoved)
        object.remove(step);
    else
        object[step] = withValue(object[step], path, value);
    return object;
}

inline QJsonObject withValue(const QJsonObject &root, const QString &pointer,
                             const QJsonValue &value)
{
    return withValue(QJsonValue(root), pointer.split(u'/').mid(1), value).toObject();
}

} // namespace outlet::ui::test
