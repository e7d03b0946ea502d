// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/log.h"

#include <QLoggingCategory>
#include <QTemporaryFile>

#include <unistd.h>

namespace outlet::tests {

/** While it lives, the real log is in force and its standard error is a file. */
class CapturedLog
{
public:
    CapturedLog(app::LogLevel level, app::LogFormat format)
        : m_handler(qInstallMessageHandler(nullptr)), m_standardError(::dup(STDERR_FILENO))
    {
        if (!m_file.open() || ::dup2(m_file.handle(), STDERR_FILENO) < 0)
            qFatal("Cannot redirect the standard error");
        app::installLog(level, format);
    }

    ~CapturedLog()
    {
        qInstallMessageHandler(m_handler);
        QLoggingCategory::setFilterRules({});
        ::dup2(m_standardError, STDERR_FILENO);
        ::close(m_standardError);
    }

    Q_DISABLE_COPY_MOVE(CapturedLog)

    /** Everything written so far. */
    QByteArray take()
    {
        m_file.seek(0);
        return m_file.readAll();
    }

private:
    QtMessageHandler m_handler;
    int m_standardError;
    QTemporaryFile m_file;
};

} // namespace outlet::tests
