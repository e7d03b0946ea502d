// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/handover.h"

#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>

using namespace std::chrono_literals;
using outlet::app::handOver;

class HandOverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void isDoneInTheOtherThreadBeforeItReturns();
    void aBusyThreadIsNotWaitedForLong();
    void whatIsLateIsDoneAllTheSame();
    void aThreadThatRunsNoLoopIsNotWaitedForLong();
    void workForSomebodyWhoHasGoneIsNotDone();

private:
    std::unique_ptr<QThread> m_thread;
    std::unique_ptr<QObject> m_context;
};

void HandOverTest::init()
{
    m_thread = std::make_unique<QThread>();
    m_context = std::make_unique<QObject>();
    m_context->moveToThread(m_thread.get());
    m_thread->start();
}

void HandOverTest::cleanup()
{
    m_thread->quit();
    m_thread->wait();
}

void HandOverTest::isDoneInTheOtherThreadBeforeItReturns()
{
    QThread *where = nullptr;
    QVERIFY(handOver(
        *m_context, [&] { where = QThread::currentThread(); }, 10s));
    QCOMPARE(where, m_thread.get());
}

void HandOverTest::aBusyThreadIsNotWaitedForLong()
{
    std::atomic<bool> isFree = false;
    QMetaObject::invokeMethod(
        m_context.get(), [&] { isFree.wait(false); }, Qt::QueuedConnection);
    QVERIFY(!handOver(
        *m_context, [] {}, 20ms));
    isFree = true;
    isFree.notify_all();
    QVERIFY(handOver(
        *m_context, [] {}, 10s));
}

void HandOverTest::whatIsLateIsDoneAllTheSame()
{
    std::atomic<bool> isFree = false;
    std::atomic<bool> isDone = false;
    QMetaObject::invokeMethod(
        m_context.get(), [&] { isFree.wait(false); }, Qt::QueuedConnection);
    QVERIFY(!handOver(
        *m_context, [&] { isDone = true; }, 0ms));
    QVERIFY(!isDone);
    isFree = true;
    isFree.notify_all();
    QTRY_VERIFY(isDone);
}

void HandOverTest::aThreadThatRunsNoLoopIsNotWaitedForLong()
{
    cleanup();
    bool isDone = false;
    QVERIFY(!handOver(
        *m_context, [&] { isDone = true; }, 20ms));
    QVERIFY(!isDone);
}

void HandOverTest::workForSomebodyWhoHasGoneIsNotDone()
{
    cleanup();
    bool isDone = false;
    QVERIFY(!handOver(
        *m_context, [&] { isDone = true; }, 0ms));
    m_context.reset();
    QVERIFY(!isDone);
}

QTEST_GUILESS_MAIN(HandOverTest)
#include "handover_test.moc"
