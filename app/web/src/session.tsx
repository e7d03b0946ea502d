// SPDX-License-Identifier: MIT
// Who is asking: the admin token, kept for this tab alone.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { Api, faultOf, type ApiFault } from "./api";

const key = "outlet-token";

/** `reader`: no token; `checking`: it is being tried; `admin`; `refused`: it is wrong. */
export type Standing = "reader" | "checking" | "admin" | "refused" | "unknown";

export interface Session {
  api: Api;
  standing: Standing;
  fault: ApiFault | null; // why it was refused, or why nobody could say
  isAdmin: boolean;
  enter(token: string): void;
  leave(): void;
}

/** Null outside of the console, as in pages of others. */
export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("There is no SessionProvider around this");
  return session;
}

export function useApi(): Api {
  return useSession().api;
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [token, setToken] = useState(() => sessionStorage.getItem(key));
  const [verdict, setVerdict] = useState<{ token: string; standing: Standing; fault: ApiFault | null } | null>(null);
  const refused = verdict?.token === token && verdict?.standing === "refused";
  const api = useMemo(() => new Api("", refused ? null : token), [token, refused]);

  useEffect(() => {
    if (!token) return;
    const abort = new AbortController();
    new Api("", token).get("/admin/plugins", { signal: abort.signal }).then(
      () => setVerdict({ token, standing: "admin", fault: null }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const fault = faultOf(error);
        setVerdict({ token, standing: fault.status === 401 || fault.status === 403 ? "refused" : "unknown", fault });
      },
    );
    return () => abort.abort();
  }, [token]);

  const enter = useCallback((entered: string) => {
    sessionStorage.setItem(key, entered);
    setVerdict(null);
    setToken(entered);
  }, []);
  const leave = useCallback(() => {
    sessionStorage.removeItem(key);
    setToken(null);
  }, []);
  const session = useMemo<Session>(() => {
    const known = verdict?.token === token ? verdict : null;
    const standing = token ? (known?.standing ?? "checking") : "reader";
    return { api, standing, fault: known?.fault ?? null, isAdmin: standing === "admin", enter, leave };
  }, [api, token, verdict, enter, leave]);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}
