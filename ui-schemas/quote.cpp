// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/quote.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longest = 80;

QString shortened(const QString &text, QLatin1StringView end)
{
    if (text.size() <= longest)
        return text;
    qsizetype cut = longest - 1 - end.size();
    if (text[cut - 1].isHighSurrogate()) // never half a character
        --cut;
    return text.left(cut) + u'…' + end;
}

} // namespace

QString printable(const QString &text)
{
    // JSON escapes only what is below U+0020; terminals act on others too (C1, direction marks).
    QString plain;
    plain.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        const bool isPair =
            c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (isPair) {
            plain += c;
            plain += text[++i];
        } else if (c.isPrint() && !c.isSurrogate()) {
            plain += c;
        } else {
            plain += u"\\u%1"_s.arg(int(c.unicode()), 4, 16, QChar(u'0'));
        }
    }
    return plain;
}

QString quoted(const QJsonValue &value)
{
    if (value.isString())
        return quoted(value.toString());
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return shortened(printable(QString::fromUtf8(json.sliced(1, json.size() - 2))), ""_L1);
}

QString quoted(const QString &text)
{
    // Cut before it is escaped: nobody needs 16 KB of JSON made for 80 characters of it.
    const QJsonArray array{text.left(2 * longest)};
    const QByteArray json = QJsonDocument(array).toJson(QJsonDocument::Compact);
    return shortened(printable(QString::fromUtf8(json.sliced(1, json.size() - 2))), "\""_L1);
}

QString quotedList(const QStringList &texts)
{
    QString list;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        if (i > 0)
            list += i + 1 == texts.size() ? u" or "_s : u", "_s;
        list += quoted(texts[i]);
    }
    return list;
}

QString pointer(const QString &parent, const QString &key)
{
    QString escaped = key;
    escaped.replace(u'~', "~0"_L1).replace(u'/', "~1"_L1);
    return parent + u'/' + escaped;
}

QString pointer(const QString &parent, qsizetype index)
{
    return parent + u'/' + QString::number(index);
}

} // namespace outlet::ui
