// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serverconnection.h"

#include "ui-schemas/quote.h"

#include <QLoggingCategory>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcServer, "outlet.app")

/**
 * What Qt's driver does not offer of libpq. Where there is a connection the driver has loaded the
 * library, so nothing has to be linked for this.
 */
class Library
{
public:
    Library() : m_library(::dlopen("libpq.so.5", RTLD_LAZY | RTLD_NOLOAD)) {}
    ~Library()
    {
        if (m_library)
            ::dlclose(m_library);
    }
    Library(const Library &) = delete;
    Library &operator=(const Library &) = delete;

    /** Null where the library has it not. */
    template<class Function>
    Function *function(const char *name) const
    {
        return m_library ? reinterpret_cast<Function *>(::dlsym(m_library, name)) : nullptr;
    }

private:
    void *m_library;
};

/** libpq's connection behind a handle; null if it has none. */
void *connectionOf(const QSqlDatabase &handle)
{
    if (!handle.isOpen())
        return nullptr;
    const QVariant connection = handle.driver()->handle();
    // The one is the name of the type, the other the one that it was declared by.
    const QByteArrayView type = connection.typeName();
    return type == "pg_conn*" || type == "PGconn*"
               ? *static_cast<void *const *>(connection.constData())
               : nullptr;
}

/** By default libpq writes these to stderr, past the log. */
void logNotice(void *, const char *text)
{
    qCDebug(lcServer).noquote() << QString::fromUtf8(text).trimmed();
}

void takeNotices(const QSqlDatabase &handle)
{
    using Processor = void (*)(void *, const char *);
    const Library library;
    if (const auto set =
            library.function<Processor(void *, Processor, void *)>("PQsetNoticeProcessor"))
        set(connectionOf(handle), logNotice, nullptr);
}

/** A value of libpq's connection string. Qt makes blanks of semicolons, so there are none. */
QString quotedOption(QString value)
{
    return u'\'' + value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

/** What every session begins with. */
QString sessionOptions(const ServerUrl &server, bool isReadOnly)
{
    QStringList settings{u"statement_timeout=%1"_s.arg(server.statementTimeout.count()),
                         u"lock_timeout=%1"_s.arg(server.lockTimeout.count()), u"TimeZone=UTC"_s,
                         u"client_min_messages=warning"_s};
    if (isReadOnly)
        settings += u"default_transaction_read_only=on"_s;
    QString text = server.options;
    for (const QString &setting : settings)
        text += u" -c "_s + setting;
    return text.trimmed();
}

QString connectOptions(const ServerUrl &server, bool isReadOnly)
{
    const qint64 silence = std::chrono::milliseconds(server.connectTimeout).count();
    QList<std::pair<QString, QString>> options{
        {u"connect_timeout"_s, QString::number(server.connectTimeout.count())},
        {u"options"_s, sessionOptions(server, isReadOnly)},
        {u"client_encoding"_s, u"UTF8"_s},
        // A host that is gone says nothing: what was sent to it is not acknowledged in time.
        {u"tcp_user_timeout"_s, QString::number(silence)},
        {u"keepalives_idle"_s, u"30"_s},
        {u"fallback_application_name"_s, u"outlet"_s}};
    options += server.parameters;
    QStringList text;
    for (const auto &[name, value] : options)
        text += name + u'=' + quotedOption(value);
    return text.join(u' ');
}

QString placeOf(const ServerUrl &server)
{
    if (server.host.isEmpty() || server.host.startsWith(u'/'))
        return u"the socket in %1"_s.arg(
            ui::quoted(server.host.isEmpty() ? u"/var/run/postgresql"_s : server.host));
    return u"%1, port %2"_s.arg(server.host, QString::number(server.port));
}

/** A text of libpq or of the server, and what it means. */
struct Meaning
{
    QLatin1StringView words;
    ErrorCode code;
    QString what;
    QString hint;
};

QList<Meaning> meanings(const ServerUrl &server)
{
    const QString place = placeOf(server);
    const QString user = server.user.isEmpty() ? u"the user of this process"_s : server.user;
    const QString retry = u"Wait until it is up, and try again."_s;
    const QString rights = u"Correct user and password in the database URL, or what pg_hba.conf "
                           "of the server allows them."_s;
    const auto refused = [&](const char *words) {
        return Meaning{QLatin1StringView(words), ErrorCode::Database,
                       u"the server does not let %1 in"_s.arg(ui::quoted(user)), rights};
    };
    const QString nobody = u"nobody listens at %1"_s.arg(place);
    const QString start = u"Start the PostgreSQL server, or correct host and port in the URL."_s;
    return {
        {"timeout expired"_L1, ErrorCode::Unavailable,
         u"nobody answers at %1 within %2 s"_s.arg(place).arg(server.connectTimeout.count()),
         u"Look whether the server hangs and whether a firewall is between."_s},
        {"could not translate host name"_L1, ErrorCode::Unavailable,
         u"nobody knows the host %1"_s.arg(ui::quoted(server.host)),
         u"Correct the host in the URL, or mend the name service."_s},
        refused("authentication failed"),
        refused("no password supplied"),
        refused("no pg_hba.conf entry"),
        {"role \""_L1, ErrorCode::Database, u"the server knows no user %1"_s.arg(ui::quoted(user)),
         u"Make the user (createuser), or correct the URL."_s},
        {"database \""_L1, ErrorCode::Database,
         u"the server has no database %1"_s.arg(ui::quoted(server.database)),
         u"Make it (createdb -O %1 %2), or correct the URL."_s.arg(user, server.database)},
        {"permission denied for database"_L1, ErrorCode::Database,
         u"the user %1 may not use the database"_s.arg(ui::quoted(user)),
         u"GRANT CONNECT ON DATABASE to this user."_s},
        {"is starting up"_L1, ErrorCode::Unavailable, u"the server is starting"_s, retry},
        {"in recovery"_L1, ErrorCode::Unavailable, u"the server is recovering"_s, retry},
        {"is shutting down"_L1, ErrorCode::Unavailable, u"the server is shutting down"_s, retry},
        {"not yet accepting connections"_L1, ErrorCode::Unavailable, u"the server is starting"_s,
         retry},
        {"too many clients"_L1, ErrorCode::Unavailable, u"the server has no connection left"_s,
         u"Raise max_connections of the server, or lower --workers."_s},
        {"remaining connection slots"_L1, ErrorCode::Unavailable,
         u"the server has no connection left"_s,
         u"Raise max_connections of the server, or lower --workers."_s},
        {"SSL"_L1, ErrorCode::Database, u"TLS cannot be agreed upon"_s,
         u"Correct sslmode, sslrootcert and the like in the URL."_s},
        {"Connection refused"_L1, ErrorCode::Unavailable, nobody, start},
        {"No such file or directory"_L1, ErrorCode::Unavailable, nobody, start},
        {"server closed the connection"_L1, ErrorCode::Unavailable,
         u"the server at %1 hung up"_s.arg(place), retry},
    };
}

/** The lines of a text without those that only say what was tried. */
QString oneLine(const QString &words)
{
    return words.simplified();
}

Result<void> checkServer(QSqlDatabase &handle, const ServerUrl &server)
{
    QSqlQuery query(handle);
    if (!query.exec(u"SHOW server_version_num"_s) || !query.next())
        return std::unexpected(explainedConnecting(server, query.lastError().databaseText()));
    const int version = query.value(0).toInt() / 10'000;
    if (version >= oldestServer)
        return {};
    return fail(ErrorCode::Database,
                u"The database %1 cannot be used: the server is PostgreSQL %2; wanted %3 or "
                "later."_s.arg(server.shownAs)
                    .arg(version)
                    .arg(oldestServer),
                u"Upgrade the server, or use another one."_s, server.shownAs);
}

} // namespace

Error explainedConnecting(const ServerUrl &server, const QString &words)
{
    const QString intro = u"The database %1 cannot be used: "_s.arg(server.shownAs);
    for (const Meaning &meaning : meanings(server)) {
        const bool isNameMissing =
            meaning.words == "role \""_L1 || meaning.words == "database \""_L1;
        if (words.contains(meaning.words) &&
            (!isNameMissing || words.contains("does not exist"_L1)))
            return {meaning.code, intro + meaning.what + u'.', meaning.hint, server.shownAs};
    }
    return {ErrorCode::Unavailable, intro + oneLine(words) + u'.',
            u"Look at the server and at the URL."_s, server.shownAs};
}

Result<void> openServer(QSqlDatabase &handle, const ServerUrl &server, bool isReadOnly)
{
    if (!handle.isValid())
        return fail(ErrorCode::Database, u"Qt's driver for PostgreSQL (QPSQL) is not installed."_s,
                    u"Install the package libqt6sql6-psql."_s, server.shownAs);
    handle.setHostName(server.host);
    handle.setPort(server.port);
    handle.setDatabaseName(server.database);
    handle.setUserName(server.user);
    handle.setPassword(server.password);
    handle.setConnectOptions(connectOptions(server, isReadOnly));
    if (!handle.open())
        return std::unexpected(explainedConnecting(server, handle.lastError().databaseText()));
    takeNotices(handle);
    if (auto checked = checkServer(handle, server); !checked) {
        handle.close();
        return checked;
    }
    return {};
}

void dropNotifications(const QSqlDatabase &handle)
{
    const Library library;
    const auto next = library.function<void *(void *)>("PQnotifies");
    const auto free = library.function<void(void *)>("PQfreemem");
    void *connection = next && free ? connectionOf(handle) : nullptr;
    if (!connection)
        return;
    while (void *notification = next(connection))
        free(notification);
}

std::shared_ptr<Line> Line::of(const QSqlDatabase &handle)
{
    const Library library;
    const auto socketOf = library.function<int(const void *)>("PQsocket");
    const void *connection = socketOf ? connectionOf(handle) : nullptr;
    const int socket = connection ? socketOf(connection) : -1;
    const int copy = socket < 0 ? -1 : ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? nullptr : std::shared_ptr<Line>(new Line(copy));
}

Line::~Line()
{
    ::close(m_socket);
}

void Line::cut() const
{
    ::shutdown(m_socket, SHUT_RDWR);
}

bool Line::hasNews() const
{
    pollfd waiting{m_socket, POLLIN | POLLRDHUP, 0};
    return ::poll(&waiting, 1, 0) != 0;
}

} // namespace outlet::app
