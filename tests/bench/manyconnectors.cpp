// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/manyconnectors.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace outlet::bench {

namespace {

struct File
{
    QString path; ///< below the folder of the connector
    QByteArray content;
};

QList<File> readTemplate()
{
    const QString folder = QStringLiteral(BENCH_TEMPLATE);
    QList<File> files;
    QDirIterator paths(folder, QDir::Files, QDirIterator::Subdirectories);
    while (paths.hasNext()) {
        QFile file(paths.next());
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(file.fileName()));
        files += {file.fileName().mid(folder.size() + 1), file.readAll()};
    }
    if (files.isEmpty())
        qFatal("nothing in %s", qPrintable(folder));
    return files;
}

void write(const QString &path, const QByteArray &content)
{
    QDir().mkpath(path.section(u'/', 0, -2));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

} // namespace

QStringList makeConnectors(const QString &directory, int count)
{
    const QString zero = u"00000"_s;
    const QList<File> files = readTemplate();
    QStringList modules;
    for (int i = 0; i < count; ++i) {
        const QString number = QString::number(i).rightJustified(zero.size(), u'0');
        const QString folder = u"%1/bench_%2/"_s.arg(directory, number);
        for (const File &file : files) {
            const QString path = folder + QString(file.path).replace(zero, number);
            write(path, QByteArray(file.content).replace(zero.toLatin1(), number.toLatin1()));
            if (path.endsWith(".so"_L1))
                modules += path;
        }
    }
    ::sync();
    return modules;
}

} // namespace outlet::bench
