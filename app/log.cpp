// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/log.h"

#include "ui-schemas/jsonwriter.h"

#include <QLoggingCategory>
#include <QMessageLogContext>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <unistd.h>
#include <utility>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

// Qt's message handler is a plain function, so what it needs stands here and nowhere else.
std::atomic<LogLevel> leastLevel = LogLevel::Info;
std::atomic<LogFormat> lineFormat = LogFormat::Text;
thread_local const LogScope *innermost = nullptr;

constexpr QLatin1StringView ownMembers[] = {"time"_L1, "level"_L1, "category"_L1, "message"_L1,
                                            "correlation_id"_L1};

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        return LogLevel::Error;
    }
    return LogLevel::Error;
}

bool isHarmful(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

void writeLine(const QByteArray &line)
{
    qsizetype written = 0;
    while (written < line.size()) {
        const ssize_t count =
            ::write(STDERR_FILENO, line.constData() + written, size_t(line.size() - written));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return; // nobody reads; there is no other place to say so
        written += count;
    }
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const LogLevel level = levelOf(type);
    if (level < leastLevel.load())
        return;
    const QString category = QString::fromUtf8(context.category ? context.category : "default");
    LogRecord record{QDateTime::currentDateTimeUtc(), level, category, message};
    describe(record);
    writeLine(logLine(record, lineFormat.load()));
}

QByteArray textLine(const LogRecord &record, const QString &time)
{
    QString line = u"%1 %2 %3: %4"_s.arg(time, nameOf(record.level), escaped(record.category),
                                         escaped(record.message));
    if (!record.correlationId.isEmpty())
        line += u" ["_s + escaped(record.correlationId) + u']';
    return line.toUtf8() + '\n';
}

/** What JsonWriter does not take for null. */
QString present(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

QByteArray jsonLine(const LogRecord &record, const QString &time)
{
    ui::JsonWriter json;
    json.beginObject();
    json.member("time"_L1, time).member("level"_L1, nameOf(record.level));
    json.member("category"_L1, present(record.category));
    json.member("message"_L1, present(record.message));
    if (!record.correlationId.isEmpty())
        json.member("correlation_id"_L1, record.correlationId);
    for (auto field = record.fields.begin(); field != record.fields.end(); ++field) {
        if (std::ranges::find(ownMembers, field.key()) == std::end(ownMembers))
            json.key(field.key()).value(QJsonValue(*field));
    }
    json.endObject();
    // What JSON leaves as it is (C1 controls, bidirectional marks) stands in strings only, where
    // \uXXXX means the same.
    return escaped(QString::fromUtf8(json.take())).toUtf8() + '\n';
}

/** Categories that nobody reads cost nothing: the text is not even made. */
QString filterRules(LogLevel level)
{
    // Qt's own debug messages are about Qt, not about this program.
    QString rules = level == LogLevel::Debug ? u"qt.*.debug=false"_s : u"*.debug=false"_s;
    if (level > LogLevel::Info)
        rules += u"\n*.info=false"_s;
    if (level > LogLevel::Warning)
        rules += u"\n*.warning=false"_s;
    return rules;
}

} // namespace

QString nameOf(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return u"debug"_s;
    case LogLevel::Info:
        return u"info"_s;
    case LogLevel::Warning:
        return u"warning"_s;
    case LogLevel::Error:
        return u"error"_s;
    }
    return {};
}

QString escaped(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n')
            result += u"\\n"_s;
        else if (isHarmful(c))
            result += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        else
            result += c;
    }
    return result;
}

LogScope::LogScope(QString correlationId, QJsonObject fields)
    : m_correlationId(std::move(correlationId)), m_fields(std::move(fields)),
      m_outer(std::exchange(innermost, this))
{}

LogScope::~LogScope()
{
    innermost = m_outer;
}

void describe(LogRecord &record)
{
    for (const LogScope *scope = innermost; scope; scope = scope->m_outer) {
        if (record.correlationId.isEmpty())
            record.correlationId = scope->m_correlationId;
        for (auto field = scope->m_fields.begin(); field != scope->m_fields.end(); ++field) {
            if (!record.fields.contains(field.key())) // the inner one has said it
                record.fields.insert(field.key(), *field);
        }
    }
}

QByteArray logLine(const LogRecord &record, LogFormat format)
{
    const QString time = record.time.toUTC().toString(Qt::ISODateWithMs);
    switch (format) {
    case LogFormat::Text:
        return textLine(record, time);
    case LogFormat::Json:
        return jsonLine(record, time);
    }
    Q_UNREACHABLE();
}

void installLog(LogLevel level, LogFormat format)
{
    leastLevel = level;
    lineFormat = format;
    QLoggingCategory::setFilterRules(filterRules(level));
    qInstallMessageHandler(handle);
}

} // namespace outlet::app
