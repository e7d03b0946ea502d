// SPDX-License-Identifier: MIT
import { useEffect, useState } from "react";
import type { ApiFault } from "../api";
import { useApi } from "../session";
import { follow, type Gap, type Happening, type StreamState } from "./eventstream";

export type Entry = { kind: "event"; key: string; event: Happening } | { kind: "gap"; key: string; gap: Gap };

export interface Timeline {
  entries: Entry[]; // newest first
  state: StreamState;
  fault: ApiFault | null;
  changes: number; // goes up when plugins have changed, or may have unheard
}

const most = 200; // entries that are kept: the page may stay open for days

/** What happens on the server, for as long as the page is open. */
export function useEvents(): Timeline {
  const api = useApi();
  const [timeline, setTimeline] = useState<Timeline>({ entries: [], state: "connecting", fault: null, changes: 0 });
  useEffect(() => {
    const abort = new AbortController();
    let waiting: Entry[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const fresh = waiting;
      waiting = [];
      setTimeline((before) => added(before, fresh));
    };
    const add = (entry: Entry) => {
      waiting.unshift(entry);
      timer ??= setTimeout(flush, 100); // a thousand events are one change of the page
    };
    setTimeline((before) => ({ ...before, entries: [] }));
    void follow(api, {
      onEvent: (event) => add({ kind: "event", key: event.id, event }),
      onGap: (gap) => {
        if (gap.after > 0) add({ kind: "gap", key: `gap ${gap.next}`, gap }); // else: before this page
      },
      onState: (state, fault) =>
        setTimeline((before) => ({ ...before, state, fault, changes: before.changes + (state === "live" ? 1 : 0) })),
    }, abort.signal);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [api]);
  return timeline;
}

function added(before: Timeline, fresh: Entry[]): Timeline {
  const known = new Set(before.entries.map(({ key }) => key));
  const entries = fresh.filter(({ key }) => !known.has(key));
  const isAboutPlugins = entries.some((entry) => entry.kind === "gap" || entry.event.topic.startsWith("plugin:"));
  return {
    ...before,
    entries: [...entries, ...before.entries].slice(0, most),
    changes: before.changes + (isAboutPlugins ? 1 : 0),
  };
}
