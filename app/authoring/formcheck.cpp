// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/check.h"

#include "ui-schemas/form.h"
#include "ui-schemas/jsonschema.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/schema.h"

#include <QJsonDocument>

#include <algorithm>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;
using ui::Field;

namespace {

QString pointerTo(const ui::Manifest &manifest, const QString &field)
{
    const auto found = std::ranges::find(manifest.fields, field, &Field::name);
    const bool isKnown = found != manifest.fields.end();
    return isKnown ? ui::pointer(u"/fields"_s, found - manifest.fields.begin()) : u"/fields"_s;
}

/** What clients get, before the contract that clients have. */
void judgeDocuments(const ui::Manifest &manifest, QList<Finding> &findings)
{
    static const ui::Schema contract(u":/outlet/ui-schemas/form.schema.json"_s);
    const QList<std::optional<QStringList>> offers{std::nullopt, QStringList(),
                                                   QStringList{u"a"_s, u"b"_s}};
    for (const auto &offered : offers) {
        const auto form = QJsonDocument::fromJson(ui::formJson(manifest, offered));
        for (const Error &problem : contract.judge(form.object()))
            findings += finding(Fault::FormInvalid, problem.message, problem.where, problem.hint);
        const QJsonObject schema = QJsonDocument::fromJson(ui::schemaJson(manifest, offered))
                                       .object()
                                       .value("json_schema"_L1)
                                       .toObject();
        const QJsonObject properties = schema.value("properties"_L1).toObject();
        for (const Field &field : manifest.fields) {
            if (!properties.contains(field.name))
                findings += finding(
                    Fault::SchemaInvalid,
                    u"The generated schema has no property %1."_s.arg(ui::quoted(field.name)),
                    pointerTo(manifest, field.name),
                    u"This is a fault of Outlet: report it with the manifest."_s);
        }
    }
}

/**
 * The server and the schema that form libraries draw must say the same: of each way to fill the
 * form in, and of each with one value left out, which shows what is required and when.
 */
void judgeAgreement(const ui::Manifest &manifest, const Candidates &candidates,
                    const QList<Filling> &fillings, QList<Finding> &findings)
{
    const auto choices = choicesFor(manifest, candidates);
    const ui::Schema schema(
        QJsonDocument::fromJson(ui::schemaJson(manifest, offersFor(manifest, candidates)))
            .object()
            .value("json_schema"_L1)
            .toObject());
    const auto compare = [&](const QJsonObject &entered, const QString &about) {
        const bool isTaken = judged(manifest, entered, choices).isAccepted();
        const QByteArray text = QJsonDocument(entered).toJson(QJsonDocument::Compact);
        if (schema.accepts(text).value_or(isTaken) == isTaken)
            return true;
        findings +=
            finding(Fault::SchemaDisagrees,
                    u"The server %1 and the schema %2 %3, %4."_s.arg(
                        isTaken ? u"takes"_s : u"refuses"_s, isTaken ? u"refuses"_s : u"takes"_s,
                        ui::quoted(QJsonValue(entered)), about),
                    u"/fields"_s, u"This is a fault of Outlet: report it with the manifest."_s);
        return false;
    };
    for (const Filling &filling : fillings) {
        if (!compare(filling.entered, u"a form filled in"_s))
            return; // one example says enough
        for (const QString &key : filling.entered.keys()) {
            QJsonObject without = filling.entered;
            without.remove(key);
            if (!compare(without, u"which lacks "_s + ui::quoted(key)))
                return;
        }
    }
}

/** What a person leaves untouched has its initial value; where there is none, it is missing. */
bool isWithinReach(const Field &field)
{
    if (!field.required || !field.defaultValue.isUndefined())
        return true;
    if (!field.form)
        return false;
    const bool isFilledIn = !field.form->initialValue.isNull() ||
                            field.form->useNamespaceWhenNotSourceAligned.value_or(false);
    return isFilledIn || !field.form->dependsOn.isEmpty() || !field.form->hidden.value_or(false);
}

void judgeReach(const ui::Manifest &manifest, QList<Finding> &findings)
{
    for (const Field &field : manifest.fields) {
        if (!isWithinReach(field))
            findings += finding(
                Fault::FormUnfillable,
                u"The field %1 is required and has no default, but nobody can enter it."_s.arg(
                    ui::quoted(field.name)),
                pointerTo(manifest, field.name),
                u"Show it in the form, give it a \"default\", or let it not be required."_s);
    }
}

/** A field that is wrong whatever is tried: the first words against it. */
QHash<QString, QString> refusalsIn(const QList<Filling> &fillings)
{
    QHash<QString, QString> refusals;
    for (const Filling &filling : fillings) {
        for (const ui::FieldVerdict &verdict : filling.verdicts) {
            if (!verdict.errors.isEmpty() && !refusals.contains(verdict.name))
                refusals.insert(verdict.name, verdict.errors.first());
        }
        for (const ui::InputProblem &problem : filling.unreadable) {
            const QString field = problem.where.at(0).toString();
            if (!refusals.contains(field))
                refusals.insert(field, problem.message);
        }
    }
    return refusals;
}

void judgeFillings(const ui::Manifest &manifest, const Candidates &candidates,
                   const QList<Filling> &fillings, QList<Finding> &findings)
{
    const QHash<QString, QString> refusals = refusalsIn(fillings);
    for (const Field &field : manifest.fields) {
        if (!refusals.contains(field.name) || !isWithinReach(field))
            continue;
        const bool hasCandidate = !candidates.value(field.name).isEmpty();
        if (!hasCandidate && !field.pattern.isEmpty())
            findings += finding(
                Fault::SampleMissing,
                u"No text is at hand that matches the pattern of %1: the form was not tried with "
                "it."_s.arg(ui::quoted(field.name)),
                pointerTo(manifest, field.name),
                u"Add \"x-samples\" to the field, a list of values that it should take."_s);
        else
            findings += finding(Fault::FormUnfillable,
                                u"The form refuses every value that was tried for %1: %2."_s.arg(
                                    ui::quoted(field.name), refusals[field.name]),
                                pointerTo(manifest, field.name),
                                u"Let its options, default, limits and \"required\" agree."_s);
    }
}

void judgeShowing(const ui::Manifest &manifest, const QList<Filling> &fillings,
                  QList<Finding> &findings)
{
    for (const Field &field : manifest.fields) {
        const bool isSeen = std::ranges::any_of(fillings, [&](const Filling &filling) {
            const auto verdict =
                std::ranges::find(filling.verdicts, field.name, &ui::FieldVerdict::name);
            return !filling.unreadable.isEmpty() ||
                   (verdict != filling.verdicts.end() && verdict->isVisible);
        });
        if (field.form && !field.form->dependsOn.isEmpty() && !isSeen)
            findings += finding(
                Fault::FormUnfillable,
                u"The field %1 never shows: no combination of values that can be chosen makes its "
                "conditions hold."_s.arg(ui::quoted(field.name)),
                pointerTo(manifest, field.name) + u"/form/depends_on"_s,
                u"Name values that the other fields can have."_s);
    }
}

} // namespace

QString checkForm(const ui::Manifest &manifest, const QJsonObject &document,
                  QList<Finding> &findings)
{
    judgeDocuments(manifest, findings);
    const Candidates candidates =
        candidatesFor(manifest.fields, document.value("fields"_L1).toArray());
    const QList<Filling> all = fillings(manifest, candidates);
    if (manifest.platform && manifest.platform->showInForm)
        judgeReach(manifest, findings);
    judgeFillings(manifest, candidates, all, findings);
    judgeAgreement(manifest, candidates, all, findings);
    judgeShowing(manifest, all, findings);
    return u"%1, filled in in %2"_s.arg(counted(manifest.fields.size(), u"field"_s),
                                        counted(all.size(), u"way"_s));
}

} // namespace outlet::app::authoring
