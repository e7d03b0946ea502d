// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/sample.h"

#include <optional>

namespace outlet::tests {

using namespace Qt::StringLiterals;

inline registry::Rejected rejected(const QString &name, registry::VerdictCode code,
                                   const std::optional<ui::Manifest> &manifest = std::nullopt)
{
    const QString folder = u"/plugins/"_s + name;
    return {{name, folder, u"%1/%2.so"_s.arg(folder, name), registry::Source::External},
            manifest,
            {code, u"A reason"_s, u"A hint"_s, {u"one"_s, u"two"_s}}};
}

/** A rejection that stands for a name which somebody wrote into a setting. */
inline registry::Rejected onlyAName(const QString &name)
{
    return {{name, {}, {}, registry::Source::BuiltIn},
            std::nullopt,
            {registry::VerdictCode::UnknownName, u"Nobody"_s, {}, {}}};
}

/** A plugin that uses every part of a manifest which the detail tells about. */
inline ui::Manifest gateway()
{
    const auto manifest =
        ui::parseManifest(contentOf(QStringLiteral(OUTLET_SOURCE_DIR "/tests/app/gateway.json")));
    if (!manifest)
        giveUp(manifest.error().first().where + u": "_s + manifest.error().first().message);
    return *manifest;
}

} // namespace outlet::tests
