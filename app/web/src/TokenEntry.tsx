// SPDX-License-Identifier: MIT
import { useState, type FormEvent } from "react";
import { Dialog } from "./components/Dialog";
import { FaultNotice, Notice } from "./components/Notice";
import { useSession, type Standing } from "./session";

const words: Record<Standing, string> = {
  reader: "Read only",
  checking: "Checking the token",
  admin: "Administrator",
  refused: "Token refused",
  unknown: "Token not checked",
};

/** Says who is asking; opens the place where the token is entered and taken back. */
export function TokenEntry() {
  const { standing } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" className={`standing standing-${standing}`} onClick={() => setIsOpen(true)}>
        <span className="dot" aria-hidden="true" />
        {words[standing]}
      </button>
      {isOpen && <TokenDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}

export function TokenDialog({ onClose }: { onClose(): void }) {
  const { standing, fault, enter, leave } = useSession();
  const [text, setText] = useState("");
  const [isTried, setIsTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    enter(text.trim());
    setIsTried(true);
    setText("");
  };
  const isKnown = standing === "admin" || standing === "unknown" || standing === "refused";
  return (
    <Dialog title="Admin token" onClose={onClose}>
      <p>
        Everybody may look around. Whoever changes something shows the admin token: the server’s first start
        wrote it to <code>admin-token</code> in its data directory, unless <code>OUTLET_ADMIN_TOKEN</code> gives one.
      </p>
      {isTried && standing === "admin" && (
        <Notice kind="good" title="The token is right">You can change things until you close this tab.</Notice>
      )}
      {standing === "refused" && (
        <Notice kind="bad" title="The server does not know this token">
          Copy it whole, without spaces around it. You can go on reading.
        </Notice>
      )}
      {standing === "unknown" && fault && <FaultNotice fault={fault} />}
      <form onSubmit={submit} className="token-form">
        <label htmlFor="token">Token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="actions">
          {isKnown && <button type="button" onClick={leave}>Forget it</button>}
          {isTried && standing === "admin" && <button type="button" onClick={onClose}>Done</button>}
          <button type="submit" className="primary" disabled={!text.trim() || standing === "checking"}>
            {standing === "checking" ? "Checking…" : "Use this token"}
          </button>
        </div>
      </form>
      <p className="muted small">It is kept in this tab only, and sent to this server only.</p>
    </Dialog>
  );
}

/** For pages with things to change: says why they cannot be changed now. Nothing for an admin. */
export function ReadOnlyNotice({ what }: { what: string }) {
  const { isAdmin, standing } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const isShown = !isAdmin && standing !== "checking";
  return (
    <>
      {isShown && (
        <Notice
          title={standing === "refused" ? "The server does not know this token" : "You are reading only"}
          kind={standing === "refused" ? "warning" : "info"}
          actions={<button type="button" onClick={() => setIsOpen(true)}>Enter the admin token</button>}
        >
          {what}
        </Notice>
      )}
      {isOpen && <TokenDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}
