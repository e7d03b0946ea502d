// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/configurationstore.h"
#include "registry/document.h"
#include "registry/snapshot.h"
#include "ui-schemas/jsonwriter.h"

#include <QByteArrayView>

namespace outlet::app::api {

/** What the store has to know of the connectors in a snapshot, which it borrows. */
stores::FindType typesIn(const registry::Snapshot &snapshot);

/** A stored configuration as clients see it: no value of a secret field is in it. */
void writeConfiguration(ui::JsonWriter &json, const stores::StoredConfiguration &configuration);

/**
 * The same as a document of its own. Its entity tag changes with every change that is made here,
 * even to a secret, and with every one that shows.
 */
registry::Document storedDocument(const stores::StoredConfiguration &configuration,
                                  registry::Effort effort);

/** Whether `If-Match` names the document, whatever its coding, by strong comparison. */
bool isMatchedBy(QByteArrayView ifMatch, const registry::Document &document);

} // namespace outlet::app::api
