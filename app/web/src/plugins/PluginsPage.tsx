// SPDX-License-Identifier: GPL-3.0-or-later
import { Page } from "../components/Page";

/** `#/plugins`; `route` is what follows in the address. */
export default function PluginsPage(_: { route: string[] }) {
  return <Page title="Plugins">{null}</Page>;
}
