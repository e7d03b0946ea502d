// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>

#include <rapidjson/fwd.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace outlet::ui {

/** A string of a document: QString::fromUtf8() forgets its first character if that is U+FEFF. */
QString textOf(const char *utf8, qsizetype size);

/**
 * A value of a JsonTree, read in the manner of QJsonValue: what is not there or of another type
 * reads as a default. It refers to the tree, which has to live longer.
 */
class JsonView
{
public:
    JsonView(const rapidjson::Value &value) : m_value(&value) {}

    JsonView operator[](std::string_view key) const;

    bool isThere() const { return m_value; }
    std::optional<bool> flag() const;
    std::optional<double> number() const;
    bool toBool(bool otherwise = false) const { return flag().value_or(otherwise); }
    int toInt(int otherwise = 0) const; ///< whole numbers that fit only
    QString toString() const;
    QJsonValue toJson() const; ///< Undefined where nothing is there

    std::vector<JsonView> items() const;

    /** Keys with their values, in their order. */
    std::vector<std::pair<QString, JsonView>> members() const;

private:
    JsonView() = default;

    const rapidjson::Value *m_value = nullptr;
};

} // namespace outlet::ui
