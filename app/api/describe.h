// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/snapshot.h"
#include "ui-schemas/jsonwriter.h"

namespace outlet::app::api {

/** What is known about a candidate, in force or turned down. Borrows from its snapshot. */
struct Subject
{
    const registry::Candidate &candidate;
    const ui::Manifest *manifest; ///< null before the read step
    const registry::Verdict &verdict;
};

Subject subjectOf(const registry::Connector &connector);
Subject subjectOf(const registry::Rejected &rejected);

/** The connector in force of that plugin name, alias or id; null if there is none. */
const registry::Connector *findInForce(const registry::Snapshot &snapshot, const QString &name);

/** What was turned down under this name, without entries that only stand for a name. */
std::vector<const registry::Rejected *> findRejected(const registry::Snapshot &snapshot,
                                                     const QString &name);

/** The verdict on a name that no candidate has: the nearest names, and where was searched. */
registry::Verdict unknownName(const registry::Snapshot &snapshot, const QString &name);

/** Text that clients see as `null` rather than as an empty string. */
QString orNull(const QString &text);

/** `{"stage","code","message","hint","evidence"}` */
void writeVerdict(ui::JsonWriter &json, const registry::Verdict &verdict);

/** The members of writeCandidate(), into an object that is open: for answers that add to them. */
void writeCandidateMembers(ui::JsonWriter &json, const Subject &subject);

/** `{"name","id","plugin","version","source","path","binary_path","verdict"}` */
void writeCandidate(ui::JsonWriter &json, const Subject &subject);

/**
 * 404 `Plugin '<name>' not found`. The hint tells why: the verdict on what was turned down under
 * that name, or the names that are near, and where to read more.
 */
Reply pluginNotFound(const Request &request, const registry::Snapshot &snapshot,
                     const QString &name);

} // namespace outlet::app::api
