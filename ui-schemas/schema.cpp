// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/schema.h"

#include "ui-schemas/complaint.h"
#include "ui-schemas/jsontree.h"
#include "ui-schemas/quickschema.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <algorithm>
#include <exception>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

QJsonObject readResource(const QString &resource)
{
    QFile file(resource);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    const QJsonObject document = QJsonDocument::fromJson(file.readAll()).object();
    if (!isOpen || document.isEmpty())
        qFatal("%s is not in the resources", qUtf8Printable(resource)); // a fault of the build
    return document;
}

using Adapter = valijson::adapters::RapidJsonAdapter;

/** valijson keeps the regular expressions that it compiled in the validator; hence one a thread. */
valijson::Validator &validator()
{
    thread_local valijson::Validator instance;
    return instance;
}

/**
 * valijson compiles their expressions anew for every object that it looks at. The room's schemas
 * have one only, for keys that begin with `x-`: JsonTree leaves those out of the document.
 */
QJsonValue withoutPatternProperties(const QJsonValue &schema)
{
    if (schema.isArray()) {
        QJsonArray items = schema.toArray();
        for (QJsonValueRef item : items)
            item = withoutPatternProperties(item);
        return items;
    }
    if (!schema.isObject())
        return schema;
    QJsonObject object = schema.toObject();
    object.remove("patternProperties"_L1);
    for (QJsonValueRef member : object)
        member = withoutPatternProperties(member);
    return object;
}

Complaint toComplaint(const valijson::ValidationResults::Error &error)
{
    Complaint complaint;
    for (auto it = error.context.begin() + 1; it != error.context.end(); ++it) // after "<root>"
        complaint.path.append(QString::fromStdString(it->substr(1, it->size() - 2)));
    const QString text = QString::fromStdString(error.description);
    if (text.startsWith("Missing required property '"_L1)) {
        complaint.kind = Complaint::MissingKey;
        complaint.key = text.section(u'\'', 1, -2);
    } else if (text.startsWith("Object contains a property that could not"_L1)) {
        complaint.kind = Complaint::UnknownKey;
    }
    return complaint;
}

/** A parent repeats that one of its children failed; only the child's own words count. */
bool isEcho(const std::string &description)
{
    return description.starts_with("Failed to validate");
}

QList<Complaint> toComplaints(const valijson::ValidationResults &results)
{
    QList<Complaint> complaints;
    for (const auto &error : results) {
        if (!isEcho(error.description))
            complaints.append(toComplaint(error));
    }
    return complaints;
}

/** Where in a pointer-sorted list a problem stands: numbers count as numbers. */
bool isBefore(const Error &a, const Error &b)
{
    const QStringList left = a.where.split(u'/');
    const QStringList right = b.where.split(u'/');
    for (qsizetype i = 0; i < std::min(left.size(), right.size()); ++i) {
        if (left[i] == right[i])
            continue;
        bool isLeftNumber = false;
        bool isRightNumber = false;
        const int l = left[i].toInt(&isLeftNumber);
        const int r = right[i].toInt(&isRightNumber);
        return isLeftNumber && isRightNumber ? l < r : left[i] < right[i];
    }
    return left.size() < right.size();
}

} // namespace

struct Schema::Private
{
    QJsonObject document;
    JsonTree tree;
    OwnKeys ownKeys; ///< left out where the schema lets authors add `x-` keys
    valijson::Schema schema;
    std::unique_ptr<const QuickSchema> quick; ///< the same, where it can be said so

    explicit Private(const QJsonObject &made);
};

Schema::Private::Private(const QJsonObject &made)
    : document(made), tree(withoutPatternProperties(made), OwnKeys::Kept),
      ownKeys(made.contains("patternProperties"_L1) ? OwnKeys::LeftOut : OwnKeys::Kept),
      quick(QuickSchema::made(tree.root()))
{
    // Without VALIJSON_USE_EXCEPTIONS (which makes RapidJSON several times slower) a schema that
    // valijson does not understand ends the program: a fault of the build, met by every test.
    valijson::SchemaParser().populateSchema(Adapter(tree.root()), schema);
}

Schema::Schema(const QString &resource) : d(std::make_unique<Private>(readResource(resource))) {}

Schema::Schema(const QJsonObject &document) : d(std::make_unique<Private>(document)) {}

Schema::~Schema() = default;

Problems Schema::judge(const QJsonValue &document) const
{
    try {
        const JsonTree tree(document, d->ownKeys);
        if (allows(tree).value_or(false))
            return {};
        valijson::ValidationResults results;
        validator().validate(d->schema, Adapter(tree.root()), &results); // collects what is wrong
        return sorted(explained(toComplaints(results), document, d->document));
    } catch (const std::exception &exception) {
        return {{ErrorCode::Internal,
                 u"the document could not be judged: %1"_s.arg(
                     QString::fromLocal8Bit(exception.what())),
                 u"Report this with the document."_s,
                 {}}};
    }
}

std::optional<bool> Schema::allows(const JsonTree &tree) const
{
    try {
        return tree.isReadable() &&
               ((d->quick && d->quick->accepts(tree.root())) ||
                validator().validate(d->schema, Adapter(tree.root()), nullptr));
    } catch (const std::exception &) { // of the standard library's regular expressions
        return std::nullopt;
    }
}

std::optional<bool> Schema::accepts(const QByteArray &text) const
{
    return allows(JsonTree(text));
}

const Schema &connectorSchema()
{
    static const Schema schema(u":/outlet/ui-schemas/connector.schema.json"_s);
    return schema;
}

Problems sorted(Problems problems)
{
    std::ranges::stable_sort(problems, isBefore);
    Problems unique;
    for (Error &problem : problems) {
        if (!unique.contains(problem))
            unique.append(std::move(problem));
    }
    return unique;
}

} // namespace outlet::ui
