// SPDX-License-Identifier: MIT
import type { Stored } from "../form/types";
import { notesOf, valuesOf } from "./model";

/** A configuration as it is kept: also readable where its connector is gone, and its form with it. */
export function Kept({ stored }: { stored: Stored }) {
  return (
    <details className="card kept" open={notesOf(stored).length > 0}>
      <summary>As it is kept</summary>
      <dl className="kept-values">
        <div>
          <dt>id</dt>
          <dd><code>{stored.id}</code></dd>
        </div>
        {valuesOf(stored).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd><code>{value}</code></dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
