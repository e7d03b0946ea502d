// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/docspage.h"

#include "app/api/docsschema.h"
#include "app/api/html.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QList>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using html::element;

namespace {

/** One method of one path. */
struct Operation
{
    QString method; ///< upper case
    QString path;
    QJsonObject content;
    QJsonArray parameters; ///< of the path and its own

    QString anchor() const { return u"operation-"_s + content.value(u"operationId"_s).toString(); }
    QString summary() const { return content.value(u"summary"_s).toString(); }
    bool isDeprecated() const { return content.value(u"deprecated"_s).toBool(); }
};

QByteArray style()
{
    QFile file(u":/outlet/api/docs.css"_s);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("docs.css is not in the resources"); // a fault of the build
    return file.readAll();
}

class Page
{
public:
    explicit Page(const QJsonObject &openApi);

    QString html() const;

private:
    /** What a value is, or what its `$ref` points to. */
    QJsonObject resolved(const QJsonValue &value) const;
    QString contents() const;
    QString sections() const;
    QString operation(const Operation &operation) const;
    QString parameters(const Operation &operation) const;
    QString answers(const Operation &operation) const;
    QString bodies(const QJsonObject &answer) const;
    QString headers(const QJsonObject &answer) const;
    QString schemas() const;

    const QJsonObject m_document;
    const QJsonObject m_schemas;
    QList<std::pair<QJsonObject, QList<Operation>>> m_tags; ///< with their operations, by path
};

Page::Page(const QJsonObject &openApi)
    : m_document(openApi), m_schemas(openApi.value(u"components"_s)[u"schemas"_s].toObject())
{
    const QJsonObject paths = openApi.value(u"paths"_s).toObject();
    for (const QJsonValue tag : openApi.value(u"tags"_s).toArray()) {
        QList<Operation> operations;
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            const QJsonObject methods = path->toObject();
            for (auto method = methods.begin(); method != methods.end(); ++method) {
                const QJsonObject content = method->toObject();
                if (!content.value(u"tags"_s).toArray().contains(tag[u"name"_s]))
                    continue;
                QJsonArray parameters = methods.value(u"parameters"_s).toArray();
                for (const QJsonValue own : content.value(u"parameters"_s).toArray())
                    parameters.append(own);
                operations.append({method.key().toUpper(), path.key(), content, parameters});
            }
        }
        m_tags.append({tag.toObject(), operations});
    }
}

QJsonObject Page::resolved(const QJsonValue &value) const
{
    const QString reference = value[u"$ref"_s].toString();
    if (reference.isEmpty())
        return value.toObject();
    QJsonValue found = m_document;
    for (const QString &key : reference.split(u'/').sliced(1))
        found = found[key];
    return found.toObject();
}

QString Page::contents() const
{
    QString groups;
    for (const auto &[tag, operations] : m_tags) {
        const QString name = tag.value(u"name"_s).toString();
        QString items;
        for (const Operation &operation : operations)
            items +=
                element(u"li"_s, html::link(operation.anchor(), html::text(operation.summary())));
        groups += element(u"li"_s,
                          html::link(u"tag-"_s + name, html::text(name)) + element(u"ul"_s, items));
    }
    groups += element(u"li"_s, html::link(u"schemas"_s, u"Schemas"_s));
    return element(u"nav"_s, element(u"ul"_s, groups), u"aria-label=\"Contents\""_s);
}

QString Page::sections() const
{
    QString all;
    for (const auto &[tag, operations] : m_tags) {
        const QString name = tag.value(u"name"_s).toString();
        QString content = element(u"h2"_s, html::text(name)) +
                          element(u"p"_s, html::prose(tag.value(u"description"_s).toString()));
        for (const Operation &one : operations)
            content += operation(one);
        all += element(u"section"_s, content, u"id=\"tag-%1\""_s.arg(html::text(name)));
    }
    return all;
}

QString Page::operation(const Operation &operation) const
{
    QString address = element(u"span"_s, html::text(operation.method), u"class=\"method\""_s) +
                      u' ' + html::code(operation.path);
    if (operation.isDeprecated())
        address += u" "_s + element(u"strong"_s, u"deprecated"_s, u"class=\"deprecated\""_s);
    QString content = element(u"h3"_s, html::text(operation.summary())) +
                      element(u"p"_s, address, u"class=\"address\""_s);
    const QString description = operation.content.value(u"description"_s).toString();
    if (!description.isEmpty())
        content += element(u"p"_s, html::prose(description));
    const QJsonObject body = operation.content.value(u"requestBody"_s).toObject();
    if (!body.isEmpty())
        content += element(u"p"_s, u"Body: "_s + bodies(body));
    return element(u"article"_s, content + parameters(operation) + answers(operation),
                   u"id=\"%1\""_s.arg(html::text(operation.anchor())));
}

QString Page::parameters(const Operation &operation) const
{
    QString rows;
    for (const QJsonValue reference : operation.parameters) {
        const QJsonObject parameter = resolved(reference);
        const QString presence =
            parameter.value(u"required"_s).toBool() ? u"required"_s : u"optional"_s;
        rows += html::row(html::code(parameter.value(u"name"_s).toString()),
                          {html::text(parameter.value(u"in"_s).toString()) + u", "_s + presence,
                           typeHtml(parameter.value(u"schema"_s).toObject()),
                           html::prose(parameter.value(u"description"_s).toString())});
    }
    return html::table(u"Parameters of "_s + operation.summary(),
                       {u"Parameter"_s, u"Place"_s, u"Type"_s, u"Meaning"_s}, rows);
}

QString Page::bodies(const QJsonObject &answer) const
{
    const QJsonObject content = answer.value(u"content"_s).toObject();
    QStringList bodies;
    for (auto it = content.begin(); it != content.end(); ++it)
        bodies.append(html::code(it.key()) + u": "_s + typeHtml((*it)[u"schema"_s].toObject()));
    return bodies.isEmpty() ? u"none"_s : bodies.join(u"<br>"_s);
}

QString Page::headers(const QJsonObject &answer) const
{
    QStringList names;
    for (const QString &name : answer.value(u"headers"_s).toObject().keys())
        names.append(html::code(name));
    return names.join(u", "_s);
}

QString Page::answers(const Operation &operation) const
{
    const QJsonObject responses = operation.content.value(u"responses"_s).toObject();
    QString rows;
    for (auto it = responses.begin(); it != responses.end(); ++it) {
        const QJsonObject answer = resolved(*it);
        rows +=
            html::row(html::text(it.key()), {html::prose(answer.value(u"description"_s).toString()),
                                             bodies(answer), headers(answer)});
    }
    return html::table(u"Answers of "_s + operation.summary(),
                       {u"Status"_s, u"Meaning"_s, u"Body"_s, u"Headers"_s}, rows);
}

QString Page::schemas() const
{
    QString content = element(u"h2"_s, u"Schemas"_s);
    for (auto it = m_schemas.begin(); it != m_schemas.end(); ++it)
        content += schemaHtml(it.key(), it->toObject());
    return element(u"section"_s, content, u"id=\"schemas\""_s);
}

QString Page::html() const
{
    const QJsonObject info = m_document.value(u"info"_s).toObject();
    const QString title =
        html::text(info.value(u"title"_s).toString() + u' ' + info.value(u"version"_s).toString());
    const QString head =
        u"<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        "<meta name=\"color-scheme\" content=\"light dark\">"_s +
        element(u"title"_s, title + u": API"_s) + element(u"style"_s, QString::fromUtf8(style()));
    const QString header = element(u"h1"_s, title) +
                           element(u"p"_s, html::prose(info.value(u"summary"_s).toString())) +
                           element(u"p"_s, html::prose(info.value(u"description"_s).toString())) +
                           u"<p>For programs: <a href=\"/openapi.json\">OpenAPI 3.1</a></p>"_s;
    const QString body =
        u"<a class=\"skip\" href=\"#main\">Skip to the operations</a>"_s +
        element(u"header"_s, header) + contents() +
        element(u"main"_s, sections() + schemas(), u"id=\"main\" tabindex=\"-1\""_s);
    return u"<!DOCTYPE html>\n"_s +
           element(u"html"_s, element(u"head"_s, head) + element(u"body"_s, body),
                   u"lang=\"en\""_s) +
           u'\n';
}

} // namespace

QByteArray docsPage(const QJsonObject &openApi)
{
    return Page(openApi).html().toUtf8();
}

QByteArray docsPolicy()
{
    const QByteArray hash = QCryptographicHash::hash(style(), QCryptographicHash::Sha256);
    return "default-src 'none'; style-src 'sha256-" + hash.toBase64() +
           "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

} // namespace outlet::app::api
