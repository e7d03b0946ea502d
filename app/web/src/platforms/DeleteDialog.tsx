// SPDX-License-Identifier: MIT
import { useEffect, useState } from "react";
import { faultOf, isAbort, type ApiFault } from "../api";
import { Confirm } from "../components/Dialog";
import { FaultNotice, Notice } from "../components/Notice";
import { useApi } from "../session";
import type { Finding, Saved } from "./model";

interface Props {
  what: string; // as "the platform AWS"
  consequence: string;
  item: string;
  onDeleted(saved: Saved): void;
  onClose(): void;
}

/** Deletes one row, if it still is as it was when the dialog opened. */
export function DeleteDialog({ what, consequence, item, onDeleted, onClose }: Props) {
  const api = useApi();
  const [etag, setEtag] = useState<string | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    api.get(item, { signal: abort.signal }).then(
      (answer) => setEtag(answer.etag),
      (error: unknown) => isAbort(error) || setFault(faultOf(error)),
    );
    return () => abort.abort();
  }, [api, item, round]);

  const remove = async () => {
    setIsBusy(true);
    setFault(null);
    try {
      const { data } = await api.send<{ warnings: Finding[] } | null>("DELETE", item, undefined, { ifMatch: etag });
      onDeleted({ title: `Deleted: ${what}`, warnings: data?.warnings ?? [] });
    } catch (error) {
      setFault(faultOf(error));
      setIsBusy(false);
      setRound(round + 1); // whoever tries again has seen the state of now
    }
  };

  return (
    <Confirm title={`Delete ${what}?`} action="Delete" isBusy={isBusy} onConfirm={() => void remove()} onClose={onClose}>
      <p>{consequence}</p>
      {fault?.status === 412 && (
        <Notice kind="warning" title="Somebody else has changed it since you opened this">
          Nothing has been deleted. Look at it again, or press Delete once more to delete it as it is now.
        </Notice>
      )}
      {fault?.status === 409 && (
        <Notice kind="bad" title="It is in use, so it stays">
          <p>{fault.message}.</p>
          {fault.hint && <p>{fault.hint}.</p>}
        </Notice>
      )}
      {fault && fault.status !== 412 && fault.status !== 409 && <FaultNotice fault={fault} />}
    </Confirm>
  );
}
