// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::ui {

/** That a place in a document is not as its schema wants it; nothing yet about how to say so. */
struct Complaint
{
    enum Kind {
        WrongValue, ///< the value at `path` breaks some rule of its schema
        MissingKey, ///< the object at `path` lacks `key`
        UnknownKey, ///< the object at `path` has keys that it should not have
    };

    Kind kind = WrongValue;
    QStringList path;
    QString key = {};
};

/**
 * What a person reads: found, wanted, where, and what to do next. Wanted comes from the
 * `description` (or `enum`) of the schema at that place. Never empty: that something is wrong is
 * known here, even if `complaints` does not say what.
 */
Problems explained(const QList<Complaint> &complaints, const QJsonValue &document,
                   const QJsonObject &schema);

} // namespace outlet::ui
