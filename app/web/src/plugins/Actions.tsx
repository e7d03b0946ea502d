// SPDX-License-Identifier: MIT
import { useState } from "react";
import { faultOf } from "../api";
import { Confirm } from "../components/Dialog";
import { useSession } from "../session";
import { groupOf, type Candidate } from "./model";
import { outcomeOfChange, type Outcome, type PluginChange } from "./outcome";
import { Uninstall } from "./Uninstall";

interface Props {
  candidate: Candidate;
  dependants: string[] | null; // names of those in force that need it; null: not known yet
  isBrief?: boolean; // without what is seldom wanted
  onOutcome(outcome: Outcome): void;
}

type Operation = "enable" | "disable" | "reload" | "reload?force=true";
const words: Record<Operation, string> = {
  enable: "Enable",
  disable: "Disable",
  reload: "Reload",
  "reload?force=true": "Reload anyway",
};

function operationsFor({ verdict }: Candidate): Operation[] {
  const group = groupOf(verdict);
  if (group === "in force") return ["disable", "reload", "reload?force=true"];
  return group === "switched off" ? ["enable"] : ["reload", "disable"];
}

/** What an administrator can do to a plugin; nothing for readers. */
export function Actions({ candidate, dependants, isBrief = false, onOutcome }: Props) {
  const { api, isAdmin } = useSession();
  const [busy, setBusy] = useState<Operation | null>(null);
  const [asked, setAsked] = useState<"disable" | "uninstall" | null>(null);
  const name = candidate.plugin ?? candidate.name;
  if (!isAdmin || !candidate.plugin) return null;

  const run = async (operation: Operation) => {
    setAsked(null);
    setBusy(operation);
    try {
      const [verb, query] = operation.split("?");
      const path = `/admin/plugins/${encodeURIComponent(name)}/${verb}${query ? `?${query}` : ""}`;
      onOutcome(outcomeOfChange((await api.send<PluginChange>("POST", path)).data));
    } catch (error) {
      onOutcome({ attempt: `${words[operation]} ${name}`, fault: faultOf(error) });
    }
    setBusy(null);
  };
  const press = (operation: Operation) => {
    if (operation === "disable" && dependants && dependants.length > 0) setAsked("disable");
    else void run(operation);
  };

  return (
    <>
      {operationsFor(candidate).filter((operation) => !isBrief || operation !== "reload?force=true").map((operation) => (
        <button key={operation} type="button" disabled={busy !== null || (operation === "disable" && !dependants)} onClick={() => press(operation)}
          title={operation === "reload?force=true" ? "Also where its files are the same as before" : undefined}>
          {busy === operation ? `${words[operation]}…` : words[operation]}<span className="hidden"> {name}</span>
        </button>
      ))}
      {candidate.source === "external" && (
        <button type="button" className="danger" disabled={busy !== null} onClick={() => setAsked("uninstall")}>Uninstall<span className="hidden"> {name}</span></button>
      )}
      {asked === "disable" && (
        <Confirm title={`Disable ${name}`} action="Disable all" onConfirm={() => void run("disable")} onClose={() => setAsked(null)}>
          <p>These need it, and are switched off along with it:</p>
          <ul className="evidence">{dependants?.map((one) => <li key={one}>{one}</li>)}</ul>
          <p>Tables and stored configurations stay. Enabling {name} again brings back all of them.</p>
        </Confirm>
      )}
      {asked === "uninstall" && (
        <Uninstall
          name={name}
          dependants={dependants ?? []}
          onClose={() => setAsked(null)}
          onDone={(outcome) => {
            setAsked(null);
            onOutcome(outcome);
          }}
        />
      )}
    </>
  );
}
