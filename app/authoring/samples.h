// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/submission.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace outlet::app::authoring {

/** What a field would take, by its declaration: defaults, options, limits, and `x-samples`. */
using Candidates = QHash<QString, QJsonArray>;

/**
 * At most a dozen values for each field, those of the manifest first. None for a field whose
 * pattern nothing matches that is at hand: `"x-samples": ["..."]` in the field helps. Pure.
 * @param document the manifest as it was written, for `x-samples`
 */
Candidates candidatesFor(const QList<ui::Field> &fields, const QJsonArray &documents);

/** What a person may have entered in a form: one for each way in which its fields show. */
struct Filling
{
    QJsonObject entered;                ///< by the person
    ui::Values values;                  ///< complete
    QList<ui::FieldVerdict> verdicts;   ///< what the form says
    QList<ui::InputProblem> unreadable; ///< then there are no verdicts

    bool isAccepted() const;
};

/** What the platform would offer; nothing where no field takes its choices from there. */
std::optional<QStringList> offersFor(const ui::Manifest &manifest, const Candidates &candidates);

/** The same as choices, for the fields that take them from there. */
QHash<QString, ui::Choices> choicesFor(const ui::Manifest &manifest, const Candidates &candidates);

/** What the server says of what was entered. Pure. */
Filling judged(const ui::Manifest &manifest, const QJsonObject &entered,
               const QHash<QString, ui::Choices> &choices);

/** Fills the form in, once for each combination of the values that others depend on. Pure. */
QList<Filling> fillings(const ui::Manifest &manifest, const Candidates &candidates);

/** Values that nobody should enter, with what is wrong with them. */
struct Oddity
{
    QString about;
    QJsonObject values;
};

/** Every field with a value of every wrong kind, one by one and all at once. Pure. */
QList<Oddity> oddities(const ui::Manifest &manifest, const QJsonObject &good);

/** Texts that break programs: empty, long, control characters, halves of characters. */
QList<std::pair<QString, QString>> oddTexts();

/** Whether a text may be stored and sent: no halves of characters, no NUL. */
bool isSound(const QString &text);

} // namespace outlet::app::authoring
