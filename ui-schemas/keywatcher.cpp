// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/keywatcher.h"

#include "ui-schemas/jsonview.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"

namespace outlet::ui {

using namespace Qt::StringLiterals;

bool KeyWatcher::Key(const char *text, rapidjson::SizeType size, bool)
{
    Level &level = m_levels.last();
    level.step = textOf(text, qsizetype(size));
    if (level.keys.contains(level.step))
        m_problems.append(breach(
            where(), u"found the key %1 twice, wanted each key once"_s.arg(quoted(level.step)),
            u"Remove one of them: only the last would count."_s));
    level.keys.insert(level.step);
    return true;
}

bool KeyWatcher::begin(const Level &level)
{
    m_levels.append(level);
    return true;
}

bool KeyWatcher::end()
{
    m_levels.removeLast();
    return count();
}

bool KeyWatcher::count()
{
    if (!m_levels.isEmpty())
        ++m_levels.last().index;
    return true;
}

QString KeyWatcher::where() const
{
    QString place;
    for (const Level &level : m_levels)
        place = level.isList ? pointer(place, level.index) : pointer(place, level.step);
    return place;
}

} // namespace outlet::ui
