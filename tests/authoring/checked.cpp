// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/authoring/checked.h"

#include "tests/fixtures/recipe.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

namespace outlet::tests {

using namespace Qt::StringLiterals;

namespace {

const QString modules = QStringLiteral(OUTLET_AUTHORING_MODULES);

void sure(const Result<void> &done)
{
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
}

QByteArray contentOf(const QString &path)
{
    const auto content = readFile(path);
    if (!content)
        qFatal("%s", qPrintable(content.error().message));
    return *content;
}

} // namespace

QString Checked::incomplete() const
{
    for (const QJsonValue finding : outcome.json().value("findings"_L1).toArray()) {
        for (const char *key : {"code", "part", "severity", "message", "where", "remedy"}) {
            if (finding[QLatin1StringView(key)].toString().isEmpty())
                return u"%1 has no %2"_s.arg(finding["code"_L1].toString(), QLatin1StringView(key));
        }
    }
    return {};
}

Checked check(const Workspace &workspace, const QString &path, const QStringList &more)
{
    Checked checked;
    checked.outcome =
        workspace.run(QStringList{u"check"_s, path, u"--json"_s, u"--hook-timeout-ms"_s, u"1500"_s,
                                  u"--probe-timeout-ms"_s, u"8000"_s} +
                      more);
    for (const QJsonValue finding : checked.outcome.json().value("findings"_L1).toArray()) {
        checked.codes += finding["code"_L1].toString();
        checked.words +=
            finding["message"_L1].toString() + u" @ "_s + finding["where"_L1].toString() + u'\n';
    }
    checked.codes.removeDuplicates();
    checked.codes.sort();
    return checked;
}

Seeded::Seeded(const Workspace &workspace) : m_workspace(workspace)
{
    sure(copyFolder(QStringLiteral(OUTLET_SEEDED_SOURCE), folder()));
    sure(writeFile(moduleFolder() + u"/seeded.so"_s, contentOf(modules + u"/seeded/seeded.so"_s)));
}

QString Seeded::moduleFolder() const
{
    return folder() + u"/build/connectors/seeded"_s;
}

void Seeded::write(const QString &file, const QByteArray &content) const
{
    sure(writeFile(folder() + u'/' + file, content));
}

void Seeded::remove(const QString &file) const
{
    if (!QFile::remove(folder() + u'/' + file))
        qFatal("There is no %s", qPrintable(file));
}

void Seeded::replace(const QString &file, const QByteArray &text, const QByteArray &by) const
{
    QByteArray content = contentOf(folder() + u'/' + file);
    if (!content.contains(text))
        qFatal("There is no %s in %s", text.constData(), qPrintable(file));
    write(file, content.replace(text, by));
}

void Seeded::patch(const QByteArray &text, const QByteArray &by) const
{
    const QString module = moduleFolder() + u"/seeded.so"_s;
    QByteArray content = contentOf(module);
    if (content.count(text) != 1 || by.size() > text.size())
        qFatal("%s is there %d times", text.constData(), int(content.count(text)));
    content.replace(text, by.leftJustified(text.size(), ' '));
    sure(writeFile(module, content));
}

void Seeded::behave(const QByteArray &how) const
{
    sure(writeFile(moduleFolder() + u"/behaviour"_s, how));
}

void Seeded::unbuild() const
{
    if (!QDir(folder() + u"/build"_s).removeRecursively())
        qFatal("%s stays", qPrintable(folder()));
}

QString unfitFolder(const QString &variant)
{
    return modules + u"/unfit_"_s + variant + u"/unfit"_s;
}

} // namespace outlet::tests
