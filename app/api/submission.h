// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/optionscache.h"
#include "registry/hookcalls.h"
#include "registry/snapshot.h"
#include "ui-schemas/submission.h"

#include <outlet/result.h>
#include <outlet/values.h>

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::app::api {

/** A configuration as somebody posted it, to be judged. */
struct Submission
{
    const registry::Connector &connector;
    quint64 generation = 0; ///< of the connector's snapshot
    QJsonObject configuration;
    Product product = {};
};

/** Everything that there is to say about a submission. */
struct Judgement
{
    Values values; ///< complete and normalised; where some cannot be read, those that can
    QList<ui::InputProblem> unreadable; ///< what is no value of its field, in the contract's words
    QList<ui::FieldVerdict> fields;     ///< every field; has the errors of what is unreadable, too
    QStringList general;                ///< errors of the connector that belong to no field
    bool isValid = false;
};

/** Whom a judgement asks; borrowed. */
struct Advisers
{
    registry::HookCalls *hooks = nullptr; ///< null: no connector is asked anything
    OptionsCache *options = nullptr;      ///< null: nothing is kept
};

/**
 * The one verdict on a submission, for looking at it and for storing it: parse, then what the
 * connector derives, then the form's rules with the options that there are at this moment, then the
 * connector's rules for the product. Options that cannot be had are an error of their field and of
 * nothing else. What cannot be parsed is the error of its field, and then nobody asks the
 * connector's rules, which want complete values.
 *
 * No value of a secret field is in `fields` or in any text, even if the connector says it.
 *
 * Errors: as HookCalls, where the connector's rules cannot be asked. Blocks for as long as hooks
 * may take; thread-safe.
 */
Result<Judgement> judge(const Submission &submission, const Advisers &advisers);

/** The same object with null for every secret of the manifest's that is not null already. Pure. */
QJsonObject withoutSecrets(QJsonObject object, const ui::Manifest &manifest);

} // namespace outlet::app::api
