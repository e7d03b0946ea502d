// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/body.h"

#include <QFile>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

InvalidValue noFile()
{
    return {.type = u"missing"_s,
            .where = {u"body"_s, u"file"_s},
            .message = u"Field required"_s,
            .input = QJsonValue::Null,
            .context = {{u"wanted"_s, u"a ZIP package, as the body or as a file of a form"_s}}};
}

/** `boundary=` of a content type, without quotes; RFC 2046, section 5.1.1. */
QByteArray boundaryOf(const QByteArray &contentType)
{
    for (const QByteArray &part : contentType.split(';')) {
        const QByteArray parameter = part.trimmed();
        if (!parameter.toLower().startsWith("boundary="))
            continue;
        const QByteArray value = parameter.sliced(9);
        const bool isQuoted = value.size() > 1 && value.startsWith('"') && value.endsWith('"');
        return isQuoted ? value.sliced(1).chopped(1) : value;
    }
    return {};
}

} // namespace

QByteArray bytesOf(const Request &request)
{
    if (!request.file)
        return request.body;
    request.file->seek(0);
    return request.file->readAll();
}

std::expected<QByteArray, InvalidValue> uploadedPackage(const Request &request)
{
    const QByteArray body = bytesOf(request);
    if (!request.contentType.toLower().startsWith("multipart/form-data"))
        return body.isEmpty() ? std::unexpected(noFile())
                              : std::expected<QByteArray, InvalidValue>(body);
    const QByteArray boundary = "--" + boundaryOf(request.contentType);
    if (boundary.size() == 2)
        return std::unexpected(noFile());
    qsizetype at = body.startsWith(boundary) ? 0 : body.indexOf("\r\n" + boundary);
    while (at >= 0) {
        const qsizetype head = body.indexOf("\r\n", at + 2);
        const qsizetype content = head < 0 ? -1 : body.indexOf("\r\n\r\n", head);
        const qsizetype end = content < 0 ? -1 : body.indexOf("\r\n" + boundary, content + 2);
        if (end < 0)
            break;
        if (body.sliced(head, content - head).toLower().contains("filename="))
            return body.sliced(content + 4, std::max<qsizetype>(0, end - content - 4));
        at = end;
    }
    return std::unexpected(noFile());
}

} // namespace outlet::app::api
