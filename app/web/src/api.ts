// SPDX-License-Identifier: MIT
// The only place that talks to the server. Every failure becomes one ApiFault.

/** One value that the server did not take, and where it stands. */
export interface InvalidValue {
  type: string;
  loc: (string | number)[];
  msg: string;
}

/** Why there is no answer: what the server said, or that it said nothing. */
export class ApiFault extends Error {
  constructor(
    message: string,
    readonly status: number, // 0: no answer at all
    readonly code: string,
    readonly hint: string | null = null,
    readonly correlationId: string | null = null,
    readonly invalid: InvalidValue[] = [],
    readonly body: unknown = null, // of the answer, for those that say more
  ) {
    super(message);
    this.name = "ApiFault";
  }
}

export interface Answer<T> {
  data: T;
  etag: string | null; // pass it as `ifMatch` to change what was read
}

export interface Options {
  signal?: AbortSignal | undefined;
  ifMatch?: string | null | undefined;
}

/** What anything that was caught is, in the words of an ApiFault. */
export function faultOf(error: unknown): ApiFault {
  if (error instanceof ApiFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiFault(message, 0, "internal", "Load the page anew; if it stays, report it");
}

/** Whether somebody has called the request off: nothing to tell anybody. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** A server, and the token that it is asked with. `base` is empty for the one of this page. */
export class Api {
  constructor(
    readonly base = "",
    readonly token: string | null = null,
  ) {}

  /** What EventSource and images need: the whole address. */
  url(path: string): string {
    return this.base + path;
  }

  get<T>(path: string, options: Options = {}): Promise<Answer<T>> {
    return this.send<T>("GET", path, undefined, options);
  }

  /** Sends JSON; a Blob goes as it is. */
  async send<T>(method: string, path: string, body?: unknown, options: Options = {}): Promise<Answer<T>> {
    const headers = this.headers();
    if (options.ifMatch) headers.set("If-Match", options.ifMatch);
    if (body !== undefined) headers.set("Content-Type", body instanceof Blob ? "application/zip" : "application/json");
    const content = body === undefined || body instanceof Blob ? body : JSON.stringify(body);
    const response = await this.fetch(path, { method, headers, body: content ?? null, signal: options.signal ?? null });
    const text = await response.text();
    if (!response.ok) throw faultOfResponse(response, text);
    return { data: (text === "" ? null : parsed(text, response)) as T, etag: response.headers.get("ETag") };
  }

  headers(): Headers {
    const headers = new Headers();
    if (this.token) headers.set("Authorization", `Bearer ${this.token}`);
    return headers;
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url(path), init);
    } catch (error) {
      if (isAbort(error)) throw error;
      const hint = this.base
        ? `Check that it runs at ${this.base}, and that OUTLET_CORS_ORIGINS names ${location.origin}`
        : "Check that it runs; what was entered stays here";
      throw new ApiFault("The server does not answer", 0, "unreachable", hint);
    }
  }
}

function parsed(text: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiFault(`${new URL(response.url).pathname} answered something that is no JSON`, response.status, "internal",
      "Is there another server at this address, or a proxy in between?", response.headers.get("X-Request-ID"));
  }
}

/** The contract's errors: `detail` is a sentence, or for 422 a list of values. */
export function faultOfResponse(response: Pick<Response, "status" | "statusText" | "headers">, text: string): ApiFault {
  const correlationId = response.headers.get("X-Request-ID");
  let body: { detail?: string | InvalidValue[]; code?: string; hint?: string } | null = null;
  try {
    body = JSON.parse(text);
  } catch {
    // not ours: a proxy's page
  }
  const detail = body?.detail;
  const invalid = Array.isArray(detail) ? detail : [];
  const message = typeof detail === "string" ? detail : invalid.length > 0
    ? invalid.map((value) => `${value.loc.at(-1)}: ${value.msg}`).join("; ")
    : `The server answered ${response.status} ${response.statusText}`;
  return new ApiFault(message, response.status, body?.code ?? "", body?.hint ?? null, correlationId, invalid, body);
}
