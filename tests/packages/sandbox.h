// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/package.h"
#include "tests/packages/zip.h"

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace outlet::tests {

/** A plugin path with surroundings in which nothing may change. */
class Sandbox
{
public:
    Sandbox();

    QString path(const QString &name = {}) const { return m_root.filePath(name); }
    QString plugins() const { return path(QStringLiteral("data/plugins")); }

    /** Every file with its size and mode, sorted. */
    QStringList listing() const;

    /** Writes a file of the test. */
    void write(const QString &name, const QByteArray &content) const;

private:
    QTemporaryDir m_root;
};

/** Limits that are reached with little. No probe. */
app::packages::Judging judging();

/** `package.json` for these files, and what may be wrong with it. */
QByteArray inventoryFor(const QList<ZipEntry> &files, const QString &id = QStringLiteral("minimal"),
                        const QString &version = QStringLiteral("1.0.0"));

/** The entries with a right `package.json` in front. */
QList<ZipEntry> listed(QList<ZipEntry> files);

/** The files of a connector that the build has made: a fixture, which may have another name. */
QList<ZipEntry> filesOf(const QString &fixture, const QString &id = {});

/** A package of the fixture `minimal`, its module changed to say `version` (as long as 1.0.0). */
QByteArray minimalPackage(const QByteArray &version = "1.0.0");

} // namespace outlet::tests
