// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/scriptname.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

std::unexpected<Error> refuse(const QString &fileName, const QString &why)
{
    return fail(ErrorCode::InvalidArgument,
                u"\"%1\" is not a migration's file name: %2"_s.arg(fileName, why),
                u"Name it %1"_s.arg(scriptNameGrammar()), fileName);
}

} // namespace

QString fourDigits(int number)
{
    return u"%1"_s.arg(number, 4, 10, QChar(u'0'));
}

QString ScriptName::id() const
{
    return fourDigits(number) + u'_' + name;
}

QString scriptNameGrammar()
{
    return u"NNNN_name.up.sql, NNNN_name.down.sql or NNNN_name.sql (up only), with .sqlite or "
           ".postgresql before .up or .down for one dialect; NNNN counts from 0001, name is "
           "lower-case letters, digits and _"_s;
}

Result<ScriptName> parseScriptName(const QString &fileName)
{
    static const QRegularExpression grammar(
        uR"(\A([0-9]{4})_([a-z0-9_]+)(?:(?:\.([^.]+))?\.(up|down))?\.sql\z)"_s);
    const QRegularExpressionMatch match = grammar.match(fileName);
    if (!match.hasMatch())
        return refuse(fileName, u"it does not have the wanted form"_s);

    ScriptName result{match.captured(1).toInt(), match.captured(2), {}, Direction::Up};
    if (result.number == 0)
        return refuse(fileName, u"numbers start at 0001"_s);
    if (match.captured(4) == "down"_L1)
        result.direction = Direction::Down;
    if (match.hasCaptured(3)) {
        result.dialect = dialectNamed(match.captured(3));
        if (!result.dialect)
            return refuse(fileName, u"\"%1\" is no dialect"_s.arg(match.captured(3)));
    }
    return result;
}

int numberOfId(const QString &id)
{
    bool isNumber = false;
    const int number = id.left(id.indexOf(u'_')).toInt(&isNumber);
    return isNumber && number > 0 ? number : 0;
}

} // namespace outlet::migrations
