// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/console.h"
#include "app/api/routes.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;

// Open to everybody, also where reading is closed: here people enter the token.
void addConsoleRoutes(Router &router, const ApiParts &)
{
    const auto console = std::make_shared<Console>();
    const auto get = [&](const QString &path, RouteHandler handler, Description description) {
        description.tag = u"System"_s;
        router.get(path, Place::Edge, std::move(handler), std::move(description), Access::Open);
    };
    get(u"/"_s, [console](auto &request, auto &) { return consolePage(request, *console); },
        {.id = u"readConsole"_s,
         .summary = u"The web console"_s,
         .details = u"A page that loads nothing from anywhere else."_s,
         .contentType = "text/html"});
    if (!console->find(u"outlet-form.js"_s))
        return; // built without: the page says so, and loads nothing
    get(u"/assets/{file}"_s,
        [console](auto &request, auto &parameters) {
            return consoleAsset(request, *console, parameters[u"file"_s]);
        },
        {.id = u"readConsoleAsset"_s,
         .summary = u"What the console's page loads"_s,
         .details = u"Names change with the content, so that it can be kept for good."_s,
         .contentType = "*/*",
         .problems = {404}});
    get(u"/outlet-form.js"_s,
        [console](auto &request, auto &) {
            return consoleFile(request, *console, u"outlet-form.js"_s);
        },
        {.id = u"readFormElement"_s,
         .summary = u"The form as a custom element"_s,
         .details = u"An ES module that defines `<outlet-form server=\"...\" plugin=\"...\">`."_s,
         .contentType = "text/javascript"});
    get(u"/favicon.svg"_s,
        [console](auto &request, auto &) {
            return consoleFile(request, *console, u"favicon.svg"_s);
        },
        {.id = u"readConsoleIcon"_s,
         .summary = u"The console's picture"_s,
         .contentType = "image/svg+xml"});
}

} // namespace outlet::app::api
