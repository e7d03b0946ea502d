// SPDX-License-Identifier: MIT
import { useCallback } from "react";
import { FaultNotice } from "../components/Notice";
import { Table } from "../components/Table";
import { useApi } from "../session";
import { useLoad } from "../useLoad";
import { configurationPath } from "./model";

interface Problem {
  part: string;
  detail: string;
  hint: string | null;
}

interface InEnvironment {
  id: string;
  name: string;
  technical_info: string | null;
  url: string | null;
  problems: Problem[];
}

/** Where a stored configuration leads in each environment. */
export function Access({ id }: { id: string }) {
  const api = useApi();
  const load = useCallback(
    (signal: AbortSignal) => api.get<{ environments: InEnvironment[] }>(`${configurationPath(id)}/access`, { signal }),
    [api, id],
  );
  const { data, fault, reload } = useLoad(load);
  if (fault) return <FaultNotice fault={fault} retry={reload} />;
  if (!data || data.environments.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="access">
      <h2 id="access">In the environments</h2>
      <Table
        caption="Where it leads in each environment"
        rows={data.environments}
        rowKey={(row) => row.id}
        columns={[
          { title: "Environment", isHeader: true, cell: ({ name }) => name },
          { title: "Technical information", cell: ({ technical_info: info }) => (info ? <code>{info}</code> : "") },
          { title: "Link", cell: ({ url, problems }) => (url ? <Outward url={url} /> : <Problems problems={problems} />) },
        ]}
      />
    </section>
  );
}

/** Administrators enter what links are made of: what is no address of the web is only shown. */
function Outward({ url }: { url: string }) {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || !/^https?:$/.test(address.protocol)) return <code>{url}</code>;
  return <a href={url} rel="noreferrer" target="_blank">Open {address.host}</a>;
}

function Problems({ problems }: { problems: Problem[] }) {
  if (problems.length === 0) return <span className="muted">none</span>;
  return problems.map(({ part, detail, hint }) => (
    <p key={part} className="small">{detail}{hint && <span className="muted">. {hint}</span>}</p>
  ));
}
