// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/conditional.h"

#include "app/api/errors.h"

#include <QList>

#include <algorithm>
#include <optional>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

QByteArray trimmedLower(QByteArrayView text)
{
    return text.trimmed().toByteArray().toLower();
}

/** The weight of `gzip;q=0.5`: 1 where there is none, 0 where it makes no sense. */
double weightOf(const QList<QByteArray> &parts)
{
    for (const QByteArray &part : parts.sliced(1)) {
        const QByteArray parameter = trimmedLower(part);
        if (!parameter.startsWith("q="))
            continue;
        bool isNumber = false;
        const double weight = parameter.sliced(2).toDouble(&isNumber);
        return isNumber && weight >= 0 && weight <= 1 ? weight : 0;
    }
    return 1;
}

/** What the header says about a coding; nothing where it does not name it. */
struct Weights
{
    std::optional<double> gzip;
    std::optional<double> identity;
    std::optional<double> any;
};

Weights weightsOf(QByteArrayView acceptEncoding)
{
    Weights weights;
    for (const QByteArray &item : acceptEncoding.toByteArray().split(',')) {
        const QList<QByteArray> parts = item.split(';');
        const QByteArray name = trimmedLower(parts.first());
        if (name == "gzip" || name == "x-gzip")
            weights.gzip = std::max(weights.gzip.value_or(0), weightOf(parts));
        else if (name == "identity")
            weights.identity = weightOf(parts);
        else if (name == "*")
            weights.any = weightOf(parts);
    }
    return weights;
}

QByteArray cacheControl(Caching caching)
{
    switch (caching) {
    case Caching::Revalidate:
        return "no-cache";
    case Caching::Day:
        return "public, max-age=86400";
    case Caching::Immutable:
        return "public, max-age=31536000, immutable";
    }
    Q_UNREACHABLE();
}

/** An entity tag without its weakness marker. */
QByteArrayView opaqueTag(QByteArrayView tag)
{
    return tag.startsWith("W/") ? tag.sliced(2) : tag;
}

/** Cuts the first tag off `list`; a comma inside the quotes belongs to the tag. */
QByteArrayView takeTag(QByteArrayView &list)
{
    const qsizetype open = list.indexOf('"');
    const qsizetype close = open < 0 ? -1 : list.indexOf('"', open + 1);
    if (close < 0) {
        list = {};
        return {};
    }
    const QByteArrayView tag = list.first(close + 1).sliced(open);
    list = list.sliced(close + 1);
    return tag;
}

} // namespace

Coding chooseCoding(QByteArrayView acceptEncoding, bool hasGzip)
{
    if (acceptEncoding.trimmed().isEmpty())
        return Coding::Identity;
    const Weights weights = weightsOf(acceptEncoding);
    const double gzip = hasGzip ? weights.gzip.value_or(weights.any.value_or(0)) : 0;
    // Not named, identity is always acceptable, but nothing says that it is wanted.
    const double unnamed = weights.any == 0.0 ? 0 : 0.001;
    const double identity = weights.identity.value_or(unnamed);
    if (gzip > 0 && gzip >= identity)
        return Coding::Gzip;
    return identity > 0 ? Coding::Identity : Coding::None;
}

bool isNamedBy(QByteArrayView ifNoneMatch, QByteArrayView etag)
{
    QByteArrayView list = ifNoneMatch.trimmed();
    if (list == "*")
        return true;
    while (!list.isEmpty()) {
        const QByteArrayView tag = takeTag(list);
        if (!tag.isEmpty() && tag == opaqueTag(etag))
            return true;
    }
    return false;
}

Reply documentReply(const Request &request, const registry::Document &document, Caching caching)
{
    const Coding coding = chooseCoding(request.acceptEncoding, !document.gzip.isEmpty());
    if (coding == Coding::None) {
        Reply refusal =
            problemReply(request, 406, u"Not Acceptable"_s, "not-acceptable"_L1,
                         u"Accept-Encoding refuses every coding that there is: allow identity"_s);
        refusal.headers.emplaceBack("Vary", "Accept-Encoding");
        return refusal;
    }
    const bool isGzip = coding == Coding::Gzip;
    const QByteArray etag = isGzip ? document.gzipEtag() : document.etag;
    Reply reply;
    reply.isReady = true;
    reply.contentType = document.contentType;
    reply.headers = {
        {"ETag", etag}, {"Cache-Control", cacheControl(caching)}, {"Vary", "Accept-Encoding"}};
    if (isNamedBy(request.ifNoneMatch, etag)) {
        reply.status = 304;
        reply.contentType.clear();
        return reply;
    }
    reply.body = isGzip ? document.gzip : document.body;
    if (isGzip)
        reply.headers.emplaceBack("Content-Encoding", "gzip");
    return reply;
}

Reply jsonReply(const Request &request, const QByteArray &json)
{
    const bool isGzip = chooseCoding(request.acceptEncoding, true) == Coding::Gzip;
    const auto effort = isGzip ? registry::Effort::Low : registry::Effort::None;
    Reply reply = documentReply(request, registry::makeDocument(json, "application/json", effort));
    reply.isReady = false; // made for this request
    return reply;
}

} // namespace outlet::app::api
