// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/result.h>
#include <outlet/values.h>

#include <QJsonValue>
#include <QList>
#include <QString>
#include <QtPlugin>

namespace outlet {

/** One choice of a select or radio; `value` is a string or a boolean. */
struct FieldOption
{
    QString label;
    QJsonValue value;
};

/**
 * The choices of a field whose manifest says `"options_from": "connector"`.
 *
 * May be slow (it may ask the destination), so it runs on a worker with a deadline and its answer
 * is cached for a short time. A failure leaves this field without choices and says so; the rest of
 * the form is served. May be called from several threads at once.
 */
class OptionsSource
{
public:
    virtual ~OptionsSource() = default;

    /**
     * @param field name of the field
     * @param values what has been entered so far; may be incomplete or invalid
     */
    virtual Result<QList<FieldOption>> options(const QString &field, const Values &values) = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::OptionsSource, "org.outlet.OptionsSource/1")
