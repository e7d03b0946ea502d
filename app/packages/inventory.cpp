// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/inventory.h"

#include "app/packages/entrynames.h"
#include "ui-schemas/jsondocument.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/version.h"

#include <QCryptographicHash>
#include <QJsonObject>
#include <QRegularExpression>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

constexpr int format = 1;
constexpr qsizetype mostVersionCharacters = 64; ///< it becomes part of a folder's name

std::unexpected<Error> wrong(const QString &message, const QString &pointer = {})
{
    return fail(ErrorCode::InvalidArgument, u"package.json: %1."_s.arg(message),
                u"Make the package with `outlet pack`."_s, u"package.json"_s + pointer);
}

Result<QString> textOf(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object.value(key);
    if (!value.isString())
        return wrong(value.isUndefined()
                         ? u"\"%1\" is missing; wanted a text"_s.arg(key)
                         : u"\"%1\" is %2; wanted a text"_s.arg(key, ui::quoted(value)),
                     u'/' + key);
    return value.toString();
}

Result<void> checkKeys(const QJsonObject &object)
{
    static const QStringList known{u"format"_s, u"id"_s, u"version"_s, u"files"_s};
    for (const QString &key : object.keys()) {
        if (!known.contains(key))
            return wrong(u"the key %1 is not known; known are %2"_s.arg(ui::quoted(key),
                                                                        known.join(u", "_s)),
                         ui::pointer({}, key));
    }
    const QJsonValue found = object.value("format"_L1);
    if (found != QJsonValue(format))
        return wrong(
            u"\"format\" is %1; this program reads format %2"_s.arg(
                found.isUndefined() ? u"missing"_s : ui::quoted(found), QString::number(format)),
            u"/format"_s);
    return {};
}

Result<void> checkVersion(const QString &text)
{
    if (text.size() > mostVersionCharacters)
        return wrong(u"\"version\" has %1 characters; the limit is %2"_s.arg(
                         QString::number(text.size()), QString::number(mostVersionCharacters)),
                     u"/version"_s);
    if (const auto version = ui::Version::parse(text); !version)
        return wrong(u"\"version\" is %1; wanted a version such as 1.0.0"_s.arg(ui::quoted(text)),
                     u"/version"_s);
    return {};
}

Result<void> readFiles(const QJsonObject &files, const Limits &limits, Inventory &into)
{
    static const QRegularExpression hash(u"\\A[0-9a-f]{64}\\z"_s);
    EntryNames names(limits);
    for (auto file = files.begin(); file != files.end(); ++file) {
        const QString where = ui::pointer(u"/files"_s, file.key());
        if (!hash.match(file->toString()).hasMatch())
            return wrong(
                u"the checksum of %1 is %2; wanted SHA-256 as 64 lower-case hex digits"_s.arg(
                    ui::quoted(file.key()), ui::quoted(*file)),
                where);
        if (const auto added = names.add(file.key().toUtf8(), false); !added)
            return fail(added.error().code, u"package.json: "_s + added.error().message,
                        added.error().hint, u"package.json"_s + where);
        into.files.insert(file.key().toUtf8(), file->toString().toLatin1());
    }
    if (into.files.contains(inventoryName.toByteArray()))
        return wrong(u"it lists itself"_s, u"/files/package.json"_s);
    return {};
}

} // namespace

qint64 inventoryBytes(const Limits &limits)
{
    const qint64 aFile = limits.nameBytes + 100; // quotes, checksum, white space
    return limits.entries * aFile + 1024;
}

Result<Inventory> readInventory(const QByteArray &text, const Limits &limits)
{
    const auto document = ui::readJson(text, {.depth = 4, .bytes = inventoryBytes(limits)});
    if (!document)
        return wrong(u"no JSON that can be read: %1"_s.arg(document.error().message));
    if (!document->isObject())
        return wrong(u"found %1; wanted an object"_s.arg(ui::quoted(*document)));
    const QJsonObject object = document->toObject();
    if (const auto checked = checkKeys(object); !checked)
        return std::unexpected(checked.error());
    const auto id = textOf(object, "id"_L1);
    if (!id)
        return std::unexpected(id.error());
    static const QRegularExpression grammar(u"\\A[a-z][a-z0-9_]{1,40}\\z"_s);
    if (!grammar.match(*id).hasMatch())
        return wrong(u"\"id\" is %1; wanted a lower-case letter, then 1 to 40 lower-case letters, "
                     "digits or underscores"_s.arg(ui::quoted(*id)),
                     u"/id"_s);
    const auto version = textOf(object, "version"_L1);
    if (!version)
        return std::unexpected(version.error());
    if (const auto checked = checkVersion(*version); !checked)
        return std::unexpected(checked.error());
    if (!object.value("files"_L1).isObject())
        return wrong(
            u"\"files\" is %1; wanted an object of paths and checksums"_s.arg(
                object.contains("files"_L1) ? ui::quoted(object.value("files"_L1)) : u"missing"_s),
            u"/files"_s);
    Inventory inventory{*id, *version, {}};
    if (const auto read = readFiles(object.value("files"_L1).toObject(), limits, inventory); !read)
        return std::unexpected(read.error());
    return inventory;
}

QByteArray inventoryText(const Inventory &inventory)
{
    ui::JsonWriter json;
    json.beginObject()
        .member("format"_L1, format)
        .member("id"_L1, inventory.id)
        .member("version"_L1, inventory.version)
        .key("files"_L1)
        .beginObject();
    for (auto file = inventory.files.begin(); file != inventory.files.end(); ++file)
        json.key(QString::fromUtf8(file.key())).value(QString::fromLatin1(*file));
    json.endObject().endObject();
    return json.take() + '\n';
}

QByteArray sha256(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(bytes);
    return hash.result().toHex();
}

QString folderFor(const Inventory &inventory, QByteArrayView text)
{
    return inventory.version + u'-' + QString::fromLatin1(sha256(text).first(8));
}

} // namespace outlet::app::packages
