// SPDX-License-Identifier: MIT
// Packages on their way to the server. fetch() cannot tell how much of a body has been sent.
import { ApiFault, faultOfResponse, type Api } from "../api";

/** What a change would do to stored configurations; `POST /admin/plugins/preview`. */
export interface ChangePreview {
  action: "install" | "upgrade" | "downgrade" | "replace" | "uninstall";
  name: string;
  version: string | null;
  from: string | null;
  data: string | null;
  configurations: number;
  affected: number;
  findings: { id: string; name: string | null; field: string | null; effect: "invalid" | "lost" | "archived"; reason: string }[];
  omitted: number;
}

export interface Upload {
  signal: AbortSignal;
  onProgress(share: number): void; // 0 to 1; at 1 the server has it and is at work
}

/** Sends a package; throws ApiFault, as all of the API does. */
export function upload<T>(api: Api, path: string, file: Blob, { signal, onProgress }: Upload): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", api.url(path));
    api.headers().forEach((value, name) => request.setRequestHeader(name, value));
    request.setRequestHeader("Content-Type", "application/zip");
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onProgress(1);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else reject(faultOfResponse(answerOf(request), request.responseText));
    };
    request.onerror = () => reject(new ApiFault("The package did not reach the server", 0, "unreachable",
      "Check that the server runs, and that the package is no larger than it takes (OUTLET_MAX_PACKAGE_SIZE)"));
    request.onabort = () => reject(new DOMException("called off", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function answerOf(request: XMLHttpRequest) {
  const headers = new Headers();
  const id = request.getResponseHeader("X-Request-ID");
  if (id) headers.set("X-Request-ID", id);
  return { status: request.status, statusText: request.statusText, headers };
}

/** Whether this server has no previews. */
export function isWithoutPreview({ status, code }: ApiFault): boolean {
  return status === 405 || (status === 404 && code === "not-found");
}
