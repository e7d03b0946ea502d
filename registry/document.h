// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace outlet::registry {

/** An answer that is ready to be sent: bytes, validator and compressed form. */
struct Document
{
    QByteArray contentType;
    QByteArray body;
    QByteArray etag; ///< strong, with its quotes
    QByteArray gzip; ///< empty where compressing does not pay

    /** The validator of the compressed form: another representation needs another strong tag. */
    QByteArray gzipEtag() const { return etag.chopped(1) + "-gz\""; }
};

/** How much work the compressed form is worth. */
enum class Effort {
    None, ///< nobody asked for it: no compressed form
    Low,  ///< made for one answer
    High, ///< made once, sent often
};

/** Hashes and compresses once, so that requests only copy pointers. Pure. */
Document makeDocument(QByteArray body, QByteArray contentType = "application/json",
                      Effort effort = Effort::High);

} // namespace outlet::registry
