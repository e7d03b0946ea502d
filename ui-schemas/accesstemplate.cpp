// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/accesstemplate.h"

#include "ui-schemas/quote.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <expected>
#include <vector>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

/** A text as it is, or a name to be replaced. */
struct Part
{
    QString text;
    bool isName = false;
    qsizetype position = 0;
};

struct Fault
{
    qsizetype position;
    QString what;
};

bool isName(QStringView text)
{
    const auto isWord = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') ||
               c == u'_';
    };
    return !text.isEmpty() && !(text.front() >= u'0' && text.front() <= u'9') &&
           std::ranges::all_of(text, isWord);
}

std::expected<Part, Fault> readName(const QString &text, qsizetype open)
{
    const qsizetype close = text.indexOf(u'}', open);
    const QString name = text.sliced(open + 1, (close < 0 ? text.size() : close) - open - 1);
    if (close < 0)
        return std::unexpected(Fault{open, u"\"{\" has no \"}\""_s});
    if (!isName(name))
        return std::unexpected(Fault{
            open,
            u"%1 stands in braces, where only the name of a value may stand"_s.arg(quoted(name))});
    return Part{name, true, open};
}

std::expected<std::vector<Part>, Fault> parse(const QString &text)
{
    std::vector<Part> parts;
    QString literal;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text[at];
        const bool isDouble = at + 1 < text.size() && text[at + 1] == c;
        if (c != u'{' && c != u'}') {
            literal += c;
        } else if (isDouble) {
            literal += c;
            ++at;
        } else if (c == u'}') {
            return std::unexpected(Fault{at, u"\"}\" has no \"{\""_s});
        } else {
            auto name = readName(text, at);
            if (!name)
                return std::unexpected(name.error());
            at += name->text.size() + 1;
            parts.push_back({std::exchange(literal, QString())});
            parts.push_back(std::move(*name));
        }
    }
    parts.push_back({literal});
    return parts;
}

std::unexpected<Error> refuse(const QString &text, const Fault &fault, const QStringList &known)
{
    const QString names = known.isEmpty() ? u"There are no names that could stand in braces"_s
                                          : u"Names that it may use: "_s + known.join(u", "_s);
    return fail(ErrorCode::InvalidArgument,
                u"The template %1 cannot be used: at position %2, %3"_s.arg(
                    quoted(text), QString::number(fault.position), fault.what),
                names + u". Braces that shall stay are written {{ and }}"_s, u"template"_s);
}

bool isEmpty(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull() ||
           (value.isString() && value.toString().isEmpty()) ||
           (value.isArray() && value.toArray().isEmpty());
}

QString textOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Bool:
        return value.toBool() ? u"true"_s : u"false"_s;
    case QJsonValue::Double: {
        const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
        return QString::fromLatin1(list.sliced(1, list.size() - 2));
    }
    case QJsonValue::Array: {
        QStringList items;
        for (const QJsonValue item : value.toArray())
            items.append(textOf(item));
        return items.join(u',');
    }
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return {};
    }
    Q_UNREACHABLE();
}

QStringList known(const QJsonObject &own, const QJsonObject &context)
{
    QStringList names = own.keys() + context.keys();
    names.sort();
    names.removeDuplicates();
    return names;
}

} // namespace

Result<QStringList> templateNames(const QString &text)
{
    const auto parts = parse(text);
    if (!parts)
        return refuse(text, parts.error(), {});
    QStringList names;
    for (const Part &part : *parts) {
        if (part.isName && !names.contains(part.text))
            names.append(part.text);
    }
    return names;
}

Result<QString> renderTemplate(const QString &text, const QJsonObject &own,
                               const QJsonObject &context)
{
    const auto parts = parse(text);
    if (!parts)
        return refuse(text, parts.error(), known(own, context));
    QString rendered;
    for (const Part &part : *parts) {
        if (!part.isName) {
            rendered += part.text;
            continue;
        }
        if (!own.contains(part.text) && !context.contains(part.text))
            return refuse(text, {part.position, u"there is no value %1"_s.arg(quoted(part.text))},
                          known(own, context));
        const QJsonValue value = own.value(part.text);
        rendered += textOf(isEmpty(value) ? context.value(part.text) : value);
    }
    return rendered;
}

} // namespace outlet::ui
