// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/echo.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Snapshot;

namespace {

struct Names
{
    QSet<QString> secret;
    /** Members of bodies about configurations, then the fields that are not secret. */
    QSet<QString> open = {u"configuration_type"_s, u"platform_id"_s, u"service_id"_s, u"mapping"_s};

    void add(const ui::Manifest &manifest)
    {
        for (const ui::Field &field : manifest.fields)
            (field.secret ? secret : open).insert(field.name);
    }
};

Names namesIn(const Snapshot &snapshot)
{
    Names names;
    for (const registry::Connector &connector : snapshot.connectors)
        names.add(connector.manifest);
    for (const registry::Rejected &rejected : snapshot.rejected) {
        if (rejected.manifest)
            names.add(*rejected.manifest);
    }
    return names;
}

/** @param isOpen whether a plain value may be shown where this one stands */
QJsonValue shown(const QJsonValue &value, const Names &names, Meant meant, bool isOpen)
{
    if (value.isArray()) {
        QJsonArray items;
        for (const QJsonValue item : value.toArray())
            items.append(shown(item, names, meant, isOpen));
        return items;
    }
    if (!value.isObject())
        return isOpen ? value : QJsonValue();
    QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        const bool isSecret = names.secret.contains(member.key());
        const bool isKnown = meant == Meant::Clear || names.open.contains(member.key());
        *member = isSecret ? QJsonValue() : shown(*member, names, meant, isKnown);
    }
    return object;
}

} // namespace

Reply refusedReply(const Request &request, const Snapshot &snapshot, QList<InvalidValue> problems,
                   const QJsonValue &body, Meant meant)
{
    const Names names = namesIn(snapshot);
    for (InvalidValue &problem : problems) {
        // What is missing is shown by the whole in which it is missing.
        const bool isSecret = problem.type != "missing"_L1 &&
                              std::ranges::any_of(problem.where, [&](const QJsonValue &part) {
                                  return names.secret.contains(part.toString());
                              });
        problem.input = isSecret ? QJsonValue() : shown(problem.input, names, meant, true);
    }
    return invalidReply(request, problems, shown(body, names, meant, meant == Meant::Clear));
}

} // namespace outlet::app::api
