// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginevents.h"

#include <QLoggingCategory>
#include <QMap>

#include <ranges>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

Q_LOGGING_CATEGORY(log, "outlet.registry", QtInfoMsg)

/** What a snapshot says about one id. */
struct Standing
{
    const Connector *inForce = nullptr;
    std::vector<const Rejected *> rejected;

    bool isAbsent() const { return !inForce && rejected.empty(); }

    bool isLeftOut() const
    {
        return !inForce && std::ranges::any_of(rejected, [](const Rejected *one) {
            return stageOf(one->verdict.code) == Stage::Select;
        });
    }

    bool hasFailure(const Rejected &like) const
    {
        return std::ranges::any_of(rejected, [&](const Rejected *one) {
            return one->verdict == like.verdict && one->candidate == like.candidate;
        });
    }
};

using Standings = QMap<QString, Standing>;

QString idOf(const Rejected &rejected)
{
    return rejected.manifest ? rejected.manifest->id : rejected.candidate.name;
}

/** In the order of the snapshot, each id once. */
Standings standingsIn(const Snapshot *snapshot, QStringList *order = nullptr)
{
    Standings standings;
    const auto at = [&](const QString &id) -> Standing & {
        if (order && !standings.contains(id))
            order->append(id);
        return standings[id];
    };
    if (!snapshot)
        return standings;
    for (const Connector &connector : snapshot->connectors)
        at(connector.manifest.id).inForce = &connector;
    for (const Rejected &rejected : snapshot->rejected) {
        if (rejected.verdict.code != VerdictCode::UnknownName) // a word in the settings
            at(idOf(rejected)).rejected.push_back(&rejected);
    }
    return standings;
}

QJsonObject payloadOf(const QString &id, const ui::Manifest *manifest, const Candidate &candidate)
{
    QJsonObject payload = {{u"id"_s, id}, {u"source"_s, nameOf(candidate.source)}};
    if (manifest) {
        payload.insert(u"plugin"_s, manifest->plugin);
        payload.insert(u"version"_s, manifest->versionText);
    }
    return payload;
}

QJsonObject payloadOf(const QString &id, const Standing &standing)
{
    if (standing.inForce)
        return payloadOf(id, &standing.inForce->manifest, standing.inForce->candidate);
    const Rejected &rejected = *standing.rejected.front();
    return payloadOf(id, rejected.manifest ? &*rejected.manifest : nullptr, rejected.candidate);
}

News failure(const QString &id, const Rejected &rejected)
{
    QJsonObject payload =
        payloadOf(id, rejected.manifest ? &*rejected.manifest : nullptr, rejected.candidate);
    payload.insert(u"code"_s, nameOf(rejected.verdict.code));
    payload.insert(u"stage"_s, nameOf(stageOf(rejected.verdict.code)));
    payload.insert(u"message"_s, rejected.verdict.message);
    payload.insert(u"hint"_s, rejected.verdict.hint);
    return {u"plugin:failed"_s, payload};
}

/** What is in force now and was not, or is no more, or is another one. */
void compareForce(const QString &id, const Standing &was, const Standing &is,
                  std::vector<News> &news)
{
    QJsonObject payload = payloadOf(id, is);
    if (is.inForce && !was.inForce)
        news.push_back({was.isLeftOut() ? u"plugin:enabled"_s : u"plugin:loaded"_s, payload});
    if (!is.inForce && was.inForce && is.isLeftOut())
        news.push_back({u"plugin:disabled"_s, payload});
    if (!is.inForce || !was.inForce)
        return;
    const QString version = was.inForce->manifest.versionText;
    if (is.inForce->candidate.module == was.inForce->candidate.module &&
        is.inForce->manifest.versionText == version)
        return;
    payload.insert(u"was"_s, version);
    news.push_back({u"plugin:reloaded"_s, payload});
}

} // namespace

std::vector<News> changesBetween(const Snapshot *before, const Snapshot &after)
{
    QStringList order;
    const Standings then = standingsIn(before);
    const Standings now = standingsIn(&after, &order);
    std::vector<News> news;
    for (const QString &id : order) {
        const Standing was = then.value(id);
        const Standing is = now.value(id);
        if (was.isAbsent())
            news.push_back({u"plugin:discovered"_s, payloadOf(id, is)});
        compareForce(id, was, is, news);
        for (const Rejected *rejected : is.rejected) {
            if (stageOf(rejected->verdict.code) != Stage::Select && !was.hasFailure(*rejected))
                news.push_back(failure(id, *rejected));
        }
    }
    for (const QString &id : then.keys()) {
        if (!now.contains(id))
            news.push_back({u"plugin:removed"_s, payloadOf(id, then.value(id))});
    }
    return news;
}

void publishChanges(EventBus &bus, const Snapshot *before, const Snapshot &after)
{
    for (const News &news : changesBetween(before, after)) {
        if (const auto published = bus.publish(news.topic, news.payload); !published)
            qCWarning(log).noquote() << published.error().message;
    }
}

} // namespace outlet::registry
