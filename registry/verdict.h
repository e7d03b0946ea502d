// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::registry {

/** The step of the pipeline that decided about a candidate. */
enum class Stage { Find, Read, Judge, Select, Resolve, Migrate, Load, Publish };

/**
 * What became of a candidate. The wire name is the enumerator in kebab case; the closed set is
 * part of the API, so values are added, never renamed.
 */
enum class VerdictCode {
    // find
    Unreadable,
    BrokenLink,
    NotAModule,
    // read
    NotElf,
    Truncated,
    WrongArchitecture,
    NoMetadata,
    WrongInterface,
    ManifestInvalid,
    ManifestTooLarge,
    // judge
    IncompatibleOutlet,
    IncompatibleQt,
    IdMismatch,
    Duplicate,
    // select
    NotEnabled,
    DisabledByEnvironment,
    Inactive,
    UnknownName,
    // resolve
    MissingDependency,
    DependencyVersion,
    DependencyRejected,
    MissingService,
    Cycle,
    NameConflict,
    TableConflict,
    RouteConflict,
    // migrate
    ChecksumChanged,
    MigrationMissing,
    MigrationGap,
    MigrationFailed,
    DatabaseNewer,
    TableDrift,
    // load
    CannotLoad,
    NoInstance,
    HookMissing,
    SeedFailed,
    InitializeFailed,
    StartFailed,
    Timeout,
    HealthFailed,
    // publish: the good ends
    Ready,
    Running,
    Stopped,
};

/** A decision with its reason, for people (message, hint) and for programs (code). */
struct Verdict
{
    VerdictCode code = VerdictCode::Ready;
    QString message;      ///< what was found and what was wanted, a whole sentence
    QString hint;         ///< the next thing to do; empty for good ends
    QStringList evidence; ///< the single facts, for example every problem of a manifest

    friend bool operator==(const Verdict &, const Verdict &) = default;
};

QString nameOf(VerdictCode code);
QString nameOf(Stage stage);
Stage stageOf(VerdictCode code);

/** Every code, in pipeline order: for documentation, metrics and tests. */
QList<VerdictCode> allVerdictCodes();

/** Whether the candidate became part of the registry. */
inline bool isGood(VerdictCode code)
{
    return stageOf(code) == Stage::Publish;
}

} // namespace outlet::registry
