// SPDX-License-Identifier: MIT
// Server-sent events, read from the body of an answer: EventSource can neither show a token, where
// reading is closed, nor hear of topics that it was not told beforehand (connectors have their own).
import { faultOf, faultOfResponse, type Api, type ApiFault } from "../api";

export interface Happening {
  id: string;
  at: string;
  topic: string;
  payload: Record<string, unknown>;
}

/** Events that are missing, because they are kept no longer. */
export interface Gap {
  after: number;
  next: number;
}

export type StreamState = "connecting" | "live" | "waiting";

export interface Listener {
  onEvent(happening: Happening): void;
  onGap(gap: Gap): void;
  /** @param fault why it is not live */
  onState(state: StreamState, fault: ApiFault | null): void;
}

export interface Message {
  id: string | null;
  event: string;
  data: string;
}

/** Takes the text of a stream apart, however it is cut into pieces. */
export class MessageReader {
  private rest = "";

  read(piece: string): Message[] {
    const blocks = (this.rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.map(messageOf).filter((message): message is Message => message !== null);
  }
}

function messageOf(block: string): Message | null {
  const message: Message = { id: null, event: "message", data: "" };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === "id") message.id = value ?? null;
    if (name === "event") message.event = value ?? "";
    if (name === "data") data.push(value ?? "");
  }
  message.data = data.join("\n");
  return data.length > 0 ? message : null; // else a comment that keeps the line open
}

const pauses = [500, 1000, 2000, 4000, 8000];

/** Follows what happens until `signal` says so, over as many connections as it takes. */
export async function follow(api: Api, listener: Listener, signal: AbortSignal): Promise<void> {
  let last = "0"; // what the server still keeps comes first
  for (let failures = 0; !signal.aborted; ++failures) {
    listener.onState("connecting", null);
    let fault: ApiFault | null = null;
    try {
      for await (const message of messages(api, last, signal)) {
        failures = -1;
        if (message === "open") listener.onState("live", null);
        else last = tell(listener, message) ?? last;
      }
    } catch (error) {
      fault = faultOf(error);
    }
    if (signal.aborted) return;
    listener.onState("waiting", fault);
    await pause(pauses[Math.min(Math.max(failures, 0), pauses.length - 1)] ?? 8000, signal);
  }
}

async function* messages(api: Api, last: string, signal: AbortSignal): AsyncGenerator<Message | "open"> {
  const headers = api.headers();
  headers.set("Last-Event-ID", last);
  const response = await fetch(api.url("/api/v2/events"), { headers, signal, cache: "no-store" });
  if (!response.ok || !response.body) throw faultOfResponse(response, await response.text());
  yield "open";
  const reader = new MessageReader();
  const body = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await body.read(); !part.done; part = await body.read()) yield* reader.read(part.value);
}

/** @return the id to go on after */
function tell(listener: Listener, { id, event, data }: Message): string | null {
  const content = JSON.parse(data);
  if (event === "outlet:gap") listener.onGap(content as Gap);
  else listener.onEvent({ ...content, id: String(content.id) } as Happening);
  return id;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
