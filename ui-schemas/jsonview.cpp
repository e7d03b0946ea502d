// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsonview.h"

#include <QJsonArray>
#include <QJsonObject>

#include <rapidjson/document.h>

namespace outlet::ui {

QString textOf(const char *utf8, qsizetype size)
{
    constexpr QByteArrayView mark = "\xEF\xBB\xBF";
    const QByteArrayView text(utf8, size);
    if (text.startsWith(mark))
        return QChar(QChar::ByteOrderMark) + QString::fromUtf8(text.sliced(mark.size()));
    return QString::fromUtf8(text);
}

JsonView JsonView::operator[](std::string_view key) const
{
    if (!m_value || !m_value->IsObject())
        return {};
    const auto member =
        m_value->FindMember(rapidjson::StringRef(key.data(), rapidjson::SizeType(key.size())));
    return member == m_value->MemberEnd() ? JsonView() : JsonView(member->value);
}

std::optional<bool> JsonView::flag() const
{
    return m_value && m_value->IsBool() ? std::optional(m_value->GetBool()) : std::nullopt;
}

std::optional<double> JsonView::number() const
{
    return m_value && m_value->IsNumber() ? std::optional(m_value->GetDouble()) : std::nullopt;
}

int JsonView::toInt(int otherwise) const
{
    return m_value && m_value->IsInt() ? m_value->GetInt() : otherwise;
}

QString JsonView::toString() const
{
    if (!m_value || !m_value->IsString())
        return {};
    return textOf(m_value->GetString(), m_value->GetStringLength());
}

QJsonValue JsonView::toJson() const
{
    if (!m_value)
        return QJsonValue::Undefined;
    if (m_value->IsString())
        return toString();
    if (m_value->IsInt64())
        return qint64(m_value->GetInt64());
    if (const auto value = number())
        return *value;
    if (const auto value = flag())
        return *value;
    if (m_value->IsArray()) {
        QJsonArray list;
        for (const JsonView &item : items())
            list.append(item.toJson());
        return list;
    }
    if (m_value->IsObject()) {
        QJsonObject object;
        for (const auto &[key, value] : members())
            object.insert(key, value.toJson());
        return object;
    }
    return QJsonValue::Null;
}

std::vector<JsonView> JsonView::items() const
{
    if (!m_value || !m_value->IsArray())
        return {};
    return {m_value->Begin(), m_value->End()};
}

std::vector<std::pair<QString, JsonView>> JsonView::members() const
{
    std::vector<std::pair<QString, JsonView>> members;
    if (!m_value || !m_value->IsObject())
        return members;
    for (const auto &member : m_value->GetObject())
        members.emplace_back(JsonView(member.name).toString(), member.value);
    return members;
}

} // namespace outlet::ui
