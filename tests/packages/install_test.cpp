// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/versions.h"
#include "tests/packages/sandbox.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::packages;
using namespace outlet::tests;

/** From a package to its version folder. */
class InstallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPackageBecomesAVersionFolder();
    void theModeIsFixedWhateverTheUmask();
    void theSamePackageTwiceIsOneVersion();
    void aChangedVersionIsNotTakenForTheSame_data();
    void aChangedVersionIsNotTakenForTheSame();
    void otherContentsOfOneVersionLieBeside();
    void aConnectorPutThereByHandIsLeftAlone();
    void aRefusedModuleLeavesNothing();
    void aStageThatIsNotCommittedIsGone();
    void aPluginPathThatIsMissingIsMade();
    void aPluginPathThatIsAFileIsNamed();
    void aFileThatIsNoPackageIsNamed_data();
    void aFileThatIsNoPackageIsNamed();
    void aFullDiskChangesNothing();
};

namespace {

InstalledPackage installed(const Sandbox &sandbox, const QByteArray &archive)
{
    auto staged = stagePackage(archive, sandbox.plugins(), judging());
    if (!staged)
        qFatal("%s", qPrintable(staged.error().error.message));
    const auto committed = commitPackage(std::move(*staged), sandbox.plugins());
    if (!committed)
        qFatal("%s", qPrintable(committed.error().message));
    return *committed;
}

Error commitFailure(const Sandbox &sandbox, const QByteArray &archive)
{
    auto staged = stagePackage(archive, sandbox.plugins(), judging());
    if (!staged)
        qFatal("%s", qPrintable(staged.error().error.message));
    const auto committed = commitPackage(std::move(*staged), sandbox.plugins());
    return committed ? Error{} : committed.error();
}

QStringList stagesIn(const QString &plugins)
{
    return QDir(plugins).entryList({u".stage-*"_s}, QDir::AllEntries | QDir::Hidden);
}

} // namespace

void InstallTest::aPackageBecomesAVersionFolder()
{
    const Sandbox sandbox;
    const InstalledPackage package = installed(sandbox, minimalPackage());
    QVERIFY(package.isNew);
    QCOMPARE(package.plugin, u"MinimalDataOutput"_s);
    QCOMPARE(package.version, u"1.0.0"_s);
    QVERIFY(package.folder.startsWith(u"1.0.0-"_s));
    QCOMPARE(package.directory, sandbox.plugins() + u"/minimal/"_s + package.folder);
    const QDir directory(package.directory);
    QCOMPARE(
        directory.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name),
        QStringList({u"icon.svg"_s, u"migrations"_s, u"minimal.so"_s, u"package.json"_s}));
    for (const ZipEntry &entry : filesOf(u"minimal"_s)) {
        QFile file(directory.filePath(QString::fromUtf8(entry.name)));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), entry.content);
    }
    QVERIFY(verifyFolder(package.directory, judging().limits));
    QCOMPARE(stagesIn(sandbox.plugins()), QStringList());
    QCOMPARE(currentFolder(sandbox.plugins(), u"minimal"_s), QString()); // that is another step
}

void InstallTest::theModeIsFixedWhateverTheUmask()
{
    const Sandbox sandbox;
    QList<ZipEntry> files = listed(filesOf(u"minimal"_s));
    for (ZipEntry &file : files)
        file.mode = 0104777; // set-user-id, writable for all
    const mode_t before = ::umask(077);
    const InstalledPackage package = installed(sandbox, zip(files));
    ::umask(before);
    const auto readable = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser |
                          QFile::WriteUser | QFile::ReadGroup | QFile::ReadOther;
    const auto enterable = QFile::ExeOwner | QFile::ExeUser | QFile::ExeGroup | QFile::ExeOther;
    QCOMPARE(QFile::permissions(package.directory + u"/minimal.so"_s), readable);
    QCOMPARE(QFile::permissions(package.directory + u"/migrations"_s), readable | enterable);
    QCOMPARE(QFile::permissions(package.directory), readable | enterable);
    QCOMPARE(QFile::permissions(QFileInfo(package.directory).path()), readable | enterable);
}

void InstallTest::theSamePackageTwiceIsOneVersion()
{
    const Sandbox sandbox;
    const InstalledPackage first = installed(sandbox, minimalPackage());
    const QStringList before = sandbox.listing();
    const InstalledPackage second = installed(sandbox, minimalPackage());
    QVERIFY(!second.isNew);
    QCOMPARE(second.directory, first.directory);
    QCOMPARE(sandbox.listing(), before);
}

void InstallTest::aChangedVersionIsNotTakenForTheSame_data()
{
    QTest::addColumn<QString>("change"); // name = content, or - name
    QTest::addColumn<QString>("words");
    QTest::newRow("another module") << u"minimal.so=x"_s << u"is not the one that was installed"_s;
    QTest::newRow("a file more") << u"extra.so=x"_s << u"is not the one that was installed"_s;
    QTest::newRow("a file less") << u"-icon.svg"_s << u"has 3 of the 4 files"_s;
    QTest::newRow("another manifest") << u"package.json={}"_s << u"package.json"_s;
    QTest::newRow("no manifest") << u"-package.json"_s << u"There is no file"_s;
}

void InstallTest::aChangedVersionIsNotTakenForTheSame()
{
    QFETCH(QString, change);
    QFETCH(QString, words);
    const Sandbox sandbox;
    const InstalledPackage package = installed(sandbox, minimalPackage());
    const QString name = u"data/plugins/minimal/"_s + package.folder + u'/';
    if (change.startsWith(u'-'))
        QVERIFY(QFile::remove(sandbox.path(name + change.sliced(1))));
    else
        sandbox.write(name + change.section(u'=', 0, 0), change.section(u'=', 1).toUtf8());
    const QStringList before = sandbox.listing();

    const Error error = commitFailure(sandbox, minimalPackage());
    QCOMPARE(error.code, ErrorCode::Conflict);
    QVERIFY2(error.message.contains(words), qPrintable(error.message));
    QVERIFY(error.message.contains(package.directory));
    QVERIFY(error.hint.contains(u"Remove that version"_s));
    QCOMPARE(sandbox.listing(), before);
}

void InstallTest::otherContentsOfOneVersionLieBeside()
{
    const Sandbox sandbox;
    QList<ZipEntry> files = filesOf(u"minimal"_s);
    files += ZipEntry{"README.md", "more to read\n"};
    const InstalledPackage first = installed(sandbox, minimalPackage());
    const InstalledPackage second = installed(sandbox, zip(listed(files)));
    QVERIFY(second.isNew);
    QVERIFY(first.folder != second.folder);
    QCOMPARE(installedVersions(sandbox.plugins(), u"minimal"_s).size(), 2);
}

void InstallTest::aConnectorPutThereByHandIsLeftAlone()
{
    const Sandbox sandbox;
    sandbox.write(u"data/plugins/minimal/minimal.so"_s, "by hand");
    const QStringList before = sandbox.listing();
    const Error error = commitFailure(sandbox, minimalPackage());
    QCOMPARE(error.code, ErrorCode::Conflict);
    QCOMPARE(
        error.message,
        u"%1/minimal holds a connector that was not installed from a package (minimal.so)."_s.arg(
            sandbox.plugins()));
    QCOMPARE(error.hint, u"Move it away, then install the package again."_s);
    QCOMPARE(sandbox.listing(), before);
}

void InstallTest::aRefusedModuleLeavesNothing()
{
    const Sandbox sandbox;
    const QStringList before = sandbox.listing();
    Judging strict = judging();
    strict.probe =
        [](const registry::Described &described) -> std::expected<void, registry::Verdict> {
        return std::unexpected(registry::Verdict{
            registry::VerdictCode::CannotLoad, described.candidate.module, u"Mend it."_s, {}});
    };
    const auto staged = stagePackage(minimalPackage(), sandbox.plugins(), strict);
    QVERIFY(!staged);
    QCOMPARE(staged.error().error.message, u"minimal.so (cannot-load)"_s); // no path of the stage
    QCOMPARE(staged.error().error.hint, u"Mend it."_s);
    QVERIFY(staged.error().verdict.has_value());
    QCOMPARE(sandbox.listing(), before);
}

void InstallTest::aStageThatIsNotCommittedIsGone()
{
    const Sandbox sandbox;
    const QStringList before = sandbox.listing();
    {
        const auto staged = stagePackage(minimalPackage(), sandbox.plugins(), judging());
        QVERIFY(staged);
        QCOMPARE(stagesIn(sandbox.plugins()).size(), 1);
    }
    QCOMPARE(sandbox.listing(), before);
}

void InstallTest::aPluginPathThatIsMissingIsMade()
{
    const Sandbox sandbox;
    const QString plugins = sandbox.path(u"new/plugins"_s);
    auto staged = stagePackage(minimalPackage(), plugins, judging());
    QVERIFY(staged);
    QVERIFY(commitPackage(std::move(*staged), plugins));
    QCOMPARE(installedVersions(plugins, u"minimal"_s).size(), 1);
}

void InstallTest::aPluginPathThatIsAFileIsNamed()
{
    const Sandbox sandbox;
    const QString plugins = sandbox.path(u"victim"_s);
    const QStringList before = sandbox.listing();
    const auto staged = stagePackage(minimalPackage(), plugins, judging());
    QVERIFY(!staged);
    QCOMPARE(staged.error().error.code, ErrorCode::Io);
    QVERIFY(staged.error().error.message.contains(plugins));
    QCOMPARE(sandbox.listing(), before);
}

void InstallTest::aFileThatIsNoPackageIsNamed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("message"); // @ is the file
    QTest::newRow("a file that is not there") << u"none.zip"_s << u"There is no file @."_s;
    QTest::newRow("a folder") << u"data"_s << u"@ is no regular file."_s;
    QTest::newRow("a text") << u"victim"_s
                            << u"The package is no ZIP as it should be: 9 bytes that do not begin "
                               "with an entry."_s;
    QTest::newRow("a file above the limit")
        << u"large.zip"_s << u"@ has more than 4194304 bytes."_s;
}

void InstallTest::aFileThatIsNoPackageIsNamed()
{
    QFETCH(QString, name);
    QFETCH(QString, message);
    const Sandbox sandbox;
    sandbox.write(u"large.zip"_s, QByteArray(4194305, 'x'));
    const auto staged = stageFile(sandbox.path(name), sandbox.plugins(), judging());
    QVERIFY(!staged);
    QCOMPARE(staged.error().error.message, message.replace(u'@', sandbox.path(name)));
    QVERIFY(!staged.error().error.hint.isEmpty());
}

void InstallTest::aFullDiskChangesNothing()
{
    if (::geteuid() != 0)
        QSKIP("needs a file system of its own, which only root can mount");
    const Sandbox sandbox;
    const QByteArray disk = QFile::encodeName(sandbox.plugins());
    if (::mount("tmpfs", disk.constData(), "tmpfs", 0, "size=16k") != 0)
        QSKIP("file systems cannot be mounted here");
    const auto staged = stagePackage(minimalPackage(), sandbox.plugins(), judging());
    const QStringList left =
        QDir(sandbox.plugins()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    ::umount(disk.constData());
    QVERIFY(!staged);
    QCOMPARE(staged.error().error.code, ErrorCode::Io);
    QVERIFY2(staged.error().error.message.contains(u"No space left on device"_s),
             qPrintable(staged.error().error.message));
    QVERIFY(staged.error().error.hint.contains(u"Make room"_s));
    QCOMPARE(left, QStringList());
}

QTEST_GUILESS_MAIN(InstallTest)
#include "install_test.moc"
