// SPDX-License-Identifier: MIT
// What the server says of plugins, and how it is grouped here.

export interface Verdict {
  stage: string;
  code: string;
  message: string | null;
  hint: string | null;
  evidence: string[];
}

export interface Candidate {
  name: string;
  id: string | null;
  plugin: string | null;
  version: string | null;
  source: "built-in" | "external";
  path: string | null;
  binary_path: string | null;
  verdict: Verdict;
}

export interface Discovery {
  generation: number;
  built_at: string;
  paths: { path: string; source: string }[];
  candidates: Candidate[];
}

export interface Why {
  name: string;
  found: boolean;
  candidates: Candidate[];
  verdict: Verdict;
}

export interface Health {
  status: "ok" | "degraded" | "failed" | "unknown";
  reason: string | null;
  details: Record<string, unknown>;
  checked_at: string | null;
}

export interface Endpoint {
  method: string;
  path: string;
  summary: string | null;
  permission: string | null;
}

export interface Plugin extends Omit<Candidate, "name"> {
  aliases: string[];
  description: string | null;
  author: string | null;
  kind: string | null;
  status: "active" | "inactive" | "failed";
  state: string;
  hooks: string[];
  requires: { outlet: string; plugins: Record<string, string> };
  permissions: { key: string; description: string | null }[];
  endpoints: Endpoint[];
  health: Health | null;
}

export interface MigrationHistory {
  path: string | null;
  migrations: { id: string; state: string; checksum: string; applied_at: string | null }[];
  fault?: { message: string; hint: string | null; evidence: string[] };
}

/** The three things that can have become of a candidate, as people ask for them. */
export type Group = "in force" | "switched off" | "turned down";
export const groups: Group[] = ["in force", "switched off", "turned down"];

export function groupOf({ stage }: Verdict): Group {
  if (stage === "publish") return "in force";
  return stage === "select" ? "switched off" : "turned down";
}

/** Good ends need attention only where something has stopped. */
export function toneOf(verdict: Verdict): "good" | "" | "bad" {
  const group = groupOf(verdict);
  return group === "in force" ? (verdict.code === "stopped" ? "" : "good") : group === "switched off" ? "" : "bad";
}

export function byUrgency(first: Candidate, second: Candidate): number {
  const rank = ({ verdict }: Candidate) => ["turned down", "in force", "switched off"].indexOf(groupOf(verdict));
  return rank(first) - rank(second);
}

/** Its own key, as two candidates may have one name. */
export function keyOf({ name, path, source, verdict }: Candidate): string {
  return `${source} ${path} ${name} ${verdict.code}`;
}

export function matches({ name, id, plugin, verdict, path }: Candidate, search: string): boolean {
  const text = [name, id, plugin, verdict.code, verdict.message, path].join(" ").toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** What the address of the detail view names: a name that the server knows. */
export function addressOf({ plugin, name }: Candidate): string {
  return plugin ?? name;
}

export function isJustAnnounced({ verdict }: Candidate): boolean {
  return verdict.code === "unknown-name"; // a word in the settings: there are no files
}
