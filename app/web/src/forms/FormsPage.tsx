// SPDX-License-Identifier: GPL-3.0-or-later
import { Page } from "../components/Page";

/** `#/forms`; `route` is what follows in the address. */
export default function FormsPage(_: { route: string[] }) {
  return <Page title="Forms">{null}</Page>;
}
