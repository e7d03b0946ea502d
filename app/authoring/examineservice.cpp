// SPDX-License-Identifier: GPL-3.0-or-later
// The hooks of plugins that do something by themselves.
#include "app/authoring/examination.h"
#include "app/authoring/samples.h"
#include "registry/plugincontext.h"
#include "registry/pluginsettings.h"
#include "ui-schemas/quote.h"

#include <outlet/eventsubscriber.h>
#include <outlet/healthcheck.h>
#include <outlet/lifecycle.h>
#include <outlet/routes.h>
#include <outlet/seed.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

/** Settings as an operator may give them: those that are required, with a value that fits. */
std::expected<QJsonObject, Problems> sampleSettings(const Patient &patient)
{
    const auto &fields = patient.manifest.settings;
    const Candidates candidates =
        candidatesFor(fields, patient.document.value("settings"_L1).toArray());
    QJsonObject given;
    for (const ui::Field &field : fields) {
        const QJsonArray fit = candidates.value(field.name);
        if (field.required && !fit.isEmpty())
            given.insert(field.name, fit.first());
    }
    return registry::settingsOf(patient.manifest, given);
}

std::shared_ptr<registry::PluginContext> contextOf(const Patient &patient,
                                                   const QJsonObject &settings)
{
    return std::make_shared<registry::PluginContext>(
        patient.manifest.id, std::make_shared<registry::ServiceTable>(),
        std::make_shared<registry::EventBus>(), settings);
}

/** Whether it works now; what it has to say against it is its own business. */
bool startUp(const Patient &patient, Caller &caller,
             const std::shared_ptr<registry::PluginContext> &context)
{
    auto *hook = qobject_cast<Lifecycle *>(patient.object);
    const QString about = u"settings that fit the manifest"_s;
    const auto initialized =
        caller.ask(u"initialize"_s, about, [hook, context] { return hook->initialize(*context); });
    if (!initialized || !*initialized)
        return false;
    const auto started = caller.ask(u"start"_s, about, [hook, context] { return hook->start(); });
    return started && *started;
}

void stop(const Patient &patient, Caller &caller,
          const std::shared_ptr<registry::PluginContext> &context)
{
    auto *hook = qobject_cast<Lifecycle *>(patient.object);
    caller.ask(u"stop"_s, u"whatever start() answered"_s, [hook, context]() -> Result<void> {
        hook->stop();
        return {};
    });
}

QList<Request> requestsTo(const ui::Endpoint &endpoint)
{
    static const QRegularExpression placeholder(u"\\{[^}]*\\}"_s);
    QList<Request> all;
    const QList<QByteArray> bodies{{},
                                   "{}",
                                   "[1,",
                                   "\xff\xfe\x00",
                                   QByteArray("[").repeated(100'000),
                                   QByteArray(1'000'000, 'x')};
    for (const auto &[about, text] : oddTexts()) {
        const bool isPath = isSound(text) && !text.isEmpty() && text.size() < 1000;
        all.append({.method = endpoint.method,
                    .path = QString(endpoint.path).replace(placeholder, isPath ? text : u"a"_s),
                    .query = {{u"q"_s, text}, {text, u"q"_s}},
                    .headers = {{"x-odd", text.left(1000).toUtf8()}},
                    .body = bodies.at(all.size() % bodies.size()),
                    .correlationId = u"check"_s});
    }
    return all;
}

bool isSoundHeader(const std::pair<QByteArray, QByteArray> &header)
{
    const auto isClean = [](const QByteArray &text) {
        return !text.contains('\r') && !text.contains('\n') && !text.contains('\0');
    };
    return !header.first.isEmpty() && isClean(header.first) && isClean(header.second);
}

QList<Event> events()
{
    QJsonObject everything;
    for (const auto &[about, text] : oddTexts())
        everything.insert(about, text);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return {{1, now, u"plugin:enabled"_s, {{u"id"_s, u"a"_s}, {u"name"_s, u"A"_s}}},
            {2, now, u"configuration:created"_s, {}},
            {9, QDateTime(), u"some:topic"_s, everything},
            {10, now, QString(), {{QString(), QJsonValue()}}},
            {10, now, u"x:"_s + QString(100'000, u'x'), everything}};
}

/** A database that fails, or that is empty. */
class OddDatabase final : public outlet::Database
{
public:
    explicit OddDatabase(bool fails) : m_fails(fails) {}

    Result<qint64> execute(const QString &, const QVariantList &) override
    {
        if (m_fails)
            return fail(ErrorCode::Database, u"the database is locked"_s);
        return 0;
    }

    Result<QJsonArray> query(const QString &, const QVariantList &) override
    {
        if (m_fails)
            return fail(ErrorCode::Database, u"the database is locked"_s);
        return QJsonArray();
    }

private:
    bool m_fails;
};

} // namespace

bool begin(const Patient &patient, Caller &caller)
{
    if (!patient.manifest.hooks.contains(ui::Hook::Lifecycle))
        return true;
    const auto settings = sampleSettings(patient);
    if (!settings)
        return false; // the examination of Lifecycle tells
    // Kept to the end: the plugin may use it as long as it runs.
    static const auto context = contextOf(patient, *settings);
    return startUp(patient, caller, context);
}

void examineLifecycle(const Patient &patient, Caller &caller)
{
    const auto settings = sampleSettings(patient);
    if (!settings)
        return caller.teller().skipped(
            u"nothing was started: no value is at hand for the setting %1, add \"x-samples\" to it"_s
                .arg(settings.error().first().where));
    for (int round = 0; round < 2; ++round) { // disabled, and enabled again
        const auto context = contextOf(patient, *settings);
        startUp(patient, caller, context);
        stop(patient, caller, context);
        context->retire();
    }
}

void examineRoutes(const Patient &patient, Caller &caller)
{
    auto *hook = qobject_cast<Routes *>(patient.object);
    for (const ui::Endpoint &endpoint : patient.manifest.endpoints) {
        const QString name = endpoint.method + u' ' + endpoint.path;
        for (const Request &request : requestsTo(endpoint)) {
            const auto answer = caller.ask(u"handle"_s, name + u' ' + ui::quoted(request.path),
                                           [hook, request] { return hook->handle(request); });
            if (!answer || !*answer)
                continue;
            const bool isFit = (*answer)->status >= 200 && (*answer)->status <= 599 &&
                               std::ranges::all_of((*answer)->headers, isSoundHeader);
            if (!isFit)
                caller.teller().found(finding(
                    Fault::ResponseInvalid,
                    u"handle() of %1 answers with status %2 and %3 headers; wanted 200 to 599, and "
                    "headers without CR, LF and NUL."_s.arg(name)
                        .arg((*answer)->status)
                        .arg((*answer)->headers.size()),
                    name, u"Encode what comes from requests before it becomes a header."_s));
        }
    }
}

void examineEvents(const Patient &patient, Caller &caller)
{
    auto *hook = qobject_cast<EventSubscriber *>(patient.object);
    const auto topics = caller.ask(u"topics"_s, u"nothing"_s,
                                   [hook] { return Result<QStringList>(hook->topics()); });
    if (topics && *topics) {
        if (const auto filter = registry::TopicFilter::from(**topics); !filter)
            caller.teller().found(finding(Fault::TopicInvalid,
                                          u"topics(): %1"_s.arg(filter.error().message),
                                          u"topics"_s, filter.error().hint));
    }
    for (const Event &event : events())
        caller.ask(u"onEvent"_s, u"the topic "_s + ui::quoted(event.topic),
                   [hook, event]() -> Result<void> {
                       hook->onEvent(event);
                       return {};
                   });
}

void examineHealth(const Patient &patient, Caller &caller)
{
    auto *hook = qobject_cast<HealthCheck *>(patient.object);
    for (int i = 0; i < 20; ++i) {
        const auto health = caller.ask(u"health"_s, u"nothing"_s,
                                       [hook] { return Result<Health>(hook->health()); });
        if (!health || !*health)
            continue;
        for (const QString &key : (*health)->details.keys())
            caller.judgeText(u"health"_s, u"nothing"_s,
                             key + (*health)->details.value(key).toString());
    }
}

void examineSeed(const Patient &patient, Caller &caller)
{
    auto *hook = qobject_cast<Seed *>(patient.object);
    for (const bool fails : {true, false}) {
        const auto database = std::make_shared<OddDatabase>(fails);
        caller.ask(u"seed"_s, fails ? u"a database that fails"_s : u"an empty database"_s,
                   [hook, database] { return hook->seed(*database); });
    }
}

} // namespace outlet::app::authoring
