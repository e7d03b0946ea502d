// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

#include <expected>
#include <utility>

namespace outlet {

/**
 * What went wrong, in one word that programs can act upon.
 *
 * The set is closed: the server maps every value to an HTTP status and an exit code in one place.
 */
enum class ErrorCode {
    InvalidArgument, ///< the caller passed something that cannot be right
    NotFound,        ///< the thing named does not exist
    Conflict,        ///< it exists already, or its state forbids the call
    Unauthorized,    ///< no credentials, or wrong ones
    Forbidden,       ///< credentials that do not suffice
    Unsupported,     ///< nobody implements it
    LimitExceeded,   ///< larger, deeper, longer or more than a configured limit
    Timeout,         ///< a deadline passed
    Unavailable,     ///< a part that is needed cannot be reached now; trying later may help
    Io,              ///< a file or a socket refused
    Database,        ///< a statement or a connection failed
    Internal,        ///< a fault of the program itself
};

/**
 * One failure, told to the person who can mend it.
 *
 * `message` names what was found and what was wanted, `hint` the next thing to do, and `where` the
 * place: a JSON pointer, a file, a field, a statement. A plain value; safe to copy between threads.
 */
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString hint;
    QString where;

    friend bool operator==(const Error &, const Error &) = default;
};

/** Everything that is wrong with one document: checks collect, they do not stop at the first. */
using Problems = QList<Error>;

/** A value, or the one reason why there is none. Nothing in the SDK throws. */
template<class T>
using Result = std::expected<T, Error>;

/** Shortens `return std::unexpected(Error{...})`. */
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, QString message, QString hint = {},
                                                 QString where = {})
{
    return std::unexpected(Error{code, std::move(message), std::move(hint), std::move(where)});
}

} // namespace outlet
