// SPDX-License-Identifier: GPL-3.0-or-later
import { Notice } from "../components/Notice";
import { to } from "../route";
import type { Finding, Saved } from "./model";

const words = { error: "Cannot work", warning: "Look at this" };

/** What would fail in silence, errors first as the server gives them. */
export function Findings({ findings }: { findings: Finding[] }) {
  return (
    <ul className="findings">
      {findings.map(({ severity, code, message, hint, connector }, index) => (
        <li key={index}>
          <p>
            <span className={`badge ${severity === "error" ? "badge-bad" : "badge-warning"}`}>{words[severity]}</span> {message}.
          </p>
          <p className="muted">
            <strong>What to do:</strong> {hint}.{" "}
            {/\/environments\//.test(hint) && <><a href={to("platforms", "environments")}>Environments</a> </>}
            {connector && <a href={to("plugins", connector)}>{connector}</a>} <code className="small">{code}</code>
          </p>
        </li>
      ))}
    </ul>
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
      {warnings.length > 0 && <Findings findings={warnings} />}
    </Notice>
  );
}
