// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/resolver.h"

#include "tests/registry/graphs.h"
#include "tests/registry/values.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <random>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

using Candidates = std::vector<Described>;
Q_DECLARE_METATYPE(Candidates)

class ResolverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoCannotLiveWithOthersIsTurnedDown_data();
    void whoCannotLiveWithOthersIsTurnedDown();
    void startOrder_data();
    void startOrder();
    void whatWasTurnedDownBeforeIsNamedAsSuch();
    void whoWouldOfferAServiceIsNamed();
    void theOrderThatTheyCameInIsKept();
    void randomGraphsKeepEveryPromise();
    void theOrderOfTheInputDoesNotMatter();
    void aThousandInARowAreQuick();
};

namespace {

Described plugin(const QString &id, const QList<Tweak> &tweaks)
{
    return described(id, [&](Described &d) {
        for (const Tweak &tweak : tweaks)
            tweak(d);
    });
}

Tweak priority(int value)
{
    return [=](Described &d) { d.manifest.priority = value; };
}

Tweak optional(const QString &id, const QString &wanted = u"*"_s)
{
    return [=](Described &d) { d.manifest.requirements.optional.insert(id, range(wanted)); };
}

Tweak calling(const QString &service)
{
    return [=](Described &d) { d.manifest.requirements.services.append(service); };
}

Tweak providing(const QString &service)
{
    return [=](Described &d) { d.manifest.provides.append(service); };
}

Tweak aliases(const QStringList &names)
{
    return [=](Described &d) { d.manifest.aliases = names; };
}

Tweak table(const QString &name)
{
    return [=](Described &d) { d.manifest.table = name; };
}

Tweak versioned(const QString &text)
{
    return [=](Described &d) {
        d.manifest.version = version(text);
        d.manifest.versionText = text;
    };
}

Tweak endpoints(const QStringList &routes)
{
    return [=](Described &d) {
        for (const QString &route : routes)
            d.manifest.endpoints.append(
                {route.section(u' ', 0, 0), route.section(u' ', 1), {}, {}});
    };
}

} // namespace

void ResolverTest::whoCannotLiveWithOthersIsTurnedDown_data()
{
    QTest::addColumn<Candidates>("candidates");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, Candidates candidates, QStringList expected,
                        const QString &message, const QString &hint) {
        QTest::newRow(name) << candidates << expected << message << hint;
    };
    const QString rename = u"Rename the plugin or drop the alias, or disable one of the two."_s;
    row("the plugin name is another's",
        {described(u"a"_s),
         plugin(u"b"_s, {[](Described &d) { d.manifest.plugin = u"ADataOutput"_s; }})},
        {u"b: name-conflict"_s},
        u"The name \"ADataOutput\" of ADataOutput belongs to ADataOutput already."_s, rename);
    row("an alias is another's plugin name",
        {described(u"a"_s), plugin(u"b"_s, {aliases({u"ADataOutput"_s})})}, {u"b: name-conflict"_s},
        u"The name \"ADataOutput\" of BDataOutput belongs to ADataOutput already."_s, rename);
    row("an alias is another's alias",
        {plugin(u"a"_s, {aliases({u"Old"_s})}), plugin(u"b"_s, {aliases({u"Old"_s})})},
        {u"b: name-conflict"_s},
        u"The name \"Old\" of BDataOutput belongs to ADataOutput already."_s, rename);
    row("an alias is another's id", {described(u"a"_s), plugin(u"b"_s, {aliases({u"a"_s})})},
        {u"b: name-conflict"_s}, u"The name \"a\" of BDataOutput belongs to ADataOutput already."_s,
        rename);
    row("two connectors want one table",
        {described(u"a"_s), plugin(u"b"_s, {table(u"a_configurations"_s)})},
        {u"b: table-conflict"_s},
        u"The table a_configurations of BDataOutput belongs to ADataOutput already."_s,
        u"Give each connector a table of its own."_s);
    const QString keepOne = u"Keep one of the two endpoints in the manifest."_s;
    row("two endpoints differ only in the name of a parameter",
        {plugin(u"a"_s, {endpoints({u"GET /items/{id}"_s, u"GET /items/{name}"_s})})},
        {u"a: route-conflict"_s},
        u"GET /items/{id} and /items/{name} of ADataOutput match the same requests."_s, keepOne);
    row("two endpoints are the same",
        {plugin(u"a"_s, {endpoints({u"POST /x"_s, u"GET /x"_s, u"POST /x"_s})})},
        {u"a: route-conflict"_s}, u"POST /x and /x of ADataOutput match the same requests."_s,
        keepOne);
    row("a dependency is missing", {plugin(u"a"_s, {needing(u"nobody"_s, u">=1 <2"_s)})},
        {u"a: missing-dependency"_s}, u"ADataOutput needs nobody >=1 <2, which was not found."_s,
        u"Install the package of nobody."_s);
    row("a dependency is meant by plugin name, not by id",
        {described(u"b"_s), plugin(u"a"_s, {needing(u"BDataOutput"_s)})},
        {u"a: missing-dependency"_s}, u"ADataOutput needs BDataOutput *, which was not found."_s,
        u"Install the package of BDataOutput."_s);
    row("a dependency is too old",
        {plugin(u"a"_s, {needing(u"b"_s, u">=2"_s)}), plugin(u"b"_s, {versioned(u"1.9.9"_s)})},
        {u"a: dependency-version"_s}, u"ADataOutput needs b >=2; found 1.9.9."_s,
        u"Install a version of b in that range."_s);
    row("a dependency is a pre-release of what is wanted",
        {plugin(u"a"_s, {needing(u"b"_s, u">=2"_s)}), plugin(u"b"_s, {versioned(u"2.0.0-rc.1"_s)})},
        {u"a: dependency-version"_s}, u"ADataOutput needs b >=2; found 2.0.0-rc.1."_s,
        u"Install a version of b in that range."_s);
    row("a dependency is turned down, and so is who needs that one",
        {plugin(u"a"_s, {needing(u"b"_s)}), plugin(u"b"_s, {needing(u"c"_s)}),
         plugin(u"c"_s, {needing(u"nobody"_s)})},
        {u"a: dependency-rejected"_s, u"b: dependency-rejected"_s, u"c: missing-dependency"_s},
        u"ADataOutput needs b, which was turned down: BDataOutput needs c, which was turned down: "
        "CDataOutput needs nobody *, which was not found."_s,
        u"Mend b first."_s);
    row("a dependency lost its name to another",
        {plugin(u"c"_s, {needing(u"b"_s)}), described(u"a"_s), plugin(u"b"_s, {aliases({u"a"_s})})},
        {u"c: dependency-rejected"_s, u"b: name-conflict"_s},
        u"CDataOutput needs b, which was turned down: The name \"a\" of BDataOutput belongs to "
        "ADataOutput already."_s,
        u"Mend b first."_s);
    const QString takeOut = u"Take one of them out of \"requires\"."_s;
    row("two need each other",
        {plugin(u"b"_s, {needing(u"a"_s)}), plugin(u"a"_s, {needing(u"b"_s)})},
        {u"b: cycle"_s, u"a: cycle"_s}, u"Circular dependency detected: a -> b -> a"_s, takeOut);
    row("three need each other in a circle",
        {plugin(u"a"_s, {needing(u"b"_s)}), plugin(u"b"_s, {needing(u"c"_s)}),
         plugin(u"c"_s, {needing(u"a"_s)})},
        {u"a: cycle"_s, u"b: cycle"_s, u"c: cycle"_s},
        u"Circular dependency detected: a -> b -> c -> a"_s, takeOut);
    row("one needs itself", {plugin(u"a"_s, {needing(u"a"_s)})}, {u"a: cycle"_s},
        u"Circular dependency detected: a -> a"_s, takeOut);
    row("who needs a member of a cycle is not called one",
        {plugin(u"a"_s, {needing(u"b"_s)}), plugin(u"b"_s, {needing(u"c"_s)}),
         plugin(u"c"_s, {needing(u"b"_s)})},
        {u"a: dependency-rejected"_s, u"b: cycle"_s, u"c: cycle"_s},
        u"ADataOutput needs b, which was turned down: Circular dependency detected: "
        "b -> c -> b"_s,
        u"Mend b first."_s);
    row("a service is offered by nobody", {plugin(u"a"_s, {calling(u"x.y"_s)})},
        {u"a: missing-service"_s}, u"ADataOutput needs the service x.y, which nobody offers."_s,
        u"Install a plugin that provides x.y."_s);
    row("a service is offered by one that is turned down",
        {plugin(u"a"_s, {calling(u"x.y"_s)}),
         plugin(u"b"_s, {providing(u"x.y"_s), needing(u"nobody"_s)})},
        {u"a: missing-service"_s, u"b: missing-dependency"_s},
        u"ADataOutput needs the service x.y, which b would offer, but was turned down: BDataOutput "
        "needs nobody *, which was not found."_s,
        u"Enable or mend b first."_s);
    row("a service is offered by the plugin itself alone, which calls another's",
        {plugin(u"a"_s, {providing(u"a.y"_s), calling(u"x.y"_s)})}, {u"a: missing-service"_s},
        u"ADataOutput needs the service x.y, which nobody offers."_s,
        u"Install a plugin that provides x.y."_s);
    row("who needs somebody without their service goes along",
        {plugin(u"a"_s, {needing(u"b"_s)}), plugin(u"b"_s, {calling(u"x.y"_s)})},
        {u"a: dependency-rejected"_s, u"b: missing-service"_s},
        u"ADataOutput needs b, which was turned down: BDataOutput needs the service x.y, which "
        "nobody offers."_s,
        u"Mend b first."_s);
    row("two need each other's services",
        {plugin(u"a"_s, {providing(u"a.y"_s), calling(u"b.y"_s)}),
         plugin(u"b"_s, {providing(u"b.y"_s), calling(u"a.y"_s)})},
        {u"a: cycle"_s, u"b: cycle"_s}, u"Circular dependency detected: a -> b -> a"_s, takeOut);
    row("what is optional is there in a wrong version",
        {plugin(u"a"_s, {optional(u"b"_s, u">=2"_s)}), plugin(u"b"_s, {versioned(u"1.0.0"_s)})},
        {u"a: dependency-version"_s}, u"ADataOutput needs b >=2; found 1.0.0."_s,
        u"Install a version of b in that range."_s);
    row("a member of a cycle that needs a missing one, too, is called a cycle",
        {plugin(u"a"_s, {needing(u"b"_s), needing(u"nobody"_s)}),
         plugin(u"b"_s, {needing(u"a"_s)})},
        {u"a: cycle"_s, u"b: cycle"_s}, u"Circular dependency detected: a -> b -> a"_s, takeOut);
}

void ResolverTest::whoCannotLiveWithOthersIsTurnedDown()
{
    QFETCH(Candidates, candidates);
    QFETCH(QStringList, expected);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    const Resolved resolved = resolve(std::move(candidates), {});
    QCOMPARE(codes(resolved.rejected), expected);
    const Verdict &verdict = resolved.rejected.front().verdict;
    QCOMPARE(verdict.message, message);
    QCOMPARE(verdict.hint, hint);
    QCOMPARE(stageOf(verdict.code), Stage::Resolve);
}

void ResolverTest::startOrder_data()
{
    QTest::addColumn<Candidates>("candidates");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, Candidates candidates, QStringList expected) {
        QTest::newRow(name) << candidates << expected;
    };
    row("nobody", {}, {});
    row("by id where nothing else tells them apart",
        {described(u"c"_s), described(u"a"_s), described(u"b"_s)}, {u"a"_s, u"b"_s, u"c"_s});
    row("the lower priority starts first",
        {plugin(u"a"_s, {priority(40)}), plugin(u"b"_s, {priority(10)}),
         plugin(u"c"_s, {priority(30)})},
        {u"b"_s, u"c"_s, u"a"_s});
    row("a dependency starts first whatever the priorities say",
        {plugin(u"a"_s, {priority(1), needing(u"b"_s)}), plugin(u"b"_s, {priority(99)}),
         plugin(u"c"_s, {priority(50)})},
        {u"c"_s, u"b"_s, u"a"_s});
    row("a diamond",
        {plugin(u"a"_s, {needing(u"b"_s), needing(u"c"_s)}), plugin(u"b"_s, {needing(u"d"_s)}),
         plugin(u"c"_s, {needing(u"d"_s)}), described(u"d"_s)},
        {u"d"_s, u"b"_s, u"c"_s, u"a"_s});
    row("what is optional comes first where it is there",
        {plugin(u"a"_s, {priority(1), optional(u"b"_s)}), plugin(u"b"_s, {priority(99)})},
        {u"b"_s, u"a"_s});
    row("what is optional and not there is nobody's loss",
        {plugin(u"a"_s, {optional(u"nobody"_s, u">=7"_s)}), described(u"b"_s)}, {u"a"_s, u"b"_s});
    row("what is optional and turned down is nobody's loss",
        {plugin(u"a"_s, {optional(u"b"_s)}), plugin(u"b"_s, {needing(u"nobody"_s)})}, {u"a"_s});
    row("who offers a service starts before those that call it",
        {plugin(u"a"_s, {priority(1), calling(u"x.y"_s)}),
         plugin(u"b"_s, {priority(99), providing(u"x.y"_s)})},
        {u"b"_s, u"a"_s});
    row("two may offer the same",
        {plugin(u"a"_s, {calling(u"x.y"_s)}), plugin(u"b"_s, {providing(u"x.y"_s)}),
         plugin(u"c"_s, {providing(u"x.y"_s)})},
        {u"b"_s, u"c"_s, u"a"_s});
    row("those without a table do not fight for it",
        {plugin(u"a"_s, {table({})}), plugin(u"b"_s, {table({})})}, {u"a"_s, u"b"_s});
    row("the same path with another method is no conflict",
        {plugin(u"a"_s, {endpoints({u"GET /x/{id}"_s, u"PUT /x/{id}"_s})})}, {u"a"_s});
    row("the same path of another plugin is no conflict",
        {plugin(u"a"_s, {endpoints({u"GET /x"_s})}), plugin(u"b"_s, {endpoints({u"GET /x"_s})})},
        {u"a"_s, u"b"_s});
    row("a loser's other names are free",
        {plugin(u"a"_s, {aliases({u"X"_s})}), plugin(u"b"_s, {aliases({u"X"_s, u"Y"_s})}),
         plugin(u"c"_s, {aliases({u"Y"_s})})},
        {u"a"_s, u"c"_s});
}

void ResolverTest::startOrder()
{
    QFETCH(Candidates, candidates);
    QFETCH(QStringList, expected);
    QCOMPARE(resolve(std::move(candidates), {}).startOrder, expected);
}

void ResolverTest::whatWasTurnedDownBeforeIsNamedAsSuch()
{
    const std::vector<Rejected> earlier{
        {{u"torn"_s, u"/plugins/torn"_s, {}, Source::External},
         std::nullopt,
         {VerdictCode::Truncated, u"torn.so ends too early."_s, {}, {}}},
        reject(described(u"old"_s), {VerdictCode::IncompatibleQt, u"Wrong Qt."_s, {}, {}})};
    const Resolved resolved = resolve(
        {plugin(u"a"_s, {needing(u"torn"_s)}), plugin(u"b"_s, {needing(u"old"_s)})}, earlier);
    QCOMPARE(codes(resolved.rejected),
             QStringList({u"a: dependency-rejected"_s, u"b: dependency-rejected"_s}));
    QCOMPARE(verdictOf(resolved.rejected, u"a"_s).message,
             u"ADataOutput needs torn, which was turned down: torn.so ends too early."_s);
    QCOMPARE(verdictOf(resolved.rejected, u"b"_s).message,
             u"BDataOutput needs old, which was turned down: Wrong Qt."_s);
}

void ResolverTest::whoWouldOfferAServiceIsNamed()
{
    const std::vector<Rejected> earlier{
        reject(plugin(u"off"_s, {providing(u"x.y"_s)}),
               {VerdictCode::Inactive, u"It is switched off."_s, {}, {}})};
    const Resolved resolved = resolve({plugin(u"a"_s, {calling(u"x.y"_s)})}, earlier);
    const Verdict &verdict = verdictOf(resolved.rejected, u"a"_s);
    QCOMPARE(verdict.message, u"ADataOutput needs the service x.y, which off would offer, but was "
                              "turned down: It is switched off."_s);
    QCOMPARE(verdict.hint, u"Enable or mend off first."_s);
    QCOMPARE(verdict.evidence, QStringList({u"x.y"_s, u"off"_s}));
}

void ResolverTest::theOrderThatTheyCameInIsKept()
{
    const Resolved resolved =
        resolve({described(u"c"_s), plugin(u"x"_s, {needing(u"nobody"_s)}), described(u"a"_s),
                 plugin(u"d"_s, {needing(u"nobody"_s)}), described(u"b"_s)},
                {});
    QCOMPARE(ids(resolved.accepted), QStringList({u"c"_s, u"a"_s, u"b"_s}));
    QCOMPARE(codes(resolved.rejected),
             QStringList({u"x: missing-dependency"_s, u"d: missing-dependency"_s}));
}

void ResolverTest::randomGraphsKeepEveryPromise()
{
    int cycles = 0;
    int accepted = 0;
    for (quint32 seed = 1; seed <= 5000; ++seed) {
        QRandomGenerator random(seed);
        const Graph graph = randomGraph(random);
        const Resolved resolved = resolve(graph.plugins, graph.earlier);
        const QStringList found = faults(graph, resolved);
        QVERIFY2(found.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seed).arg(found.join(u"; "_s))));
        accepted += int(resolved.accepted.size());
        cycles += int(codes(resolved.rejected).filter(u": cycle"_s).size());
    }
    // Else the graphs would be too simple to prove anything.
    QVERIFY2(cycles > 1000 && accepted > 1000,
             qPrintable(u"%1 in cycles, %2 accepted"_s.arg(cycles).arg(accepted)));
}

void ResolverTest::theOrderOfTheInputDoesNotMatter()
{
    for (quint32 seed = 1; seed <= 500; ++seed) {
        QRandomGenerator random(seed);
        Graph graph = randomGraph(random);
        const Resolved before = resolve(graph.plugins, graph.earlier);
        std::ranges::shuffle(graph.plugins, std::mt19937(seed));
        const Resolved after = resolve(graph.plugins, graph.earlier);
        QCOMPARE(after.startOrder, before.startOrder);
        QStringList codesBefore = codes(before.rejected);
        QStringList codesAfter = codes(after.rejected);
        codesBefore.sort();
        codesAfter.sort();
        QCOMPARE(codesAfter, codesBefore);
    }
}

void ResolverTest::aThousandInARowAreQuick()
{
    Candidates candidates;
    const auto name = [](int i) { return u"n%1"_s.arg(i, 4, 10, QChar(u'0')); };
    for (int i = 0; i < 1000; ++i)
        candidates.push_back(i == 999 ? described(name(i))
                                      : plugin(name(i), {needing(name(i + 1))}));
    QElapsedTimer timer;
    timer.start();
    const Resolved resolved = resolve(candidates, {});
    QCOMPARE(resolved.startOrder.size(), 1000);
    QCOMPARE(resolved.startOrder.first(), u"n0999"_s);

    needing(u"nobody"_s)(candidates.back()); // now everybody falls, one after the other
    QCOMPARE(resolve(candidates, {}).rejected.size(), 1000U);
    QVERIFY2(timer.elapsed() < 20000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(ResolverTest)

#include "resolver_test.moc"
