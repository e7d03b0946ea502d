// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/extract.h"
#include "app/packages/stage.h"
#include "app/packages/survey.h"
#include "tests/fuzz/targets.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

namespace outlet::tests::fuzz {

using namespace Qt::StringLiterals;
using namespace app::packages;

namespace {

Limits small()
{
    Limits limits;
    limits.entries = 16;
    limits.fileBytes = 100'000;
    limits.totalBytes = 200'000;
    return limits;
}

void checkSurvey(const QList<SurveyedEntry> &entries, qsizetype size)
{
    qint64 end = 0;
    qint64 total = 0;
    for (const SurveyedEntry &entry : entries) {
        const QByteArray path = '/' + entry.name + '/';
        require(!path.contains("/../") && !entry.name.startsWith('/') && !entry.name.contains('\0'),
                "no name leads out of the folder");
        require(entry.offset >= end && entry.offset < size, "entries lie one behind the other");
        end = entry.offset + entry.packed;
        total += entry.unpacked;
    }
    require(end <= size && total <= small().totalBytes, "entries keep to the limits");
}

} // namespace

/** The bytes are a package. What is unpacked is what its manifest lists, and lies in its folder. */
void package(std::string_view bytes)
{
    static const QTemporaryDir scratch;
    const QByteArray archive(bytes.data(), qsizetype(bytes.size()));
    const auto surveyed = survey(archive, small());
    if (!surveyed)
        return;
    checkSurvey(*surveyed, archive.size());
    {
        const auto stage = Stage::make(scratch.path());
        require(stage.has_value(), "there is room to unpack");
        const auto extracted = extract(archive, stage->folder(), small());
        if (extracted) {
            for (const QByteArray &name : extracted->inventory.files.keys())
                require(QFileInfo(stage->path() + u'/' + QString::fromUtf8(name)).isFile(),
                        "all that the manifest lists is there");
        }
    }
    require(QDir(scratch.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            "nothing is left outside the stage");
}

} // namespace outlet::tests::fuzz
