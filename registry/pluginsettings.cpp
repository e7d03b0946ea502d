// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginsettings.h"

#include "ui-schemas/nearest.h"
#include "ui-schemas/submission.h"

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

QString placeOf(const QJsonArray &where)
{
    QStringList parts;
    for (const QJsonValue &part : where)
        parts.append(part.isString() ? part.toString() : QString::number(part.toInt()));
    return parts.join(u'.');
}

Error problem(const QString &message, const QString &hint, const QString &where)
{
    return {ErrorCode::InvalidArgument, message, hint, where};
}

} // namespace

std::expected<QJsonObject, Problems> settingsOf(const ui::Manifest &manifest,
                                                const QJsonObject &given)
{
    ui::Manifest form; // settings are declared as fields are, so the same rules judge them
    form.plugin = manifest.plugin;
    form.fields = manifest.settings;
    QStringList known;
    for (const ui::Field &setting : manifest.settings)
        known.append(setting.name);
    Problems problems;
    for (const QString &key : given.keys()) {
        if (!known.contains(key))
            problems += problem(u"%1 has no such setting"_s.arg(manifest.plugin),
                                ui::didYouMean(key, known), key);
    }
    const auto values = ui::parseValues(form, given);
    if (!values) {
        for (const ui::InputProblem &one : values.error())
            problems += problem(one.message, {}, placeOf(one.where));
        return std::unexpected(problems);
    }
    for (const ui::FieldVerdict &verdict : ui::judgeValues(form, *values, {})) {
        for (const QString &error : verdict.errors)
            problems += problem(error, {}, verdict.name);
    }
    if (!problems.isEmpty())
        return std::unexpected(problems);
    return *values;
}

} // namespace outlet::registry
