// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/exposition.h"

#include <QRegularExpression>
#include <QSet>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace outlet::tests {

namespace {

class Reader
{
public:
    Exposition read(const QByteArray &text);

private:
    void readLine(const QString &line);
    void readHelp(const QString &name, const QString &help);
    void readType(const QString &name, const QString &type);
    void readSample(const QString &line);
    void complain(const QString &problem);
    /** The family of a sample: a histogram's has a suffix. */
    QString familyOf(const QString &name) const;

    Exposition m_found;
    QSet<QString> m_used; ///< families with a sample
    int m_line = 0;
};

void Reader::complain(const QString &problem)
{
    if (m_found.problem.isEmpty())
        m_found.problem = u"line %1: "_s.arg(m_line) + problem;
}

QString Reader::familyOf(const QString &name) const
{
    for (const QLatin1StringView suffix : {"_bucket"_L1, "_sum"_L1, "_count"_L1}) {
        const QString stem = name.chopped(std::min(suffix.size(), name.size()));
        if (name.endsWith(suffix) && m_found.families.value(stem).type == "histogram"_L1)
            return stem;
    }
    return name;
}

void Reader::readHelp(const QString &name, const QString &help)
{
    if (m_found.families.contains(name))
        complain(name + " is there twice"_L1);
    m_found.families.insert(name, {help, {}});
}

void Reader::readType(const QString &name, const QString &type)
{
    static const QStringList types = {u"counter"_s, u"gauge"_s, u"histogram"_s, u"summary"_s};
    if (!m_found.families.contains(name))
        return complain(name + " has no HELP"_L1);
    if (!types.contains(type))
        return complain(type + " is no type"_L1);
    m_found.families[name].type = type;
}

void Reader::readSample(const QString &line)
{
    static const QRegularExpression sample(
        uR"(^(([a-z_:][a-z0-9_:]*)(?:\{(?:[a-z_][a-z0-9_]*="(?:[^"\\]|\\["\\n])*",?)+\})?) (\S+)$)"_s);
    const auto match = sample.match(line);
    bool isNumber = match.captured(3) == "+Inf"_L1;
    const double value = isNumber ? 0 : match.captured(3).toDouble(&isNumber);
    if (!match.hasMatch() || !isNumber)
        return complain(u"is no sample: "_s + line);
    const QString family = familyOf(match.captured(2));
    if (m_found.families.value(family).type.isEmpty())
        return complain(family + " has no TYPE"_L1);
    if (m_found.samples.contains(match.captured(1)))
        return complain(match.captured(1) + " is there twice"_L1);
    m_used.insert(family);
    m_found.samples.insert(match.captured(1), value);
}

void Reader::readLine(const QString &line)
{
    const QString name = line.section(u' ', 2, 2);
    if (line.startsWith("# HELP "_L1))
        readHelp(name, line.section(u' ', 3));
    else if (line.startsWith("# TYPE "_L1))
        readType(name, line.section(u' ', 3));
    else
        readSample(line);
}

Exposition Reader::read(const QByteArray &text)
{
    QStringList lines = QString::fromUtf8(text).split(u'\n');
    if (!lines.takeLast().isEmpty())
        return {u"the last line has no end"_s, {}, {}};
    for (const QString &line : lines) {
        ++m_line;
        readLine(line);
    }
    for (const QString &family : m_found.families.keys()) {
        if (m_found.problem.isEmpty() && !m_used.contains(family))
            m_found.problem = family + " has no sample"_L1;
    }
    return m_found;
}

} // namespace

QMap<QString, double> Exposition::of(const QString &family) const
{
    QMap<QString, double> found;
    for (auto it = samples.begin(); it != samples.end(); ++it) {
        if (it.key() == family || it.key().startsWith(family + u'{'))
            found.insert(it.key(), it.value());
    }
    return found;
}

Exposition parseExposition(const QByteArray &text)
{
    return Reader().read(text);
}

} // namespace outlet::tests
