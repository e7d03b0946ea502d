// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QString>

#include <expected>

namespace outlet::ui {

/** Upper bounds of a document of strangers. */
struct JsonLimits
{
    int depth = 64;                           ///< objects and lists within each other
    qsizetype bytes = qsizetype(1024) * 1024; ///< of the text
};

/** Why a text is no document. */
struct JsonFault
{
    enum Kind {
        Syntax,       ///< no JSON; also half a surrogate pair, and a number that is too large
        NotUtf8,      ///< bytes that are no text
        DuplicateKey, ///< an object has a key twice, and nobody knows which one is meant
        TooDeep,
        TooLarge,
    };

    Kind kind = Syntax;
    qsizetype position = 0; ///< in characters (code points) from the beginning, counted from 0
    QString message;        ///< a few words: what was found, what was wanted
};

/**
 * Reads JSON of strangers: strict (RFC 8259), any value at the top, nothing recurses. The whole
 * text is judged before anything is built. Thread-safe.
 */
std::expected<QJsonValue, JsonFault> readJson(const QByteArray &text,
                                              const JsonLimits &limits = {});

} // namespace outlet::ui
