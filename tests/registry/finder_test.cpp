// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/finder.h"

#include "tests/fixtures/fixture.h"
#include "tests/fixtures/recipe.h"
#include "tests/registry/values.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

class FinderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fixturesGetTheirVerdict_data();
    void fixturesGetTheirVerdict();
    void theMessageNamesWhatWasFound_data();
    void theMessageNamesWhatWasFound();
    void whatMayNotBeReadIsSaidToBeUnreadable_data();
    void whatMayNotBeReadIsSaidToBeUnreadable();
    void modulesAreFound_data();
    void modulesAreFound();
    void pathsKeepTheirOrderAndNamesAreSorted();
    void aFolderMayBeALink();
};

namespace {

/** Gives up the rights of root while it lives: chmod means nothing to root. */
class Unprivileged
{
public:
    Unprivileged() : m_isRoot(::geteuid() == 0)
    {
        if (m_isRoot)
            m_hasChanged = ::seteuid(65534) == 0;
    }
    ~Unprivileged()
    {
        if (m_hasChanged && ::seteuid(0) != 0)
            qFatal("cannot become root again");
    }
    Q_DISABLE_COPY_MOVE(Unprivileged)
    bool isReady() const { return !m_isRoot || m_hasChanged; }

private:
    bool m_isRoot;
    bool m_hasChanged = false;
};

void setMode(const QString &path, mode_t mode)
{
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), mode), 0);
}

Sorted<Candidate> findIn(const QString &path)
{
    return find({{path, Source::External}});
}

QStringList modulesOf(const Sorted<Candidate> &found, const QString &root)
{
    QStringList modules;
    for (const Candidate &candidate : found.accepted)
        modules.append(candidate.module.mid(root.size() + 1));
    return modules;
}

} // namespace

void FinderTest::fixturesGetTheirVerdict_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &name : {u"unreadable"_s, u"broken_link"_s, u"not_a_module"_s})
        QTest::newRow(qPrintable(fixtureNamed(name).about)) << name;
}

void FinderTest::fixturesGetTheirVerdict()
{
    QFETCH(QString, name);
    QTemporaryDir scratch;
    const Fixture fixture = fixtureNamed(name);
    const Sorted<Candidate> found = findIn(place(fixture, scratch.path()));
    QCOMPARE(found.accepted.size(), 0U);
    QStringList expected;
    for (auto it = fixture.verdicts.begin(); it != fixture.verdicts.end(); ++it)
        expected.append(it.key() + u": "_s + *it);
    QCOMPARE(codes(found.rejected), expected);
}

void FinderTest::theMessageNamesWhatWasFound_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("message"); // {} stands for the search path
    QTest::addColumn<QString>("hint");
    QTest::addColumn<QStringList>("evidence");
    const auto row = [](const char *title, const QString &fixture, const QString &name,
                        const QString &message, const QString &hint, QStringList evidence) {
        QTest::newRow(title) << fixture << name << message << hint << evidence;
    };
    row("a path that is not there", u"unreadable"_s, u"unreadable"_s,
        u"Cannot read {}: No such file or directory."_s,
        u"Create it, or take it out of the plugin path."_s, {u"{}"_s});
    row("a folder that is a dangling link", u"broken_link"_s, u"dangling_folder"_s,
        u"{}/dangling_folder is a link that leads nowhere: No such file or directory."_s,
        u"Install what it points to, or remove the link."_s, {u"{}/dangling_folder -> {}/gone"_s});
    row("a module that is a dangling link", u"broken_link"_s, u"dangling_module"_s,
        u"{}/dangling_module/dangling_module.so is a link that leads nowhere: No such file or "
        "directory."_s,
        u"Install what it points to, or remove the link."_s,
        {u"{}/dangling_module/dangling_module.so -> /nonexistent/gone.so"_s});
    row("a loose module", u"not_a_module"_s, u"loose.so"_s,
        u"{}/loose.so is no folder. A connector is a folder with its module, migrations and "
        "icon."_s,
        u"Move it to {}/<id>/, or remove it."_s, {});
    row("a folder without a module", u"not_a_module"_s, u"empty_folder"_s,
        u"{}/empty_folder holds no module: wanted empty_folder.so."_s,
        u"Install the connector's package again, or remove the folder."_s, {u"README"_s});
    row("a module that is a folder", u"not_a_module"_s, u"module_is_folder"_s,
        u"{}/module_is_folder/module_is_folder.so is no regular file."_s,
        u"Install the connector's package again."_s, {});
    row("a module that is a pipe", u"not_a_module"_s, u"module_is_fifo"_s,
        u"{}/module_is_fifo/module_is_fifo.so is no regular file."_s,
        u"Install the connector's package again."_s, {});
    row("two modules of other names", u"not_a_module"_s, u"two_strangers"_s,
        u"{}/two_strangers holds 2 modules and none is called two_strangers.so."_s,
        u"A connector is one folder with one module: give each a folder of its own."_s,
        {u"one.so"_s, u"other.so"_s});
}

void FinderTest::theMessageNamesWhatWasFound()
{
    QFETCH(QString, fixture);
    QFETCH(QString, name);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    QFETCH(QStringList, evidence);
    QTemporaryDir scratch;
    const QString path = place(fixtureNamed(fixture), scratch.path());
    const Verdict verdict = verdictOf(findIn(path).rejected, name);
    QCOMPARE(verdict.message, QString(message).replace(u"{}"_s, path));
    QCOMPARE(verdict.hint, QString(hint).replace(u"{}"_s, path));
    QCOMPARE(verdict.evidence, QStringList(evidence).replaceInStrings(u"{}"_s, path));
}

void FinderTest::whatMayNotBeReadIsSaidToBeUnreadable_data()
{
    QTest::addColumn<QString>("locked");
    QTest::addColumn<uint>("mode");
    QTest::addColumn<QString>("named");
    QTest::newRow("the path cannot be listed") << u"."_s << 0111U << u"."_s;
    QTest::newRow("the path cannot be entered") << u"."_s << 0444U << u"./glue"_s;
    QTest::newRow("the folder cannot be listed") << u"./glue"_s << 0111U << u"./glue"_s;
    QTest::newRow("the folder cannot be entered") << u"./glue"_s << 0444U << u"./glue/glue.so"_s;
}

void FinderTest::whatMayNotBeReadIsSaidToBeUnreadable()
{
    QFETCH(QString, locked);
    QFETCH(uint, mode);
    QFETCH(QString, named);
    QTemporaryDir scratch;
    setMode(scratch.path(), 0755);
    const QString path = scratch.filePath(u"path"_s);
    QVERIFY(writeFile(path + "/glue/glue.so"_L1, "x"));
    const QString folder = QDir::cleanPath(path + u'/' + locked);
    setMode(folder, mode_t(mode));
    Sorted<Candidate> found;
    {
        const Unprivileged guard;
        QVERIFY(guard.isReady());
        found = findIn(path);
    }
    setMode(folder, 0755);
    QCOMPARE(found.accepted.size(), 0U);
    QCOMPARE(found.rejected.size(), 1U);
    const Verdict &verdict = found.rejected.front().verdict;
    QCOMPARE(nameOf(verdict.code), u"unreadable"_s);
    QCOMPARE(verdict.message,
             u"Cannot read %1: Permission denied."_s.arg(QDir::cleanPath(path + u'/' + named)));
    QVERIFY(verdict.hint.contains(u"chmod"_s));
}

void FinderTest::modulesAreFound_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QStringList>("modules");
    const auto row = [](const char *name, QStringList files, QStringList modules) {
        QTest::newRow(name) << files << modules;
    };
    row("the module of the folder's name", {u"glue/glue.so"_s}, {u"glue/glue.so"_s});
    row("the only module, whatever its name", {u"glue/libglue.so"_s}, {u"glue/libglue.so"_s});
    row("the module of the folder's name among others",
        {u"glue/a.so"_s, u"glue/glue.so"_s, u"glue/z.so"_s}, {u"glue/glue.so"_s});
    row("other files do not count",
        {u"glue/glue.so"_s, u"glue/glue.so.bak"_s, u"glue/icon.svg"_s, u"glue/migrations/1.sql"_s},
        {u"glue/glue.so"_s});
    row("a hidden folder is left alone", {u".stage/stage.so"_s, u"glue/glue.so"_s},
        {u"glue/glue.so"_s});
    row("a hidden module does not count", {u"glue/.glue.so"_s, u"glue/glue.so"_s},
        {u"glue/glue.so"_s});
    row("names of all kinds, sorted",
        {u"ünï/ünï.so"_s, u"a b/a b.so"_s, u"new\nline/new\nline.so"_s, u"B/B.so"_s},
        {u"B/B.so"_s, u"a b/a b.so"_s, u"new\nline/new\nline.so"_s, u"ünï/ünï.so"_s});
    row("an empty path", {}, {});
}

void FinderTest::modulesAreFound()
{
    QFETCH(QStringList, files);
    QFETCH(QStringList, modules);
    QTemporaryDir scratch;
    for (const QString &file : files)
        QVERIFY(writeFile(scratch.filePath(file), "x"));
    const Sorted<Candidate> found = findIn(scratch.path());
    QCOMPARE(codes(found.rejected), QStringList());
    QCOMPARE(modulesOf(found, scratch.path()), modules);
    for (const Candidate &candidate : found.accepted) {
        QCOMPARE(candidate.directory, scratch.filePath(candidate.name));
        QCOMPARE(candidate.source, Source::External);
    }
}

void FinderTest::pathsKeepTheirOrderAndNamesAreSorted()
{
    QTemporaryDir scratch;
    for (const auto &file :
         {u"second/b/b.so"_s, u"first/c/c.so"_s, u"second/a/a.so"_s, u"first/d/d.so"_s})
        QVERIFY(writeFile(scratch.filePath(file), "x"));
    const Sorted<Candidate> found = find({{scratch.filePath(u"second"_s), Source::BuiltIn},
                                          {scratch.filePath(u"missing"_s), Source::External},
                                          {scratch.filePath(u"first"_s), Source::External}});
    QCOMPARE(modulesOf(found, scratch.path()), QStringList({u"second/a/a.so"_s, u"second/b/b.so"_s,
                                                            u"first/c/c.so"_s, u"first/d/d.so"_s}));
    QCOMPARE(found.accepted[0].source, Source::BuiltIn);
    QCOMPARE(found.accepted[3].source, Source::External);
    QCOMPARE(codes(found.rejected), QStringList{u"missing: unreadable"_s});
}

void FinderTest::aFolderMayBeALink()
{
    // Administrators switch between versions that way.
    QTemporaryDir scratch;
    QVERIFY(writeFile(scratch.filePath(u"store/glue-1/glue.so"_s), "x"));
    QVERIFY(QDir().mkpath(scratch.filePath(u"path"_s)));
    QVERIFY(QFile::link(scratch.filePath(u"store/glue-1"_s), scratch.filePath(u"path/glue"_s)));
    const Sorted<Candidate> found = findIn(scratch.filePath(u"path"_s));
    QCOMPARE(modulesOf(found, scratch.path()), QStringList{u"path/glue/glue.so"_s});
}

QTEST_GUILESS_MAIN(FinderTest)

#include "finder_test.moc"
