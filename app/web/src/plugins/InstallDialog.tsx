// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useRef, useState } from "react";
import { faultOf, isAbort, type ApiFault } from "../api";
import { Dialog } from "../components/Dialog";
import { Notice } from "../components/Notice";
import { useApi } from "../session";
import { outcomeOfInstallation, Refusal, type Installation, type Outcome } from "./outcome";
import { Preview } from "./Preview";
import { isWithoutPreview, upload, type ChangePreview } from "./upload";

interface Props {
  file: File;
  onDone(outcome: Outcome): void;
  onClose(): void;
}

type Phase = "looking" | "asking" | "installing";

/** Looks at a package, says what it would do, and installs it when told so. */
export function InstallDialog({ file, onDone, onClose }: Props) {
  const api = useApi();
  const [phase, setPhase] = useState<Phase>("looking");
  const [share, setShare] = useState(0);
  const [preview, setPreview] = useState<ChangePreview | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [isAccepted, setIsAccepted] = useState(false);
  const abort = useRef<AbortController | null>(null);

  const send = useCallback(
    <T,>(path: string) => {
      abort.current?.abort();
      abort.current = new AbortController();
      setShare(0);
      return upload<T>(api, path, file, { signal: abort.current.signal, onProgress: setShare });
    },
    [api, file],
  );

  useEffect(() => {
    send<ChangePreview>("/admin/plugins/preview").then(setPreview).then(
      () => setPhase("asking"),
      (error: unknown) => {
        if (isAbort(error)) return;
        const found = faultOf(error);
        if (!isWithoutPreview(found)) setFault(found);
        setPhase("asking");
      },
    );
    return () => abort.current?.abort();
  }, [send]);

  const install = async () => {
    setPhase("installing");
    setFault(null);
    try {
      onDone(outcomeOfInstallation(await send<Installation>(`/admin/plugins/install${isAccepted ? "?accept_invalid=true" : ""}`)));
    } catch (error) {
      if (isAbort(error)) return;
      const found = faultOf(error);
      setFault(found);
      setPreview((found.body as { preview?: ChangePreview } | null)?.preview ?? null);
      setPhase("asking");
    }
  };
  const mustAccept = preview?.action === "downgrade" && preview.affected > 0;
  const isUseless = fault !== null && !mustAccept; // the same package would be refused again

  return (
    <Dialog
      title="Install a package"
      onClose={onClose}
      actions={
        <>
          <button type="button" onClick={onClose}>{isUseless ? "Close" : "Cancel"}</button>
          {!isUseless && (
            <button type="button" className="primary" disabled={phase !== "asking" || (mustAccept && !isAccepted)} onClick={() => void install()}>
              {phase === "installing" ? "Installing…" : verbOf(preview)}
            </button>
          )}
        </>
      }
    >
      <p className="file-name"><strong>{file.name}</strong> <span className="muted">{sizeWords(file.size)}</span></p>
      {phase !== "asking" && <Progress share={share} label={progressWords(phase, share)} />}
      {phase === "asking" && !preview && !fault && (
        <Notice>The server checks it, migrates its table and tries it out before it takes effect. Whatever fails, what was in force stays.</Notice>
      )}
      {preview && <Preview preview={preview} />}
      {fault && <Refusal attempt={`Install ${file.name}`} fault={fault} />}
      {mustAccept && phase === "asking" && (
        <label className="choice">
          <input type="checkbox" checked={isAccepted} onChange={(event) => setIsAccepted(event.target.checked)} />
          <span>Go back to {preview.version} all the same</span>
        </label>
      )}
    </Dialog>
  );
}

function verbOf(preview: ChangePreview | null): string {
  if (preview?.action === "upgrade") return `Upgrade to ${preview.version}`;
  if (preview?.action === "downgrade") return `Go back to ${preview.version}`;
  return preview?.action === "replace" ? "Install again" : "Install";
}

function progressWords(phase: Phase, share: number): string {
  if (share < 1) return `Sending: ${Math.floor(share * 100)} %`;
  return phase === "installing" ? "The server checks and installs it" : "The server looks at it";
}

function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function Progress({ share, label }: { share: number; label: string }) {
  return (
    <div className="progress">
      <progress aria-label={label} max={1} {...(share < 1 ? { value: share } : {})} />
      <span className="small muted" role="status">{label}</span>
    </div>
  );
}
