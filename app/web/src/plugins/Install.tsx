// SPDX-License-Identifier: MIT
import { useEffect, useRef, useState, type DragEvent } from "react";
import { useSession } from "../session";
import { InstallDialog } from "./InstallDialog";
import type { Outcome } from "./outcome";

/** Where packages are dropped or chosen; for administrators. */
export function Install({ onOutcome }: { onOutcome(outcome: Outcome): void }) {
  const { isAdmin } = useSession();
  const [file, setFile] = useState<File | null>(null);
  const [isOver, setIsOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useStrayDrops();
  if (!isAdmin) return null;

  const choose = (files: FileList | null) => {
    setFile(files?.[0] ?? null);
    if (input.current) input.current.value = ""; // so that the same file can be chosen again
  };
  const drag = (event: DragEvent, over: boolean) => {
    event.preventDefault();
    setIsOver(over);
  };
  return (
    <>
      <div
        className={isOver ? "drop drop-over" : "drop"}
        onDragEnter={(event) => drag(event, true)}
        onDragOver={(event) => drag(event, true)}
        onDragLeave={(event) => drag(event, false)}
        onDrop={(event) => {
          drag(event, false);
          choose(event.dataTransfer.files);
        }}
      >
        <div>
          <p className="drop-title">{isOver ? "Let go to look at it" : "Drop a package here to install or upgrade a plugin"}</p>
          <p className="muted small">A ZIP file as <code>outlet pack</code> makes it. You see what it would do first; whatever fails, what was in force stays.</p>
        </div>
        <input
          ref={input}
          id="package"
          type="file"
          accept=".zip,application/zip"
          className="hidden"
          onChange={(event) => choose(event.target.files)}
        />
        <label htmlFor="package" className="button">Choose a package</label>
      </div>
      {file && (
        <InstallDialog
          file={file}
          onClose={() => setFile(null)}
          onDone={(outcome) => {
            setFile(null);
            onOutcome(outcome);
          }}
        />
      )}
    </>
  );
}

/** A file that misses its place would be opened instead of this page. */
function useStrayDrops() {
  useEffect(() => {
    const keep = (event: Event) => event.preventDefault();
    addEventListener("dragover", keep);
    addEventListener("drop", keep);
    return () => {
      removeEventListener("dragover", keep);
      removeEventListener("drop", keep);
    };
  }, []);
}
