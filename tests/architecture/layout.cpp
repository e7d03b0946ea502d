// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/layout.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::tests {

namespace {

/** How a comment of this kind of file begins; empty for files that need no licence line. */
QString commentOf(const QString &file)
{
    const QFileInfo info(file);
    const QString suffix = info.suffix();
    if (info.fileName() == "CMakeLists.txt"_L1)
        return u"# "_s;
    static const QStringList cLike = {u"h"_s,  u"hpp"_s, u"cpp"_s, u"cc"_s,
                                      u"js"_s, u"mjs"_s, u"ts"_s,  u"tsx"_s};
    if (cLike.contains(suffix))
        return u"// "_s;
    if (suffix == "sql"_L1)
        return u"-- "_s;
    if (suffix == "css"_L1)
        return u"/* "_s;
    if (QStringList{u"cmake"_s, u"sh"_s, u"py"_s}.contains(suffix) || file.endsWith(".cmake.in"_L1))
        return u"# "_s;
    return {};
}

/** Sample connectors of tests are as their authors would write them, in a folder of the manifest.
 */
bool isForAuthors(const QString &root, const QString &file)
{
    const QString manifest = QFileInfo(root + u'/' + file).path() + "/connector.json"_L1;
    return file.startsWith("registry/sdk/"_L1) || file.startsWith("connectors/"_L1) ||
           file.startsWith("app/web/"_L1) ||
           (file.startsWith("tests/bench/"_L1) && QFileInfo::exists(manifest));
}

/** The first line that is not the `#!` of a script. */
QString firstLine(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString line = QString::fromUtf8(file.readLine()).trimmed();
    if (line.startsWith("#!"_L1))
        line = QString::fromUtf8(file.readLine()).trimmed();
    return line;
}

} // namespace

QStringList rooms()
{
    return {u"app"_s,      u"connectors"_s, u"migrations"_s, u"packaging"_s,
            u"registry"_s, u"tests"_s,      u"ui-schemas"_s};
}

QStringList filesBelow(const QString &root)
{
    QStringList files;
    for (const QString &room : rooms()) {
        QDirIterator entries(root + u'/' + room, QDir::Files, QDirIterator::Subdirectories);
        while (entries.hasNext()) {
            const QString file = entries.next().mid(root.size() + 1);
            if (!file.contains("/node_modules/"_L1)) // of whoever works on the console
                files.append(file);
        }
    }
    std::ranges::sort(files);
    return files;
}

QStringList wrongLicences(const QString &root)
{
    QStringList faults;
    for (const QString &file : filesBelow(root)) {
        const QString comment = commentOf(file);
        if (comment.isEmpty())
            continue;
        const QString wanted = comment + u"SPDX-License-Identifier: "_s +
                               (isForAuthors(root, file) ? u"MIT"_s : u"GPL-3.0-or-later"_s);
        const QString found = firstLine(root + u'/' + file);
        const bool isRight = found == wanted || found == wanted + " */"_L1;
        if (!isRight)
            faults.append(u"%1: found \"%2\", wanted \"%3\""_s.arg(file, found, wanted));
    }
    return faults;
}

QStringList wrongReadmes(const QString &root)
{
    const int most = 40;
    QStringList faults;
    for (const QString &room : rooms()) {
        QFile file(u"%1/%2/README.md"_s.arg(root, room));
        if (!file.open(QIODevice::ReadOnly)) {
            faults.append(u"%1: has no README.md"_s.arg(room));
            continue;
        }
        const QByteArray text = file.readAll();
        const qsizetype lines = text.count('\n') + (text.endsWith('\n') || text.isEmpty() ? 0 : 1);
        if (text.trimmed().isEmpty() || lines > most)
            faults.append(
                u"%1: README.md has %2 lines, wanted 1 to %3"_s.arg(room).arg(lines).arg(most));
    }
    return faults;
}

} // namespace outlet::tests
