// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "app/settings/settingspec.h"

#include <QList>
#include <QString>

#include <functional>
#include <type_traits>
#include <utility>

/** The kinds of values that the table of settings is made of: each function makes one reader. */
namespace outlet::app {

/** A found text for a message: in quotes, shortened, control characters and passwords masked. */
QString shown(const QString &text);

Result<qint64> parseWholeNumber(const QString &text, qint64 least, qint64 most,
                                const QString &unit);
/** `debug` from `DEBUG`: the one of `words` that is meant, exact but for case. */
Result<QString> parseWord(const QString &text, const QStringList &words);
Result<bool> parseSwitch(const QString &text);

/** An absolute path; made so with the working directory. May be missing, must not be a file. */
SettingReader directory(QString Settings::*member);
/** Directories that exist, separated by `:`. The default alone may be missing. */
SettingReader directories(QStringList Settings::*member);
/** Names separated by commas, blanks around them dropped, each kept once at its first place. */
SettingReader names(QStringList Settings::*member);

/** A path, made absolute with the working directory. What is there is not looked at. */
SettingReader filePath(QString Settings::*member);

/** @param member of Settings, or a function from a Settings to where the number goes */
template<class Member>
SettingReader wholeNumber(Member member, qint64 least, qint64 most, const QString &unit)
{
    return [=](const SettingValue &value, Settings &into) -> Result<QString> {
        const auto number = parseWholeNumber(value.text, least, most, unit);
        if (!number)
            return std::unexpected(number.error());
        auto &place = std::invoke(member, into);
        place = std::remove_reference_t<decltype(place)>(*number);
        return QString::number(*number);
    };
}

template<class E>
SettingReader choice(E Settings::*member, const QList<std::pair<QString, E>> &choices)
{
    return [=](const SettingValue &value, Settings &into) -> Result<QString> {
        QStringList words;
        for (const auto &[word, meaning] : choices)
            words += word;
        const auto word = parseWord(value.text, words);
        if (word)
            into.*member = choices.at(words.indexOf(*word)).second;
        return word;
    };
}

SettingReader onOrOff(bool Settings::*member);

} // namespace outlet::app
