// SPDX-License-Identifier: GPL-3.0-or-later
// The server and the schema that it gives away judge alike: both see the same configurations, the
// schema through an independent validator. Connectors' own hooks (what they derive, and what they
// have against values) are no part of this: no schema can say them.
#include "tests/ui-schemas/agreement/generator.h"
#include "ui-schemas/jsondocument.h"
#include "ui-schemas/jsonschema.h"
#include "ui-schemas/submission.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace outlet::ui;
using outlet::ui::test::Generator;

namespace {

const QString validator = QStringLiteral(OUTLET_VALIDATOR);
const QString sources = QStringLiteral(OUTLET_SOURCE_DIR);

using Offered = std::optional<QStringList>; ///< by the platform; nothing: it is not configured

/** A manifest, and what is tried with it. */
struct Subject
{
    QString name;
    QJsonObject document;
    Manifest manifest;
    Offered offered;
    int count = 0;
};

Subject subject(const QString &name, const QString &path, const Offered &offered, int count)
{
    QFile file(sources + path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("Cannot read %s", qUtf8Printable(file.fileName()));
    const QJsonObject document = QJsonDocument::fromJson(file.readAll()).object();
    const auto manifest = parseManifest(document);
    if (!manifest)
        qFatal("%s: %s", qUtf8Printable(path),
               qUtf8Printable(manifest.error().first().where + manifest.error().first().message));
    return {name, document, *manifest, offered, count};
}

QList<Subject> subjects()
{
    const QStringList databases{u"clean"_s, u"master"_s};
    const QString workshop = u"/tests/ui-schemas/manifests/workshop.json"_s;
    QList<Subject> list;
    for (const QString &id : {u"snowflake"_s, u"databricks"_s, u"glue"_s})
        list.append(subject(id, u"/connectors/%1/connector.json"_s.arg(id), databases, 10'000));
    list.append(
        subject(u"redshift"_s, u"/connectors/redshift/connector.json"_s, QStringList(), 10'000));
    const QString s3 = u"/connectors/external/s3/connector.json"_s;
    list.append(
        subject(u"s3"_s, s3, QStringList{u"datalake"_s, u"ingress"_s, u"egress"_s}, 10'000));
    list.append(
        subject(u"everything"_s, u"/tests/ui-schemas/manifests/everything.json"_s, {}, 10'000));
    list.append(subject(u"workshop"_s, workshop,
                        QStringList{u"lake"_s, u"sea"_s, u"lake"_s, u"North"_s}, 10'000));
    list.append(subject(u"s3, not configured"_s, s3, {}, 2'000));
    list.append(subject(u"s3, nothing to choose"_s, s3, QStringList(), 2'000));
    list.append(
        subject(u"glue, not configured"_s, u"/connectors/glue/connector.json"_s, {}, 2'000));
    list.append(subject(u"workshop, not configured"_s, workshop, {}, 2'000));
    return list;
}

QHash<QString, Choices> choicesOf(const Subject &subject)
{
    Choices choices = std::unexpected(u"Nothing is configured"_s);
    if (subject.offered) {
        choices.emplace();
        for (const QString &text : *subject.offered)
            choices->append({text, text});
    }
    QHash<QString, Choices> all;
    for (const Field &field : subject.manifest.fields) {
        if (field.form && field.form->optionsFrom == OptionsFrom::PlatformService)
            all.insert(field.name, choices);
    }
    return all;
}

bool isTaken(const Subject &subject, const QHash<QString, Choices> &choices, const QByteArray &text)
{
    const auto json = readJson(text);
    if (!json)
        qFatal("%s: %s", text.constData(), qUtf8Printable(json.error().message));
    const auto values = parseValues(subject.manifest, json->toObject());
    if (!values)
        return false;
    const auto verdicts = judgeValues(subject.manifest, *values, choices);
    return std::ranges::all_of(
        verdicts, [](const FieldVerdict &verdict) { return verdict.errors.isEmpty(); });
}

QJsonObject schemaOf(const Subject &subject)
{
    return QJsonDocument::fromJson(schemaJson(subject.manifest, subject.offered))["json_schema"_L1]
        .toObject();
}

/** Everything that the validator has to know, and how many the server takes. */
QJsonObject tried(const Subject &subject, const QJsonObject &schema, int *taken = nullptr)
{
    Generator generator(subject.manifest, subject.document, subject.offered.value_or(QStringList()),
                        qChecksum(subject.name.toUtf8()));
    const auto choices = choicesOf(subject);
    QJsonArray cases;
    for (int i = 0; i < subject.count; ++i) {
        const QByteArray text = generator.next();
        const bool is = isTaken(subject, choices, text);
        cases.append(QJsonArray{QString::fromUtf8(text), is});
        if (taken)
            *taken += is;
    }
    return {{u"name"_s, subject.name}, {u"schema"_s, schema}, {u"cases"_s, cases}};
}

/** What the validator prints; empty when it agrees with everything. */
QString disagreements(const QJsonArray &all)
{
    QTemporaryDir directory;
    QFile file(directory.filePath(u"cases.json"_s));
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    file.write(QJsonDocument(all).toJson(QJsonDocument::Compact));
    file.close();
    QProcess node;
    node.setProcessChannelMode(QProcess::MergedChannels);
    node.start(u"node"_s,
               {sources + u"/tests/ui-schemas/agreement/judge.mjs"_s, validator, file.fileName()});
    if (!node.waitForFinished(120'000))
        return u"node: "_s + node.errorString();
    const QString text = QString::fromUtf8(node.readAll());
    const bool agrees = node.exitStatus() == QProcess::NormalExit && node.exitCode() == 0;
    return agrees && text == u"0 disagreements\n"_s ? QString() : text;
}

} // namespace

class Agreement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void serverAndSchemaJudgeAlike();
    void aSchemaThatSaysSomethingElseIsFound_data();
    void aSchemaThatSaysSomethingElseIsFound();
};

void Agreement::initTestCase()
{
    if (!QFileInfo::exists(validator + u"/complete"_s) ||
        QStandardPaths::findExecutable(u"node"_s).isEmpty())
        QSKIP("The validator is not there: it needs npm and its registry");
}

void Agreement::serverAndSchemaJudgeAlike()
{
    QJsonArray all;
    for (const Subject &subject : subjects()) {
        int taken = 0;
        all.append(tried(subject, schemaOf(subject), &taken));
        qInfo("%-26s %5d taken, %5d refused", qUtf8Printable(subject.name), taken,
              subject.count - taken);
        // Where nothing can be chosen nothing can be right; else both kinds come often.
        if (subject.count == 10'000)
            QVERIFY2(taken > 1'500 && taken < 8'500, qUtf8Printable(subject.name));
    }
    const QString found = disagreements(all);
    QVERIFY2(found.isEmpty(), qUtf8Printable(found));
}

void Agreement::aSchemaThatSaysSomethingElseIsFound_data()
{
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("replacement");
    const auto row = [](const char *name, const QByteArray &find, const QByteArray &replacement) {
        QTest::newRow(name) << find << replacement;
    };
    row("no conditions", R"("allOf":)", R"("$comment":"","examples":)");
    row("no hidden rules", R"("dependentSchemas":)", R"("$defs":)");
    row("a longer text", R"("maxLength":6)", R"("maxLength":7)");
    row("a shorter text", R"("minLength":4)", R"("minLength":5)");
    row("a larger number", R"("maximum":10)", R"("maximum":11)");
    row("fractions", R"("type":"integer")", R"("type":"number")");
    row("choices twice", R"("uniqueItems":true)", R"("uniqueItems":false)");
    row("more choices", R"("maxItems":2)", R"("maxItems":3)");
    row("another choice", R"("const":"here")", R"("const":"elsewhere")");
    row("another pattern", R"([^\\s\\-x]{1,2}$)", R"([^\\s\\-x]{1,2})");
    row("null", R"("type":["string","null"])", R"("type":"string")");
    row("an optional field", R"("required":["is_checked"])", R"("required":[])");
}

void Agreement::aSchemaThatSaysSomethingElseIsFound()
{
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, replacement);
    Subject workshop = subjects().at(6);
    workshop.count = 5'000;
    QByteArray text = QJsonDocument(schemaOf(workshop)).toJson(QJsonDocument::Compact);
    QVERIFY2(text.contains(find), text.constData());
    text.replace(find, replacement);
    const QString found = disagreements({tried(workshop, QJsonDocument::fromJson(text).object())});
    QVERIFY2(found.startsWith(u"workshop: {"_s), qUtf8Printable(found));
}

QTEST_GUILESS_MAIN(Agreement)
#include "agreement_test.moc"
