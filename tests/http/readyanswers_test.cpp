// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/readyanswers.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <string>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet::app::http;

class ReadyAnswersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersWithOneBodyShareItsFile();
    void smallAnswersHaveNone();
    void filesLieWhereThereIsRoom();
    void anotherGenerationForgetsAll();
    void manyKeysTakeNoMoreThanTheirRoom();
};

namespace {

const QByteArray large(ReadyAnswers::fileSize, 'x');

ReadyKey worded(std::string_view acceptEncoding)
{
    return {"GET", "/a", acceptEncoding, ""};
}

ReadyAnswer answer(const QByteArray &body)
{
    ReadyAnswer made;
    made.head = "HTTP/1.1 200 OK\r\n";
    made.body = body;
    made.size = body.size();
    return made;
}

/** What the file of an answer is to the kernel. */
QString placeOf(const ReadyAnswer *answer)
{
    return QFileInfo(u"/proc/self/fd/%1"_s.arg(answer->file->descriptor())).symLinkTarget();
}

} // namespace

/** Clients choose what they say of encodings: it must not cost a descriptor each. */
void ReadyAnswersTest::answersWithOneBodyShareItsFile()
{
    ReadyAnswers answers{QString()};
    answers.insert(worded("identity"), answer(large));
    answers.insert(worded("identity, x1"), answer(large));
    answers.insert(worded("gzip"), answer(QByteArray(large.size(), 'y')));
    const auto *const one = answers.find(worded("identity"));
    const auto *const same = answers.find(worded("identity, x1"));
    const auto *const other = answers.find(worded("gzip"));
    QVERIFY(one && same && other);
    QVERIFY(one->file && one->body.isEmpty());
    QCOMPARE(one->file, same->file);
    QVERIFY(other->file && other->file != one->file);
}

void ReadyAnswersTest::smallAnswersHaveNone()
{
    ReadyAnswers answers{QString()};
    answers.insert(worded(""), answer(large.chopped(1)));
    QVERIFY(!answers.find(worded(""))->file);
    QCOMPARE(answers.find(worded(""))->body, large.chopped(1));
}

void ReadyAnswersTest::filesLieWhereThereIsRoom()
{
    const QTemporaryDir directory;
    const int nameless = ::open(qPrintable(directory.path()), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (nameless < 0)
        QSKIP("There are no files without a name here");
    ::close(nameless);
    ReadyAnswers onDisk(directory.path());
    onDisk.insert(worded(""), answer(large));
    QVERIFY2(placeOf(onDisk.find(worded(""))).startsWith(directory.path()),
             qPrintable(placeOf(onDisk.find(worded("")))));
    ReadyAnswers elsewhere(directory.filePath(u"missing"_s));
    elsewhere.insert(worded(""), answer(large));
    QVERIFY(placeOf(elsewhere.find(worded(""))).contains("memfd:"_L1));
}

void ReadyAnswersTest::anotherGenerationForgetsAll()
{
    ReadyAnswers answers{QString()};
    answers.useGeneration(1);
    answers.insert(worded(""), answer(large));
    const std::weak_ptr<const AnswerFile> file = answers.find(worded(""))->file;
    answers.useGeneration(1);
    QVERIFY(answers.find(worded("")));
    answers.useGeneration(2);
    QVERIFY(!answers.find(worded("")));
    QVERIFY(file.expired());
}

void ReadyAnswersTest::manyKeysTakeNoMoreThanTheirRoom()
{
    ReadyAnswers answers{QString()};
    const std::string word(500, 'x');
    std::size_t largest = 0;
    for (int i = 0; i < 20'000; ++i) { // two and a half times what there is room for
        const std::string words = word + std::to_string(i);
        answers.insert(worded(words), answer(large));
        answers.insert(worded(words), answer(large)); // the same is kept once
        QVERIFY(answers.find(worded(words)));
        QVERIFY(answers.size() <= ReadyAnswers::maxSize);
        largest = std::max(largest, answers.size());
    }
    QVERIFY(largest > ReadyAnswers::maxSize - 2 * 1024);
    answers.useGeneration(1);
    QCOMPARE(answers.size(), size_t(0));
}

QTEST_GUILESS_MAIN(ReadyAnswersTest)
#include "readyanswers_test.moc"
