// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/fieldsofbody.h"

#include "app/api/body.h"
#include "app/api/configurationbody.h"
#include "app/api/uuid.h"
#include "app/stores/jsoncolumn.h"
#include "ui-schemas/jsondocument.h"
#include "ui-schemas/nearest.h"

#include <QFile>
#include <QJsonArray>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 255;

QJsonArray at(const QString &key)
{
    return {u"body"_s, key};
}

/** PostgreSQL keeps no NUL in a text. */
bool isStorable(const QString &text)
{
    return !text.contains(QChar::Null);
}

/** Whether every text in it, keys included, can be kept by every database. */
bool isAllStorable(const QJsonValue &value)
{
    if (value.isString())
        return isStorable(value.toString());
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray()) {
            if (!isAllStorable(item))
                return false;
        }
    }
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (!isStorable(member.key()) || !isAllStorable(*member))
            return false;
    }
    return true;
}

const QString notStorable = u"It holds a character that cannot be stored"_s;

} // namespace

FieldsOfBody::FieldsOfBody(const Request &request) : m_request(request)
{
    m_bytes = bytesOf(request);
    const auto json = ui::readJson(m_bytes);
    if (!json) {
        m_problems.append(unreadableBody(json.error()));
        return;
    }
    m_body = *json;
    if (m_body.isObject())
        m_object = m_body.toObject();
    else
        note(u"model_attributes_type"_s, {u"body"_s},
             u"Input should be a valid dictionary or object to extract fields from"_s, m_body);
}

void FieldsOfBody::note(const QString &type, const QJsonArray &where, const QString &message,
                        const QJsonValue &input, const QJsonObject &context)
{
    m_problems.append({type, where, message, input, context});
}

/** Nothing is missing from a body that is no object: that has been said already. */
QJsonValue FieldsOfBody::take(const QString &key)
{
    m_known.append(key);
    return m_body.isObject() ? m_object.value(key) : QJsonValue(QJsonValue::Undefined);
}

std::optional<QString> FieldsOfBody::readText(const QString &key, const QJsonValue &value)
{
    if (!value.isString()) {
        note(u"string_type"_s, at(key), u"Input should be a valid string"_s, value);
        return std::nullopt;
    }
    const QString text = value.toString();
    if (!isStorable(text)) {
        note(u"value_error"_s, at(key), notStorable, value);
        return std::nullopt;
    }
    return text.isNull() ? u""_s : text;
}

QString FieldsOfBody::name(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined()) {
        if (m_body.isObject())
            note(u"missing"_s, at(key), u"Field required"_s, m_body);
        return {};
    }
    const auto text = readText(key, value);
    if (!text)
        return {};
    if (text->trimmed().isEmpty())
        note(u"string_too_short"_s, at(key), u"String should have at least 1 character"_s, value,
             {{u"min_length"_s, 1}});
    else if (text->trimmed() != *text)
        note(u"value_error"_s, at(key), u"It must not begin or end with white space"_s, value);
    else if (text->size() > longestName)
        note(u"string_too_long"_s, at(key),
             u"String should have at most %1 characters"_s.arg(longestName), value,
             {{u"max_length"_s, longestName}});
    return *text;
}

QString FieldsOfBody::text(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined() || value.isNull())
        return {};
    return readText(key, value).value_or(QString());
}

bool FieldsOfBody::flag(const QString &key, bool fallback)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return fallback;
    if (!value.isBool())
        note(u"bool_type"_s, at(key), u"Input should be a valid boolean"_s, value);
    return value.toBool(fallback);
}

QString FieldsOfBody::uuid(const QString &key, bool isRequired)
{
    const QJsonValue value = take(key);
    if (value.isUndefined()) {
        if (isRequired && m_body.isObject())
            note(u"missing"_s, at(key), u"Field required"_s, m_body);
        return {};
    }
    if (!value.isString()) {
        note(u"uuid_type"_s, at(key), u"UUID input should be a string, bytes or UUID object"_s,
             value);
        return {};
    }
    auto uuid = readUuid(value.toString(), key);
    if (uuid)
        return *uuid;
    uuid.error().where = at(key);
    m_problems.append(uuid.error());
    return {};
}

/** As it was sent: a QJsonValue has forgotten the order of keys and the digits of numbers. */
QString FieldsOfBody::config(const QString &key) const
{
    return QString::fromUtf8(stores::memberText(m_bytes, key));
}

QString FieldsOfBody::items(const QString &key, bool isStrings)
{
    const QJsonValue value = take(key);
    if (value.isUndefined()) {
        if (m_body.isObject())
            note(u"missing"_s, at(key), u"Field required"_s, m_body);
        return {};
    }
    if (!value.isArray()) {
        note(u"list_type"_s, at(key), u"Input should be a valid list"_s, value);
        return {};
    }
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QJsonArray where = {u"body"_s, key, i};
        if (isStrings && !array[i].isString())
            note(u"string_type"_s, where, u"Input should be a valid string"_s, array[i]);
        else if (!isStrings && !array[i].isObject())
            note(u"dict_type"_s, where, u"Input should be a valid dictionary"_s, array[i]);
        else if (!isAllStorable(array[i]))
            note(u"value_error"_s, where, notStorable, array[i]);
    }
    return config(key);
}

QString FieldsOfBody::strings(const QString &key)
{
    return items(key, true);
}

QString FieldsOfBody::objects(const QString &key)
{
    m_hidden.append(key);
    return items(key, false);
}

QString FieldsOfBody::object(const QString &key)
{
    m_hidden.append(key);
    const QJsonValue value = take(key);
    if (value.isUndefined()) {
        if (m_body.isObject())
            note(u"missing"_s, at(key), u"Field required"_s, m_body);
        return {};
    }
    if (!value.isObject())
        note(u"dict_type"_s, at(key), u"Input should be a valid dictionary"_s, value);
    else if (!isAllStorable(value))
        note(u"value_error"_s, at(key), notStorable, value);
    return config(key);
}

void FieldsOfBody::own(const QString &key, const QString &id)
{
    const QJsonValue value = take(key);
    if (value.isUndefined() || id.isNull() || readUuid(value.toString(), key) == id)
        return;
    refuse(key, u"The address names %1, and an id does not change"_s.arg(id));
}

void FieldsOfBody::ignore(const QStringList &keys)
{
    m_ignored += keys;
}

void FieldsOfBody::refuse(const QString &key, const QString &message)
{
    note(u"value_error"_s, at(key), message, m_object.value(key));
}

void FieldsOfBody::add(const InvalidValue &problem)
{
    m_problems.append(problem);
}

bool FieldsOfBody::isFine()
{
    QStringList known = m_known;
    known.removeDuplicates();
    for (auto member = m_object.begin(); member != m_object.end(); ++member) {
        if (known.contains(member.key()) || m_ignored.contains(member.key()))
            continue;
        m_ignored.append(member.key()); // said once
        const QString meant = ui::didYouMean(member.key(), known);
        note(u"extra_forbidden"_s, at(member.key()),
             u"Extra inputs are not permitted"_s + (meant.isEmpty() ? QString() : u". "_s + meant),
             *member);
    }
    return m_problems.isEmpty();
}

QJsonValue FieldsOfBody::shown() const
{
    QJsonObject object = m_object;
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (!m_known.contains(member.key()) || m_hidden.contains(member.key()))
            *member = QJsonValue::Null;
    }
    return m_body.isObject() ? QJsonValue(object) : QJsonValue(QJsonValue::Null);
}

InvalidValue FieldsOfBody::shown(InvalidValue problem) const
{
    if (m_body.isUndefined() || problem.where.first() != "body"_L1)
        return problem; // of the address, or of a body that could not be read
    const QString key = problem.where.at(1).toString();
    if (key.isEmpty() || problem.type == "missing"_L1)
        problem.input = shown();
    else if (!m_known.contains(key) || m_hidden.contains(key))
        problem.input = QJsonValue::Null;
    return problem;
}

Reply FieldsOfBody::refusal() const
{
    QList<InvalidValue> problems;
    for (const InvalidValue &problem : m_problems)
        problems.append(shown(problem));
    return invalidReply(m_request, problems, shown());
}

} // namespace outlet::app::api
