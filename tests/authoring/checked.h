// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cli/program.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace outlet::tests {

/** What `outlet check --json` says. */
struct Checked
{
    Outcome outcome;
    QStringList codes; ///< of faults and warnings, sorted, each once
    QString words;     ///< messages and places of all findings

    /** Empty, or what a finding lacks: each has a code, a message, a place and a remedy. */
    QString incomplete() const;
};

Checked check(const Workspace &workspace, const QString &path, const QStringList &more = {});

/** The connector `seeded` in the workspace, as its author has it: with what a build has made. */
class Seeded
{
public:
    explicit Seeded(const Workspace &workspace);

    QString folder() const { return m_workspace.path(QStringLiteral("seeded")); }
    QString moduleFolder() const;

    void write(const QString &file, const QByteArray &content) const;
    void remove(const QString &file) const;
    /** In a file of the folder; a text that is not there ends the test. */
    void replace(const QString &file, const QByteArray &text, const QByteArray &by) const;
    /** In the manifest that the module embeds, by a text that is no longer. */
    void patch(const QByteArray &text, const QByteArray &by) const;
    /** What the module does wrong. */
    void behave(const QByteArray &how) const;
    /** As if nothing had been built. */
    void unbuild() const;

private:
    const Workspace &m_workspace;
};

/** The folder of a module that was built with one wrong flag. */
QString unfitFolder(const QString &variant);

} // namespace outlet::tests
