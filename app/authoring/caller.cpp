// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/caller.h"

#include "app/authoring/samples.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"

#include <cstdlib>
#include <malloc.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

constexpr int threadCount = 4;
constexpr int callsOfThread = 50;
constexpr int callsOfRound = 1500;
constexpr qint64 mostTime =
    30'000; ///< milliseconds for one hook; whoever waits gives it twice that
constexpr qint64 mostTimeOfThreads = 2000;
constexpr qint64 mostGrowth = 16; ///< bytes a call, in each round

/** Bytes that are in use on the heap, whoever has asked for them. */
qint64 heapBytes()
{
    const struct mallinfo2 info = ::mallinfo2();
    return qint64(info.uordblks) + qint64(info.hblkhd);
}

bool isMeasurable()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return false; // they have a heap of their own
#else
    return true;
#endif
}

} // namespace

void Teller::write(const QByteArray &line) const
{
    const QByteArray bytes = line + '\n';
    for (qsizetype done = 0; done < bytes.size();) {
        const auto count =
            ::write(m_descriptor, bytes.constData() + done, size_t(bytes.size() - done));
        if (count <= 0)
            return; // nobody listens any more
        done += count;
    }
}

void Teller::begins(const QString &function, const QString &about) const
{
    ui::JsonWriter json;
    json.beginObject().member("function"_L1, function).member("case"_L1, about).endObject();
    write(json.take());
}

void Teller::found(const Finding &finding)
{
    const QString key = finding.code + u'\n' + finding.where;
    if (m_told.contains(key))
        return;
    m_told.insert(key);
    ui::JsonWriter json;
    json.beginObject()
        .key("finding"_L1)
        .beginObject()
        .member("code"_L1, finding.code)
        .member("warning"_L1, finding.severity == Severity::Warning)
        .member("message"_L1, ui::printable(finding.message))
        .member("where"_L1, ui::printable(finding.where))
        .member("remedy"_L1, ui::printable(finding.remedy))
        .endObject()
        .endObject();
    write(json.take());
}

void Teller::skipped(const QString &why) const
{
    ui::JsonWriter json;
    json.beginObject().member("skipped"_L1, why).endObject();
    write(json.take());
}

void Teller::done(qint64 calls) const
{
    ui::JsonWriter json;
    json.beginObject().member("done"_L1, true).member("calls"_L1, calls).endObject();
    write(json.take());
}

/** Who asks other machines may be slow, and has to answer for its deadlines alone. */
bool Caller::isOutOfTime(const QString &function)
{
    if (m_clock.elapsed() < mostTime)
        return false;
    if (!std::exchange(m_hasToldSlow, true))
        m_teller.skipped(
            u"%1() is slow: it was asked %2 times and no more"_s.arg(function).arg(m_calls));
    return true;
}

void Caller::giveUp(const QString &function, const QString &about)
{
    m_teller.found(finding(
        Fault::HookHangs,
        u"%1() with %2 did not come back within %3 ms."_s.arg(function, about)
            .arg(m_timeout.count()),
        function, u"Give everything that waits a deadline, and bound every loop by its input."_s));
    m_teller.done(m_calls);
    ::_exit(0);
}

void Caller::threw(const QString &function, const QString &about, const Error &error)
{
    m_teller.found(finding(Fault::HookThrows,
                           u"%1() with %2: %3."_s.arg(function, about, error.message), function,
                           u"Check what comes in, and report with outlet::fail(): an exception "
                           "has no hint."_s));
}

void Caller::judgeError(const QString &function, const QString &about, const Error &error)
{
    if (error.message.trimmed().isEmpty())
        m_teller.found(finding(
            Fault::ErrorWithoutMessage,
            u"%1() with %2 failed and did not say why."_s.arg(function, about), function,
            u"Name in the message what was found and what was wanted, in the hint what to do."_s));
    judgeText(function, about, error.message);
    judgeText(function, about, error.hint);
}

void Caller::judgeText(const QString &function, const QString &about, const QString &text)
{
    if (isSound(text))
        return;
    m_teller.found(finding(
        Fault::TextInvalid,
        u"%1() with %2 gave a text that cannot be sent: it has NUL or half of a "
        "character."_s.arg(function, about),
        function, u"Read bytes with QString::fromUtf8(), and cut texts between characters."_s));
}

void Caller::impure(const QString &function, const QString &what)
{
    m_teller.found(
        finding(Fault::HookImpure, u"%1() is to be pure, but %2."_s.arg(function, what), function,
                u"Let the answer depend on the arguments alone; keep no state between calls."_s));
}

bool Caller::isSameForAll(const QString &function, const std::function<bool()> &isSame)
{
    m_teller.begins(function, u"four threads at once"_s);
    std::atomic<bool> isPure = true;
    QElapsedTimer clock;
    clock.start();
    std::vector<std::thread> threads;
    for (int i = 0; i < threadCount; ++i) {
        threads.emplace_back([&isPure, &clock, isSame] {
            for (int call = 0; call < callsOfThread && isPure; ++call) {
                if (clock.elapsed() > mostTimeOfThreads)
                    return;
                if (!isSame())
                    isPure = false;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    m_calls += threadCount * callsOfThread;
    return isPure;
}

/** A leak grows in every round; a cache or an arena grows in the first ones. */
void Caller::measure(const QString &function, const std::function<void()> &call)
{
    if (!isMeasurable())
        return;
    m_teller.begins(function, u"thousands of calls"_s);
    QElapsedTimer clock;
    clock.start();
    qint64 least = 0;
    for (int round = 0; round < 4; ++round) {
        const qint64 before = heapBytes();
        for (int i = 0; i < callsOfRound; ++i) {
            call();
            if (clock.elapsed() > 2000)
                return; // slow: nobody will call it often
        }
        m_calls += callsOfRound;
        const qint64 growth = (heapBytes() - before) / callsOfRound;
        if (round > 0)
            least = round == 1 ? growth : std::min(least, growth);
    }
    if (least >= mostGrowth)
        m_teller.found(finding(
            Fault::MemoryGrows,
            u"%1() keeps about %2 bytes at each call with the same good value."_s.arg(function).arg(
                least),
            function,
            u"Run the connector's test under -fsanitize=address, which names the place."_s));
}

} // namespace outlet::app::authoring
