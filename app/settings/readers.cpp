// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/readers.h"

#include "app/settings/databaseurl.h"
#include "ui-schemas/nearest.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostShown = 200; // paths are long, and their ends matter

std::unexpected<Error> refuse(const QString &message, const QString &hint,
                              ErrorCode code = ErrorCode::InvalidArgument)
{
    return fail(code, message, hint);
}

Result<void> checkDirectory(const QString &path, bool mayBeMissing)
{
    const QFileInfo info(path);
    if (!info.exists() && !info.isSymLink()) {
        if (mayBeMissing)
            return {};
        return refuse(u"found %1, which does not exist; wanted a directory"_s.arg(shown(path)),
                      u"Create it, or correct the path."_s, ErrorCode::NotFound);
    }
    if (!info.isDir())
        return refuse(u"found %1, which is not a directory; wanted one"_s.arg(shown(path)),
                      u"Name a directory, or remove what stands there."_s);
    if (!info.isReadable() || !info.isExecutable())
        return refuse(u"found %1, which this user may not read; wanted a readable directory"_s.arg(
                          shown(path)),
                      u"Give the user that runs outlet read and search permission."_s,
                      ErrorCode::Io);
    return {};
}

Result<void> checkPluginDirectory(const QString &path, const QString &mayBeMissing)
{
    if (!QDir::isAbsolutePath(path))
        return refuse(u"found %1, a relative path; wanted absolute paths"_s.arg(shown(path)),
                      u"Write the path from / on: what is loaded must not depend on where the "
                      "program is started."_s);
    return checkDirectory(path, QDir::cleanPath(path) == mayBeMissing);
}

/** The parts of a list, trimmed, without empty ones and repetitions. */
QStringList parts(const SettingValue &value, QChar separator)
{
    QStringList result;
    const QStringList all = value.items ? *value.items : value.text.split(separator);
    for (const QString &part : all) {
        const QString trimmed = part.trimmed();
        if (!trimmed.isEmpty() && !result.contains(trimmed))
            result += trimmed;
    }
    return result;
}

} // namespace

QString shown(const QString &text)
{
    QString result = maskedUrl(text);
    if (result.size() > mostShown)
        result = result.first(mostShown) + u'…';
    for (QChar &c : result) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = QChar(QChar::ReplacementCharacter);
    }
    return u'"' + result + u'"';
}

Result<qint64> parseWholeNumber(const QString &text, qint64 least, qint64 most, const QString &unit)
{
    static const QRegularExpression digits(u"\\A[+-]?[0-9]+\\z"_s);
    const QString wanted = u"%1 to %2 %3"_s.arg(least).arg(most).arg(unit);
    if (!digits.match(text).hasMatch())
        return refuse(
            u"found %1, which is not a whole number; wanted %2"_s.arg(shown(text), wanted),
            u"Write digits only, without a unit: %1."_s.arg(least));
    bool fits = false;
    const qint64 number = text.toLongLong(&fits);
    if (!fits || number < least || number > most)
        return refuse(u"found %1, which is out of range; wanted %2"_s.arg(shown(text), wanted),
                      u"Choose a number from %1 to %2."_s.arg(least).arg(most));
    return number;
}

Result<QString> parseWord(const QString &text, const QStringList &words)
{
    const QString lower = text.toLower();
    if (words.contains(lower))
        return lower;
    const QString meant = ui::didYouMean(lower, words);
    return refuse(u"found %1; wanted one of %2"_s.arg(shown(text), words.join(u", ")),
                  meant.isEmpty() ? u"Choose one of them."_s : meant);
}

Result<bool> parseSwitch(const QString &text)
{
    static const QStringList on{u"true"_s, u"1"_s, u"yes"_s, u"on"_s};
    static const QStringList off{u"false"_s, u"0"_s, u"no"_s, u"off"_s};
    const QString word = text.toLower();
    if (!on.contains(word) && !off.contains(word))
        return refuse(u"found %1; wanted true or false"_s.arg(shown(text)),
                      u"Write true, yes, on or 1; or false, no, off or 0."_s);
    return on.contains(word);
}

SettingReader filePath(QString Settings::*member)
{
    return [=](const SettingValue &value, Settings &into) -> Result<QString> {
        if (value.text == u'~' || value.text.startsWith(u"~/"))
            return refuse(
                u"found %1, where ~ is not expanded; wanted a path"_s.arg(shown(value.text)),
                u"Write the home directory out, or let the shell expand it."_s);
        into.*member = QDir::cleanPath(QDir(value.workingDirectory).absoluteFilePath(value.text));
        return into.*member;
    };
}

SettingReader directory(QString Settings::*member)
{
    return [=](const SettingValue &value, Settings &into) -> Result<QString> {
        Settings scratch;
        const auto path = filePath(member)(value, scratch);
        if (!path)
            return path;
        if (const auto checked = checkDirectory(*path, true); !checked)
            return std::unexpected(checked.error());
        into.*member = *path;
        return path;
    };
}

SettingReader directories(QStringList Settings::*member)
{
    return [=](const SettingValue &value, Settings &into) -> Result<QString> {
        // The data directory may have a colon in its name, so the default is never split.
        const QString standard = QDir::cleanPath(into.dataDir + u"/plugins"_s);
        const QStringList paths = value.isDefault ? QStringList{standard} : parts(value, u':');
        if (paths.isEmpty())
            return refuse(u"found no directory; wanted at least one"_s,
                          u"Name a directory, or leave the setting out."_s);
        QStringList cleaned;
        for (const QString &path : paths) {
            if (const auto checked = checkPluginDirectory(path, standard); !checked)
                return std::unexpected(checked.error());
            cleaned += QDir::cleanPath(path);
        }
        cleaned.removeDuplicates();
        into.*member = cleaned;
        return cleaned.join(u':');
    };
}

SettingReader names(QStringList Settings::*member)
{
    return [=](const SettingValue &value, Settings &into) -> Result<QString> {
        into.*member = parts(value, u',');
        return (into.*member).join(u',');
    };
}

SettingReader onOrOff(bool Settings::*member)
{
    return [=](const SettingValue &value, Settings &into) -> Result<QString> {
        const auto isOn = parseSwitch(value.text);
        if (!isOn)
            return std::unexpected(isOn.error());
        into.*member = *isOn;
        return *isOn ? u"true"_s : u"false"_s;
    };
}

} // namespace outlet::app
