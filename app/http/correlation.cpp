// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/correlation.h"

#include <QUuid>

#include <algorithm>

namespace outlet::app::http {

namespace {

bool isAllowed(char character)
{
    const char lower = char(character | 0x20);
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           character == '.' || character == '_' || character == '-';
}

} // namespace

QString correlationId(QByteArrayView given)
{
    const bool isValid =
        !given.isEmpty() && given.size() <= 128 && std::ranges::all_of(given, isAllowed);
    return isValid ? QString::fromLatin1(given)
                   : QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace outlet::app::http
