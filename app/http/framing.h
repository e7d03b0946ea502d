// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Boost.Beast's parser with the rules that it leaves to its user. Included by head.cpp and body.cpp
// only: the one place that knows the library.

#include "app/http/head.h"

// It asserts that the head of the last chunk is at least five bytes; when that chunk is the first
// and comes byte by byte, it is four. The parser copes, but any client could end a server built
// without NDEBUG.
#define BOOST_DISABLE_ASSERTS
#include <boost/beast/http/basic_parser.hpp>

#include <functional>

namespace outlet::app::http {

/** Parses one request; what it reads goes into a Head, its body to a function. */
class Framing : public boost::beast::http::basic_parser<true>
{
public:
    using Field = boost::beast::http::field;
    using ErrorCode = boost::beast::error_code;
    using View = boost::beast::string_view;

    explicit Framing(const Limits &limits);

    const Head &head() const { return m_head; }

    /** What is wrong with the request, after an error. */
    Refusal refusal(const ErrorCode &error) const;

    /** Takes bytes of the body; false: no more, refusal() says why. */
    std::function<bool(std::string_view)> onBody;
    Refusal bodyRefusal; ///< set by onBody

private:
    void on_request_impl(boost::beast::http::verb, View method, View target, int version,
                         ErrorCode &error) override;
    void on_field_impl(Field field, View name, View value, ErrorCode &error) override;
    void on_header_impl(ErrorCode &error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t> &, ErrorCode &error) override;
    std::size_t on_body_impl(View bytes, ErrorCode &error) override;
    void on_chunk_header_impl(std::uint64_t, View, ErrorCode &error) override;
    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode &error) override;
    void on_finish_impl(ErrorCode &error) override;
    void on_response_impl(int, View, int, ErrorCode &) override {}

    void refuse(ErrorCode &error, const Refusal &refusal);
    void takeUnknownField(std::string_view name, std::string_view value);
    void takeLength(std::string_view value, ErrorCode &error);
    void takeCoding(std::string_view value, ErrorCode &error);
    void takeHost(std::string_view value, ErrorCode &error);
    void takeTarget(ErrorCode &error);

    Head m_head;
    Refusal m_refusal;
    int m_hosts = 0;
    bool m_hasLength = false;
    bool m_isHeadDone = false;
};

} // namespace outlet::app::http
