// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsonsize.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QString>

namespace outlet::ui {

namespace {

/** Sums what a document can need at most, and gives up once that is more than `limit`. */
class UpperBound
{
public:
    explicit UpperBound(qsizetype limit) : m_limit(limit) {}

    qsizetype sum() const { return m_sum; }

    void add(const QJsonObject &object)
    {
        m_sum += 2;
        for (auto it = object.begin(); it != object.end() && m_sum <= m_limit; ++it) {
            add(it.key());
            m_sum += 2; // colon and comma
            add(QJsonValue(it.value()));
        }
    }

private:
    void add(const QJsonValue &value)
    {
        switch (value.type()) {
        case QJsonValue::Null:
        case QJsonValue::Bool:
        case QJsonValue::Undefined:
            m_sum += 5;
            break;
        case QJsonValue::Double:
            m_sum += 25;
            break; // -1.2345678901234567e-308
        case QJsonValue::String:
            add(value.toString());
            break;
        case QJsonValue::Array:
            add(value.toArray());
            break;
        case QJsonValue::Object:
            add(value.toObject());
            break;
        }
    }

    void add(const QJsonArray &array)
    {
        m_sum += 2;
        for (auto it = array.begin(); it != array.end() && m_sum <= m_limit; ++it) {
            m_sum += 1;
            add(QJsonValue(*it));
        }
    }

    void add(const QString &text)
    {
        m_sum += 2 + text.size();
        for (const QChar c : text) {
            const char16_t code = c.unicode();
            if (code < 0x20 || c.isSurrogate())
                m_sum += 5; // \u001f
            else if (code == u'"' || code == u'\\')
                m_sum += 1;
            else if (code >= 0x80)
                m_sum += 2;
        }
    }

    qsizetype m_limit;
    qsizetype m_sum = 0;
};

} // namespace

qsizetype compactSize(const QJsonObject &document, qsizetype limit)
{
    UpperBound bound(limit);
    bound.add(document);
    if (bound.sum() <= limit)
        return bound.sum();
    return QJsonDocument(document).toJson(QJsonDocument::Compact).size();
}

} // namespace outlet::ui
