// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/target.h"

#include <QStringDecoder>

#include <algorithm>

namespace outlet::app::http {

using namespace Qt::StringLiterals;

namespace {

/** -1 for a character that is no hexadecimal digit. */
int hexDigit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    const char lower = char(character | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::unexpected<Error> refuse(const QString &what, QByteArrayView part)
{
    // The part may hold anything: only its printable ASCII goes back.
    QString shown;
    for (const char character : part.first(std::min<qsizetype>(part.size(), 80)))
        shown += character > 0x20 && character < 0x7f ? QChar::fromLatin1(character) : QChar(u'?');
    return fail(ErrorCode::InvalidArgument, u"%1 in \"%2\" of the address"_s.arg(what, shown),
                u"Encode the name in UTF-8 and escape it with %XX, two hexadecimal digits each"_s,
                shown);
}

/** Undoes percent-encoding; fails on a `%` that two digits do not follow. */
Result<QByteArray> percentDecoded(QByteArrayView part)
{
    QByteArray decoded;
    decoded.reserve(part.size());
    for (qsizetype i = 0; i < part.size(); ++i) {
        if (part[i] != '%') {
            decoded += part[i];
            continue;
        }
        const int high = i + 2 < part.size() ? hexDigit(part[i + 1]) : -1;
        const int low = i + 2 < part.size() ? hexDigit(part[i + 2]) : -1;
        if (high < 0 || low < 0)
            return refuse(u"There is a % without two hexadecimal digits"_s, part);
        decoded += char(high * 16 + low);
        i += 2;
    }
    return decoded;
}

/** Whether it stands for itself, as nearly all do. */
bool isLiteral(QByteArrayView part)
{
    return std::ranges::all_of(part, [](char c) { return c >= 0x20 && c < 0x7f && c != '%'; });
}

Result<QString> decoded(QByteArrayView part)
{
    if (isLiteral(part))
        return QString::fromLatin1(part);
    const Result<QByteArray> bytes = percentDecoded(part);
    if (!bytes)
        return std::unexpected(bytes.error());
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = utf8(*bytes);
    // A raw byte that is no UTF-8 has become a replacement character before it came here.
    if (utf8.hasError() || text.contains(QChar::ReplacementCharacter))
        return refuse(u"There are bytes that are not UTF-8"_s, part);
    const bool hasControl = std::ranges::any_of(
        text, [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
    if (hasControl)
        return refuse(u"There is a control character"_s, part);
    return text;
}

Result<QStringList> decodedPath(QByteArrayView path)
{
    QStringList segments;
    for (qsizetype begin = 1; begin <= path.size();) {
        qsizetype end = path.indexOf('/', begin);
        if (end < 0)
            end = path.size();
        const Result<QString> segment = decoded(path.sliced(begin, end - begin));
        if (!segment)
            return std::unexpected(segment.error());
        segments.append(*segment);
        begin = end + 1;
    }
    return segments;
}

Result<QList<std::pair<QString, QString>>> decodedQuery(QByteArray query)
{
    query.replace('+', ' ');
    QList<std::pair<QString, QString>> pairs;
    for (const QByteArray &item : query.split('&')) {
        if (item.isEmpty())
            continue;
        const qsizetype sign = item.indexOf('=');
        const Result<QString> key =
            decoded(QByteArrayView(item).first(sign < 0 ? item.size() : sign));
        const Result<QString> value =
            sign < 0 ? QString(u""_s) : decoded(QByteArrayView(item).sliced(sign + 1));
        if (!key || !value)
            return std::unexpected(key ? value.error() : key.error());
        pairs.append({*key, *value});
    }
    return pairs;
}

} // namespace

Result<Target> parseTarget(const QByteArray &target)
{
    if (!target.startsWith('/'))
        return refuse(u"There is no slash at the beginning"_s, target);
    const qsizetype mark = target.indexOf('?');
    const QByteArrayView path = QByteArrayView(target).first(mark < 0 ? target.size() : mark);
    Result<QStringList> segments = decodedPath(path);
    if (!segments)
        return std::unexpected(segments.error());
    auto query = decodedQuery(mark < 0 ? QByteArray() : target.sliced(mark + 1));
    if (!query)
        return std::unexpected(query.error());
    return Target{std::move(*segments), std::move(*query)};
}

} // namespace outlet::app::http
