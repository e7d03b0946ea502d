// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/endpointcall.h"

#include <QObject>

#include <memory>

namespace outlet::registry {

using namespace Qt::StringLiterals;

Result<Response> callEndpoint(HookCalls &hooks, const Connector &connector, const Request &request)
{
    if (!connector.manifest.hooks.contains(ui::Hook::Routes))
        return fail(ErrorCode::Unsupported,
                    u"%1 has no hook Routes"_s.arg(connector.manifest.plugin));
    const auto response = std::make_shared<Response>(); // not read if the call is given up
    const auto done =
        hooks.call(connector, u"handle"_s, [response, request](QObject &object) -> Result<void> {
            auto answer = qobject_cast<Routes *>(&object)->handle(request);
            if (!answer)
                return std::unexpected(answer.error());
            *response = std::move(*answer);
            return {};
        });
    if (!done)
        return std::unexpected(done.error());
    return std::move(*response);
}

} // namespace outlet::registry
