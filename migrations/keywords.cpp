// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/keywords.h"

#include <QSet>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

/** What is reserved in one of the two databases or hardly ever a name, and the usual types. */
const QSet<QString> &keywords()
{
    static const QSet<QString> words = [] {
        const QStringList list =
            u"ADD AFTER ALL ALTER ALWAYS AND ANALYZE ANY ARRAY AS ASC ASYMMETRIC AUTOINCREMENT "
            "BEFORE BEGIN BETWEEN BIGINT BLOB BOOLEAN BOTH BY BYTEA CASCADE CASE CAST CHAR "
            "CHARACTER CHECK COLLATE COLUMN COMMENT CONCURRENTLY CONFLICT CONSTRAINT CREATE CROSS "
            "CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DEC DECIMAL DECLARE DEFAULT DEFERRABLE "
            "DEFERRED DELETE DESC DISTINCT DO DOUBLE DROP EACH ELSE END ESCAPE EXCEPT EXCLUDE "
            "EXECUTE EXISTS FALSE FETCH FLOAT FOR FOREIGN FROM FULL FUNCTION GENERATED GLOB GRANT "
            "GROUP HAVING IF ILIKE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INT "
            "INTEGER INTERSECT INTERVAL INTO IS ISNULL JOIN JSON JSONB KEY LATERAL LEADING LEFT "
            "LIKE LIMIT MATERIALIZED NATURAL NOT NOTHING NOTNULL NULL NUMERIC OF OFFSET ON ONLY OR "
            "ORDER OUTER OVER OVERLAPS PARTITION PRECISION PRIMARY PROCEDURE RAISE REAL RECURSIVE "
            "REFERENCES REINDEX RENAME REPLACE RESTRICT RETURNING RETURNS REVOKE RIGHT ROW ROWS "
            "SELECT SERIAL BIGSERIAL SET SIMILAR SMALLINT SYMMETRIC TABLE TEMP TEMPORARY TEXT THEN "
            "TIME TIMESTAMP TIMESTAMPTZ TO TRAILING TRIGGER TRUE TRUNCATE UNION UNIQUE UPDATE "
            "USING UUID VALIDATE VALUES VARCHAR VARYING VIEW VIRTUAL WHEN WHERE WINDOW WITH "
            "WITHOUT"_s.split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

} // namespace

QString foldedToken(const QString &token)
{
    const QString upper = token.toUpper();
    return keywords().contains(upper) ? upper : token;
}

} // namespace outlet::migrations
