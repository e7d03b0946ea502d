// SPDX-License-Identifier: MIT
import type { ApiFault } from "../api";
import { FaultNotice } from "../components/Notice";
import { derivedValues } from "./prepare";
import type { FormInfo, Values, Verdict } from "./types";

interface Props {
  info: FormInfo;
  path: string | null;
  hasTemplate: boolean; // whether the platform says how paths are made
  verdict: Verdict | null;
  values: Values;
  isWaiting: boolean;
  fault: ApiFault | null; // why there is no verdict
  retry(): void;
}

/** Beside the form: where the configuration leads, and what the server makes of it. */
export function Result({ info, path, hasTemplate, verdict, values, isWaiting, fault, retry }: Props) {
  const derived = derivedValues(verdict, values);
  const missing = hasTemplate ? "Appears as soon as the form is complete." : `No service of a platform is called ${info.display_name}: without its template there is no path.`;
  return (
    <aside className="result card" aria-busy={isWaiting} aria-label={info.result_label}>
      <h2>{info.result_label}</h2>
      <output className="path">{path === null ? <span className="muted">{missing}</span> : <code>{path}</code>}</output>
      {info.result_tooltip && <p className="muted small">{info.result_tooltip}</p>}
      {derived.length > 0 && (
        <>
          <h3>Filled in by the server</h3>
          <dl className="derived">
            {derived.map(([name, value]) => (
              <div key={name}>
                <dt>{name.replaceAll("_", " ")}</dt>
                <dd><code>{value}</code></dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {fault && <FaultNotice fault={fault} retry={retry} />}
    </aside>
  );
}
