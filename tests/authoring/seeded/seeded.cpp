// SPDX-License-Identifier: GPL-3.0-or-later
#include <outlet/accesspath.h>
#include <outlet/accessurl.h>
#include <outlet/configurationrules.h>
#include <outlet/connector.h>
#include <outlet/environmentmatch.h>
#include <outlet/eventsubscriber.h>
#include <outlet/healthcheck.h>
#include <outlet/lifecycle.h>
#include <outlet/links.h>
#include <outlet/optionssource.h>
#include <outlet/routes.h>
#include <outlet/rules.h>
#include <outlet/seed.h>

#include <QFile>

#include <atomic>
#include <chrono>
#include <dlfcn.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet;

namespace {

/** The line of the file `behaviour` beside the module: the one fault that it has. */
QByteArray behaviour()
{
    Dl_info info = {};
    ::dladdr(reinterpret_cast<const void *>(&behaviour), &info);
    const QByteArray path(info.dli_fname);
    QFile file(QString::fromLocal8Bit(path.first(path.lastIndexOf('/')) + "/behaviour"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

} // namespace

class Seeded final : public QObject,
                     public Lifecycle,
                     public ConfigurationRules,
                     public AccessPath,
                     public AccessUrl,
                     public OptionsSource,
                     public EnvironmentMatch,
                     public Routes,
                     public EventSubscriber,
                     public Seed,
                     public HealthCheck
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
    Q_INTERFACES(outlet::Lifecycle outlet::ConfigurationRules outlet::AccessPath outlet::AccessUrl
                     outlet::OptionsSource outlet::EnvironmentMatch outlet::Routes
                         outlet::EventSubscriber outlet::Seed outlet::HealthCheck)

public:
    Seeded() { misbehave("constructor"); }

    Result<void> initialize(Context &context) override
    {
        misbehave("initialize");
        if (context.settings().value(u"limit"_s).toInt() < 1)
            return fail(ErrorCode::InvalidArgument, u"the limit is not what the manifest says"_s);
        if (is("initialize silent"))
            return fail(ErrorCode::Unavailable, {});
        return {};
    }
    Result<void> start() override { return {}; }
    void stop() override { misbehave("stop"); }

    Values normalise(const Values &values) const override
    {
        misbehave("normalise");
        Values complete = values;
        if (is("normalise unstable"))
            complete.insert(u"path"_s, values.value(u"path"_s).toString() + u"x"_s);
        if (is("normalise drops"))
            complete.remove(u"item"_s);
        if (is("normalise adds"))
            complete.insert(u"full_path"_s, u"a"_s);
        if (is("normalise wrong value"))
            complete.insert(u"path"_s, 5);
        return complete;
    }

    QList<FieldError> check(const Values &values, const Product &) const override
    {
        misbehave("check");
        if (is("check at text") && !values.value(u"path"_s).isString())
            throw std::runtime_error("no text");
        if (is("check unknown field"))
            return {{u"file"_s, u"Wrong file"_s}};
        if (is("check silent"))
            return {{u"path"_s, u""_s}};
        return {};
    }

    Result<QString> accessPath(const QString &rendered) const override
    {
        misbehave("accessPath");
        if (is("accessPath index") && rendered.isEmpty())
            __builtin_trap(); // as an assertion in a debug build would
        if (is("accessPath quadratic") && rendered.size() > 100'000)
            wait();
        if (is("accessPath half") && rendered.size() > 100)
            return rendered.left(5) + QChar(0xd83d);
        if (is("accessPath silent"))
            return fail(ErrorCode::InvalidArgument, u" "_s);
        if (is("accessPath counts"))
            return rendered + QString::number(++m_calls);
        if (is("accessPath leaks"))
            m_last = new QByteArray(100, 'x');
        return rendered;
    }

    Result<QString> accessUrl(const AccessUrlRequest &request) const override
    {
        misbehave("accessUrl");
        if (is("accessUrl code"))
            return fail(ErrorCode::Internal, u"something"_s);
        if (is("accessUrl script"))
            return request.values.value(u"path"_s).toString();
        return links::platformText(request, {u"url"_s}, request.displayName);
    }

    Result<QList<FieldOption>> options(const QString &field, const Values &) override
    {
        misbehave("options");
        if (is("options number"))
            return QList<FieldOption>{{u"One"_s, 1}};
        if (field != "item"_L1)
            return fail(ErrorCode::NotFound, u"no choices for %1"_s.arg(field));
        return QList<FieldOption>{{u"A"_s, u"a"_s}};
    }

    bool matches(const QJsonObject &item, const Values &values) const override
    {
        misbehave("matches");
        return rules::hasIdentifierOf(item, values, u"path"_s);
    }

    Result<Response> handle(const Request &request) override
    {
        misbehave("handle");
        Response response;
        response.body = request.path.toUtf8();
        if (is("handle splits"))
            response.headers = {{"location", "/a\r\nset-cookie: b"}};
        return response;
    }

    QStringList topics() const override
    {
        return is("topics wrong") ? QStringList{u"plugin*"_s} : QStringList{u"*"_s};
    }
    void onEvent(const Event &) override { misbehave("onEvent"); }
    Result<void> seed(Database &database) override
    {
        misbehave("seed");
        const auto done = database.execute(u"SELECT 1"_s);
        return done ? Result<void>() : std::unexpected(done.error());
    }
    Health health() override
    {
        misbehave("health");
        return {};
    }

private:
    bool is(const char *what) const { return m_behaviour == what; }
    static void wait() { std::this_thread::sleep_for(std::chrono::hours(1)); }

    /** `<function> throws`, `hangs`, `crashes` or `exits`. */
    void misbehave(const QByteArray &function) const
    {
        if (m_behaviour == function + " throws")
            throw std::runtime_error("not today");
        if (m_behaviour == function + " throws a number")
            throw 42;
        if (m_behaviour == function + " hangs")
            wait();
        if (m_behaviour == function + " crashes")
            __builtin_trap();
        if (m_behaviour == function + " exits")
            ::syscall(SYS_exit_group, 3);
    }

    QByteArray m_behaviour = behaviour();
    mutable std::atomic<int> m_calls = 0;
    mutable std::atomic<QByteArray *> m_last = nullptr;
};

#include "seeded.moc"
