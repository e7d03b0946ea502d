// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/check.h"

#include "app/authoring/elf.h"

#include <QFileInfo>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largest = qint64(8) * 1024 * 1024; ///< bytes that a module of hooks can want

const QString useTheFunction =
    u"Build it with outlet_add_connector(), which sets what a module needs, and with no flags of "
    "your own that undo it."_s;

/** Functions that end, or change for everybody, the process that they are called in. */
QString reasonAgainst(const QString &symbol)
{
    static const QStringList ends{u"exit"_s,       u"_exit"_s, u"_Exit"_s,
                                  u"quick_exit"_s, u"abort"_s, u"pthread_exit"_s,
                                  u"kill"_s,       u"raise"_s, u"pthread_kill"_s};
    static const QStringList becomes{u"fork"_s,   u"vfork"_s,  u"execl"_s,  u"execle"_s,
                                     u"execlp"_s, u"execv"_s,  u"execve"_s, u"execvp"_s,
                                     u"system"_s, u"popen"_s,  u"setuid"_s, u"setgid"_s,
                                     u"setsid"_s, u"daemon"_s, u"clone"_s};
    static const QStringList changes{u"setenv"_s,
                                     u"putenv"_s,
                                     u"unsetenv"_s,
                                     u"clearenv"_s,
                                     u"chdir"_s,
                                     u"chroot"_s,
                                     u"umask"_s,
                                     u"setlocale"_s,
                                     u"signal"_s,
                                     u"sigaction"_s,
                                     u"setrlimit"_s,
                                     u"alarm"_s,
                                     u"_ZN16QCoreApplication4exitEi"_s,
                                     u"_ZN16QCoreApplication4quitEv"_s,
                                     u"_ZN16QCoreApplication15setLibraryPathsERK5QListI7QStringE"_s,
                                     u"_ZN4QDir10setCurrentERK7QString"_s,
                                     u"_ZN7QLocale10setDefaultERKS_"_s};
    if (ends.contains(symbol))
        return u"ends the whole server"_s;
    if (becomes.contains(symbol))
        return u"makes another process of the server"_s;
    if (changes.contains(symbol))
        return u"changes the whole server"_s;
    return {};
}

/** The server has no screen. */
QString reasonAgainstLibrary(const QString &library)
{
    for (const char *name : {"Gui", "Widgets", "Qml", "Quick", "PrintSupport", "OpenGL"}) {
        if (library.startsWith(u"libQt6%1.so"_s.arg(QLatin1StringView(name))))
            return u"needs a screen, which the server has not"_s;
    }
    return {};
}

void judgeLinking(const ElfFacts &facts, QList<Finding> &findings)
{
    for (const QString &library : facts.needed) {
        if (const QString reason = reasonAgainstLibrary(library); !reason.isEmpty())
            findings += finding(Fault::UnfitLibrary,
                                u"The module is linked with %1, which %2."_s.arg(library, reason),
                                library, u"Take it out of LIBRARIES."_s);
    }
    for (const QString &path : facts.searchPath)
        findings += finding(
            Fault::SearchPath,
            u"The module looks for libraries in %1, which other machines have not."_s.arg(path),
            path, u"Install it with `cmake --install`, or set SKIP_BUILD_RPATH on its target."_s);
    if (!facts.isBoundAtLoad)
        findings += finding(Fault::LazyBinding,
                            u"The module is bound lazily: a missing symbol would end the server at "
                            "its first call."_s,
                            u"-Wl,-z,now"_s, useTheFunction);
    if (facts.hasExecutableStack)
        findings +=
            finding(Fault::ExecutableStack, u"The module wants a stack that code can run from."_s,
                    u"-Wl,-z,noexecstack"_s,
                    u"Look for assembler files and for functions within functions."_s);
}

void judgeSymbols(const ElfFacts &facts, QList<Finding> &findings)
{
    for (const QString &symbol : facts.unique)
        findings += finding(Fault::UniqueSymbol,
                            u"The symbol %1 is one for the whole process: another connector, or "
                            "another version of this one, would share it."_s.arg(symbol),
                            symbol, u"Compile with -fno-gnu-unique. "_s + useTheFunction);
    for (const QString &symbol : facts.exported) {
        if (!symbol.startsWith("qt_plugin_"_L1) && !facts.unique.contains(symbol))
            findings += finding(Fault::ExportedSymbol,
                                u"The module shows %1, which could take the place of a symbol of "
                                "others."_s.arg(symbol),
                                symbol, useTheFunction);
    }
    for (const QString &symbol : facts.imported) {
        if (const QString reason = reasonAgainst(symbol); !reason.isEmpty())
            findings += finding(Fault::ForbiddenSymbol,
                                u"The module calls %1, which %2."_s.arg(symbol, reason), symbol,
                                u"Return an error instead; leave the process to the server."_s);
    }
}

} // namespace

QString checkModule(const QString &module, QList<Finding> &findings)
{
    const auto facts = readElf(module);
    if (!facts)
        return u"unreadable"_s; // that it is no module was told before
    judgeLinking(*facts, findings);
    judgeSymbols(*facts, findings);
    if (facts->loadedBytes > largest)
        findings += finding(
            Fault::LargeModule,
            u"The module has %1 bytes without what debuggers need."_s.arg(facts->loadedBytes),
            QFileInfo(module).fileName(),
            u"Keep data out of it, or link libraries instead of including them."_s);
    return u"%1 stripped, %2, %3 shown"_s.arg(counted(facts->loadedBytes, u"byte"_s),
                                              facts->needed.join(u", "_s),
                                              counted(facts->exported.size(), u"symbol"_s));
}

} // namespace outlet::app::authoring
