// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/report.h"

#include "ui-schemas/jsonwriter.h"

#include <algorithm>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

QString nameOf(Part part)
{
    switch (part) {
    case Part::Manifest:
        return u"manifest"_s;
    case Part::Form:
        return u"form"_s;
    case Part::Icon:
        return u"icon"_s;
    case Part::Migrations:
        return u"migrations"_s;
    case Part::Module:
        return u"module"_s;
    case Part::Hooks:
        return u"hooks"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Fault:
        return u"fault"_s;
    case Severity::Warning:
        return u"warning"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(Fault fault)
{
    switch (fault) {
    case Fault::ManifestStale:
        return u"manifest-stale"_s;
    case Fault::PackageRefused:
        return u"package-refused"_s;
    case Fault::FormInvalid:
        return u"form-invalid"_s;
    case Fault::FormUnfillable:
        return u"form-unfillable"_s;
    case Fault::SampleMissing:
        return u"sample-missing"_s;
    case Fault::SchemaInvalid:
        return u"schema-invalid"_s;
    case Fault::SchemaDisagrees:
        return u"schema-disagrees"_s;
    case Fault::IconMissing:
        return u"icon-missing"_s;
    case Fault::IconInvalid:
        return u"icon-invalid"_s;
    case Fault::IconActive:
        return u"icon-active"_s;
    case Fault::DownMissing:
        return u"down-missing"_s;
    case Fault::ForeignKeyMissing:
        return u"foreign-key-missing"_s;
    case Fault::LeavesBehind:
        return u"leaves-behind"_s;
    case Fault::NotRepeatable:
        return u"not-repeatable"_s;
    case Fault::RowRefused:
        return u"row-refused"_s;
    case Fault::LazyBinding:
        return u"lazy-binding"_s;
    case Fault::SearchPath:
        return u"search-path"_s;
    case Fault::UniqueSymbol:
        return u"unique-symbol"_s;
    case Fault::ExportedSymbol:
        return u"exported-symbol"_s;
    case Fault::ForbiddenSymbol:
        return u"forbidden-symbol"_s;
    case Fault::UnfitLibrary:
        return u"unfit-library"_s;
    case Fault::ExecutableStack:
        return u"executable-stack"_s;
    case Fault::LargeModule:
        return u"large-module"_s;
    case Fault::HookUnpromised:
        return u"hook-unpromised"_s;
    case Fault::HookThrows:
        return u"hook-throws"_s;
    case Fault::HookHangs:
        return u"hook-hangs"_s;
    case Fault::HookCrashes:
        return u"hook-crashes"_s;
    case Fault::HookExits:
        return u"hook-exits"_s;
    case Fault::HookImpure:
        return u"hook-impure"_s;
    case Fault::ErrorWithoutMessage:
        return u"error-without-message"_s;
    case Fault::TextInvalid:
        return u"text-invalid"_s;
    case Fault::NormaliseUnstable:
        return u"normalise-unstable"_s;
    case Fault::NormaliseDropsField:
        return u"normalise-drops-field"_s;
    case Fault::NormaliseAddsField:
        return u"normalise-adds-field"_s;
    case Fault::NormaliseWrongValue:
        return u"normalise-wrong-value"_s;
    case Fault::UnknownField:
        return u"unknown-field"_s;
    case Fault::UrlUnsafe:
        return u"url-unsafe"_s;
    case Fault::UrlErrorCode:
        return u"url-error-code"_s;
    case Fault::OptionInvalid:
        return u"option-invalid"_s;
    case Fault::ResponseInvalid:
        return u"response-invalid"_s;
    case Fault::TopicInvalid:
        return u"topic-invalid"_s;
    case Fault::MemoryGrows:
        return u"memory-grows"_s;
    }
    Q_UNREACHABLE();
}

QList<Part> everyPart()
{
    return {Part::Manifest, Part::Form, Part::Icon, Part::Migrations, Part::Module, Part::Hooks};
}

QList<Fault> everyFault()
{
    QList<Fault> faults;
    for (int i = 0; i <= int(Fault::MemoryGrows); ++i)
        faults.append(Fault(i));
    return faults;
}

// The enumerators stand in the order of the parts, so each part is known by its first one.
Part partOf(Fault fault)
{
    if (fault >= Fault::HookUnpromised)
        return Part::Hooks;
    if (fault >= Fault::LazyBinding)
        return Part::Module;
    if (fault >= Fault::DownMissing)
        return Part::Migrations;
    if (fault >= Fault::IconMissing)
        return Part::Icon;
    if (fault >= Fault::FormInvalid)
        return Part::Form;
    return Part::Manifest;
}

Severity severityOf(Fault fault)
{
    static const QList<Fault> warnings{Fault::SampleMissing, Fault::IconMissing, Fault::LargeModule,
                                       Fault::UrlErrorCode, Fault::MemoryGrows};
    return warnings.contains(fault) ? Severity::Warning : Severity::Fault;
}

Finding finding(Fault fault, const QString &message, const QString &where, const QString &remedy)
{
    return {nameOf(fault), partOf(fault), severityOf(fault), message, where, remedy};
}

Finding finding(Part part, const registry::Verdict &verdict, const QString &where)
{
    QString message = verdict.message;
    for (const QString &fact : verdict.evidence) {
        if (!message.contains(fact) && fact != where)
            message += u"\n- "_s + fact;
    }
    return {registry::nameOf(verdict.code), part, Severity::Fault, message, where, verdict.hint};
}

Finding finding(const migrations::LintWarning &warning)
{
    return {warning.rule,
            Part::Migrations,
            Severity::Warning,
            u"%1: %2"_s.arg(warning.statement, warning.reason),
            u"%1:%2"_s.arg(warning.path).arg(warning.line),
            warning.remedy};
}

QString counted(qsizetype count, const QString &noun)
{
    return u"%1 %2%3"_s.arg(QString::number(count), noun, count == 1 ? QString() : u"s"_s);
}

qsizetype Report::count(Severity severity) const
{
    return std::ranges::count(findings, severity, &Finding::severity);
}

qsizetype Report::count(Part part, Severity severity) const
{
    return std::ranges::count_if(findings, [&](const Finding &finding) {
        return finding.part == part && finding.severity == severity;
    });
}

QByteArray jsonOf(const Report &report)
{
    ui::JsonWriter json;
    json.beginObject()
        .member("ok"_L1, report.isFine())
        .member("target"_L1, report.target)
        .member("id"_L1, report.id)
        .member("plugin"_L1, report.plugin)
        .member("version"_L1, report.version)
        .member("faults"_L1, qint64(report.count(Severity::Fault)))
        .member("warnings"_L1, qint64(report.count(Severity::Warning)));
    json.key("parts"_L1).beginArray();
    for (const Part part : everyPart()) {
        const bool isSkipped = report.skipped.contains(part);
        const bool isFine = report.count(part, Severity::Fault) == 0;
        json.beginObject()
            .member("part"_L1, nameOf(part))
            .member("outcome"_L1, isSkipped && isFine ? u"skipped"_s
                                  : isFine            ? u"passed"_s
                                                      : u"failed"_s)
            .member("note"_L1, isSkipped ? report.skipped[part] : report.looked.value(part, u""_s))
            .endObject();
    }
    json.endArray().key("findings"_L1).beginArray();
    for (const Finding &finding : report.findings)
        json.beginObject()
            .member("code"_L1, finding.code)
            .member("part"_L1, nameOf(finding.part))
            .member("severity"_L1, nameOf(finding.severity))
            .member("message"_L1, finding.message)
            .member("where"_L1, finding.where)
            .member("remedy"_L1, finding.remedy)
            .endObject();
    json.endArray().endObject();
    return json.take();
}

} // namespace outlet::app::authoring
