// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/verdict.h"
#include "ui-schemas/manifest.h"

#include <QList>
#include <QString>
#include <QVersionNumber>

#include <optional>
#include <vector>

namespace outlet::registry {

enum class Source { BuiltIn, External };

QString nameOf(Source source);

/** A directory that holds one folder per connector. Absolute. */
struct SearchPath
{
    QString directory;
    Source source = Source::External;

    friend bool operator==(const SearchPath &, const SearchPath &) = default;
};

/** Something found in a search path, not yet looked into. */
struct Candidate
{
    QString name;      ///< of its folder (or file)
    QString directory; ///< absolute path of the folder
    QString module;    ///< absolute path of the module
    Source source = Source::External;

    friend bool operator==(const Candidate &, const Candidate &) = default;
};

/** A candidate whose embedded manifest is valid. No code of it has run. */
struct Described
{
    Candidate candidate;
    ui::Manifest manifest;
    QVersionNumber qtVersion; ///< major.minor that the module was built with
};

/** A candidate that some step turned down. It stays visible, with what is known about it. */
struct Rejected
{
    Candidate candidate;
    std::optional<ui::Manifest> manifest; ///< from the read step on
    Verdict verdict;

    /** The name that people use for it: the plugin's, or else that of its folder. */
    QString name() const { return manifest ? manifest->plugin : candidate.name; }
};

/** What a step makes of its input: those that go on, and those that do not. */
template<class T>
struct Sorted
{
    std::vector<T> accepted;
    std::vector<Rejected> rejected;
};

/** Turns a described candidate down. */
inline Rejected reject(Described described, Verdict verdict)
{
    return {std::move(described.candidate), std::move(described.manifest), std::move(verdict)};
}

} // namespace outlet::registry
