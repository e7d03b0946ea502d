// SPDX-License-Identifier: MIT
// Where people are: the part of the address after `#`.
import { useMemo, useSyncExternalStore } from "react";

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // somebody typed a lonely percent sign
  }
}

/** The segments of `#/forms/new/x`: `["forms", "new", "x"]`. */
export function useRoute(): string[] {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decoded), [hash]);
}

/** The address of a place, for links: `to("forms", "new", "x")`. */
export function to(...segments: string[]): string {
  return `#/${segments.map(encodeURIComponent).join("/")}`;
}

export function go(...segments: string[]): void {
  location.hash = to(...segments);
}
