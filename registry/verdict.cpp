// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/verdict.h"

#include "registry/candidate.h"

using namespace Qt::StringLiterals;

namespace outlet::registry {

QString nameOf(VerdictCode code)
{
    switch (code) {
    case VerdictCode::Unreadable:
        return u"unreadable"_s;
    case VerdictCode::BrokenLink:
        return u"broken-link"_s;
    case VerdictCode::NotAModule:
        return u"not-a-module"_s;
    case VerdictCode::NotElf:
        return u"not-elf"_s;
    case VerdictCode::Truncated:
        return u"truncated"_s;
    case VerdictCode::WrongArchitecture:
        return u"wrong-architecture"_s;
    case VerdictCode::NoMetadata:
        return u"no-metadata"_s;
    case VerdictCode::WrongInterface:
        return u"wrong-interface"_s;
    case VerdictCode::ManifestInvalid:
        return u"manifest-invalid"_s;
    case VerdictCode::ManifestTooLarge:
        return u"manifest-too-large"_s;
    case VerdictCode::IncompatibleOutlet:
        return u"incompatible-outlet"_s;
    case VerdictCode::IncompatibleQt:
        return u"incompatible-qt"_s;
    case VerdictCode::IdMismatch:
        return u"id-mismatch"_s;
    case VerdictCode::Duplicate:
        return u"duplicate"_s;
    case VerdictCode::NotEnabled:
        return u"not-enabled"_s;
    case VerdictCode::DisabledByEnvironment:
        return u"disabled-by-environment"_s;
    case VerdictCode::Inactive:
        return u"inactive"_s;
    case VerdictCode::UnknownName:
        return u"unknown-name"_s;
    case VerdictCode::MissingDependency:
        return u"missing-dependency"_s;
    case VerdictCode::DependencyVersion:
        return u"dependency-version"_s;
    case VerdictCode::DependencyRejected:
        return u"dependency-rejected"_s;
    case VerdictCode::MissingService:
        return u"missing-service"_s;
    case VerdictCode::Cycle:
        return u"cycle"_s;
    case VerdictCode::NameConflict:
        return u"name-conflict"_s;
    case VerdictCode::TableConflict:
        return u"table-conflict"_s;
    case VerdictCode::RouteConflict:
        return u"route-conflict"_s;
    case VerdictCode::ChecksumChanged:
        return u"checksum-changed"_s;
    case VerdictCode::MigrationMissing:
        return u"migration-missing"_s;
    case VerdictCode::MigrationGap:
        return u"migration-gap"_s;
    case VerdictCode::MigrationFailed:
        return u"migration-failed"_s;
    case VerdictCode::DatabaseNewer:
        return u"database-newer"_s;
    case VerdictCode::TableDrift:
        return u"table-drift"_s;
    case VerdictCode::CannotLoad:
        return u"cannot-load"_s;
    case VerdictCode::NoInstance:
        return u"no-instance"_s;
    case VerdictCode::HookMissing:
        return u"hook-missing"_s;
    case VerdictCode::SeedFailed:
        return u"seed-failed"_s;
    case VerdictCode::InitializeFailed:
        return u"initialize-failed"_s;
    case VerdictCode::StartFailed:
        return u"start-failed"_s;
    case VerdictCode::Timeout:
        return u"timeout"_s;
    case VerdictCode::HealthFailed:
        return u"health-failed"_s;
    case VerdictCode::Ready:
        return u"ready"_s;
    case VerdictCode::Running:
        return u"running"_s;
    case VerdictCode::Stopped:
        return u"stopped"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(Stage stage)
{
    switch (stage) {
    case Stage::Find:
        return u"find"_s;
    case Stage::Read:
        return u"read"_s;
    case Stage::Judge:
        return u"judge"_s;
    case Stage::Select:
        return u"select"_s;
    case Stage::Resolve:
        return u"resolve"_s;
    case Stage::Migrate:
        return u"migrate"_s;
    case Stage::Load:
        return u"load"_s;
    case Stage::Publish:
        return u"publish"_s;
    }
    Q_UNREACHABLE();
}

QString nameOf(Source source)
{
    switch (source) {
    case Source::BuiltIn:
        return u"built-in"_s;
    case Source::External:
        return u"external"_s;
    }
    Q_UNREACHABLE();
}

// The enumerators stand in pipeline order, so each stage is known by its first code.
Stage stageOf(VerdictCode code)
{
    if (code >= VerdictCode::Ready)
        return Stage::Publish;
    if (code >= VerdictCode::CannotLoad)
        return Stage::Load;
    if (code >= VerdictCode::ChecksumChanged)
        return Stage::Migrate;
    if (code >= VerdictCode::MissingDependency)
        return Stage::Resolve;
    if (code >= VerdictCode::NotEnabled)
        return Stage::Select;
    if (code >= VerdictCode::IncompatibleOutlet)
        return Stage::Judge;
    if (code >= VerdictCode::NotElf)
        return Stage::Read;
    return Stage::Find;
}

QList<VerdictCode> allVerdictCodes()
{
    QList<VerdictCode> codes;
    for (int i = 0; i <= int(VerdictCode::Stopped); ++i)
        codes.append(VerdictCode(i));
    return codes;
}

} // namespace outlet::registry
