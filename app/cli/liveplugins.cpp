// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/liveplugins.h"

#include "app/cli/output.h"
#include "app/cli/serverclient.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QUrl>
#include <QUrlQuery>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 60s; ///< servers give up after 30 s, if they are not told otherwise

QString words(const QJsonValue &list)
{
    return list.toVariant().toStringList().join(u", "_s);
}

/** Who else came and went. */
QString companyOf(const QJsonObject &json)
{
    QString text;
    if (const QString came = words(json["also_enabled"_L1]); !came.isEmpty())
        text += u"Along with it came: %1.\n"_s.arg(came);
    if (const QString went = words(json["also_disabled"_L1]); !went.isEmpty())
        text += u"Along with it went: %1.\n"_s.arg(went);
    return text;
}

QString changeText(const QJsonObject &json)
{
    const QString name = json["name"_L1].toString();
    const QString status = json["status"_L1].toString();
    const QString version = json["version"_L1].toString();
    const QString verdict = json["verdict"_L1]["code"_L1].toString();
    if (status == "unchanged"_L1)
        return u"Nothing has changed: the files of %1 are those in force, version %2. %3 loads "
               "them anew anyway.\n"_s.arg(name, version, forceFlag);
    if (!json["changed"_L1].toBool())
        return u"Nothing has changed: %1 was %2 already.\n"_s.arg(name, status);
    if (status == "disabled"_L1)
        return u"%1 is disabled. Its configurations stay.\n"_s.arg(name) + companyOf(json);
    if (status == "reloaded"_L1)
        return u"%1 is loaded anew: version %2, %3.\n"_s.arg(name, version, verdict) +
               companyOf(json);
    return u"%1 is enabled: version %2, %3.\n"_s.arg(name, version, verdict) + companyOf(json);
}

QString installationText(const QJsonObject &json)
{
    const QString name = json["name"_L1].toString();
    const QString status = json["status"_L1].toString();
    const QString version = json["version"_L1].toString();
    const QString before = json["previous_version"_L1].toString();
    QString text = status == "unchanged"_L1
                       ? u"Nothing has changed: %1 %2 was installed already.\n"_s.arg(name, version)
                   : before.isEmpty()
                       ? u"%1 %2 is installed.\n"_s.arg(name, version)
                       : u"%1 is %2 from %3 to %4.\n"_s.arg(name, status, before, version);
    if (!json["in_force"_L1].toBool())
        text += u"It is not in force, for it is switched off: `outlet plugins why %1` says by "
                "what.\n"_s.arg(name);
    return text + companyOf(json);
}

QString removalText(const QJsonObject &json)
{
    const QString data = json["data"_L1].toString();
    const QString tables = words(json["tables"_L1]);
    QString text = u"%1 is uninstalled.\n"_s.arg(json["name"_L1].toString());
    const QString count = QString::number(json["configurations"_L1].toInteger());
    if (tables.isEmpty())
        text += u"It had nothing in the database.\n"_s;
    else if (data == "drop"_L1)
        text += u"Deleted: %1 with %2 configurations.\n"_s.arg(tables, count);
    else if (data == "archive"_L1)
        text +=
            u"Archived as %1, with %2 configurations.\n"_s.arg(words(json["archives"_L1]), count);
    else
        text +=
            u"Its %1 configurations stay, in %2; installing it again goes on with them.\n"_s.arg(
                count, tables);
    return text + companyOf(json);
}

QString previewText(const QJsonObject &json)
{
    const QString name = json["name"_L1].toString();
    const QString version = json["version"_L1].toString();
    const QString from = json["from"_L1].toString();
    const QString data = json["data"_L1].toString();
    const QString what = version.isEmpty() ? u"To uninstall %1, data: %2,"_s.arg(name, data)
                         : from.isEmpty()  ? u"To install %1 %2"_s.arg(name, version)
                                           : u"To go from %1 %2 to %3"_s.arg(name, from, version);
    const QStringList findings = findingsOf(json);
    if (findings.isEmpty())
        return u"%1 does no harm to the %2 configurations that are stored.\n"_s.arg(what).arg(
            json["configurations"_L1].toInteger());
    return u"%1 would change %2 of %3 configurations that are stored:\n  %4\nNothing has "
           "changed.\n"_s.arg(what)
               .arg(json["affected"_L1].toInteger())
               .arg(json["configurations"_L1].toInteger())
               .arg(findings.join(u"\n  "_s));
}

using Telling = QString (*)(const QJsonObject &);

ExitCode ask(const Invocation &invocation, const ServerQuestion &question, Telling tell)
{
    const auto place = serverPlace(invocation.settings, invocation.options);
    if (!place) {
        printError(place.error());
        return ExitCode::Usage;
    }
    const auto answer = askServer(*place, question, patience);
    if (!answer) {
        printError(answer.error().error, answer.error().evidence);
        return answer.error().code;
    }
    if (invocation.isJson)
        printJson(answer->body);
    else
        print(tell(answer->json));
    return ExitCode::Fine;
}

QString pathOf(const QString &name)
{
    return u"/admin/plugins/"_s + QString::fromLatin1(QUrl::toPercentEncoding(name));
}

/** A command that posts to `/admin/plugins/{name}/<word>`. */
std::function<ExitCode(const Invocation &)> posting(const QString &word)
{
    return [word](const Invocation &invocation) {
        QString path = pathOf(invocation.name) + u'/' + word;
        if (invocation.options.contains(forceFlag))
            path += u"?force=true"_s;
        return ask(invocation, {.method = "POST", .path = path}, changeText);
    };
}

ExitCode uninstallPlugin(const Invocation &invocation)
{
    const bool isPreview = invocation.options.contains(previewFlag);
    QUrlQuery query;
    if (isPreview && !invocation.options.contains(dataFlag))
        query.addQueryItem(u"data"_s, u"keep"_s);
    if (invocation.options.contains(dataFlag))
        query.addQueryItem(u"data"_s, QString::fromLatin1(QUrl::toPercentEncoding(
                                          invocation.options.value(dataFlag))));
    if (invocation.options.contains(confirmFlag))
        query.addQueryItem(u"confirm"_s, u"true"_s);
    QString path = pathOf(invocation.name) + (isPreview ? u"/preview"_s : QString());
    if (!query.isEmpty())
        path += u'?' + query.toString(QUrl::FullyEncoded);
    if (isPreview)
        return ask(invocation, {.method = "GET", .path = path}, previewText);
    return ask(invocation, {.method = "DELETE", .path = path}, removalText);
}

QString footer(const QString &examples)
{
    return u"Examples:\n"_s + examples +
           u"\nAsks a server that runs, at the address of the settings or of --server. The token "
           u"is "
           "that of\n--token-file, OUTLET_ADMIN_TOKEN or <data>/admin-token.\n"
           "Exit codes: 0 fine, 1 it cannot be and nothing has changed, 2 command line, token or "
           "unknown name,\n5 no server answers."_s;
}

QList<OptionSpec> serverOptions()
{
    return {{serverFlag, u"URL"_s, u"The server to ask; default http:// and the setting listen"_s},
            {tokenFileFlag, u"FILE"_s, u"A file with the admin token"_s},
            {tokenFlag, u"TOKEN"_s, u"The token itself; others on this machine may see it"_s}};
}

/** One that posts. */
Command posts(const QString &word, const QString &summary, const QString &examples,
              const QList<OptionSpec> &more = {})
{
    return {.path = u"plugins "_s + word,
            .summary = summary,
            .footer = footer(examples),
            .hasName = true,
            .hasJson = true,
            .options = more + serverOptions(),
            .run = posting(word)};
}

} // namespace

QList<OptionSpec> installOptions()
{
    return QList<OptionSpec>{
               {previewFlag, {}, u"Only tell what it would do to what is stored; with --server"_s},
               {acceptFlag, {}, u"Also if stored configurations become invalid; with --server"_s}} +
           serverOptions();
}

QList<Command> livePluginCommands()
{
    return {
        posts(u"enable"_s, u"Make a connector take part on a server that runs, for good."_s,
              u"  outlet plugins enable S3DataOutput\n"
              "  outlet plugins enable s3 --server https://outlet.example.org --token-file t\n"_s),
        posts(u"disable"_s,
              u"Make a connector take part no longer on a server that runs, for good."_s,
              u"  outlet plugins disable S3DataOutput\n"
              "  outlet plugins disable s3 --json | jq -r '.also_disabled[]'\n"_s),
        posts(u"toggle"_s, u"Enable or disable a connector on a server that runs."_s,
              u"  outlet plugins toggle S3DataOutput\n"_s),
        posts(u"reload"_s,
              u"Load a connector anew on a server that runs, if its files have changed."_s,
              u"  outlet plugins reload S3DataOutput\n"
              "  outlet plugins reload s3 --force --server http://127.0.0.1:9000\n"_s,
              {{forceFlag, {}, u"Also if its files are the same"_s}}),
        {.path = u"plugins uninstall"_s,
         .summary = u"Uninstall a connector that a package has brought, from a server that runs."_s,
         .footer = footer(u"  outlet plugins uninstall S3DataOutput\n"
                          "  outlet plugins uninstall s3 --data drop --confirm\n"_s),
         .hasName = true,
         .hasJson = true,
         .options = QList<OptionSpec>{{dataFlag, u"WHAT"_s,
                                       u"What becomes of its data: keep, archive or drop; default "
                                       "keep"_s},
                                      {confirmFlag, {}, u"Drop its configurations, too"_s},
                                      {previewFlag, {}, u"Only tell what would be lost"_s}} +
                    serverOptions(),
         .run = uninstallPlugin},
    };
}

ExitCode installOnServer(const Invocation &invocation)
{
    QFile file(QDir::current().absoluteFilePath(invocation.arguments.value(0)));
    if (!file.open(QIODevice::ReadOnly)) {
        printError(
            {ErrorCode::NotFound,
             u"The package %1 cannot be read: %2."_s.arg(file.fileName(), file.errorString()),
             u"Name a file that `outlet pack` has made."_s,
             {}});
        return ExitCode::Usage;
    }
    const bool isPreview = invocation.options.contains(previewFlag);
    QString path = isPreview ? u"/admin/plugins/preview"_s : u"/admin/plugins/install"_s;
    if (!isPreview && invocation.options.contains(acceptFlag))
        path += u"?accept_invalid=true"_s;
    return ask(invocation,
               {.method = "POST", .path = path, .body = file.readAll(), .type = "application/zip"},
               isPreview ? previewText : installationText);
}

} // namespace outlet::app::cli
