// SPDX-License-Identifier: MIT
// Verdicts and events in plain words. A code that is new here is shown as the server says it.
import type { Happening } from "./eventstream";
import type { Verdict } from "./model";

const verdicts: Record<string, string> = {
  unreadable: "It cannot be read",
  "broken-link": "A link leads nowhere",
  "not-a-module": "There is no module in its folder",
  "not-elf": "Its module is no program library",
  truncated: "Its module is incomplete",
  "wrong-architecture": "Its module is built for another processor",
  "no-metadata": "Its module does not say what it is",
  "wrong-interface": "It is a plugin of some other program",
  "manifest-invalid": "Its manifest has mistakes",
  "manifest-too-large": "Its manifest is too large",
  "incompatible-outlet": "It wants another version of Outlet",
  "incompatible-qt": "It was built with another version of Qt",
  "id-mismatch": "Its folder, module and id have different names",
  duplicate: "Another one of the same id came first",
  "not-enabled": "It is not enabled in the settings",
  "disabled-by-environment": "The settings switch it off",
  inactive: "It has been switched off",
  "unknown-name": "The settings name it, but there is no such connector",
  "missing-dependency": "It needs a connector that is not there",
  "dependency-version": "It needs another version of a connector",
  "dependency-rejected": "It needs a connector that was turned down",
  "missing-service": "It needs a service that nobody offers",
  cycle: "It and others need each other in a circle",
  "name-conflict": "Another connector has its name",
  "table-conflict": "Another connector has its table",
  "route-conflict": "Another connector has its routes",
  "checksum-changed": "A migration was changed after it was applied",
  "migration-missing": "A migration that was applied is gone",
  "migration-gap": "A migration stands before one that is applied already",
  "migration-failed": "A migration failed",
  "database-newer": "The database is ahead of it",
  "table-drift": "Its table is not as its migrations made it",
  "cannot-load": "Its module cannot be loaded",
  "no-instance": "It could not be created",
  "hook-missing": "It lacks code that its manifest promises",
  "seed-failed": "It could not bring its first data",
  "initialize-failed": "It could not prepare itself",
  "start-failed": "It could not start",
  timeout: "It took too long",
  "health-failed": "It says itself that it does not work",
  ready: "Ready",
  running: "Running",
  stopped: "Stopped",
};

export function verdictWords(code: string): string {
  return verdicts[code] ?? code.replaceAll("-", " ");
}

/** The remedy; where there is a button for it, that. */
export function hintWords({ code, hint }: Verdict): string | null {
  return code === "inactive" ? "Enable it: whoever has the admin token finds the button here." : hint;
}

type Payload = Record<string, unknown>;
const text = (payload: Payload, key: string) => (typeof payload[key] === "string" ? payload[key] : "");
const withVersion = (payload: Payload) => [text(payload, "plugin") || text(payload, "id"), text(payload, "version")].filter(Boolean).join(" ");

const sentences: Record<string, (payload: Payload) => string> = {
  "plugin:discovered": (payload) => `${withVersion(payload)} was found`,
  "plugin:loaded": (payload) => `${withVersion(payload)} is in force`,
  "plugin:enabled": (payload) => `${withVersion(payload)} was switched on`,
  "plugin:disabled": (payload) => `${withVersion(payload)} was switched off`,
  "plugin:reloaded": (payload) =>
    text(payload, "was") && text(payload, "was") !== text(payload, "version")
      ? `${withVersion(payload)} took the place of ${text(payload, "was")}`
      : `${withVersion(payload)} was loaded anew`,
  "plugin:failed": (payload) => `${withVersion(payload)}: ${text(payload, "message") || verdictWords(text(payload, "code"))}`,
  "plugin:removed": (payload) => `${withVersion(payload)} is gone`,
  "configuration:created": (payload) => `A new ${kindOf(payload)}`,
  "configuration:updated": (payload) => `A ${kindOf(payload)} was changed`,
  "configuration:deleted": (payload) => `A ${kindOf(payload)} was deleted`,
  "app:startup": (payload) => `Outlet ${text(payload, "version")} has started`,
  "app:shutdown": (payload) => `Outlet stops: ${text(payload, "reason")}`,
};

function kindOf(payload: Payload): string {
  const kind = text(payload, "kind").replaceAll("-", " ") || "configuration";
  const type = text(payload, "configuration_type");
  return type ? `${kind} of ${type}` : kind;
}

/** What happened, as a sentence; of what is not known here, topic and payload. */
export function eventWords({ topic, payload }: Happening): string {
  const sentence = sentences[topic];
  return sentence ? sentence(payload) : JSON.stringify(payload);
}

export function eventTone({ topic }: Happening): "good" | "bad" | "" {
  if (topic === "plugin:failed") return "bad";
  return ["plugin:loaded", "plugin:enabled", "plugin:reloaded"].includes(topic) ? "good" : "";
}

/** `1 plugin`, `2 plugins`. */
export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}
