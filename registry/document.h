// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>
#include <memory>

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

/**
 * A document that is made when somebody asks for it for the first time, since most never are: a
 * thousand that nobody reads would double the time of a start. Copies share it. Thread-safe.
 */
class LateDocument
{
public:
    /** Made of nothing: an empty document. */
    LateDocument() = default;

    /** @param make gives the body; called at most once, from any thread */
    explicit LateDocument(std::function<QByteArray()> make);

    /** The document, which lives as long as any copy of this. */
    const Document &get() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace outlet::registry
