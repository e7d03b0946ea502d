// SPDX-License-Identifier: MIT
import { Notice } from "../components/Notice";
import { to } from "../route";
import type { Finding, Saved } from "./model";

const words = { error: "Cannot work", warning: "Look at this" };
const mostAtOnce = 4; // of what a change leaves: the whole list stands below

// Where the server's hint is a call of the API, there is a button for it here.
const remedies: Record<string, string> = {
  "item-missing": "Add items with these identifiers to the service in this environment",
  "options-empty": "Add options to the service",
  "service-without-config": "Add options to the service",
  "connector-without-service": "Add a service with this name to its platform",
  "template-missing": "Edit the service, and give it an access path",
};

function remedyOf({ code, hint }: Finding): string {
  return hint.includes("/api/") ? (remedies[code] ?? hint) : hint;
}

/** What would fail in silence, errors first as the server gives them. */
export function Findings({ findings }: { findings: Finding[] }) {
  return (
    <ul className="findings">
      {findings.map((finding, index) => <Item key={index} finding={finding} />)}
    </ul>
  );
}

function Item({ finding }: { finding: Finding }) {
  const { severity, code, message, connector, rows } = finding;
  const isThere = rows.some(({ table }) => table.startsWith("env"));
  return (
    <li>
      <p>
        <span className={`badge ${severity === "error" ? "badge-bad" : "badge-warning"}`}>{words[severity]}</span> {message}.
      </p>
      <p className="muted">
        <strong>What to do:</strong> {remedyOf(finding)}. {isThere && <><a href={to("platforms", "environments")}>Environments</a> </>}
        {connector && <a href={to("plugins", connector)}>{connector}</a>} <code className="small">{code}</code>
      </p>
    </li>
  );
}

/** What was saved, and what it leaves to look at. */
export function SavedNotice({ saved: { title, warnings }, onDismiss }: { saved: Saved; onDismiss(): void }) {
  const isWorse = warnings.some(({ severity }) => severity === "error");
  return (
    <Notice
      kind={warnings.length === 0 ? "good" : isWorse ? "bad" : "warning"}
      title={warnings.length === 0 ? title : `${title}. Without a warning, this would fail in silence:`}
      actions={<button type="button" onClick={onDismiss}>Dismiss</button>}
    >
      {warnings.length > 0 && <Findings findings={warnings.slice(0, mostAtOnce)} />}
      {warnings.length > mostAtOnce && <p>And {warnings.length - mostAtOnce} more, in the list below.</p>}
    </Notice>
  );
}

/** All that would fail in silence at the moment; open where something cannot work. */
export function AllFindings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return <p className="muted">Everything fits together: nothing here would fail in silence.</p>;
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const words = [
    errors > 0 ? `${errors} cannot work` : "",
    findings.length > errors ? `${findings.length - errors} to look at` : "",
  ];
  return (
    <details className="card all-findings" open={errors > 0}>
      <summary>
        <h2>What would fail in silence</h2> <span className="muted">{words.filter(Boolean).join(", ")}</span>
      </summary>
      <Findings findings={findings} />
    </details>
  );
}
