// SPDX-License-Identifier: MIT
import { useCallback, useState } from "react";
import { ApiFault, faultOf } from "../api";
import { Dialog } from "../components/Dialog";
import { Notice } from "../components/Notice";
import { useApi } from "../session";
import { useLoad } from "../useLoad";
import { outcomeOfRemoval, Refusal, type Outcome, type Removal } from "./outcome";
import { isWithoutPreview, type ChangePreview } from "./upload";
import { count } from "./words";

type Mode = "keep" | "archive" | "drop";
const modes: { mode: Mode; title: string; text: string }[] = [
  { mode: "keep", title: "Keep its data", text: "Tables and configurations stay as they are. Installing it again goes on there." },
  { mode: "archive", title: "Archive its data", text: "Its tables get another name. No connector reads them again; whoever looks after the database can." },
  { mode: "drop", title: "Delete its data", text: "Its tables are deleted, with every configuration in them. Nobody can bring them back." },
];

interface Props {
  name: string;
  dependants: string[];
  onDone(outcome: Outcome): void;
  onClose(): void;
}

/** Asks what becomes of the data, tells what that means, and uninstalls. */
export function Uninstall({ name, dependants, onDone, onClose }: Props) {
  const api = useApi();
  const [mode, setMode] = useState<Mode>("keep");
  const [isAgreed, setIsAgreed] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const stored = useStored(name, mode);
  const mustAgree = mode === "drop" && stored !== 0;

  const uninstall = async () => {
    setIsBusy(true);
    setFault(null);
    try {
      const query = `data=${mode}${mode === "drop" && isAgreed ? "&confirm=true" : ""}`;
      onDone(outcomeOfRemoval((await api.send<Removal>("DELETE", `/admin/plugins/${encodeURIComponent(name)}?${query}`)).data));
    } catch (error) {
      setFault(faultOf(error));
      setIsBusy(false);
    }
  };

  return (
    <Dialog
      title={`Uninstall ${name}`}
      onClose={onClose}
      actions={
        <>
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="button" className="danger" disabled={isBusy || (mustAgree && !isAgreed)} onClick={() => void uninstall()}>
            {isBusy ? "Uninstalling…" : mode === "drop" ? "Uninstall and delete" : "Uninstall"}
          </button>
        </>
      }
    >
      <fieldset className="choices">
        <legend>What becomes of its data?</legend>
        {modes.map((one) => (
          <label key={one.mode} className="choice">
            <input type="radio" name="mode" checked={mode === one.mode} onChange={() => setMode(one.mode)} />
            <span>
              {one.title}
              <span className="muted small">{one.text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {stored !== null && <p aria-live="polite">{affectedWords(stored, mode)}</p>}
      {dependants.length > 0 && (
        <Notice kind="warning" title="Others need it">{dependants.join(", ")}: they are switched off along with it.</Notice>
      )}
      {mustAgree && (
        <label className="choice">
          <input type="checkbox" checked={isAgreed} onChange={(event) => setIsAgreed(event.target.checked)} />
          <span>Delete {stored === null ? "every stored configuration" : count(stored, "stored configuration")} for good</span>
        </label>
      )}
      {fault && <Refusal attempt={`Uninstall ${name}`} fault={fault} />}
    </Dialog>
  );
}

function affectedWords(stored: number, mode: Mode): string {
  if (stored === 0) return "No configuration is stored.";
  const them = `${count(stored, "stored configuration")}`;
  return { keep: `${them}: kept.`, archive: `${them}: out of everybody’s sight from then on.`, drop: `${them}: lost.` }[mode];
}

/** How many configurations are stored; null where nobody can tell. */
function useStored(name: string, mode: Mode): number | null {
  const api = useApi();
  const load = useCallback(
    (signal: AbortSignal) => api.get<ChangePreview>(`/admin/plugins/${encodeURIComponent(name)}/preview?data=${mode}`, { signal })
      .catch((error: unknown) => {
        if (isWithoutPreview(faultOf(error))) return { data: null, etag: null };
        throw error;
      }),
    [api, name, mode],
  );
  return useLoad(load).data?.configurations ?? null;
}
