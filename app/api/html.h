// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace outlet::app::api::html {

// Pieces of HTML. A `text` is plain and gets escaped here; a `content` is HTML already.

/** Safe between tags and inside quoted attributes. */
inline QString text(const QString &plain)
{
    return plain.toHtmlEscaped().replace(QLatin1Char('\''), QLatin1String("&#39;"));
}

/** The same, with `this` set as code. */
inline QString prose(const QString &plain)
{
    QString html = text(plain);
    const bool isBalanced = html.count(QLatin1Char('`')) % 2 == 0;
    for (bool isOpening = true; isBalanced && html.contains(QLatin1Char('`'));
         isOpening = !isOpening)
        html.replace(html.indexOf(QLatin1Char('`')), 1,
                     isOpening ? QLatin1String("<code>") : QLatin1String("</code>"));
    return html;
}

/** `<name attributes>content</name>`; attributes as they are written. */
inline QString element(const QString &name, const QString &content, const QString &attributes = {})
{
    const QString head = attributes.isEmpty() ? name : name + QLatin1Char(' ') + attributes;
    return QStringLiteral("<%1>%2</%3>").arg(head, content, name);
}

inline QString code(const QString &plain)
{
    return element(QStringLiteral("code"), text(plain));
}

/** A link to a place on the same page. */
inline QString link(const QString &id, const QString &content)
{
    return element(QStringLiteral("a"), content, QStringLiteral("href=\"#%1\"").arg(text(id)));
}

/** A table that can be scrolled by keyboard where it is wider than the page. */
inline QString table(const QString &label, const QStringList &columns, const QString &rows)
{
    QString head;
    for (const QString &column : columns)
        head += element(QStringLiteral("th"), text(column), QStringLiteral("scope=\"col\""));
    const QString body = element(QStringLiteral("thead"), element(QStringLiteral("tr"), head)) +
                         element(QStringLiteral("tbody"), rows);
    return element(
        QStringLiteral("section"), element(QStringLiteral("table"), body),
        QStringLiteral("class=\"wide\" tabindex=\"0\" aria-label=\"%1\"").arg(text(label)));
}

/** A row whose first cell names it. */
inline QString row(const QString &first, const QStringList &others)
{
    QString cells = element(QStringLiteral("th"), first, QStringLiteral("scope=\"row\""));
    for (const QString &other : others)
        cells += element(QStringLiteral("td"), other);
    return element(QStringLiteral("tr"), cells);
}

} // namespace outlet::app::api::html
