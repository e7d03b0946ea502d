// SPDX-License-Identifier: MIT
import { Notice } from "../components/Notice";
import { Table } from "../components/Table";
import type { ChangePreview } from "./upload";
import { count } from "./words";

const effects = { invalid: "invalid", lost: "lost", archived: "archived" };

function titleOf({ action, name, version, from }: ChangePreview): string {
  switch (action) {
    case "install":
      return `${name} ${version} is new here`;
    case "upgrade":
      return `${name} would be upgraded from ${from} to ${version}`;
    case "downgrade":
      return `${name} would go back from ${from} to ${version}`;
    case "replace":
      return `${name} ${version} is installed already`;
    case "uninstall":
      return `${name} ${from} would be uninstalled`;
  }
}

function storedWords({ configurations, affected }: ChangePreview): string {
  if (configurations === 0) return "No configuration is stored that it could touch.";
  if (affected === 0) return `${count(configurations, "stored configuration")}: all stay valid.`;
  return `Of ${count(configurations, "stored configuration")}, ${affected} would become invalid or lose values:`;
}

/** What a change would do to the configurations that are stored. */
export function Preview({ preview }: { preview: ChangePreview }) {
  const { findings, omitted, affected } = preview;
  return (
    <Notice kind={affected > 0 ? "warning" : "info"} title={titleOf(preview)}>
      <p>{storedWords(preview)}</p>
      {findings.length > 0 && (
        <div className="preview-findings" tabIndex={0} role="region" aria-label="Findings">
          <Table
            caption="What would happen to which configuration"
            rows={findings.map((finding, index) => ({ ...finding, key: `${index}` }))}
            rowKey={({ key }) => key}
            columns={[
              { title: "Configuration", isHeader: true, cell: ({ id, name }) => name ?? <code>{id.slice(0, 8)}</code> },
              { title: "Field", cell: ({ field }) => (field ? <code>{field}</code> : "all of it") },
              { title: "Becomes", cell: ({ effect }) => <span className={effect === "archived" ? "badge" : "badge badge-warning"}>{effects[effect]}</span> },
              { title: "Why", cell: ({ reason }) => reason },
            ]}
          />
        </div>
      )}
      {omitted > 0 && <p className="muted small">And {omitted} more.</p>}
    </Notice>
  );
}
