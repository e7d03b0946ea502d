// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/names.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"
#include "ui-schemas/rules.h"

#include <QHash>

#include <algorithm>
#include <utility>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

using FieldIndex = QHash<QString, qsizetype>;

FieldIndex indexOf(const QList<Field> &fields)
{
    FieldIndex index;
    for (qsizetype i = fields.size() - 1; i >= 0; --i) // of two with one name the first counts
        index.insert(fields[i].name, i);
    return index;
}

QStringList namesInForm(const QList<Field> &fields)
{
    QStringList names;
    for (const Field &field : fields) {
        if (field.form)
            names.append(field.name);
    }
    return names;
}

Problems targetRules(const Field &field, const Condition &condition, const QList<Field> &fields,
                     const FieldIndex &index)
{
    const QString at = u"/field_name"_s;
    const auto found = [&] { return quoted(condition.fieldName); };
    if (condition.fieldName == field.name)
        return {breach(at, u"found %1, the field itself; wanted another field"_s.arg(found()),
                       u"Remove the condition, or name another field."_s)};
    if (!index.contains(condition.fieldName)) {
        const QString near = didYouMean(condition.fieldName, namesInForm(fields));
        return {breach(at, u"found %1, wanted the name of another field"_s.arg(found()),
                       near.isEmpty() ? u"Declare the field, or remove the condition."_s : near)};
    }
    if (!fields[index[condition.fieldName]].form)
        return {breach(
            at, u"found %1, which has no \"form\"; wanted a field that people enter"_s.arg(found()),
            u"Give that field a \"form\", or name another one."_s)};
    return {};
}

QList<Condition> conditionsOf(const Field &field)
{
    return field.form ? field.form->dependsOn : QList<Condition>();
}

/** What the condition's value would have to be before it could ever hold; empty if it can. */
QString wantedOfCondition(const QJsonValue &value, const Field &target)
{
    switch (target.type) {
    case FieldType::Integer:
    case FieldType::Number:
    case FieldType::StringList:
        return u"a field of type \"string\" or \"boolean\", and %1 is of type %2"_s.arg(
            quoted(target.name), quoted(nameOf(target.type)));
    case FieldType::String:
    case FieldType::Boolean:
        break;
    }
    const QString wanted = wantedInstead(value, target);
    if (!wanted.isEmpty())
        return u"%1, as %2 does"_s.arg(wanted, quoted(target.name));
    const QList<Option> options = target.form ? target.form->options : QList<Option>();
    const auto isSame = [&](const Option &option) { return option.value == value; };
    if (!options.isEmpty() && !std::ranges::any_of(options, isSame))
        return u"the value of one of the options of %1"_s.arg(quoted(target.name));
    return {};
}

Problems valueRules(const Condition &condition, const Field &target)
{
    const QString wanted = wantedOfCondition(condition.value, target);
    if (wanted.isEmpty())
        return {};
    return {breach(u"/value"_s, u"found %1, wanted %2"_s.arg(quoted(condition.value), wanted),
                   u"As it stands the element never shows."_s)};
}

Problems conditionRules(const Field &field, const QList<Field> &fields, const FieldIndex &index)
{
    Problems problems;
    const QList<Condition> conditions = conditionsOf(field);
    for (qsizetype i = 0; i < conditions.size(); ++i) {
        Problems ofCondition = targetRules(field, conditions[i], fields, index);
        if (ofCondition.isEmpty())
            ofCondition = valueRules(conditions[i], fields[index[conditions[i].fieldName]]);
        problems += within(u"/form/depends_on"_s, i, std::move(ofCondition));
    }
    return problems;
}

/** Looks for circles by walking along the conditions; every field is entered once. */
class Walk
{
public:
    Walk(const QList<Field> &fields, const FieldIndex &index)
        : m_fields(fields), m_index(index), m_states(fields.size(), State::New)
    {
        for (qsizetype i = 0; i < fields.size(); ++i)
            enter(i);
    }

    /** Each as the indexes of its fields. */
    QList<QList<qsizetype>> circles() const { return m_circles; }

private:
    enum class State { New, OnPath, Done };

    void enter(qsizetype field)
    {
        if (m_states[field] == State::OnPath)
            m_circles.append(m_path.mid(m_path.indexOf(field)));
        if (m_states[field] != State::New)
            return;
        m_states[field] = State::OnPath;
        m_path.append(field);
        for (const Condition &condition : conditionsOf(m_fields[field])) {
            const qsizetype next = m_index.value(condition.fieldName, -1);
            if (next >= 0 && next != field)
                enter(next);
        }
        m_path.removeLast();
        m_states[field] = State::Done;
    }

    const QList<Field> &m_fields;
    const FieldIndex &m_index;
    QList<State> m_states;
    QList<qsizetype> m_path;
    QList<QList<qsizetype>> m_circles;
};

Problems circleRules(const QList<Field> &fields, const FieldIndex &index)
{
    Problems problems;
    const Walk walk(fields, index);
    for (const QList<qsizetype> &circle : walk.circles()) {
        QStringList names;
        for (const qsizetype field : circle)
            names.append(fields[field].name);
        names.append(names.first());
        problems.append(breach(pointer({}, circle.first()) + "/form/depends_on"_L1,
                               u"found conditions in a circle: %1; wanted a field that shows "
                               u"without conditions"_s.arg(printable(names.join(" -> "_L1))),
                               u"Remove one of the conditions."_s));
    }
    return problems;
}

} // namespace

Problems brokenConditionRules(const QList<Field> &fields)
{
    const bool hasConditions = std::ranges::any_of(
        fields, [](const Field &field) { return !conditionsOf(field).isEmpty(); });
    if (!hasConditions)
        return {};
    const FieldIndex index = indexOf(fields);
    Problems problems;
    for (qsizetype i = 0; i < fields.size(); ++i)
        problems += within({}, i, conditionRules(fields[i], fields, index));
    return problems + circleRules(fields, index);
}

} // namespace outlet::ui
