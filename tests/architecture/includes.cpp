// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/includes.h"

#include "tests/architecture/layout.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace outlet::tests {

namespace {

struct Include
{
    QString file; ///< relative to the root
    int line = 0;
    QString name;
    bool isQuoted = false;
};

/** What the sources of one room may see. */
struct Rule
{
    QString room;         ///< the longest prefix of a file's path counts
    QStringList rooms;    ///< whose headers it may include
    QString sdk;          ///< which `<outlet/...>`: a regular expression
    QStringList qt;       ///< modules
    bool hasThirdParties; ///< headers that are neither Qt's, ours nor the standard library's
};

const QList<Rule> &rules()
{
    static const QString everything = u".*"_s;
    static const QList<Rule> all{
        {u"registry/sdk"_s, {}, everything, {u"QtCore"_s}, false},
        {u"connectors"_s, {}, everything, {u"QtCore"_s}, false},
        {u"ui-schemas"_s, {u"ui-schemas"_s}, u"result\\.h"_s, {u"QtCore"_s}, true},
        {u"migrations"_s, {u"migrations"_s}, u"result\\.h"_s, {u"QtCore"_s, u"QtSql"_s}, true},
        {u"registry"_s,
         {u"registry"_s, u"ui-schemas"_s, u"migrations"_s},
         everything,
         {u"QtCore"_s, u"QtSql"_s},
         true},
        {u"app/http"_s,
         {u"app"_s, u"registry"_s, u"ui-schemas"_s, u"migrations"_s},
         everything,
         {u"QtCore"_s, u"QtSql"_s, u"QtNetwork"_s, u"QtHttpServer"_s},
         true},
        {u"app"_s,
         {u"app"_s, u"registry"_s, u"ui-schemas"_s, u"migrations"_s},
         everything,
         {u"QtCore"_s, u"QtSql"_s, u"QtNetwork"_s},
         true},
    };
    return all;
}

const Rule *ruleFor(const QString &file)
{
    static const Rule connectorTests{
        u"connectors"_s, {}, u".*"_s, {u"QtCore"_s, u"QtTest"_s}, false};
    if (file.startsWith("connectors/"_L1) && file.contains("/tests/"_L1))
        return &connectorTests;
    for (const Rule &rule : rules()) {
        if (file.startsWith(rule.room + u'/'))
            return &rule;
    }
    return nullptr;
}

QList<Include> includesOf(const QString &root, const QString &file)
{
    static const QRegularExpression line(uR"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"_s);
    QFile source(root + u'/' + file);
    if (!source.open(QIODevice::ReadOnly))
        return {};
    QList<Include> includes;
    const QStringList lines = QString::fromUtf8(source.readAll()).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto match = line.match(lines[i]);
        if (match.hasMatch())
            includes.append({file, int(i) + 1, match.captured(2), match.captured(1) == u'"'});
    }
    return includes;
}

QString quotedFault(const Include &include, const Rule &rule, const QString &root)
{
    const QString folder = QFileInfo(include.file).path();
    const bool isMoc = include.name.endsWith(".moc"_L1) || include.name.startsWith("moc_"_L1);
    if (isMoc && !include.name.contains(u'/'))
        return {};
    if (include.name.contains(".."_L1))
        return u"includes are written from the root"_s;
    const bool isConnector = rule.room == "connectors"_L1;
    if (isConnector && QFileInfo::exists(root + u'/' + folder + u'/' + include.name))
        return {}; // its own folder may stand anywhere: out of the tree, too
    for (const QString &room : rule.rooms) {
        if (include.name.startsWith(room + u'/'))
            return {};
    }
    const QString room = include.name.section(u'/', 0, 0);
    if (include.name.contains(u'/') && QFileInfo(root + u'/' + room).isDir())
        return u"%1 must not see %2"_s.arg(rule.room, room);
    return u"includes are written from the root"_s;
}

QString angledFault(const Include &include, const Rule &rule, const QtHeaders &qt)
{
    static const QRegularExpression standard(u"^[a-z_0-9]+$"_s);
    if (include.name.startsWith("outlet/"_L1)) {
        const QRegularExpression allowed(u"^%1$"_s.arg(rule.sdk));
        if (allowed.match(include.name.mid(7)).hasMatch())
            return {};
        return u"%1 may use only <outlet/result.h> of the SDK"_s.arg(rule.room);
    }
    if (include.name.contains("private/"_L1))
        return u"private headers change with every Qt"_s;
    const QString header = include.name.section(u'/', -1);
    const QString module = qt.value(header);
    if (!module.isEmpty() && header == module)
        return u"a module header costs seconds in every file: include the class"_s;
    if (!module.isEmpty())
        return rule.qt.contains(module) ? QString()
                                        : u"%1 must not see %2"_s.arg(rule.room, module);
    if (rule.hasThirdParties || standard.match(include.name).hasMatch())
        return {};
    return u"%1 may use only the SDK, Qt Core and the standard library"_s.arg(rule.room);
}

} // namespace

QtHeaders readQtHeaders(const QStringList &directories)
{
    QtHeaders headers;
    for (const QString &directory : directories) {
        for (const QString &module : QDir(directory).entryList({u"Qt*"_s}, QDir::Dirs)) {
            // A class has its home in the module that was there first: QtCore wins.
            for (const QString &header : QDir(directory + u'/' + module).entryList(QDir::Files)) {
                if (!headers.contains(header) || module == "QtCore"_L1)
                    headers.insert(header, module);
            }
        }
    }
    return headers;
}

QStringList forbiddenIncludes(const QString &root, const QtHeaders &qt)
{
    QStringList faults;
    for (const QString &file : filesBelow(root)) {
        static const QStringList suffixes{u"h"_s, u"hpp"_s, u"cpp"_s, u"cc"_s, u"mm"_s};
        const Rule *const rule = ruleFor(file);
        if (!rule || !suffixes.contains(QFileInfo(file).suffix()))
            continue;
        for (const Include &include : includesOf(root, file)) {
            const QString fault = include.isQuoted ? quotedFault(include, *rule, root)
                                                   : angledFault(include, *rule, qt);
            if (!fault.isEmpty())
                faults.append(
                    u"%1:%2: %3: %4"_s.arg(file).arg(include.line).arg(include.name, fault));
        }
    }
    return faults;
}

} // namespace outlet::tests
