// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/log.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QMessageLogContext>

#include <atomic>
#include <unistd.h>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

// Qt's message handler is a plain function, so what it needs stands here and nowhere else.
std::atomic<LogLevel> leastLevel = LogLevel::Info;
std::atomic<LogFormat> lineFormat = LogFormat::Text;

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
    writeLine(
        logLine({QDateTime::currentDateTimeUtc(), level, category, message}, lineFormat.load()));
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

QByteArray logLine(const LogRecord &record, LogFormat format)
{
    const QString time = record.time.toUTC().toString(Qt::ISODateWithMs);
    if (format == LogFormat::Text)
        return u"%1 %2 %3: %4\n"_s
            .arg(time, nameOf(record.level), escaped(record.category), escaped(record.message))
            .toUtf8();
    const QJsonObject object{{u"time"_s, time},
                             {u"level"_s, nameOf(record.level)},
                             {u"category"_s, record.category},
                             {u"message"_s, record.message}};
    // What JSON leaves as it is (C1 controls, bidirectional marks) stands in strings only, where
    // \uXXXX means the same.
    return escaped(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)))
               .toUtf8() +
           '\n';
}

void installLog(LogLevel level, LogFormat format)
{
    leastLevel = level;
    lineFormat = format;
    // Categories that nobody reads cost nothing: the text is not even made. Qt's own debug
    // messages are about Qt, not about this program.
    QLoggingCategory::setFilterRules(level == LogLevel::Debug ? u"qt.*.debug=false"_s
                                                              : u"*.debug=false"_s);
    qInstallMessageHandler(handle);
}

} // namespace outlet::app
