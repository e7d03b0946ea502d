// SPDX-License-Identifier: MIT
import type { ReactNode } from "react";
import { Notice } from "../components/Notice";
import { Table } from "../components/Table";
import type { MigrationHistory, Plugin } from "./model";
import { Evidence } from "./outcome";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card stack" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Facts({ plugin }: { plugin: Plugin }) {
  const facts: [string, ReactNode][] = [
    ["Version", plugin.version],
    ["Id", plugin.id && <code>{plugin.id}</code>],
    ["Also called", plugin.aliases.length > 0 && plugin.aliases.join(", ")],
    ["State", plugin.state],
    ["Kind", plugin.kind],
    ["Source", plugin.source],
    ["Author", plugin.author],
    ["Needs Outlet", <code key="range">{plugin.requires.outlet}</code>],
    ["Hooks", plugin.hooks.length > 0 ? <Words words={plugin.hooks} /> : "None: it is what its manifest says, without code"],
    ["Folder", plugin.path && <code>{plugin.path}</code>],
    ["Module", plugin.binary_path && <code>{plugin.binary_path.split("/").at(-1)}</code>],
  ];
  return (
    <Section title="About it">
      <dl className="facts">
        {facts.filter(([, value]) => value).map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Words({ words }: { words: string[] }) {
  return <span className="words">{words.map((word) => <span key={word} className="badge">{word}</span>)}</span>;
}

const states: Record<string, { word: string; tone: string }> = {
  applied: { word: "applied", tone: "good" },
  pending: { word: "not applied yet", tone: "warning" },
  changed: { word: "changed since it was applied", tone: "bad" },
  missing: { word: "applied, but its file is gone", tone: "bad" },
  "out-of-order": { word: "stands before one that is applied", tone: "bad" },
  newer: { word: "applied by a newer version", tone: "warning" },
};

export function Migrations({ history: { migrations, fault } }: { history: MigrationHistory }) {
  return (
    <Section title="Migrations">
      {fault && (
        <Notice kind="bad" title={fault.message}>
          {fault.hint && <p>{fault.hint}</p>}
          <Evidence facts={fault.evidence} />
        </Notice>
      )}
      {!fault && migrations.length === 0 && <p className="muted">It has none: it keeps nothing in the database.</p>}
      {migrations.length > 0 && (
        <Table
          caption="Migrations and their state"
          rows={migrations}
          rowKey={({ id }) => id}
          columns={[
            { title: "Migration", isHeader: true, cell: ({ id }) => <code>{id}</code> },
            { title: "State", cell: ({ state }) => <span className={`badge badge-${states[state]?.tone ?? ""}`}>{states[state]?.word ?? state}</span> },
            { title: "Applied", cell: ({ applied_at: at }) => (at ? new Date(at).toLocaleString() : <span className="muted">no</span>) },
            { title: "Checksum", cell: ({ checksum }) => <code className="muted" title={checksum}>{checksum.slice(0, 12)}</code> },
          ]}
        />
      )}
    </Section>
  );
}

export function Endpoints({ plugin: { endpoints } }: { plugin: Plugin }) {
  return (
    <Section title="Endpoints">
      {endpoints.length === 0 && <p className="muted">It serves none of its own.</p>}
      {endpoints.length > 0 && (
        <Table
          caption="What it serves"
          rows={endpoints}
          rowKey={({ method, path }) => `${method} ${path}`}
          columns={[
            { title: "Call", isHeader: true, cell: ({ method, path }) => <code>{method} {path}</code> },
            { title: "What it does", cell: ({ summary }) => summary ?? "" },
            { title: "Who may", cell: ({ permission }) => (permission ? <>tokens with <code>{permission}</code></> : "everybody") },
          ]}
        />
      )}
    </Section>
  );
}

export function Permissions({ plugin: { permissions } }: { plugin: Plugin }) {
  if (permissions.length === 0) return null;
  return (
    <Section title="Permissions">
      <dl className="facts">
        {permissions.map(({ key, description }) => (
          <div key={key}>
            <dt><code>{key}</code></dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
      <p className="muted small">A token gets one by <code>outlet token create --permission</code>.</p>
    </Section>
  );
}
