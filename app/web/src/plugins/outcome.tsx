// SPDX-License-Identifier: MIT
// What came of an operation: what happened, and what did not.
import type { ReactNode } from "react";
import type { ApiFault } from "../api";
import { Notice } from "../components/Notice";
import type { Verdict } from "./model";

export interface PluginChange {
  status: string;
  name: string;
  changed: boolean;
  version: string | null;
  verdict: Verdict;
  also_enabled: string[];
  also_disabled: string[];
}

export interface Installation {
  status: string;
  name: string;
  version: string;
  previous_version: string | null;
  in_force: boolean;
  also_enabled: string[];
  also_disabled: string[];
}

export interface Removal {
  name: string;
  data: "keep" | "archive" | "drop";
  tables: string[];
  archives: string[];
  configurations: number;
  also_disabled: string[];
}

export type Outcome = { title: string; lines: string[] } | { attempt: string; fault: ApiFault };

const along = ({ also_enabled = [], also_disabled }: { also_enabled?: string[]; also_disabled: string[] }): string[] => [
  ...(also_enabled.length > 0 ? [`Switched on along with it: ${also_enabled.join(", ")}`] : []),
  ...(also_disabled.length > 0 ? [`Switched off along with it, as they need it: ${also_disabled.join(", ")}`] : []),
];

export function outcomeOfChange(change: PluginChange): Outcome {
  const { name, version, status, changed } = change;
  const which = version ? `${name} ${version}` : name;
  if (status === "unchanged") {
    return { title: `${which} is unchanged`, lines: ["Its files are the same as before, so nothing was loaded.", "To load it all the same, use “Reload anyway”."] };
  }
  const said = { enabled: "is switched on", disabled: "is switched off", reloaded: "was loaded anew" }[status] ?? status;
  const kept = status === "disabled" ? ["Its table and stored configurations stay; its form is no longer offered."] : [];
  return { title: `${which} ${said}`, lines: [...(changed ? kept : ["It was so already: nothing has changed."]), ...along(change)] };
}

export function outcomeOfInstallation(done: Installation): Outcome {
  const { name, version, previous_version: before, status, in_force: isInForce } = done;
  const title = {
    installed: `${name} ${version} is installed`,
    upgraded: `${name} was upgraded from ${before} to ${version}`,
    downgraded: `${name} went back from ${before} to ${version}`,
    unchanged: `${name} ${version} was installed already`,
  }[status] ?? `${name}: ${status}`;
  const force = isInForce ? "It is in force: its form is offered from now on." : "It is not in force, as it is switched off: enable it to use it.";
  return { title, lines: [status === "unchanged" ? "Nothing has changed." : force, ...along(done)] };
}

export function outcomeOfRemoval(done: Removal): Outcome {
  const { name, data, tables, archives, configurations } = done;
  const stored = `${configurations} stored configuration${configurations === 1 ? "" : "s"}`;
  const what = {
    keep: `Its data stays as it is (${tables.join(", ") || "no tables"}; ${stored}): installing it again goes on there.`,
    archive: `Its tables are archived as ${archives.join(", ") || "nothing, as there were none"}; ${stored}.`,
    drop: `Deleted for good: ${tables.join(", ") || "no tables"}; ${stored}.`,
  }[data];
  return { title: `${name} is uninstalled`, lines: [what, ...along(done)] };
}

function evidenceOf({ body }: ApiFault): string[] {
  const evidence = (body as { evidence?: unknown } | null)?.evidence;
  return Array.isArray(evidence) ? evidence.map(String) : [];
}

/** Why something was refused, with everything that the server knows of it. */
export function Refusal({ attempt, fault, actions }: { attempt: string; fault: ApiFault; actions?: ReactNode }) {
  const evidence = evidenceOf(fault);
  return (
    <Notice kind="bad" title={`${attempt}: refused`} actions={actions}>
      <p>{fault.message}</p>
      {evidence.length > 0 && <Evidence facts={evidence} />}
      {fault.hint && <p><strong>What to do:</strong> {fault.hint}</p>}
      {fault.correlationId && <p className="muted small">In the server’s log: <code>{fault.correlationId}</code></p>}
    </Notice>
  );
}

export function Evidence({ facts }: { facts: string[] }) {
  return (
    <ul className="evidence">
      {facts.map((fact, index) => <li key={index}>{fact}</li>)}
    </ul>
  );
}

export function OutcomeNotice({ outcome, onDismiss }: { outcome: Outcome; onDismiss(): void }) {
  const dismiss = <button type="button" onClick={onDismiss}>Dismiss</button>;
  if ("fault" in outcome) return <Refusal attempt={outcome.attempt} fault={outcome.fault} actions={dismiss} />;
  return (
    <Notice kind="good" title={outcome.title} actions={dismiss}>
      {outcome.lines.map((line) => <p key={line}>{line}</p>)}
    </Notice>
  );
}
