// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useRef, useState } from "react";
import { faultOf, type Api, type ApiFault } from "../api";
import type { Values, Verdict } from "./types";

const delay = 250; // ms without another key

export interface Judging {
  verdict: Verdict | null; // the last; holds for what was entered when it was asked for
  judged: Values; // what it is about
  path: string | null; // where it leads; null while it leads nowhere
  fault: ApiFault | null;
  isWaiting: boolean;
  /** Asks when nobody has typed for a moment. */
  consider(values: Values): void;
  /** Asks at once; null if there is no answer, or somebody has typed meanwhile. */
  judge(values: Values): Promise<Verdict | null>;
}

interface Question {
  api: Api;
  plugin: string;
  query: string; // `?namespace=...` or nothing
  settle(verdict: Verdict, values: Values): Verdict;
  pathOf: ((values: Values, signal: AbortSignal) => Promise<string | null>) | null;
}

/** The server's verdict on what is being entered. Each question drops the answers to earlier ones. */
export function useVerdict(question: Question): Judging {
  const latest = useRef(question);
  latest.current = question;
  const running = useRef<AbortController | null>(null);
  const timer = useRef<number | undefined>(undefined);
  const [state, setState] = useState<Pick<Judging, "verdict" | "judged" | "path" | "fault" | "isWaiting">>({
    verdict: null, judged: {}, path: null, fault: null, isWaiting: false,
  });

  const judge = useCallback(async (values: Values) => {
    window.clearTimeout(timer.current);
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const { api, plugin, query, settle, pathOf } = latest.current;
    setState((before) => (before.isWaiting ? before : { ...before, isWaiting: true }));
    try {
      const address = `/api/v2/plugins/${encodeURIComponent(plugin)}/validate${query}`;
      const { data } = await api.send<Verdict>("POST", address, values, { signal: abort.signal });
      const verdict = settle(data, values);
      const path = verdict.valid && pathOf ? await pathOf(values, abort.signal) : null;
      if (abort.signal.aborted) return null;
      setState({ verdict, judged: values, path, fault: null, isWaiting: false });
      return verdict;
    } catch (error) {
      if (abort.signal.aborted) return null;
      setState((before) => ({ ...before, fault: faultOf(error), isWaiting: false }));
      return null;
    }
  }, []);

  const consider = useCallback((values: Values) => {
    window.clearTimeout(timer.current);
    running.current?.abort();
    timer.current = window.setTimeout(() => void judge(values), delay);
  }, [judge]);

  useEffect(() => () => {
    window.clearTimeout(timer.current);
    running.current?.abort();
  }, []);

  return { ...state, consider, judge };
}
