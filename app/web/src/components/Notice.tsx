// SPDX-License-Identifier: MIT
import { useContext, type ReactNode } from "react";
import type { ApiFault } from "../api";
import { SessionContext } from "../session";

interface Props {
  kind?: "info" | "good" | "warning" | "bad";
  title?: string;
  children?: ReactNode;
  actions?: ReactNode; // what to do next
}

/** A box that says something; what is bad is read out at once. */
export function Notice({ kind = "info", title, children, actions }: Props) {
  return (
    <div className={`notice notice-${kind}`} role={kind === "bad" ? "alert" : "status"}>
      {title && <p className="notice-title">{title}</p>}
      {children && <div className="notice-text">{children}</div>}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}

/** Why something failed, what to do, and under which id the log has more. */
export function FaultNotice({ fault, retry }: { fault: ApiFault; retry?: (() => void) | undefined }) {
  const isInConsole = useContext(SessionContext) !== null;
  const wantsToken = isInConsole && fault.status === 401; // the server's hint is for programs
  const hint = wantsToken ? "Enter it by the button at the top right. What you have entered here stays." : fault.hint;
  return (
    <Notice
      kind="bad"
      title={fault.message}
      actions={retry && !wantsToken && <button type="button" onClick={retry}>Try again</button>}
    >
      {hint && <p>{hint}</p>}
      {fault.correlationId && <p className="muted small">In the server’s log: <code>{fault.correlationId}</code></p>}
    </Notice>
  );
}

/** Nothing is here yet; says what to do so that there is. */
export function Empty({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children && <div className="muted">{children}</div>}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}
