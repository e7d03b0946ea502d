// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/scaffold.h"

#include "registry/judge.h"
#include "ui-schemas/manifest.h"
#include "ui-schemas/quote.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <cerrno>
#include <cstdio>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

/** How a text is written where it is put: each kind of file has its own way to quote. */
enum class Notation { Plain, Json, Xml };

/** What stands where in a new folder; `@ID@` in a name is replaced, too. */
struct Template
{
    QString resource;
    QString path;
    Notation notation = Notation::Plain;
};

const QList<Template> &templates()
{
    static const QString step = u"migrations/0001_create_configurations"_s;
    static const QList<Template> list{
        {u"CMakeLists.txt.in"_s, u"CMakeLists.txt"_s},
        {u"CMakePresets.json.in"_s, u"CMakePresets.json"_s},
        {u"README.md.in"_s, u"README.md"_s},
        {u"gitignore.in"_s, u".gitignore"_s},
        {u"connector.json.in"_s, u"connector.json"_s, Notation::Json},
        {u"connector.cpp.in"_s, u"@ID@.cpp"_s},
        {u"test.cpp.in"_s, u"tests/@ID@_test.cpp"_s},
        {u"icon.svg.in"_s, u"icon.svg"_s, Notation::Xml},
        {u"up.sql.in"_s, step + u".up.sql"_s},
        {u"up.postgresql.sql.in"_s, step + u".postgresql.up.sql"_s},
        {u"down.sql.in"_s, step + u".down.sql"_s},
    };
    return list;
}

QString words(const QString &id)
{
    QStringList parts = id.split(u'_', Qt::SkipEmptyParts);
    for (QString &part : parts)
        part.front() = part.front().toUpper();
    return parts.join(u' ');
}

/** The usual name, or a shorter one where no database would take that. */
QString tableOf(const QString &id)
{
    const QString usual = id + u"_data_output_configurations"_s;
    return usual.size() <= 63 ? usual : id + u"_configurations"_s;
}

/** By name, without the signs around it. Null stands for JSON's null. */
QMap<QString, QString> textsOf(const NewConnector &wanted)
{
    const QString display = wanted.displayName.isEmpty() ? words(wanted.id) : wanted.displayName;
    const ui::Version outlet = registry::thisHost().outlet;
    const QString version = u"%1.%2"_s.arg(outlet.major).arg(outlet.minor);
    return {{u"ID"_s, wanted.id},
            {u"CLASS"_s, pascalCase(wanted.id) + u"Connector"_s},
            {u"PLUGIN"_s, pascalCase(wanted.id) + u"DataOutput"_s},
            {u"DISPLAY_NAME"_s, display},
            {u"DESCRIPTION"_s, u"Data outputs that are folders and files in %1."_s.arg(display)},
            {u"AUTHOR"_s, wanted.author.isNull() ? u""_s : wanted.author},
            {u"LICENSE"_s, wanted.license},
            {u"KEY"_s, QString(wanted.id).replace(u'_', u'-')},
            {u"PARENT"_s, wanted.parent.isEmpty() ? QString() : wanted.parent},
            {u"ICON_NAME"_s, wanted.id + u"-logo.svg"_s},
            {u"TABLE"_s, tableOf(wanted.id)},
            {u"OUTLET"_s, version},
            {u"REQUIRES"_s, u">=%1 <%2"_s.arg(version).arg(outlet.major + 1)}};
}

QString written(const QString &text, Notation notation)
{
    switch (notation) {
    case Notation::Plain:
        return text;
    case Notation::Json: {
        const QJsonArray array{text.isNull() ? QJsonValue() : QJsonValue(text)};
        return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact))
            .chopped(1)
            .sliced(1);
    }
    case Notation::Xml:
        return text.toHtmlEscaped();
    }
    Q_UNREACHABLE();
}

/** In one pass: a text that looks like a name in signs stays what it is. */
QString filled(const QString &text, const QMap<QString, QString> &texts, Notation notation)
{
    static const QRegularExpression sign(u"@([A-Z_]+)@"_s);
    QString result;
    qsizetype done = 0;
    for (auto found = sign.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        result += QStringView(text).sliced(done, match.capturedStart() - done);
        result += written(texts.value(match.captured(1)), notation);
        done = match.capturedEnd();
    }
    result += QStringView(text).sliced(done);
    return result;
}

QByteArray resource(const QString &name)
{
    QFile file(u":/outlet/authoring/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The program was built without %s", qUtf8Printable(file.fileName()));
    return file.readAll();
}

/** What stands in comments and in one line of a README. */
Problems wrongTexts(const NewConnector &wanted)
{
    static const QRegularExpression licence(u"^[A-Za-z0-9.+() -]{1,100}$"_s);
    static const QRegularExpression line(u"^[^\\p{C}]*$"_s);
    Problems problems;
    if (!licence.match(wanted.license).hasMatch())
        problems.append({ErrorCode::InvalidArgument,
                         u"Found the licence %1, wanted an SPDX expression such as \"MIT\"."_s.arg(
                             ui::quoted(wanted.license)),
                         u"Name one of https://spdx.org/licenses with --license."_s,
                         u"/license"_s});
    if (!line.match(wanted.displayName).hasMatch())
        problems.append(
            {ErrorCode::InvalidArgument,
             u"Found the display name %1, wanted one line without control characters."_s.arg(
                 ui::quoted(wanted.displayName)),
             u"Give another one with --display-name."_s, u"/platform/display_name"_s});
    return problems;
}

/** The same fault often shows in names that were made of it: only what was said is told. */
Problems aboutInput(const Problems &problems)
{
    Problems told;
    for (const Error &problem : problems) {
        static const QStringList said{u"/id"_s, u"/author"_s, u"/license"_s,
                                      u"/platform/display_name"_s, u"/platform/parent"_s};
        if (said.contains(problem.where))
            told.append(problem);
    }
    return told.isEmpty() ? problems : told;
}

Result<void> writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    const bool isWritten = QDir().mkpath(QFileInfo(path).path()) &&
                           file.open(QIODevice::WriteOnly | QIODevice::NewOnly) &&
                           file.write(content) == content.size() && file.flush();
    if (isWritten)
        return {};
    return fail(ErrorCode::Io, u"%1 cannot be written: %2."_s.arg(path, file.errorString()),
                u"Name another place with --dir."_s, path);
}

} // namespace

QString pascalCase(const QString &id)
{
    return words(id).remove(u' ');
}

std::expected<QMap<QString, QByteArray>, Problems> scaffold(const NewConnector &wanted)
{
    if (Problems problems = wrongTexts(wanted); !problems.isEmpty())
        return std::unexpected(std::move(problems));
    const QMap<QString, QString> texts = textsOf(wanted);
    QMap<QString, QByteArray> files;
    for (const Template &part : templates())
        files.insert(
            filled(part.path, texts, Notation::Plain),
            filled(QString::fromUtf8(resource(part.resource)), texts, part.notation).toUtf8());
    const auto manifest = ui::parseManifest(files.value(u"connector.json"_s));
    if (!manifest)
        return std::unexpected(aboutInput(manifest.error()));
    return files;
}

Result<QString> writeFolder(const QString &parent, const QString &id,
                            const QMap<QString, QByteArray> &files)
{
    if (!QFileInfo(parent).isDir())
        return fail(ErrorCode::NotFound, u"%1 is no folder."_s.arg(parent),
                    u"Make it, or name another with --dir."_s, parent);
    const QString folder = QDir::cleanPath(QDir(parent).absoluteFilePath(id));
    const auto there = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    const QFileInfo info(folder);
    if (info.isSymLink() || (info.exists() && !(info.isDir() && QDir(folder).isEmpty(there))))
        return fail(ErrorCode::Conflict, u"%1 is there already and is not empty."_s.arg(folder),
                    u"Move it away, choose another id, or name another place with --dir."_s,
                    folder);
    QTemporaryDir made(QDir(parent).absoluteFilePath(u".%1-XXXXXX"_s.arg(id)));
    if (!made.isValid())
        return fail(ErrorCode::Io,
                    u"No folder can be made in %1: %2."_s.arg(parent, made.errorString()),
                    u"Name another place with --dir."_s, parent);
    for (auto file = files.begin(); file != files.end(); ++file) {
        if (const auto done = writeFile(made.filePath(file.key()), *file); !done)
            return std::unexpected(done.error());
    }
    QFile::setPermissions(made.path(), QFile::Permissions(0x7755)); // others may look into it
    const int renamed =
        ::rename(QFile::encodeName(made.path()).constData(), QFile::encodeName(folder).constData());
    if (renamed != 0)
        return fail(ErrorCode::Io, u"%1 cannot be made: %2."_s.arg(folder, qt_error_string(errno)),
                    u"Name another place with --dir."_s, folder);
    made.setAutoRemove(false);
    return folder;
}

} // namespace outlet::app::authoring
