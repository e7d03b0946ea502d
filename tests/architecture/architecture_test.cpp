// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/includes.h"
#include "tests/architecture/layout.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace outlet::tests;
using namespace Qt::StringLiterals;

namespace {

const QString tree = QStringLiteral(OUTLET_SOURCE_TREE);

void write(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

QString lines(const QStringList &faults)
{
    return u"\n"_s + faults.join(u'\n');
}

} // namespace

class ArchitectureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void includesOfTheTreeFollowTheArrows();
    void everySourceNamesItsLicence();
    void everyRoomHasAShortReadme();

    void forbiddenIncludeIsFound_data();
    void forbiddenIncludeIsFound();
    void allowedIncludeIsLeftAlone_data();
    void allowedIncludeIsLeftAlone();
    void wrongLicenceIsFound_data();
    void wrongLicenceIsFound();
    void wrongReadmeIsFound_data();
    void wrongReadmeIsFound();

private:
    QtHeaders m_qt;
};

void ArchitectureTest::initTestCase()
{
    m_qt = readQtHeaders(QStringLiteral(OUTLET_QT_HEADERS).split(u'|'));
    QCOMPARE(m_qt.value(u"QString"_s), u"QtCore"_s);
    QCOMPARE(m_qt.value(u"QSqlQuery"_s), u"QtSql"_s);
    QCOMPARE(m_qt.value(u"QHttpServer"_s), u"QtHttpServer"_s);
    QVERIFY(filesBelow(tree).contains(u"registry/verdict.cpp"_s));
}

void ArchitectureTest::includesOfTheTreeFollowTheArrows()
{
    const QStringList faults = forbiddenIncludes(tree, m_qt);
    QVERIFY2(faults.isEmpty(), qPrintable(lines(faults)));
}

void ArchitectureTest::everySourceNamesItsLicence()
{
    const QStringList faults = wrongLicences(tree);
    QVERIFY2(faults.isEmpty(), qPrintable(lines(faults)));
}

void ArchitectureTest::everyRoomHasAShortReadme()
{
    const QStringList faults = wrongReadmes(tree);
    QVERIFY2(faults.isEmpty(), qPrintable(lines(faults)));
}

void ArchitectureTest::forbiddenIncludeIsFound_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("include");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char *name, QString file, QByteArray include, QString fault) {
        QTest::newRow(name) << file << include << fault;
    };
    row("the registry must not see the app", u"registry/x.cpp"_s, "#include \"app/settings.h\"",
        u"registry/x.cpp:3: app/settings.h: registry must not see app"_s);
    row("the registry must not see a connector", u"registry/x.cpp"_s,
        "#include \"connectors/glue/glue.h\"",
        u"registry/x.cpp:3: connectors/glue/glue.h: registry must not see connectors"_s);
    row("the app must not see a connector", u"app/api/x.cpp"_s,
        "#include \"connectors/glue/glue.h\"",
        u"app/api/x.cpp:3: connectors/glue/glue.h: app must not see connectors"_s);
    row("the app must not see the tests", u"app/x.h"_s, "#include \"tests/fixtures/fixture.h\"",
        u"app/x.h:3: tests/fixtures/fixture.h: app must not see tests"_s);
    row("ui-schemas must not see the registry", u"ui-schemas/x.h"_s,
        "#include \"registry/verdict.h\"",
        u"ui-schemas/x.h:3: registry/verdict.h: ui-schemas must not see registry"_s);
    row("ui-schemas must not see migrations", u"ui-schemas/x.h"_s,
        "#include \"migrations/engine.h\"",
        u"ui-schemas/x.h:3: migrations/engine.h: ui-schemas must not see migrations"_s);
    row("ui-schemas may use result.h only", u"ui-schemas/x.h"_s, "#include <outlet/lifecycle.h>",
        u"ui-schemas/x.h:3: outlet/lifecycle.h: ui-schemas may use only <outlet/result.h> of the "
        "SDK"_s);
    row("ui-schemas must not use SQL", u"ui-schemas/x.h"_s, "#include <QSqlQuery>",
        u"ui-schemas/x.h:3: QSqlQuery: ui-schemas must not see QtSql"_s);
    row("migrations must not see ui-schemas", u"migrations/x.cpp"_s,
        "#include \"ui-schemas/manifest.h\"",
        u"migrations/x.cpp:3: ui-schemas/manifest.h: migrations must not see ui-schemas"_s);
    row("migrations may use result.h only", u"migrations/x.cpp"_s, "#include <outlet/seed.h>",
        u"migrations/x.cpp:3: outlet/seed.h: migrations may use only <outlet/result.h> of the "
        "SDK"_s);
    row("migrations must not use the network", u"migrations/x.cpp"_s, "#include <QTcpSocket>",
        u"migrations/x.cpp:3: QTcpSocket: migrations must not see QtNetwork"_s);
    row("the registry must not use the network", u"registry/x.cpp"_s, "#  include <QTcpServer>",
        u"registry/x.cpp:3: QTcpServer: registry must not see QtNetwork"_s);
    row("only app/http sees QHttpServer", u"app/x.cpp"_s, "#include <QHttpServer>",
        u"app/x.cpp:3: QHttpServer: app must not see QtHttpServer"_s);
    row("app/api does not see QHttpServerResponse", u"app/api/x.cpp"_s,
        "#include <QHttpServerResponse>",
        u"app/api/x.cpp:3: QHttpServerResponse: app must not see QtHttpServer"_s);
    row("the module's folder does not hide it", u"app/api/x.cpp"_s,
        "#include <QtHttpServer/QAbstractHttpServer>",
        u"app/api/x.cpp:3: QtHttpServer/QAbstractHttpServer: app must not see QtHttpServer"_s);
    row("app/httpx is not app/http", u"app/httpx/x.cpp"_s, "#include <QHttpServer>",
        u"app/httpx/x.cpp:3: QHttpServer: app must not see QtHttpServer"_s);
    row("the SDK must not see the registry", u"registry/sdk/outlet/x.h"_s,
        "#include \"registry/verdict.h\"",
        u"registry/sdk/outlet/x.h:3: registry/verdict.h: registry/sdk must not see registry"_s);
    row("the SDK must not use SQL", u"registry/sdk/outlet/x.h"_s, "#include <QSqlDatabase>",
        u"registry/sdk/outlet/x.h:3: QSqlDatabase: registry/sdk must not see QtSql"_s);
    row("the SDK must not use a third party", u"registry/sdk/outlet/x.h"_s, "#include <zlib.h>",
        u"registry/sdk/outlet/x.h:3: zlib.h: registry/sdk may use only the SDK, Qt Core and the "
        "standard library"_s);
    row("a connector must not see the registry", u"connectors/glue/glue.cpp"_s,
        "#include \"registry/verdict.h\"",
        u"connectors/glue/glue.cpp:3: registry/verdict.h: connectors must not see registry"_s);
    row("a connector must not see ui-schemas", u"connectors/glue/glue.cpp"_s,
        "#include \"ui-schemas/field.h\"",
        u"connectors/glue/glue.cpp:3: ui-schemas/field.h: connectors must not see ui-schemas"_s);
    row("a connector must not climb out of its folder", u"connectors/glue/glue.cpp"_s,
        "#include \"../s3/s3.h\"",
        u"connectors/glue/glue.cpp:3: ../s3/s3.h: includes are written from the root"_s);
    row("a connector must not use Qt Test outside of its tests", u"connectors/glue/glue.cpp"_s,
        "#include <QTest>", u"connectors/glue/glue.cpp:3: QTest: connectors must not see QtTest"_s);
    row("a connector must not use the network", u"connectors/glue/glue.cpp"_s,
        "#include <QNetworkReply>",
        u"connectors/glue/glue.cpp:3: QNetworkReply: connectors must not see QtNetwork"_s);
    row("a room does not climb into another by dots", u"registry/x.cpp"_s,
        "#include \"registry/../app/settings.h\"",
        u"registry/x.cpp:3: registry/../app/settings.h: includes are written from the root"_s);
    row("QtCore as a whole is refused", u"registry/x.cpp"_s, "#include <QtCore>",
        u"registry/x.cpp:3: QtCore: a module header costs seconds in every file: include the "
        "class"_s);
    row("QtSql with its folder is refused", u"migrations/x.cpp"_s, "#include <QtSql/QtSql>",
        u"migrations/x.cpp:3: QtSql/QtSql: a module header costs seconds in every file: include "
        "the class"_s);
    row("QtTest is refused in the app", u"app/x.cpp"_s, "#include <QTest>",
        u"app/x.cpp:3: QTest: app must not see QtTest"_s);
    row("private headers are refused", u"registry/x.cpp"_s, "#include <private/qelfparser_p.h>",
        u"registry/x.cpp:3: private/qelfparser_p.h: private headers change with every Qt"_s);
    row("an include relative to the folder is refused", u"registry/x.cpp"_s,
        "#include \"verdict.h\"",
        u"registry/x.cpp:3: verdict.h: includes are written from the root"_s);
}

void ArchitectureTest::forbiddenIncludeIsFound()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, include);
    QFETCH(QString, fault);
    QTemporaryDir root;
    for (const QString &room : rooms())
        QDir().mkpath(root.filePath(room));
    write(root.filePath(file), "// first line\n#pragma once\n" + include + '\n');
    QCOMPARE(forbiddenIncludes(root.path(), m_qt), QStringList{fault});
}

void ArchitectureTest::allowedIncludeIsLeftAlone_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("include");
    const auto row = [](const char *name, QString file, QByteArray include) {
        QTest::newRow(name) << file << include;
    };
    row("the app sees the registry", u"app/x.cpp"_s, "#include \"registry/snapshot.h\"");
    row("the registry sees ui-schemas", u"registry/x.cpp"_s, "#include \"ui-schemas/manifest.h\"");
    row("the registry sees migrations", u"registry/x.h"_s, "#include \"migrations/engine.h\"");
    row("the registry sees all of the SDK", u"registry/x.h"_s, "#include <outlet/lifecycle.h>");
    row("ui-schemas sees result.h", u"ui-schemas/x.h"_s, "#include <outlet/result.h>");
    row("migrations use SQL", u"migrations/x.h"_s, "#include <QSqlQuery>");
    row("app/http sees QHttpServer", u"app/http/x.cpp"_s, "#include <QHttpServer>");
    row("app uses the network", u"app/x.cpp"_s, "#include <QHostAddress>");
    row("the registry may use zlib", u"registry/x.cpp"_s, "#include <zlib.h>");
    row("a connector sees the SDK", u"connectors/glue/glue.cpp"_s, "#include <outlet/connector.h>");
    row("a connector sees its own folder", u"connectors/glue/glue.cpp"_s, "#include \"glue.cpp\"");
    row("a connector uses the standard library", u"connectors/glue/glue.cpp"_s,
        "#include <algorithm>");
    row("a connector's tests see Qt Test", u"connectors/glue/tests/glue_test.cpp"_s,
        "#include <QTest>");
    row("what moc makes is included", u"connectors/glue/glue.cpp"_s, "#include \"glue.moc\"");
    row("an include in a comment is none", u"registry/x.cpp"_s, "// #include \"app/settings.h\"");
}

void ArchitectureTest::allowedIncludeIsLeftAlone()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, include);
    QTemporaryDir root;
    for (const QString &room : rooms())
        QDir().mkpath(root.filePath(room));
    write(root.filePath(file), include + '\n');
    QCOMPARE(forbiddenIncludes(root.path(), m_qt), QStringList());
}

void ArchitectureTest::wrongLicenceIsFound_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("faults");
    const QByteArray gpl = "SPDX-License-Identifier: GPL-3.0-or-later\n";
    const QByteArray mit = "SPDX-License-Identifier: MIT\n";
    const auto wrong = [](const char *name, QString file, QByteArray content, QString fault) {
        QTest::newRow(name) << file << content << QStringList{fault};
    };
    const auto right = [](const char *name, QString file, QByteArray content) {
        QTest::newRow(name) << file << content << QStringList();
    };
    wrong("server code without a licence", u"app/x.cpp"_s, "#include <QString>\n",
          u"app/x.cpp: found \"#include <QString>\", wanted \"// SPDX-License-Identifier: "
          "GPL-3.0-or-later\""_s);
    wrong("server code under MIT", u"registry/x.h"_s, "// " + mit,
          u"registry/x.h: found \"// SPDX-License-Identifier: MIT\", wanted \"// "
          "SPDX-License-Identifier: GPL-3.0-or-later\""_s);
    wrong("an SDK header under the GPL", u"registry/sdk/outlet/x.h"_s, "// " + gpl,
          u"registry/sdk/outlet/x.h: found \"// SPDX-License-Identifier: GPL-3.0-or-later\", "
          "wanted \"// SPDX-License-Identifier: MIT\""_s);
    wrong("a connector's SQL under the GPL", u"connectors/glue/migrations/0001_a.up.sql"_s,
          "-- " + gpl,
          u"connectors/glue/migrations/0001_a.up.sql: found \"-- SPDX-License-Identifier: "
          "GPL-3.0-or-later\", wanted \"-- SPDX-License-Identifier: MIT\""_s);
    wrong("a build file without a licence", u"tests/CMakeLists.txt"_s, "enable_testing()\n",
          u"tests/CMakeLists.txt: found \"enable_testing()\", wanted \"# SPDX-License-Identifier: "
          "GPL-3.0-or-later\""_s);
    wrong("a page of the console without a licence", u"app/web/src/x.tsx"_s, "import x;\n",
          u"app/web/src/x.tsx: found \"import x;\", wanted \"// SPDX-License-Identifier: MIT\""_s);
    right("a package that somebody has fetched", u"app/web/node_modules/x/x.js"_s, "x;\n");
    wrong("an empty source", u"app/x.cpp"_s, "",
          u"app/x.cpp: found \"\", wanted \"// SPDX-License-Identifier: GPL-3.0-or-later\""_s);
    wrong("the licence on the second line", u"app/x.cpp"_s, "\n// " + gpl,
          u"app/x.cpp: found \"\", wanted \"// SPDX-License-Identifier: GPL-3.0-or-later\""_s);
    right("server code under the GPL", u"app/x.cpp"_s, "// " + gpl);
    right("a page under MIT", u"app/web/src/x.ts"_s, "// " + mit);
    right("a connector under MIT", u"connectors/glue/glue.cpp"_s, "// " + mit);
    right("a script with its interpreter first", u"tests/run.sh"_s, "#!/bin/sh\n# " + gpl);
    right("JSON needs none", u"connectors/glue/connector.json"_s, "{}\n");
}

void ArchitectureTest::wrongLicenceIsFound()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QStringList, faults);
    QTemporaryDir root;
    write(root.filePath(file), content);
    QCOMPARE(wrongLicences(root.path()), faults);
}

void ArchitectureTest::wrongReadmeIsFound_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("faults");
    const auto row = [](const char *name, QByteArray text, QStringList faults) {
        QTest::newRow(name) << text << faults;
    };
    row("no README at all", {}, {u"app: has no README.md"_s});
    row("41 lines", QByteArray("line\n").repeated(41),
        {u"app: README.md has 41 lines, wanted 1 to 40"_s});
    row("41 lines, the last without its end", QByteArray("line\n").repeated(40) + "line",
        {u"app: README.md has 41 lines, wanted 1 to 40"_s});
    row("white space only", " \n\n", {u"app: README.md has 2 lines, wanted 1 to 40"_s});
    row("40 lines are fine", QByteArray("line\n").repeated(40), {});
}

void ArchitectureTest::wrongReadmeIsFound()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, faults);
    QTemporaryDir root;
    for (const QString &room : rooms()) {
        const QByteArray content = room == "app"_L1 ? text : "One line.\n";
        if (!content.isEmpty())
            write(root.filePath(room + "/README.md"_L1), content);
    }
    QCOMPARE(wrongReadmes(root.path()), faults);
}

QTEST_GUILESS_MAIN(ArchitectureTest)

#include "architecture_test.moc"
