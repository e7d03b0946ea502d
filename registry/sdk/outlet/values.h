// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QString>

namespace outlet {

/**
 * The values of one configuration: field name to value, complete (defaults filled in), without the
 * `configuration_type` tag. Strings, numbers, booleans and lists of strings as the manifest's
 * `type` says.
 */
using Values = QJsonObject;

/** One thing that is wrong with one field, in words for the person who fills in the form. */
struct FieldError
{
    QString field;   ///< name of the field in the manifest
    QString message; ///< a sentence without a full stop, for example "Invalid database specified"

    friend bool operator==(const FieldError &, const FieldError &) = default;
};

/** The data product that a configuration belongs to. Members that are not known are null strings.
 */
struct Product
{
    QString id;         ///< uuid
    QString name;       ///< display name
    QString nameSpace;  ///< its namespace, for example "sales_orders"
    QString mapping;    ///< "default" (names follow the namespace) or "custom"
    QString domainId;   ///< uuid of the domain
    QString domainName; ///< display name of the domain
};

} // namespace outlet
