// SPDX-License-Identifier: MIT
import { useState } from "react";
import { faultOf, type ApiFault } from "../api";
import { FaultNotice } from "../components/Notice";
import { useApi } from "../session";
import { Section } from "./Details";
import type { Health, Plugin } from "./model";

const words = { ok: "Works", degraded: "Works, but not well", failed: "Does not work", unknown: "Not known" };
const tones = { ok: "good", degraded: "warning", failed: "bad", unknown: "" };

/** How it is, by its own word; can be asked anew. */
export function HealthCard({ plugin }: { plugin: Plugin }) {
  const api = useApi();
  const [asked, setAsked] = useState<Health | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const health = asked ?? plugin.health;
  const ask = async () => {
    setIsBusy(true);
    setFault(null);
    try {
      setAsked((await api.get<Health>(`/api/v2/plugins/${encodeURIComponent(plugin.plugin ?? "")}/health`)).data);
    } catch (error) {
      setFault(faultOf(error));
    }
    setIsBusy(false);
  };
  return (
    <Section title="Health">
      {health ? <Report health={health} /> : <p className="muted">Nobody has asked it yet.</p>}
      {fault && <FaultNotice fault={fault} />}
      {plugin.status === "active" && (
        <div className="actions">
          <button type="button" disabled={isBusy} onClick={() => void ask()}>{isBusy ? "Asking…" : "Ask it now"}</button>
        </div>
      )}
    </Section>
  );
}

function Report({ health: { status, reason, details, checked_at: at } }: { health: Health }) {
  const entries = Object.entries(details);
  return (
    <div className="stack" role="status">
      <p><span className={`badge badge-${tones[status]}`}>{words[status]}</span> {reason}</p>
      {entries.length > 0 && (
        <dl className="facts">
          {entries.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {at && <p className="muted small">Asked at {new Date(at).toLocaleTimeString()}</p>}
    </div>
  );
}
