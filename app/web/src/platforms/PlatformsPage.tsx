// SPDX-License-Identifier: GPL-3.0-or-later
import { Page } from "../components/Page";

/** `#/platforms`; `route` is what follows in the address. */
export default function PlatformsPage(_: { route: string[] }) {
  return <Page title="Platforms">{null}</Page>;
}
