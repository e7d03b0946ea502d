// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace outlet::app {

/** One message on its way to the log. */
struct LogRecord
{
    QDateTime time; ///< any zone; written in UTC
    LogLevel level = LogLevel::Info;
    QString category; ///< `outlet.<room>`
    QString message;
};

QString nameOf(LogLevel level);

/**
 * `text` with everything that a terminal or a log reader would act upon (control and format
 * characters, line ends) replaced by `\u001b` and the like. What people wrote into a manifest or a
 * request cannot forge a line with it.
 */
QString escaped(const QString &text);

/** One line with its line end: `2026-11-21T00:00:00.000Z info outlet.registry: message`. Pure. */
QByteArray logLine(const LogRecord &record, LogFormat format);

/**
 * Sends every message of Qt's logging to stderr from now on, one write a line, so that lines of
 * several threads do not mix. Call it once, before threads start.
 */
void installLog(LogLevel level, LogFormat format);

} // namespace outlet::app
