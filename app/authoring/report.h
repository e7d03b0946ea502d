// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/linter.h"
#include "registry/verdict.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

namespace outlet::app::authoring {

/** What is looked at, in this order. */
enum class Part { Manifest, Form, Icon, Migrations, Module, Hooks };

enum class Severity {
    Fault,   ///< the connector does not do what it should
    Warning, ///< it does, and somebody should look all the same
};

/**
 * What only authors are told; everything else has the code that the server would give, or that of a
 * rule of `outlet migrate lint`. A closed set: values are added, never renamed.
 */
enum class Fault {
    // manifest
    ManifestStale,
    PackageRefused,
    // form
    FormInvalid,
    FormUnfillable,
    SampleMissing,
    SchemaInvalid,
    SchemaDisagrees,
    // icon
    IconMissing,
    IconInvalid,
    IconActive,
    // migrations
    DownMissing,
    ForeignKeyMissing,
    LeavesBehind,
    NotRepeatable,
    RowRefused,
    // module
    LazyBinding,
    SearchPath,
    UniqueSymbol,
    ExportedSymbol,
    ForbiddenSymbol,
    UnfitLibrary,
    ExecutableStack,
    LargeModule,
    // hooks
    HookUnpromised,
    HookThrows,
    HookHangs,
    HookCrashes,
    HookExits,
    HookImpure,
    ErrorWithoutMessage,
    TextInvalid,
    NormaliseUnstable,
    NormaliseDropsField,
    NormaliseAddsField,
    NormaliseWrongValue,
    UnknownField,
    UrlUnsafe,
    UrlErrorCode,
    OptionInvalid,
    ResponseInvalid,
    TopicInvalid,
    MemoryGrows,
};

/** One fault with its place and its remedy. */
struct Finding
{
    QString code; ///< in kebab case, for programs
    Part part = Part::Manifest;
    Severity severity = Severity::Fault;
    QString message;
    QString where; ///< JSON pointer, file, symbol or function; may be empty
    QString remedy;

    friend bool operator==(const Finding &, const Finding &) = default;
};

QString nameOf(Part part);
QString nameOf(Severity severity);
QString nameOf(Fault fault);
QList<Part> everyPart();
/** Faults of every kind, for documentation and tests. */
QList<Fault> everyFault();
Part partOf(Fault fault);
Severity severityOf(Fault fault);

Finding finding(Fault fault, const QString &message, const QString &where, const QString &remedy);
Finding finding(Part part, const registry::Verdict &verdict, const QString &where = {});
Finding finding(const migrations::LintWarning &warning);

/** `1 fault`, `2 faults`. */
QString counted(qsizetype count, const QString &noun);

/** All that was looked at, and what was found. */
struct Report
{
    QString target; ///< as it was named, absolute
    QString id;     ///< empty where no manifest could be read
    QString plugin;
    QString version;
    QMap<Part, QString> looked;  ///< parts that were looked at: at how much, in a few words
    QMap<Part, QString> skipped; ///< the others: why not
    QList<Finding> findings;

    qsizetype count(Severity severity) const;
    qsizetype count(Part part, Severity severity) const;
    bool isFine() const { return count(Severity::Fault) == 0; }
};

/** `{"ok","target","id","plugin","version","faults","warnings","parts":[...],"findings":[...]}` */
QByteArray jsonOf(const Report &report);

} // namespace outlet::app::authoring
