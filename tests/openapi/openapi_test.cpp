// SPDX-License-Identifier: GPL-3.0-or-later
// The description of the API before an independent judge, and real answers before the description.
#include "app/sampledata.h"
#include "tests/app/loadable.h"
#include "tests/app/pluginapi.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <functional>
#include <utility>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

namespace {

const QString validator = QStringLiteral(OUTLET_VALIDATOR);

/** What the judge prints, and whether it found nothing. */
struct Judgement
{
    bool isFine = false;
    QString text;
};

Judgement judge(const QJsonObject &document)
{
    QTemporaryDir directory;
    QFile file(directory.filePath(u"cases.json"_s));
    if (!file.open(QIODevice::WriteOnly))
        giveUp(file.errorString());
    file.write(QJsonDocument(document).toJson(QJsonDocument::Compact));
    file.close();
    QProcess node;
    node.setProcessChannelMode(QProcess::MergedChannels);
    node.start(u"node"_s, {QStringLiteral(OUTLET_SOURCE_DIR "/tests/openapi/validate.mjs"),
                           validator, file.fileName()});
    if (!node.waitForFinished(120'000))
        giveUp(u"node: "_s + node.errorString());
    return {node.exitStatus() == QProcess::NormalExit && node.exitCode() == 0,
            QString::fromUtf8(node.readAll())};
}

using Tweak = std::function<void(Request &)>;

Tweak sends(const QByteArray &method, const QByteArray &body, const QByteArray &ifMatch = {})
{
    return [=](Request &request) {
        request.method = method;
        request.body = body;
        request.ifMatch = ifMatch;
        request.isAdmin = true;
    };
}

/** The whole API with examples in its database. */
class Examples
{
public:
    Examples();

    QJsonObject json(const QByteArray &target)
    {
        return QJsonDocument::fromJson(m_api.get(target).body).object();
    }

    /** At least one answer of each route, and refusals of each kind. */
    QJsonArray answers();

private:
    QByteArray firstId(const QByteArray &target, const QString &list)
    {
        return json(target)[list][0][u"id"_s].toString().toLatin1();
    }

    /** Asks, and keeps the answer as one of the route with that pattern. */
    void add(const QString &pattern, const QByteArray &target, const Tweak &tweak = {});
    void addConsole();
    void addPlugins();
    void addConfiguration();
    void addConfigurationWrites();
    void addOutputConfigurations();
    void addPaths(const QByteArray &configuration);
    void addAdministration();
    void addRefusals();

    PluginApi m_api;
    QJsonArray m_answers;
};

Examples::Examples()
{
    const auto filled = app::fillSampleData(m_api.database().handle(), migrations::Dialect::Sqlite);
    if (!filled)
        giveUp(filled.error().message);
    registry::Draft draft = sampleDraft();
    draft.connectors.front().manifest.hooks.append(ui::Hook::HealthCheck); // and no module to ask
    draft.connectors.back() = loadable(u"s3"_s);
    draft.rejected = {rejected(u"broken"_s, registry::VerdictCode::NotElf),
                      rejected(u"gateway"_s, registry::VerdictCode::Cycle, gateway())};
    m_api.use(std::move(draft));
}

void Examples::add(const QString &pattern, const QByteArray &target, const Tweak &tweak)
{
    Request request = requestFor(target);
    if (tweak)
        tweak(request);
    const Reply reply = m_api.ask(request);
    QJsonObject headers = {{u"X-Request-ID"_s, request.correlationId}}; // as the edge does
    for (const auto &[name, value] : reply.headers)
        headers.insert(QString::fromLatin1(name), QString::fromLatin1(value));
    m_answers.append(QJsonObject{
        {u"path"_s, pattern},
        {u"target"_s, QString::fromLatin1(target)},
        // A method that a path does not have is described with those that it has.
        {u"method"_s, reply.status == 405 ? u"GET"_s : QString::fromLatin1(request.method)},
        {u"status"_s, reply.status},
        {u"type"_s, QString::fromLatin1(reply.contentType)},
        {u"headers"_s, headers},
        {u"body"_s, QString::fromUtf8(reply.body)}});
}

/** What its page names, unless this build has only a page that says so. */
void Examples::addConsole()
{
    const QByteArray page = m_api.get("/").body;
    auto names = QRegularExpression(u"\"(/(?:assets/[^\"]+|favicon.svg))\""_s)
                     .globalMatch(QString::fromUtf8(page));
    if (!names.hasNext())
        return;
    add(u"/outlet-form.js"_s, "/outlet-form.js");
    add(u"/assets/{file}"_s, "/assets/nothing.js");
    while (names.hasNext()) {
        const QString name = names.next().captured(1);
        add(name.startsWith("/assets"_L1) ? u"/assets/{file}"_s : name, name.toLatin1());
    }
}

void Examples::addPlugins()
{
    const QString base = u"/api/v2/plugins/"_s;
    add(base, "/api/v2/plugins/");
    add(base, "/api/v2/plugins/?limit=2");
    add(base + u"platform-tiles"_s, "/api/v2/plugins/platform-tiles");
    add(base + u"discovery"_s, "/api/v2/plugins/discovery");
    add(base + u"discovery"_s, "/api/v2/plugins/discovery?limit=1&cursor=5");
    add(base + u"migrations"_s, "/api/v2/plugins/migrations");
    add(base + u"{name}/form"_s, "/api/v2/plugins/GlueDataOutput/form");
    add(base + u"{name}/form"_s, "/api/v2/plugins/S3DataOutput/form");
    add(base + u"{name}/schema"_s, "/api/v2/plugins/GlueDataOutput/schema");
    add(base + u"{name}/icon"_s, "/api/v2/plugins/S3DataOutput/icon");
    for (const QByteArray &name : {"SnowflakeDataOutput"_ba, "Gateway"_ba, "broken"_ba}) {
        add(base + u"{name}"_s, "/api/v2/plugins/" + name);
        add(base + u"{name}/why"_s, "/api/v2/plugins/" + name + "/why");
        add(base + u"{name}/migrations"_s, "/api/v2/plugins/" + name + "/migrations");
    }
    add(base + u"{name}/why"_s, "/api/v2/plugins/nothing/why");
    for (const QByteArray &name : {"SnowflakeDataOutput"_ba, "S3DataOutput"_ba, "broken"_ba})
        add(base + u"{name}/health"_s, "/api/v2/plugins/" + name + "/health");
    add(base + u"{name}"_s, "/api/v2/plugins/SnowflakeDataOutput"); // now with its health
}

void Examples::addConfiguration()
{
    const QString base = u"/api/v2/configuration/"_s;
    const QByteArray at = base.toLatin1();
    const QByteArray platform = firstId(at + "platforms", u"platforms"_s);
    const QByteArray services = at + "platforms/" + platform + "/services";
    const QByteArray environment = firstId(at + "environments", u"environments"_s);
    add(base + u"platforms"_s, at + "platforms");
    add(base + u"platforms"_s, at + "platforms?limit=1");
    add(base + u"platforms/configs"_s, at + "platforms/configs");
    add(base + u"platforms/configs/{config_id}"_s,
        at + "platforms/configs/" +
            firstId(at + "platforms/configs", u"platform_service_configurations"_s));
    add(base + u"platforms/{id}/services"_s, services);
    add(base + u"platforms/{id}/services/{service_id}"_s,
        services + '/' + firstId(services, u"platform_services"_s));
    add(base + u"environments"_s, at + "environments");
    add(base + u"environments/{id}"_s, at + "environments/" + environment);
    add(base + u"environments/{id}/configs"_s, at + "environments/" + environment + "/configs");
}

/** Each kind is written, read, written again, refused and removed. */
void Examples::addConfigurationWrites()
{
    const QString base = u"/api/v2/configuration/"_s;
    const auto lastId = [this] {
        const QJsonValue last = m_answers.last();
        return QJsonDocument::fromJson(last[u"body"_s].toString().toUtf8())[u"id"_s]
            .toString()
            .toLatin1();
    };
    struct Made
    {
        QString one;
        QByteArray target;
    };
    QList<Made> all;
    const auto make = [&](const QString &list, const QByteArray &target, const QString &one,
                          const QByteArray &place, const QByteArray &body,
                          const QByteArray &change) {
        add(base + list, target, sends("POST", "{}"));
        add(base + list, target, sends("POST", body));
        const QByteArray id = lastId();
        add(base + list, target, sends("POST", body)); // again: a conflict
        const QByteArray made = place + id;
        add(base + one, made);
        add(base + one, made, sends("PUT", change));
        add(base + one, made, sends("PUT", "{"));
        add(base + one, made, sends("PUT", change, "\"old\""));
        all.prepend({base + one, made});
        return id;
    };
    const QByteArray at = base.toLatin1();
    const QByteArray platform =
        make(u"platforms"_s, at + "platforms", u"platforms/{id}"_s, at + "platforms/",
             R"({"name":"Oracle"})", R"({"name":"ORACLE"})");
    const QByteArray service =
        make(u"platforms/{id}/services"_s, at + "platforms/" + platform + "/services",
             u"platforms/services/{service_id}"_s, at + "platforms/services/",
             R"({"name":"Exadata"})", R"({"name":"Exadata","result_string_template":"{x}"})");
    const QByteArray owner = R"({"service_id":")" + service + R"(","config":)";
    make(u"platforms/configs"_s, at + "platforms/configs", u"platforms/configs/{config_id}"_s,
         at + "platforms/configs/", owner + R"(["a"]})", R"({"config":[]})");
    const QByteArray environment =
        make(u"environments"_s, at + "environments", u"environments/{id}"_s, at + "environments/",
             R"({"name":"test","acronym":"tst"})",
             R"({"name":"test","acronym":"tst","context":null,"is_default":true})");
    const QByteArray below = at + "environments/" + environment;
    make(u"environments/{id}/configs"_s, below + "/configs",
         u"environments/{id}/configs/{config_id}"_s, below + "/configs/", owner + R"([{"a":1}]})",
         R"({"config":[]})");
    make(u"environments/{id}/platform_configs"_s, below + "/platform_configs",
         u"environments/{id}/platform_configs/{config_id}"_s, below + "/platform_configs/",
         R"({"platform_id":")" + platform + R"(","config":{"a":1}})", R"({"config":{}})");
    add(base + u"environments/{id}/platform_configs"_s, below + "/platform_configs");
    add(base + u"findings"_s, at + "findings");
    const QString inPlatform = base + u"platforms/{id}/services/{service_id}"_s;
    const QByteArray serviceTarget = at + "platforms/" + platform + "/services/" + service;
    add(inPlatform, serviceTarget, sends("PUT", R"({"name":"Glue"})"));
    add(inPlatform, serviceTarget, sends("DELETE", {})); // in use
    add(inPlatform, at + "platforms/" + service + "/services/" + service, sends("DELETE", {}));
    const QByteArray services = at + "platforms/" + platform + "/services";
    add(base + u"platforms/{id}/services"_s, services, sends("POST", R"({"name":"Spare"})"));
    add(inPlatform, services + '/' + lastId(), sends("DELETE", {}));
    for (const Made &made : all) {
        add(made.one, made.target, sends("DELETE", {}, "\"old\""));
        add(made.one, made.target, sends("DELETE", {}));
        add(made.one, made.target, sends("DELETE", {}));
        add(made.one, made.target);
    }
    const QByteArray options =
        firstId(at + "platforms/configs", u"platform_service_configurations"_s);
    add(base + u"platforms/configs/{config_id}"_s, at + "platforms/configs/" + options,
        sends("DELETE", {})); // with a warning
}

void Examples::addOutputConfigurations()
{
    m_api.database().run(QString::fromUtf8(
        contentOf(connectorFolder(u"s3"_s) + u"/migrations/0001_create_configurations.up.sql"_s)));
    const QString all = u"/api/v2/data_output_configurations/"_s;
    const QString one = all + u"{id}"_s;
    const QByteArray good = R"({"configuration_type":"S3DataOutput","bucket":"datalake",)"
                            R"("suffix":"s","path":"p","name":"mine"})";
    for (int i = 0; i < 3; ++i)
        add(all, all.toLatin1(), sends("POST", good));
    add(all, all.toLatin1(), sends("POST", "{}"));
    add(all, all.toLatin1(), sends("POST", "{"));
    add(all, all.toLatin1());
    add(all, all.toLatin1() + "?limit=2&configuration_type=S3DataOutput");
    add(all, all.toLatin1() + "?cursor=x");
    const QByteArray target =
        all.toLatin1() + firstId(all.toLatin1(), u"data_output_configurations"_s);
    add(one, target);
    add(one + u"/access"_s, target + "/access");
    add(one + u"/access"_s, all.toLatin1() + "1/access");
    add(one, target, sends("PUT", good));
    add(one, target, sends("PUT", "[]"));
    add(one, target, sends("PUT", good, "\"old\""));
    add(one, target,
        sends("PUT", R"({"configuration_type":"GlueDataOutput","database":"clean",)"
                     R"("access_granularity":"schema","database_suffix":"s"})"));
    m_api.database().run(u"DELETE FROM s3_data_output_configurations"_s);
    add(one, target); // with a note
    add(one, target, sends("DELETE", {}, "\"old\""));
    add(one, target, sends("DELETE", {}));
    add(one, target);
    add(one, all.toLatin1() + "1");
    const QString validate = u"/api/v2/plugins/{name}/validate"_s;
    for (const QByteArray &body : {good, "{}"_ba, "["_ba})
        add(validate, "/api/v2/plugins/S3DataOutput/validate", sends("POST", body));
    add(validate, "/api/v2/plugins/nothing/validate", sends("POST", good));
    addPaths(good);
    addAdministration();
}

/** The registry's part is played: what it does has tests of its own. */
void Examples::addAdministration()
{
    const auto answer = [](const QString &name, bool isChanged) -> Result<registry::Change> {
        if (name == "broken"_L1)
            return fail(ErrorCode::Conflict, u"It is broken"_s, u"Mend it"_s);
        if (name == "nothing"_L1)
            return fail(ErrorCode::NotFound, u"Plugin 'nothing' not found"_s);
        return registry::Change{.name = name,
                                .isChanged = isChanged,
                                .verdict = {registry::VerdictCode::Ready, u"In force."_s, {}, {}},
                                .version = isChanged ? u"1.0.0"_s : QString(),
                                .alsoInForce = {u"Other"_s},
                                .alsoLeft = {}};
    };
    m_api.operations.setEnabled = answer;
    m_api.operations.reload = answer;
    m_api.operations.install = [answer](const QByteArray &package,
                                        bool) -> Result<app::api::Installation> {
        auto change = answer(QString::fromUtf8(package), true);
        if (!change)
            return std::unexpected(change.error());
        return app::api::Installation{
            .change = std::move(*change),
            .status = package == "old" ? u"unchanged"_s : u"upgraded"_s,
            .before = u"0.9.0"_s,
            .isInForce = true,
            .objection = package == "low" ? std::optional(app::api::StoredOutlook{
                                                .configurations = 2,
                                                .affected = 1,
                                                .findings = {{.id = u"1"_s, .reason = u"No"_s}}})
                                          : std::nullopt};
    };
    const auto manifest = [this](const QString &name) -> Result<ui::Manifest> {
        const registry::Connector *connector = m_api.snapshot().find(name);
        if (!connector)
            return fail(ErrorCode::NotFound, u"Version 9 is not installed"_s);
        return connector->manifest;
    };
    m_api.operations.packagedManifest =
        [manifest](const QByteArray &package) -> Result<ui::Manifest> {
        auto found = manifest(QString::fromUtf8(package));
        return found ? found : fail(ErrorCode::Conflict, u"It is broken"_s, u"Mend it"_s);
    };
    m_api.operations.installedManifest = [manifest](const QString &, const QString &version) {
        return manifest(version == "1.0.0"_L1 ? u"S3DataOutput"_s : u"nothing"_s);
    };
    m_api.operations.uninstall = [answer](const QString &name, migrations::UninstallMode,
                                          bool) -> Result<app::api::Removal> {
        auto change = answer(name, true);
        if (!change)
            return std::unexpected(change.error());
        return app::api::Removal{.change = std::move(*change), .database = {}};
    };
    const auto posted = [](Request &request) { request.method = "POST"; };
    for (const QString &word : {u"enable"_s, u"disable"_s, u"toggle"_s, u"reload"_s}) {
        const QString pattern = u"/admin/plugins/{name}/"_s + word;
        for (const QByteArray &name : {"S3DataOutput"_ba, "broken"_ba, "nothing"_ba})
            add(pattern, "/admin/plugins/" + name + '/' + word.toLatin1(), posted);
        add(pattern, "/admin/plugins/S3DataOutput/" + word.toLatin1() + "?force=x", posted);
    }
    for (const QString &word : {u"reload"_s, u"toggle"_s}) {
        for (const QByteArray &name : {"S3DataOutput"_ba, "broken"_ba})
            add(u"/plugins/{name}/"_s + word, "/plugins/" + name + '/' + word.toLatin1(), posted);
    }
    for (const QByteArray &package : {"new"_ba, "old"_ba, "low"_ba, "broken"_ba, ""_ba})
        add(u"/admin/plugins/install"_s, "/admin/plugins/install", [package](Request &request) {
            request.method = "POST";
            request.body = package;
        });
    for (const QByteArray &package : {"S3DataOutput"_ba, "nothing"_ba, ""_ba})
        add(u"/admin/plugins/preview"_s, "/admin/plugins/preview", [package](Request &request) {
            request.method = "POST";
            request.body = package;
        });
    for (const QByteArray &target :
         {"S3DataOutput/preview?version=1.0.0"_ba, "S3DataOutput/preview?version=9"_ba,
          "S3DataOutput/preview?data=drop"_ba, "S3DataOutput/preview?data=archive"_ba,
          "nothing/preview?data=keep"_ba, "S3DataOutput/preview"_ba,
          "S3DataOutput/preview?data=burn"_ba})
        add(u"/admin/plugins/{name}/preview"_s, "/admin/plugins/" + target);
    for (const QByteArray &target : {"S3DataOutput"_ba, "broken"_ba, "nothing"_ba,
                                     "S3DataOutput?data=burn"_ba, "S3DataOutput?confirm=x"_ba})
        add(u"/admin/plugins/{name}"_s, "/admin/plugins/" + target,
            [](Request &request) { request.method = "DELETE"; });
    add(u"/api/v2/permissions"_s, "/api/v2/permissions");
    add(u"/api/v2/events"_s, "/api/v2/events");
    add(u"/api/v2/events"_s, "/api/v2/events?topic=%20");
    add(u"/admin/plugins"_s, "/admin/plugins");
    add(u"/plugins"_s, "/plugins");
    add(u"/plugins/{name}"_s, "/plugins/S3DataOutput");
    add(u"/plugins/{name}"_s, "/plugins/nothing");
}

void Examples::addPaths(const QByteArray &configuration)
{
    const QString render = u"/api/v2/plugins/render_technical_asset_access_path"_s;
    const QJsonArray services =
        json("/api/v2/configuration/platforms/configs")[u"platform_service_configurations"_s]
            .toArray();
    const QJsonValue service = *std::ranges::find_if(
        services, [](const QJsonValue &item) { return item[u"service"_s][u"name"_s] == u"S3"_s; });
    const auto body = [&](const QJsonValue &serviceId) {
        return [=](Request &request) {
            request.method = "POST";
            request.body =
                QJsonDocument(QJsonObject{{u"platform_id"_s, service[u"platform"_s][u"id"_s]},
                                          {u"service_id"_s, serviceId},
                                          {u"configuration"_s,
                                           QJsonDocument::fromJson(configuration).object()}})
                    .toJson();
        };
    };
    add(render, render.toLatin1(), body(service[u"service"_s][u"id"_s]));
    add(render, render.toLatin1(), body(u"11111111-1111-1111-1111-111111111111"_s));
    add(render, render.toLatin1(), body(1));
    const QString url = u"/api/v2/plugins/{platform}/url"_s;
    const QByteArray id = "?id=11111111-1111-1111-1111-111111111111";
    Request request = requestFor("/api/v2/data_output_configurations/", "POST");
    request.body = configuration;
    const QJsonObject stored = QJsonDocument::fromJson(m_api.ask(request).body).object();
    add(url, "/api/v2/plugins/s3/url?environment=development&id=" +
                 stored[u"id"_s].toString().toLatin1());
    add(url, "/api/v2/plugins/s3/url" + id);
    add(url, "/api/v2/plugins/redshift/url" + id);
    add(url, "/api/v2/plugins/nothing/url" + id);
    add(url, "/api/v2/plugins/s3/url?id=1");
}

void Examples::addRefusals()
{
    const QString plugins = u"/api/v2/plugins/"_s;
    const QString environments = u"/api/v2/configuration/environments/{id}"_s;
    add(plugins, "/api/v2/plugins/?limit=x");
    add(plugins, "/api/v2/plugins/", [](Request &request) { request.ifNoneMatch = "*"; });
    add(plugins, "/api/v2/plugins/", [](Request &request) { request.acceptEncoding = "*;q=0"; });
    add(plugins, "/api/v2/plugins/", [](Request &request) { request.method = "POST"; });
    add(plugins + u"{name}"_s, "/api/v2/plugins/nothing");
    add(plugins + u"{name}/form"_s, "/api/v2/plugins/nothing/form");
    add(plugins + u"{name}/schema"_s, "/api/v2/plugins/nothing/schema");
    add(plugins + u"{name}/icon"_s, "/api/v2/plugins/nothing/icon");
    add(plugins + u"{name}/migrations"_s, "/api/v2/plugins/nothing/migrations");
    add(plugins + u"{name}/health"_s, "/api/v2/plugins/nothing/health");
    add(environments, "/api/v2/configuration/environments/1");
    add(environments, "/api/v2/configuration/environments/11111111-1111-1111-1111-111111111111");
    m_api.database().run(u"DROP TABLE env_platform_configs"_s);
    add(u"/readyz"_s, "/readyz");
    m_api.useNothing();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"503 unavailable"_s));
    add(plugins, "/api/v2/plugins/");
}

QJsonArray Examples::answers()
{
    for (const QString &path :
         {u"/"_s, u"/healthz"_s, u"/readyz"_s, u"/metrics"_s, u"/openapi.json"_s, u"/docs"_s,
          u"/api/v2/version"_s, u"/api/v2/"_s})
        add(path, path.toLatin1());
    addConsole();
    addPlugins();
    addConfiguration();
    addConfigurationWrites();
    addOutputConfigurations();
    addRefusals();
    return std::exchange(m_answers, {});
}

/** A configuration, and what the schemas have to say about it. */
QJsonObject value(const QString &about, const QByteArray &json, bool isValid)
{
    return {{u"schema"_s, u"Configuration"_s},
            {u"about"_s, about},
            {u"value"_s, QJsonDocument::fromJson(json).object()},
            {u"valid"_s, isValid}};
}

} // namespace

class OpenApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theDocumentAndTheAnswersAreAsDescribed();
    void configurationsAreJudgedByTheirSchemas();
    void theJudgeFindsFaults_data();
    void theJudgeFindsFaults();
};

void OpenApiTest::initTestCase()
{
    if (!QFileInfo::exists(validator + u"/complete"_s) ||
        QStandardPaths::findExecutable(u"node"_s).isEmpty())
        QSKIP("The validator is not there: it needs npm and its registry");
}

void OpenApiTest::theDocumentAndTheAnswersAreAsDescribed()
{
    Examples examples;
    const QJsonObject api = examples.json("/openapi.json");
    const Judgement judgement =
        judge({{u"api"_s, api}, {u"answers"_s, examples.answers()}, {u"values"_s, QJsonArray()}});
    QVERIFY2(judgement.isFine, qPrintable(judgement.text));
}

void OpenApiTest::configurationsAreJudgedByTheirSchemas()
{
    Examples examples;
    const QJsonArray values = {
        value(u"a bucket"_s,
              R"({"configuration_type":"S3DataOutput","bucket":"datalake","path":"x"})", true),
        value(u"an alias as the tag"_s,
              R"({"configuration_type":"S3TechnicalAssetConfiguration","bucket":"a","path":"b"})",
              true),
        value(u"a key that nobody knows"_s,
              R"({"configuration_type":"S3DataOutput","bucket":"a","path":"b","x":1})", true),
        value(u"no tag"_s, R"({"bucket":"a","path":"b"})", false),
        value(u"an unknown tag"_s, R"({"configuration_type":"X","bucket":"a","path":"b"})", false),
        value(u"a required field that is missing"_s,
              R"({"configuration_type":"S3DataOutput","path":"b"})", false),
        value(u"a number for a string"_s,
              R"({"configuration_type":"S3DataOutput","bucket":1,"path":"b"})", false),
        value(u"null for a string"_s,
              R"({"configuration_type":"S3DataOutput","bucket":null,"path":"b"})", false),
        value(u"a choice that there is not"_s,
              R"({"configuration_type":"SnowflakeDataOutput","database":"a",)"
              R"("access_granularity":"column"})",
              false),
        value(u"a choice that there is"_s,
              R"({"configuration_type":"SnowflakeDataOutput","database":"a",)"
              R"("access_granularity":"table"})",
              true)};
    const QJsonObject api = examples.json("/openapi.json");
    const Judgement judgement =
        judge({{u"api"_s, api}, {u"answers"_s, examples.answers()}, {u"values"_s, values}});
    QVERIFY2(judgement.isFine, qPrintable(judgement.text));
}

void OpenApiTest::theJudgeFindsFaults_data()
{
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("replacement");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char *name, const QByteArray &find, const QByteArray &replacement,
                        const QString &fault) {
        QTest::newRow(name) << find << replacement << fault;
    };
    row("an OpenAPI that there is not", R"("openapi":"3.1.0")", R"("openapi":"3.1")",
        u"document: "_s);
    row("an operation without responses", R"("responses":{"200":)", R"("answers":{"200":)",
        u"document: "_s);
    row("a type that there is not", R"("type":"boolean")", R"("type":"bool")", u"schema "_s);
    row("a reference to nothing", "#/components/schemas/Verdict", "#/components/schemas/Nothing",
        u"schema Candidate: "_s);
    row("a key that is not described", R"("has_menu":{)", R"("has_more":{)",
        u"GET /api/v2/plugins/platform-tiles: 200: "_s);
    row("a header that is not sent", R"("Vary":{"$ref":"#/components/headers/Vary"})",
        R"("Age":{"$ref":"#/components/headers/Vary"})", u"header Age is missing"_s);
    row("a path that is called otherwise", R"("/healthz":{)", R"("/health":{)",
        u"GET /healthz: 200: is not described for /healthz"_s);
    row("another content type", R"("image/svg+xml":)", R"("image/png":)",
        u"image/svg+xml is not described"_s);
}

void OpenApiTest::theJudgeFindsFaults()
{
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, replacement);
    QFETCH(QString, fault);
    Examples examples;
    QByteArray text = QJsonDocument(examples.json("/openapi.json")).toJson(QJsonDocument::Compact);
    QVERIFY(text.contains(find));
    text.replace(find, replacement);
    const Judgement judgement = judge({{u"api"_s, QJsonDocument::fromJson(text).object()},
                                       {u"answers"_s, examples.answers()},
                                       {u"values"_s, QJsonArray()}});
    QVERIFY(!judgement.isFine);
    QVERIFY2(judgement.text.contains(fault), qPrintable(judgement.text));
}

QTEST_GUILESS_MAIN(OpenApiTest)
#include "openapi_test.moc"
