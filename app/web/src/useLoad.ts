// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useState } from "react";
import { faultOf, type Answer, type ApiFault } from "./api";

export interface Load<T> {
  data: T | null; // the last that came, also while the next is on its way
  etag: string | null;
  fault: ApiFault | null;
  isLoading: boolean;
  reload(): void;
}

/**
 * What `load` answers, asked again whenever it changes (make it with useCallback). A late answer to
 * an earlier question is dropped.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<Answer<T>>): Load<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<Omit<Load<T>, "reload">>({ data: null, etag: null, fault: null, isLoading: true });
  const reload = useCallback(() => setRound((before) => before + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    load(abort.signal).then(
      ({ data, etag }) => {
        if (!abort.signal.aborted) setState({ data, etag, fault: null, isLoading: false });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, fault: faultOf(error), isLoading: false }));
      },
    );
    return () => abort.abort();
  }, [load, round]);

  return { ...state, reload };
}
