// SPDX-License-Identifier: MIT
import { useEffect, useRef, type ReactNode } from "react";

interface Props {
  title: string;
  intro?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

let isEntered = false; // the first page leaves the focus where the browser begins

/** A page: its heading takes the focus when people come to it, so that it is read out. */
export function Page({ title, intro, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Outlet`;
    if (isEntered) heading.current?.focus({ preventScroll: true });
    isEntered = true;
  }, [title]);
  return (
    <>
      <header className="page-header">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {intro && <p className="muted">{intro}</p>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}
