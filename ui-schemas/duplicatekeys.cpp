// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/duplicatekeys.h"

#include "ui-schemas/keywatcher.h"

#include <rapidjson/memorystream.h>

namespace outlet::ui {

Problems duplicateKeys(const QByteArray &text)
{
    rapidjson::MemoryStream stream(text.constData(), size_t(text.size()));
    rapidjson::Reader reader;
    KeyWatcher watcher;
    reader.Parse<rapidjson::kParseIterativeFlag>(stream, watcher);
    return watcher.problems();
}

} // namespace outlet::ui
