// SPDX-License-Identifier: MIT
import { useEffect, useState, type FormEvent } from "react";
import { faultOf, isAbort, type ApiFault } from "../api";
import { Dialog } from "../components/Dialog";
import { FaultNotice } from "../components/Notice";
import { Spinner } from "../components/Spinner";
import { useApi } from "../session";
import { Conflict } from "./Conflict";
import { bodyOf, draftOf, faultsIn, faultsOfServer, type Draft, type Job } from "./draft";
import { Fields } from "./Fields";
import type { Finding, Saved } from "./model";

interface Props {
  job: Job;
  onSaved(saved: Saved): void;
  onClose(): void;
}

interface Current {
  draft: Draft;
  etag: string | null;
}

/** Edits one row, or makes one. What somebody else changes meanwhile is not lost. */
export function EditDialog({ job, onSaved, onClose }: Props) {
  const api = useApi();
  const { item, collection, fields, fixed = {} } = job;
  const [draft, setDraft] = useState<Draft | null>(item ? null : draftOf(fields, job.start ?? {}));
  const [etag, setEtag] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<Current | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [isTried, setIsTried] = useState(false);
  const [isBusy, setIsBusy] = useState(false);

  const read = async (signal?: AbortSignal): Promise<Current> => {
    const answer = await api.get<Record<string, unknown>>(item ?? "", { signal });
    return { draft: draftOf(fields, answer.data), etag: answer.etag };
  };
  const take = (current: Current) => {
    setDraft(current.draft);
    setEtag(current.etag);
    setTheirs(null);
    setFault(null);
  };
  useEffect(() => {
    if (!item) return;
    const abort = new AbortController();
    read(abort.signal).then(take, (error: unknown) => isAbort(error) || setFault(faultOf(error)));
    return () => abort.abort();
    // One dialog edits one thing: the job never changes while it is open.
  }, []);

  const save = async (ifMatch: string | null) => {
    setIsTried(true);
    if (!draft || Object.keys(faultsIn(fields, draft)).length > 0) return;
    setIsBusy(true);
    setFault(null);
    setTheirs(null);
    try {
      const body = { ...fixed, ...bodyOf(fields, draft) };
      const answer = await api.send<{ warnings: Finding[] }>(item ? "PUT" : "POST", item ?? collection, body, { ifMatch });
      onSaved({ title: job.done, warnings: answer.data.warnings ?? [] });
    } catch (error) {
      await explain(faultOf(error));
      setIsBusy(false);
    }
  };
  const explain = async (found: ApiFault) => {
    if (found.status !== 412) return setFault(found);
    await read().then(setTheirs, (error: unknown) => setFault(faultOf(error)));
  };

  const found = fault ? faultsOfServer(fields, fault.invalid) : {};
  const faults = draft && isTried ? { ...found, ...faultsIn(fields, draft) } : found;
  const isElsewhere = fault !== null && Object.keys(found).length === 0;
  return (
    <Dialog title={job.title} onClose={onClose}>
      {!draft && !fault && <Spinner />}
      {draft && (
        <form
          className="edit"
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void save(etag);
          }}
        >
          <Fields
            fields={fields}
            draft={draft}
            faults={faults}
            onChange={(name, value) => {
              setDraft({ ...draft, [name]: value });
              setFault(null);
            }}
          />
          {isElsewhere && <FaultNotice fault={fault} />}
          {theirs && (
            <Conflict fields={fields} mine={draft} theirs={theirs.draft} onTake={() => take(theirs)} onOverwrite={() => {
              setEtag(theirs.etag);
              void save(theirs.etag);
            }} />
          )}
          <div className="actions actions-end">
            <button type="button" onClick={onClose}>Cancel</button>
            <button type="submit" className="primary" disabled={isBusy || theirs !== null}>{isBusy ? "Saving…" : "Save"}</button>
          </div>
        </form>
      )}
      {!draft && fault && <FaultNotice fault={fault} />}
    </Dialog>
  );
}
