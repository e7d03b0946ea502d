// SPDX-License-Identifier: MIT
#include <outlet/connector.h>
#include <outlet/eventsubscriber.h>
#include <outlet/healthcheck.h>
#include <outlet/lifecycle.h>

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

/** The file and those that it has been before. */
class RotatingFile
{
public:
    QString path;
    qint64 most = 0; ///< bytes
    int old = 0;     ///< files

    /** Appends a line, to a new file if it would be too long for this one. */
    outlet::Result<void> append(const QByteArray &line) const
    {
        const qint64 size = QFileInfo(path).size();
        if (size > 0 && size + line.size() > most) {
            if (const auto rotated = rotate(); !rotated)
                return rotated;
        }
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered,
                       QFile::ReadOwner | QFile::WriteOwner))
            return failure(file);
        if (file.write(line) == line.size())
            return {};
        const auto problem = failure(file);
        file.resize(size); // or the next line would follow on half a one
        return problem;
    }

private:
    QString name(int number) const
    {
        return number == 0 ? path : path + u'.' + QString::number(number);
    }

    outlet::Result<void> rotate() const
    {
        QFile::remove(name(old));
        for (int number = old - 1; number >= 0; --number) {
            QFile file(name(number));
            if (file.exists() && !file.rename(name(number + 1)))
                return failure(file);
        }
        return {};
    }

    static std::unexpected<outlet::Error> failure(const QFile &file)
    {
        return outlet::fail(outlet::ErrorCode::Io,
                            u"%1 cannot be written: %2"_s.arg(file.fileName(), file.errorString()),
                            u"Make room, or let the user of the server write there."_s);
    }
};

class AuditLogFile final : public QObject,
                           public outlet::Lifecycle,
                           public outlet::EventSubscriber,
                           public outlet::HealthCheck
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
    Q_INTERFACES(outlet::Lifecycle outlet::EventSubscriber outlet::HealthCheck)

public:
    outlet::Result<void> initialize(outlet::Context &context) override
    {
        const QJsonObject settings = context.settings();
        m_context = &context;
        m_file = {settings.value(u"file"_s).toString(), settings.value(u"max_bytes"_s).toInteger(),
                  settings.value(u"files"_s).toInt()};
        m_topics.clear();
        for (const QJsonValue topic : settings.value(u"topics"_s).toArray())
            m_topics.append(topic.toString());
        return {};
    }

    /** Better to know now than at the first event that the file cannot be written. */
    outlet::Result<void> start() override { return m_file.append({}); }
    void stop() override {}

    QStringList topics() const override { return m_topics; }

    void onEvent(const outlet::Event &event) override
    {
        const QJsonObject line = {{u"id"_s, qint64(event.id)},
                                  {u"at"_s, event.at.toString(Qt::ISODateWithMs)},
                                  {u"topic"_s, event.topic},
                                  {u"payload"_s, event.payload}};
        const auto written =
            m_file.append(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
        if (written) {
            ++m_written;
            m_isFailing = false;
            return;
        }
        ++m_lost;
        if (!std::exchange(m_isFailing, true)) // once, until it works again
            m_context->logger().log(outlet::LogLevel::Error, written.error().message);
    }

    outlet::Health health() override
    {
        return {m_isFailing ? outlet::HealthStatus::Degraded : outlet::HealthStatus::Healthy,
                {{u"file"_s, m_file.path}, {u"written"_s, m_written}, {u"lost"_s, m_lost}}};
    }

private:
    outlet::Context *m_context = nullptr;
    RotatingFile m_file;
    QStringList m_topics;
    qint64 m_written = 0;
    qint64 m_lost = 0;
    bool m_isFailing = false;
};

#include "audit_log_file.moc"
