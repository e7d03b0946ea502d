// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/check.h"

#include "registry/icon.h"
#include "ui-schemas/quote.h"

#include <QXmlStreamReader>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

const QString icon = u"icon.svg"_s;

/** What a picture must not have: it is shown in pages of other people. */
QString activeIn(const QXmlStreamReader &xml)
{
    static const QStringList elements{u"script"_s, u"foreignobject"_s, u"iframe"_s, u"image"_s,
                                      u"handler"_s};
    if (elements.contains(xml.name().toString().toLower()))
        return u"the element <%1>"_s.arg(xml.name());
    for (const QXmlStreamAttribute &attribute : xml.attributes()) {
        const QString name = attribute.name().toString().toLower();
        const QString value = attribute.value().toString().trimmed().toLower();
        if (name.startsWith("on"_L1))
            return u"the attribute %1"_s.arg(attribute.name());
        if (name == "href"_L1 && !value.startsWith(u'#'))
            return u"a link to %1"_s.arg(ui::quoted(attribute.value().toString()));
        if (value.contains("url("_L1) && !value.contains("url(#"_L1))
            return u"a reference to %1"_s.arg(ui::quoted(attribute.value().toString()));
    }
    return {};
}

void judgeSvg(const QByteArray &svg, QList<Finding> &findings)
{
    QXmlStreamReader xml(svg);
    bool isRoot = true;
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        const QString at = u"%1:%2"_s.arg(icon).arg(xml.lineNumber());
        if (token == QXmlStreamReader::DTD)
            findings += finding(Fault::IconActive, u"The icon has a document type."_s, at,
                                u"Remove <!DOCTYPE...>: no browser needs it."_s);
        if (token != QXmlStreamReader::StartElement)
            continue;
        const bool isSvg =
            xml.name() == "svg"_L1 && xml.namespaceUri() == "http://www.w3.org/2000/svg"_L1;
        if (isRoot && !isSvg) {
            findings += finding(
                Fault::IconInvalid,
                u"The icon begins with <%1>, wanted <svg> with its namespace."_s.arg(xml.name()),
                at, u"Write <svg xmlns=\"http://www.w3.org/2000/svg\" ...>."_s);
            return;
        }
        isRoot = false;
        if (const QString what = activeIn(xml); !what.isEmpty())
            findings += finding(Fault::IconActive, u"The icon has %1."_s.arg(what), at,
                                u"Save it as plain SVG: shapes alone."_s);
    }
    if (xml.hasError())
        findings += finding(
            Fault::IconInvalid, u"The icon is no XML as it should be: %1."_s.arg(xml.errorString()),
            u"%1:%2"_s.arg(icon).arg(xml.lineNumber()), u"Save it again as plain SVG, in UTF-8."_s);
}

} // namespace

QString checkIcon(const registry::Candidate &candidate, QList<Finding> &findings)
{
    const auto svg = registry::readIcon(candidate);
    if (svg) {
        judgeSvg(*svg, findings);
        return u"%1 bytes"_s.arg(svg->size());
    }
    const bool isMissing = svg.error().code == ErrorCode::NotFound;
    findings +=
        finding(isMissing ? Fault::IconMissing : Fault::IconInvalid,
                isMissing ? u"There is no icon: the tile has no picture."_s : svg.error().message,
                icon, isMissing ? u"Put an icon.svg into the folder."_s : svg.error().hint);
    return u"none"_s;
}

} // namespace outlet::app::authoring
