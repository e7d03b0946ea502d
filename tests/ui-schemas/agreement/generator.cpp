// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui-schemas/agreement/generator.h"

#include "ui-schemas/rules.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace outlet::ui::test {

using namespace Qt::StringLiterals;

namespace {

QByteArray written(const QJsonValue &value)
{
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).chopped(1).sliced(1);
}

QJsonValue readBack(const QByteArray &text)
{
    return QJsonDocument::fromJson('[' + text + ']').array().at(0);
}

/** Texts that somebody may have entered, and some that nobody would. */
QStringList texts(const Field &field, const QJsonObject &declaration, const QStringList &options)
{
    QStringList list = options + field.enumeration +
                       QStringList{u""_s,       u"a"_s,    u"abc"_s,   u"ns"_s,       u"*"_s,
                                   u"Ab1"_s,    u"a b"_s,  u"abc\n"_s, u"é"_s,        u"𝒳𝒳"_s,
                                   u"\u00a0"_s, u"null"_s, u"true"_s,  QString(u'\0')};
    for (const QJsonValue sample : declaration["x-samples"_L1].toArray())
        list.append(sample.toString());
    for (const int length : {field.minLength.value_or(1), field.maxLength.value_or(60)}) {
        for (const int size : {length - 1, length, length + 1})
            list.append(QString(std::max(size, 0), u'x'));
        list.append(u"😀"_s.repeated(length)); // as many characters, twice as many code units
    }
    if (!field.form)
        return list;
    for (const Option &option : field.form->options) {
        if (option.value.isString())
            list.append(option.value.toString());
    }
    return list;
}

QByteArrayList numbers(const Field &field)
{
    QByteArrayList list = {"0",
                           "-0",
                           "1",
                           "1.0",
                           "5e0",
                           "2.5",
                           "1e20",
                           "-1e2",
                           "9007199254740991",
                           "9007199254740992",
                           "-9007199254740993"};
    for (const double limit : {field.minimum.value_or(0), field.maximum.value_or(10)}) {
        for (const double value : {limit - 1, limit - 0.25, limit, limit + 0.25, limit + 1})
            list.append(written(value));
    }
    return list;
}

QByteArrayList lists(const QStringList &texts)
{
    QByteArrayList found = {"[]", "[1]", "[null]", "[[]]", R"(["a",true])"};
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const QString &next = texts[(i + 1) % texts.size()];
        found.append(written(QJsonArray{texts[i]}));
        found.append(written(QJsonArray{texts[i], next}));
        found.append(written(QJsonArray{texts[i], texts[i]}));
        found.append(written(QJsonArray{texts[i], next, texts[(i + 2) % texts.size()]}));
    }
    return found;
}

QByteArrayList candidates(const Field &field, const QJsonObject &declaration,
                          const QStringList &options)
{
    const QStringList words = texts(field, declaration, options);
    QByteArrayList list = {"null", "true", "false", "{}", R"({"a":1})"};
    for (const QString &word : words)
        list.append(written(word));
    list += numbers(field) + lists(words);
    return list;
}

/** Whether it is at least of the field's type, or the number beside it. */
bool isNear(const QJsonValue &value, const Field &field)
{
    switch (field.type) {
    case FieldType::String:
        return value.isString();
    case FieldType::Integer:
    case FieldType::Number:
        return value.isDouble();
    case FieldType::Boolean:
        return value.isBool();
    case FieldType::StringList:
        return value.isArray();
    }
    Q_UNREACHABLE();
}

/** Whether the field by itself would have nothing against it. */
bool isLikely(const QJsonValue &value, const Field &field, const QStringList &options)
{
    if (value.isNull())
        return field.isNullable() && !(field.form && field.form->required);
    if (!wantedInstead(value, field).isEmpty())
        return false;
    if (!field.form || field.form->control == Control::String ||
        field.form->control == Control::Checkbox)
        return true;
    const bool isFree = field.form->useNamespaceWhenNotSourceAligned.value_or(false) ||
                        field.form->optionsFrom == OptionsFrom::Connector;
    if (isFree)
        return !value.toString().isEmpty();
    const auto isOffered = [&](const QJsonValue &item) {
        return options.contains(item.toString()) ||
               std::ranges::any_of(field.form->options,
                                   [&](const Option &option) { return option.value == item; });
    };
    const QJsonArray items = value.isArray() ? value.toArray() : QJsonArray{value};
    return std::all_of(items.begin(), items.end(), isOffered);
}

} // namespace

Generator::Generator(const Manifest &manifest, const QJsonObject &document,
                     const QStringList &options, quint32 seed)
    : m_random(seed)
{
    const QJsonArray declarations = document["fields"_L1].toArray();
    for (qsizetype i = 0; i < manifest.fields.size(); ++i) {
        const Field &field = manifest.fields[i];
        const bool hasPlatform = field.form && field.form->optionsFrom != OptionsFrom::Manifest;
        const QStringList offered = hasPlatform ? options : QStringList();
        Pool pool{.name = written(field.name), .isRequired = field.required};
        for (const QByteArray &text : candidates(field, declarations[i].toObject(), offered)) {
            const QJsonValue value = readBack(text);
            const bool will = isLikely(value, field, offered);
            (will ? pool.likely : isNear(value, field) ? pool.near : pool.far).append(text);
        }
        m_pools.append(pool);
    }
    for (const QString &name : QStringList{manifest.plugin} + manifest.aliases)
        m_tags.append(written(name));
}

bool Generator::happens(double probability)
{
    return std::uniform_real_distribution(0.0, 1.0)(m_random) < probability;
}

const QByteArray &Generator::anyOf(const QByteArrayList &list)
{
    return list[std::uniform_int_distribution<qsizetype>(0, list.size() - 1)(m_random)];
}

void Generator::addTag(QByteArrayList &members)
{
    if (happens(0.5))
        members.append(R"("configuration_type":)" + anyOf(m_tags));
    if (happens(0.1))
        members.append(R"("something_else":[null,{"a":1}])");
}

const QByteArray &Generator::wrong(const Pool &pool)
{
    const bool isNear = !pool.near.isEmpty() && happens(0.7);
    return anyOf(isNear ? pool.near : pool.far);
}

QByteArray Generator::next()
{
    const int kind = std::uniform_int_distribution(0, 9)(m_random);
    const double slips = kind < 8 ? 0.0 : kind == 8 ? 1.0 / double(m_pools.size()) : 0.5;
    // One thing that is wrong by itself shows most about the rule that it breaks.
    const auto slip =
        kind < 5 ? -1 : std::uniform_int_distribution<qsizetype>(0, m_pools.size() - 1)(m_random);
    const double gaps = 1.5 / double(m_pools.size());
    QByteArrayList members;
    for (qsizetype i = 0; i < m_pools.size(); ++i) {
        const Pool &pool = m_pools[i];
        const bool isWrong = i == slip || happens(slips) || pool.likely.isEmpty();
        if (happens(pool.isRequired ? (isWrong ? 0.2 : 0.0) : std::min(0.2, gaps)))
            continue;
        members.append(pool.name + ':' + (isWrong ? wrong(pool) : anyOf(pool.likely)));
    }
    addTag(members);
    std::ranges::shuffle(members, m_random);
    return '{' + members.join(',') + '}';
}

} // namespace outlet::ui::test
