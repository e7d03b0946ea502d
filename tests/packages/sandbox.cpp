// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/packages/sandbox.h"

#include "app/packages/inventory.h"
#include "tests/fixtures/fixture.h"
#include "tests/fixtures/recipe.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::tests {

using namespace app::packages;

Sandbox::Sandbox()
{
    QDir().mkpath(plugins());
    write(u"victim"_s, "as it was");
    write(u"data/plugins/other/other.so"_s, "another connector");
}

void Sandbox::write(const QString &name, const QByteArray &content) const
{
    if (const auto written = writeFile(path(name), content); !written)
        qFatal("%s", qPrintable(written.error().message));
}

QStringList Sandbox::listing() const
{
    QStringList lines;
    QDirIterator entries(m_root.path(),
                         QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QFileInfo info(entries.next());
        const qint64 size = info.isDir() ? 0 : info.size();
        lines += u"%1 %2 %3 %4"_s.arg(info.filePath().sliced(m_root.path().size()),
                                      QString::number(size), QString::number(info.permissions()),
                                      info.symLinkTarget());
    }
    std::ranges::sort(lines);
    return lines;
}

Judging judging()
{
    Judging judging;
    judging.limits.archiveBytes = qint64(4) * 1024 * 1024;
    judging.limits.fileBytes = qint64(1024) * 1024;
    judging.limits.totalBytes = qint64(2) * 1024 * 1024;
    return judging;
}

QByteArray inventoryFor(const QList<ZipEntry> &files, const QString &id, const QString &version)
{
    Inventory inventory{id, version, {}};
    for (const ZipEntry &file : files)
        inventory.files.insert(file.name, sha256(file.content));
    return inventoryText(inventory);
}

QList<ZipEntry> listed(QList<ZipEntry> files)
{
    const QByteArray inventory = inventoryFor(files);
    files.prepend({"package.json", inventory});
    return files;
}

QList<ZipEntry> filesOf(const QString &fixture, const QString &id)
{
    const QString directory = QFileInfo(builtModule(fixture, id.isEmpty() ? fixture : id)).path();
    QList<ZipEntry> files;
    QDirIterator entries(directory, QDir::Files, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QString path = entries.next();
        const auto content = readFile(path);
        if (!content)
            qFatal("%s", qPrintable(content.error().message));
        files += {path.sliced(directory.size() + 1).toUtf8(), *content};
    }
    std::ranges::sort(files, {}, &ZipEntry::name);
    return files;
}

QByteArray minimalPackage(const QByteArray &version)
{
    QList<ZipEntry> files = filesOf(u"minimal"_s);
    for (ZipEntry &file : files) {
        if (file.name == "minimal.so")
            file.content
                .replace("\\\"version\\\":\\\"1.0.0\\\"", "\\\"version\\\":\\\"" + version + "\\\"")
                .replace("\"version\":\"1.0.0\"", "\"version\":\"" + version + '"');
    }
    const QByteArray inventory = inventoryFor(files, u"minimal"_s, QString::fromUtf8(version));
    files.prepend({"package.json", inventory});
    return zip(files);
}

} // namespace outlet::tests
