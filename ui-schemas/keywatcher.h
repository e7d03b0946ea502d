// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QList>
#include <QSet>
#include <QString>

#include <rapidjson/reader.h>

namespace outlet::ui {

/**
 * Follows the events of a parser, which finds the functions by their names, and keeps what stands
 * twice in one object.
 */
class KeyWatcher : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, KeyWatcher>
{
public:
    /** The keys that have come twice so far, each with its pointer. */
    const Problems &problems() const { return m_problems; }

    /** How many objects and lists are open. */
    qsizetype depth() const { return m_levels.size(); }

    bool Key(const char *text, rapidjson::SizeType size, bool);
    bool StartObject() { return begin({}); }
    bool EndObject(rapidjson::SizeType) { return end(); }
    bool StartArray() { return begin({.isList = true}); }
    bool EndArray(rapidjson::SizeType) { return end(); }
    bool Default() { return count(); } // every other value

private:
    struct Level
    {
        bool isList = false;
        qsizetype index = 0;
        QString step = {};
        QSet<QString> keys = {};
    };

    bool begin(const Level &level);
    bool end();
    bool count();
    QString where() const;

    QList<Level> m_levels;
    Problems m_problems;
};

} // namespace outlet::ui
