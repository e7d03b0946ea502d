// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/docs/transcript.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStringList>

#include <utility>

namespace outlet::tests {

using namespace Qt::StringLiterals;

namespace {

const QString indentation = u"    "_s;
const QString prompt = u"    $ "_s;
const QString uuid = u"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"_s;

/** An open quote, or a backslash at the end. */
bool wantsMore(const QString &command)
{
    return command.endsWith(u'\\') ||
           QProcess::execute(u"bash"_s, {u"-c"_s, u"bash -n 2>/dev/null <<<\"$0\""_s, command}) !=
               0;
}

QString withoutSpace(QString text)
{
    static const QRegularExpression space(u"\\s+"_s);
    return text.remove(space);
}

} // namespace

QList<Shown> commandsIn(const QString &document)
{
    QList<Shown> commands;
    const QStringList lines = document.split(u'\n');
    bool isInBlock = false;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].startsWith(prompt)) {
            Shown shown{int(i) + 1, lines[i].sliced(prompt.size()), {}};
            while (wantsMore(shown.command) && lines.value(i + 1).startsWith(indentation))
                shown.command += u'\n' + lines[++i].sliced(indentation.size());
            commands.append(shown);
            isInBlock = true;
        } else if (isInBlock && lines[i].startsWith(indentation)) {
            commands.last().output += lines[i].sliced(indentation.size()) + u'\n';
        } else {
            isInBlock = false;
        }
    }
    return commands;
}

bool matches(const QString &shown, const QString &printed, Ids &ids)
{
    static const QRegularExpression id(uuid);
    QStringList named;
    QString pattern;
    bool isFirst = true;
    const QString wanted = withoutSpace(shown);
    for (const QString &piece : wanted.split(u"..."_s)) {
        if (!std::exchange(isFirst, false))
            pattern += u".*"_s;
        qsizetype end = 0;
        for (auto found = id.globalMatch(piece); found.hasNext();) {
            const auto match = found.next();
            pattern += QRegularExpression::escape(piece.sliced(end, match.capturedStart() - end));
            if (ids.contains(match.captured())) {
                pattern += ids[match.captured()];
            } else if (const qsizetype group = named.indexOf(match.captured()); group >= 0) {
                pattern += u"\\g{%1}"_s.arg(group + 1);
            } else {
                named.append(match.captured());
                pattern += u'(' + uuid + u')';
            }
            end = match.capturedEnd();
        }
        pattern += QRegularExpression::escape(piece.sliced(end));
    }
    const QRegularExpression whole(QRegularExpression::anchoredPattern(pattern));
    const auto match = whole.match(withoutSpace(printed));
    for (qsizetype i = 0; match.hasMatch() && i < named.size(); ++i)
        ids.insert(named[i], match.captured(int(i) + 1));
    return match.hasMatch();
}

QString withIds(QString text, const Ids &ids)
{
    for (const auto &[shown, real] : ids.asKeyValueRange())
        text.replace(shown, real);
    return text;
}

} // namespace outlet::tests
