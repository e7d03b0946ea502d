// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QString>

namespace outlet::app {

/** One message on its way to the log. */
struct LogRecord
{
    QDateTime time; ///< any zone; written in UTC
    LogLevel level = LogLevel::Info;
    QString category; ///< `outlet.<room>`
    QString message;
    QString correlationId = {}; ///< of the request that it is about; empty where there is none
    QJsonObject fields = {};    ///< further facts, for programs: the text format leaves them out
};

/**
 * While it lives, everything that its thread logs carries this id and these fields. Scopes nest:
 * an inner one adds its fields, and its id counts if it has one. Keep it on the stack.
 */
class LogScope
{
public:
    explicit LogScope(QString correlationId, QJsonObject fields = {});
    ~LogScope();
    Q_DISABLE_COPY_MOVE(LogScope)

private:
    friend void describe(LogRecord &record);

    QString m_correlationId;
    QJsonObject m_fields;
    const LogScope *m_outer;
};

/** Fills in what the scopes of this thread say. */
void describe(LogRecord &record);

QString nameOf(LogLevel level);

/**
 * `text` with everything that a terminal or a log reader would act upon (control and format
 * characters, line ends) replaced by `\u001b` and the like. What people wrote into a manifest or a
 * request cannot forge a line with it.
 */
QString escaped(const QString &text);

/**
 * One line with its line end. Pure.
 *
 * Text: `2026-11-21T00:00:00.000Z info outlet.registry: message [correlation id]`. JSON: an object
 * with `time`, `level`, `category`, `message`, then `correlation_id` and the fields, where there
 * are any; a field cannot take the name of one of the others.
 */
QByteArray logLine(const LogRecord &record, LogFormat format);

/**
 * Sends every message of Qt's logging to stderr from now on, one write a line, so that lines of
 * several threads do not mix. Call it once, before threads start.
 */
void installLog(LogLevel level, LogFormat format);

} // namespace outlet::app
