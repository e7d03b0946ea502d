// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cli/program.h"

namespace outlet::tests {

/**
 * An installation of the test's own, with the program and the connectors Snowflake and Glue, whose
 * migrations may be edited. It goes with the object; the database is elsewhere.
 */
class Site
{
public:
    explicit Site(const QString &databaseUrl);

    /** Of Glue's migrations. */
    QString migration(const QString &name) const;
    void write(const QString &name, const QByteArray &sql) const;
    QByteArray read(const QString &name) const;
    void remove(const QString &name) const;

    QString path(const QString &name = {}) const { return m_workspace.path(name); }
    QStringList listing() const { return m_workspace.listing(); }

    /** `outlet migrate ...` on the database. */
    Outcome migrate(const QString &arguments) const;

private:
    Workspace m_workspace;
    QString m_url;
};

} // namespace outlet::tests
