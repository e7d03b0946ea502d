// SPDX-License-Identifier: MIT
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Api } from "../api";
import { useApi } from "../session";
import { useLoad, type Load } from "../useLoad";
import { isJustAnnounced, type Discovery, type Plugin } from "./model";

/** Every candidate, asked for again when `changes` goes up. */
export function useDiscovery(changes: number): Load<Discovery> {
  const api = useApi();
  const load = useCallback(
    // `changes` is no part of the question: it only says that the answer may be another one.
    (signal: AbortSignal) => (void changes, api.get<Discovery>("/api/v2/plugins/discovery", { signal })),
    [api, changes],
  );
  return useLoad(load);
}

const most = 300; // plugins that are asked about, one by one
const atOnce = 4;

export interface Manifests {
  byId: Map<string, Plugin>;
  isComplete: boolean; // false: they are still being asked for, for the first time
}

/**
 * Everything about every plugin with a manifest, by id: discovery alone does not say what needs what.
 * Those that cannot be had are left out.
 */
export function useManifests(discovery: Discovery | null): Manifests {
  const api = useApi();
  const [manifests, setManifests] = useState<Manifests>({ byId: new Map(), isComplete: false });
  const names = useMemo(() => namesIn(discovery), [discovery]);
  useEffect(() => {
    if (!discovery) return;
    const abort = new AbortController();
    void loadAll(api, names, abort.signal).then((plugins) => {
      if (!abort.signal.aborted) setManifests({ byId: new Map(plugins.map((plugin) => [plugin.id ?? "", plugin])), isComplete: true });
    });
    return () => abort.abort();
  }, [api, names, discovery]);
  return manifests;
}

function namesIn(discovery: Discovery | null): string[] {
  const names = (discovery?.candidates ?? [])
    .filter((candidate) => candidate.plugin && !isJustAnnounced(candidate))
    .map(({ plugin }) => plugin ?? "");
  return [...new Set(names)].slice(0, most);
}

async function loadAll(api: Api, names: string[], signal: AbortSignal): Promise<Plugin[]> {
  const waiting = [...names];
  const found: Plugin[] = [];
  const work = async () => {
    for (let name = waiting.shift(); name && !signal.aborted; name = waiting.shift()) {
      const answer = await api.get<Plugin>(`/api/v2/plugins/${encodeURIComponent(name)}`, { signal }).catch(() => null);
      if (answer) found.push(answer.data);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}

/** Names of the plugins in force that cannot do without one of this id, directly or not; null: not known yet. */
export function dependantsOf(id: string | null, { byId, isComplete }: Manifests): string[] | null {
  if (!isComplete) return null;
  if (!id) return [];
  const ids = new Set([id]);
  for (let size = 0; size !== ids.size; ) {
    size = ids.size;
    for (const [other, { requires, status }] of byId) {
      if (status === "active" && Object.keys(requires.plugins).some((needed) => ids.has(needed))) ids.add(other);
    }
  }
  ids.delete(id);
  return [...ids].map((other) => byId.get(other)?.plugin ?? other).sort();
}
