// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/duplicatekeys.h"

#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"

#include <QList>
#include <QSet>
#include <QString>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

/** Follows the events of a parser. RapidJSON finds the functions by their names. */
class KeyWatcher : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, KeyWatcher>
{
public:
    Problems problems() const { return m_problems; }

    bool Key(const char *text, rapidjson::SizeType size, bool)
    {
        Level &level = m_levels.last();
        level.step = QString::fromUtf8(text, qsizetype(size));
        if (level.keys.contains(level.step))
            m_problems.append(breach(
                where(), u"found the key %1 twice, wanted each key once"_s.arg(quoted(level.step)),
                u"Remove one of them: only the last would count."_s));
        level.keys.insert(level.step);
        return true;
    }

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

    bool begin(const Level &level)
    {
        m_levels.append(level);
        return true;
    }

    bool end()
    {
        m_levels.removeLast();
        return count();
    }

    bool count()
    {
        if (!m_levels.isEmpty())
            ++m_levels.last().index;
        return true;
    }

    QString where() const
    {
        QString place;
        for (const Level &level : m_levels)
            place = level.isList ? pointer(place, level.index) : pointer(place, level.step);
        return place;
    }

    QList<Level> m_levels;
    Problems m_problems;
};

} // namespace

Problems duplicateKeys(const QByteArray &text)
{
    rapidjson::MemoryStream stream(text.constData(), size_t(text.size()));
    rapidjson::Reader reader;
    KeyWatcher watcher;
    reader.Parse<rapidjson::kParseIterativeFlag>(stream, watcher);
    return watcher.problems();
}

} // namespace outlet::ui
