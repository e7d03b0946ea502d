// SPDX-License-Identifier: MIT
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";

interface Props {
  title: string;
  onClose(): void;
  children: ReactNode;
  actions?: ReactNode;
}

/** A modal dialog while it is rendered: the browser keeps the focus in it, Escape closes it. */
export function Dialog({ title, onClose, children, actions }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Closed while it is still in the page, it gives the focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-header">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="quiet" aria-label="Close" onClick={onClose}>✕</button>
      </header>
      <div className="dialog-body">{children}</div>
      {actions && <footer className="actions">{actions}</footer>}
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  children: ReactNode;
  action: string; // what the button does, as "Delete"
  isBusy?: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something is done that cannot be undone. */
export function Confirm({ title, children, action, isBusy = false, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="button" className="danger" disabled={isBusy} onClick={onConfirm}>{isBusy ? `${action}…` : action}</button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
