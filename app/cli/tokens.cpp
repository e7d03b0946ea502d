// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/tokens.h"

#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/database.h"
#include "app/stores/tokenstore.h"
#include "migrations/engine.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"

#include <QHash>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

const QString actor = u"operator"_s; // who has the database needs no token

ExitCode failed(const Error &error)
{
    printError(error);
    if (error.code == ErrorCode::InvalidArgument)
        return ExitCode::Usage;
    const bool isMeant = error.code == ErrorCode::NotFound || error.code == ErrorCode::Conflict;
    return isMeant ? ExitCode::CheckFailed : ExitCode::Database;
}

/** The database, with the table of tokens. */
Result<Database> opened(const Settings &settings, Access access)
{
    auto database = Database::open(settings.databaseUrl, access);
    if (!database)
        return database;
    const auto core = migrations::migrate(database->handle(), database->dialect(),
                                          migrations::coreSource(), migrations::Mode::PlanOnly);
    if (!core)
        return std::unexpected(core.error().error);
    if (const qsizetype pending = core->count(migrations::State::Pending); pending > 0)
        return fail(
            ErrorCode::Database,
            u"The database has no tokens yet: %1 migrations of the core are pending"_s.arg(pending),
            u"Run `outlet migrate up`, or start the server once"_s);
    return database;
}

Result<std::optional<QDateTime>> expiry(const Invocation &invocation)
{
    const auto given = invocation.options.constFind(expiresFlag);
    if (given == invocation.options.cend())
        return std::nullopt;
    bool isNumber = false;
    const int days = given->toInt(&isNumber);
    if (!isNumber || days < 1 || days > 36'500)
        return fail(ErrorCode::InvalidArgument,
                    u"%1: found %2, wanted a whole number of days, 1 to 36500"_s.arg(
                        expiresFlag, ui::quoted(*given)),
                    u"Leave it out for a token that never expires"_s);
    const QDateTime now =
        QDateTime::fromSecsSinceEpoch(QDateTime::currentSecsSinceEpoch(), Qt::UTC);
    return now.addDays(days);
}

QString timeOf(const std::optional<QDateTime> &time)
{
    return time ? time->toString(Qt::ISODate) : u"never"_s;
}

void write(ui::JsonWriter &json, const ApiToken &token)
{
    const bool isExpired = token.isExpired(QDateTime::currentDateTimeUtc());
    json.member("id"_L1, token.id).member("name"_L1, token.name);
    json.key("permissions"_L1).value(token.permissions);
    json.member("created_at"_L1, token.createdAt.toString(Qt::ISODate));
    json.member("expires_at"_L1,
                token.expiresAt ? QJsonValue(timeOf(token.expiresAt)) : QJsonValue());
    json.member("expired"_L1, isExpired);
}

QByteArray jsonOf(const QList<ApiToken> &tokens)
{
    ui::JsonWriter json;
    json.beginObject().key("tokens"_L1).beginArray();
    for (const ApiToken &token : tokens) {
        json.beginObject();
        write(json, token);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

QString textOf(const QList<ApiToken> &tokens)
{
    if (tokens.isEmpty())
        return u"No tokens; `outlet token create` makes one\n"_s;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QList<Row> rows = {{{u"NAME"_s, Colour::Faint},
                        {u"PERMISSIONS"_s, Colour::Faint},
                        {u"CREATED"_s, Colour::Faint},
                        {u"EXPIRES"_s, Colour::Faint}}};
    for (const ApiToken &token : tokens)
        rows.append({{token.name, Colour::Strong},
                     {token.permissions.join(u' ')},
                     {token.createdAt.toString(Qt::ISODate)},
                     {timeOf(token.expiresAt), token.isExpired(now) ? Colour::Bad : Colour::None}});
    return table(rows, hasColours());
}

} // namespace

ExitCode createToken(const Invocation &invocation)
{
    const auto expires = expiry(invocation);
    if (!expires)
        return failed(expires.error());
    auto database = opened(invocation.settings, Access::ReadWrite);
    if (!database)
        return failed(database.error());
    QStringList permissions =
        invocation.options.value(permissionFlag).split(u',', Qt::SkipEmptyParts);
    for (QString &permission : permissions)
        permission = permission.trimmed();
    const auto made = stores::createToken(
        database->handle(), {invocation.arguments.first(), permissions, *expires}, actor);
    if (!made)
        return failed(made.error());
    if (invocation.isJson) {
        ui::JsonWriter json;
        json.beginObject().member("token"_L1, QString::fromLatin1(made->token));
        write(json, made->known);
        json.endObject();
        printJson(json.take());
        return ExitCode::Fine;
    }
    print(QString::fromLatin1(made->token) + u'\n');
    print(u"This is the token %1, and the only time that it is shown.\n"
          "Permissions: %2. Expires: %3.\n"_s.arg(made->known.name,
                                                  made->known.permissions.join(u", "_s),
                                                  timeOf(made->known.expiresAt)));
    return ExitCode::Fine;
}

ExitCode listTokens(const Invocation &invocation)
{
    auto database = opened(invocation.settings, Access::ReadOnly);
    if (!database)
        return failed(database.error());
    const auto tokens = stores::readTokens(database->handle());
    if (!tokens)
        return failed(tokens.error());
    if (invocation.isJson)
        printJson(jsonOf(*tokens));
    else
        print(textOf(*tokens));
    return ExitCode::Fine;
}

ExitCode revokeToken(const Invocation &invocation)
{
    auto database = opened(invocation.settings, Access::ReadWrite);
    if (!database)
        return failed(database.error());
    const auto revoked =
        stores::revokeToken(database->handle(), invocation.arguments.first(), actor);
    if (!revoked)
        return failed(revoked.error());
    if (invocation.isJson) {
        ui::JsonWriter json;
        json.beginObject().member("revoked"_L1, revoked->name).endObject();
        printJson(json.take());
    } else {
        print(u"The token %1 is revoked\n"_s.arg(revoked->name));
    }
    return ExitCode::Fine;
}

} // namespace outlet::app::cli
