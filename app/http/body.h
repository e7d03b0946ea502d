// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/head.h"

#include <QByteArray>
#include <QFile>

#include <memory>
#include <optional>

namespace outlet::app::http {

/**
 * Takes the body of one request off the wire. Up to `inMemory` bytes stay in memory, a larger one
 * goes to a nameless file in `directory`, which vanishes with its last owner.
 */
class Body
{
public:
    struct Bounds
    {
        std::int64_t size = 0;     ///< bytes; more is a 413
        std::int64_t inMemory = 0; ///< bytes
        QString directory;         ///< for what is larger
    };

    /** @param head the bytes that parseHead() accepted, of a request with a body */
    Body(std::string_view head, const Bounds &bounds);
    ~Body();

    struct Progress
    {
        std::size_t used = 0; ///< bytes that belong to this body
        bool isComplete = false;
        std::optional<Refusal> refusal;
    };

    /** Takes what it can of the bytes that came; what it leaves has to be given again, with more.
     */
    Progress take(std::string_view bytes);

    QByteArray bytes() const;            ///< whole, if it stayed in memory
    std::shared_ptr<QFile> file() const; ///< at its beginning; null if it stayed in memory

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace outlet::app::http
