// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "testdata.h"

#include "ui-schemas/manifest.h"

#include <QTest>

namespace outlet::ui::test {

using namespace Qt::StringLiterals;

inline const QJsonValue removed(QJsonValue::Undefined);

inline QString told(const Problems &problems)
{
    QString text;
    for (const Error &problem : problems)
        text += u"\n  %1: %2 (%3)"_s.arg(problem.where, problem.message, problem.hint);
    return text;
}

inline QStringList places(const Problems &problems)
{
    QStringList list;
    for (const Error &problem : problems)
        list.append(problem.where);
    return list;
}

/** One change to a good manifest, and the one problem that it has to make. */
inline void row(const char *name, const char *base, const char *at, const QJsonValue &value,
                const char *where, const char *message, const char *hint)
{
    QTest::newRow(name) << QString::fromUtf8(base) << QString::fromUtf8(at) << value
                        << QString::fromUtf8(where) << QString::fromUtf8(message)
                        << QString::fromUtf8(hint);
}

inline void columns()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("at");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
}

inline void checkRow()
{
    QFETCH(QString, base);
    QFETCH(QString, at);
    QFETCH(QJsonValue, value);
    QFETCH(QString, where);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    const auto result = parseManifest(withValue(manifestFile(base), at, value));
    QVERIFY(!result);
    const Problems &problems = result.error();
    QVERIFY2(problems.size() == 1, qPrintable(told(problems)));
    QCOMPARE(problems[0].where, where);
    QVERIFY2(problems[0].message.startsWith(message), qPrintable(told(problems)));
    QVERIFY2(problems[0].hint.startsWith(hint), qPrintable(told(problems)));
    QCOMPARE(problems[0].code, ErrorCode::InvalidArgument);
}

} // namespace outlet::ui::test
