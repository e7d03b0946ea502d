// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useState } from "react";
import { faultOf, type ApiFault } from "../api";
import { Confirm } from "../components/Dialog";
import { Empty, FaultNotice } from "../components/Notice";
import { Spinner } from "../components/Spinner";
import { Table } from "../components/Table";
import type { FormInfo, Stored } from "../form/types";
import { to } from "../route";
import { useApi, useSession } from "../session";
import { configurationPath, configurations, summaryOf, when } from "./model";

const pageSize = 20;

interface Listed {
  data_output_configurations: Stored[];
  next_cursor?: string;
}

/** What is kept, a page at a time. */
function useConfigurations(type: string) {
  const api = useApi();
  const [rows, setRows] = useState<Stored[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [isLoading, setIsLoading] = useState(false);

  const fetchPage = useCallback(
    async (cursor: string | null, signal?: AbortSignal) => {
      const query = new URLSearchParams({ limit: String(pageSize) });
      if (type) query.set("configuration_type", type);
      if (cursor) query.set("cursor", cursor);
      setIsLoading(true);
      try {
        const { data } = await api.get<Listed>(`${configurations}?${query}`, { signal });
        const page = data.data_output_configurations;
        setRows((before) => (cursor ? [...(before ?? []), ...page] : page));
        setNext(data.next_cursor ?? null);
        setFault(null);
      } catch (error) {
        if (signal?.aborted) return;
        setFault(faultOf(error));
      }
      setIsLoading(false);
    },
    [api, type],
  );
  useEffect(() => {
    const abort = new AbortController();
    void fetchPage(null, abort.signal);
    return () => abort.abort();
  }, [fetchPage]);

  const remove = (id: string) => setRows((before) => before?.filter((row) => row.id !== id) ?? null);
  return { rows, fault, isLoading, hasMore: next !== null, more: () => void fetchPage(next), again: () => void fetchPage(null), remove };
}

export function Configurations({ forms }: { forms: FormInfo[] }) {
  const [type, setType] = useState("");
  const { rows, fault, isLoading, hasMore, more, again, remove } = useConfigurations(type);
  const [doomed, setDoomed] = useState<Stored | null>(null);
  const { isAdmin } = useSession();
  const nameOf = (plugin: string) => forms.find((form) => form.plugin === plugin)?.display_name ?? plugin;

  return (
    <section className="card stack" aria-labelledby="configurations">
      <header className="section-header">
        <h2 id="configurations">Configurations</h2>
        <label className="inline">
          <span>Show</span>
          <select value={type} onChange={(event) => setType(event.target.value)}>
            <option value="">all</option>
            {forms.map((form) => <option key={form.plugin} value={form.plugin}>{form.display_name}</option>)}
          </select>
        </label>
      </header>
      {fault && <FaultNotice fault={fault} retry={again} />}
      {!rows && !fault && <Spinner />}
      {rows?.length === 0 && !fault && (
        <Empty title="No configuration is kept yet">
          <p>Choose a destination above, fill in its form and create the first.</p>
        </Empty>
      )}
      {rows && rows.length > 0 && (
        <Table
          caption="Configurations that are kept, oldest first"
          rows={rows}
          rowKey={({ id }) => id}
          columns={[
            { title: "Configuration", isHeader: true, cell: (row) => <a href={to("forms", "edit", row.id)}>{typeof row.name === "string" && row.name ? row.name : summaryOf(row) || row.id}</a> },
            { title: "Destination", cell: (row) => <span className="badge">{nameOf(row.configuration_type)}</span> },
            { title: "Last change", className: "muted", cell: (row) => when(row.updated_on ?? row.created_on) },
            {
              title: "Actions",
              isTitleHidden: true,
              cell: (row) => (
                <div className="actions">
                  <a className="button" href={to("forms", "edit", row.id)} aria-label={`${isAdmin ? "Edit" : "Look at"} ${summaryOf(row)}`}>{isAdmin ? "Edit" : "Open"}</a>
                  {isAdmin && <button type="button" className="danger" aria-label={`Delete ${summaryOf(row)}`} onClick={() => setDoomed(row)}>Delete</button>}
                </div>
              ),
            },
          ]}
        />
      )}
      {hasMore && <div className="actions"><button type="button" disabled={isLoading} onClick={more}>{isLoading ? "Loading…" : "Show more"}</button></div>}
      {doomed && <DeleteDialog stored={doomed} onClose={() => setDoomed(null)} onDeleted={() => { remove(doomed.id); setDoomed(null); }} />}
    </section>
  );
}

interface DeleteProps {
  stored: Stored;
  etag?: string | null; // of the state that is meant
  onClose(): void;
  onDeleted(): void;
}

export function DeleteDialog({ stored, etag, onClose, onDeleted }: DeleteProps) {
  const api = useApi();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  async function remove() {
    setIsBusy(true);
    try {
      await api.send("DELETE", configurationPath(stored.id), undefined, { ifMatch: etag });
      onDeleted();
    } catch (error) {
      setFault(faultOf(error));
      setIsBusy(false);
    }
  }
  return (
    <Confirm title="Delete this configuration?" action="Delete" isBusy={isBusy} onConfirm={() => void remove()} onClose={onClose}>
      <p><strong>{summaryOf(stored) || stored.id}</strong></p>
      <p>It cannot be brought back. What it describes on the platform itself stays as it is.</p>
      {fault && <FaultNotice fault={fault} />}
    </Confirm>
  );
}
